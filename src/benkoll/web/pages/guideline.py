"""The guideline pages, open to all: statements and where they are used, numbers, variants, and a page for each key."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from benkoll.errors import Lang
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.compare import changed_parameters
from benkoll.guideline.matrix import Line, matrix
from benkoll.guideline.parameters import ParameterInfo
from benkoll.guideline.statements import section_name
from benkoll.guideline.variants import DEFAULT, read_variant, variant_names
from benkoll.guideline.words import phrase
from benkoll.letters.explained import KINDS, Explained, explained, statement_words, words_of
from benkoll.letters.phrases import capital
from benkoll.web.permissions import Permission
from benkoll.web.problems import Forbidden
from benkoll.web.routes import Door
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    "title": {"sv": "Riktlinjen", "en": "The guideline"},
    "intro": {
        "sv": "{} påståenden ur {}, i våra egna ord, med var de används. Version {}, variant {}.",
        "en": "{} statements of {}, in our own words, with where they are used. Version {}, variant {}.",
    },
    "pages": {"sv": "Riktlinjens sidor", "en": "The guideline's pages"},
    "statements": {"sv": "Påståenden", "en": "Statements"},
    "parameters": {"sv": "Tal och gränser", "en": "Numbers and limits"},
    "variants": {"sv": "Varianter", "en": "Variants"},
    "variant": {"sv": "Variant", "en": "Variant"},
    "show": {"sv": "Visa", "en": "Show"},
    "search": {"sv": "Ord eller beteckning", "en": "Word or id"},
    "nothing found": {"sv": "Inget påstående har «{}».", "en": "No statement has “{}”."},
    "id": {"sv": "Beteckning", "en": "Id"},
    "says": {"sv": "Vad det säger", "en": "What it says"},
    "kind": {"sv": "Slag", "en": "Kind"},
    "used": {"sv": "Används av", "en": "Used by"},
    "criteria": {"sv": "Kriterier", "en": "Criteria"},
    "recommendations": {"sv": "Råd", "en": "Advice"},
    "indicators": {"sv": "Indikatorer", "en": "Indicators"},
    "texts": {"sv": "Texter", "en": "Texts"},
    "tests": {"sv": "Prov som visar det", "en": "Tests that show it"},
    "facts": {"sv": "Uppgifter", "en": "Facts"},
    "no use": {"sv": "inget", "en": "nothing"},
    "reading": {"sv": "Vår tolkning:", "en": "Our reading:"},
    "section": {"sv": "Avsnitt i riktlinjen", "en": "Section of the guideline"},
    "value": {"sv": "Värde", "en": "Value"},
    "source": {"sv": "Källa", "en": "Source"},
    "by": {"sv": "Vems ord", "en": "Whose word"},
    "last_checked": {"sv": "Kontrollerad mot källan", "en": "Last held against its source"},
    "rule": {"sv": "Regel", "en": "Rule"},
    "dose": {"sv": "Dos", "en": "Dose"},
    "excluded_by": {"sv": "Utesluts av", "en": "Excluded by"},
    "figures": {"sv": "Siffror", "en": "Figures"},
    "parameters caption": {
        "sv": "Alla {} tal i varianten {}. Märkta «vår tolkning» står inte så i riktlinjen.",
        "en": "All {} numbers of the variant {}. Those marked “our reading” do not stand so in the guideline.",
    },
    "name": {"sv": "Namn", "en": "Name"},
    "differences": {"sv": "Det som skiljer {} från {}", "en": "What differs between {} and {}"},
    "no difference": {"sv": "Varianterna har samma tal.", "en": "The variants have the same numbers."},
    "from": {"sv": "Jämför", "en": "Compare"},
    "with": {"sv": "med", "en": "with"},
    "published": {"sv": "Publicerad i: {}", "en": "Published in: {}"},
    "absent": {"sv": "finns inte", "en": "not there"},
    "back": {"sv": "Alla påståenden", "en": "All statements"},
    "our words": {
        "sv": "Vi återger ingen mening ur riktlinjen: avsnittet säger var originalet står.",
        "en": "No sentence of the guideline is copied: the section says where the original stands.",
    },
}
COUNTED: Mapping[Lang, tuple[tuple[str, str], ...]] = {
    "sv": (("kriterium", "kriterier"), ("råd", "råd"), ("tal", "tal"), ("prov", "prov")),
    "en": (("criterion", "criteria"), ("advice", "advice"), ("number", "numbers"), ("test", "tests")),
}
"""One and several of what uses a statement."""
WORDED = ("criteria", "recommendations", "parameters", "facts")
"""Slots that name keys, which have words and a page of their own."""
LISTED = ("indicators", "texts", "excluded_by", "figures", "tests")
TESTS = "tests/spec/guideline/"
door = Door(prefix="/guideline")


def _variant(request: Request, name: str = "variant", default: str = DEFAULT) -> str:
    return request.query_params.get(name) or default


def _page(request: Request, template: str, guideline: Guideline, **values: Any) -> Response:
    return render(request, template, WORDS, guideline=guideline, variants=variant_names(), kinds=KINDS, **values)


@door.get("", Permission.PUBLIC)
def statements(request: Request) -> Response:
    """Every statement, chapter by chapter, with how much uses it; or those that hold some words."""
    guideline, lang = load(_variant(request)), lang_of(request)
    sought = request.query_params.get("q", "").strip()[:100]
    lines = [line for line in matrix(guideline) if _holds(guideline, line, sought, lang)]
    sections = [
        (section_name(section, lang), section, [_row(guideline, line, lang) for line in several])
        for section, several in groupby(lines, lambda line: guideline.statements[line["id"]].section)
    ]
    return _page(request, "guideline.html", guideline, sections=sections, sought=sought)


def _holds(guideline: Guideline, line: Line, sought: str, lang: Lang) -> bool:
    return sought.lower() in f"{line['id']} {statement_words(guideline, line['id'], lang)}".lower()


def _row(guideline: Guideline, line: Line, lang: Lang) -> Mapping[str, Any]:
    statement = guideline.statements[line["id"]]
    counts = tuple(len(used) for used in (line["criteria"], line["recommendations"], line["parameters"], line["tests"]))
    return {
        "id": line["id"],
        "kind": KINDS[line["kind"]][lang],
        "words": statement_words(guideline, line["id"], lang),
        "reading": statement.reading_sv if lang == "sv" else statement.reading_en,
        "used": _counted(counts, lang),
    }


def _counted(counts: Sequence[int], lang: Lang) -> str:
    """How much uses it: what there is none of is not said."""
    pairs = zip(counts, COUNTED[lang], strict=True)
    return ", ".join(f"{count} {words[count > 1]}" for count, words in pairs if count) or WORDS["no use"][lang]


@door.get("/parameters", Permission.PUBLIC)
def numbers(request: Request) -> Response:
    """Every number: its value, where it comes from, whose word it is and when it was last checked."""
    guideline, lang = load(_variant(request)), lang_of(request)
    rows = [(name, _told(info, lang), info) for name, info in guideline.parameters.items()]
    return _page(request, "guideline_parameters.html", guideline, rows=rows)


@door.get("/variants", Permission.PUBLIC)
def variants(request: Request) -> Response:
    """The variants, and what differs between two of them."""
    names, lang = variant_names(), lang_of(request)
    first, second = _variant(request, "from"), _variant(request, "with", names[-1])
    before, after = load(first), load(second)
    rows = [
        (change.name, _told(change.before, lang), _told(change.after, lang), change.after and change.after.source)
        for change in changed_parameters(before, after)
    ]
    about = [(one.name, one.title_sv if lang == "sv" else one.title_en, one.source) for one in map(read_variant, names)]
    return _page(request, "guideline_variants.html", after, rows=rows, about=about, first=first, second=second)


def _told(info: ParameterInfo | None, lang: Lang) -> str | None:
    return None if info is None else phrase(info, lang)


@door.get("/{statement}", Permission.PUBLIC)
def one(request: Request, statement: str) -> Response:
    """What a key stands for: a statement, above all; also a criterion, advice, number, drug or fact."""
    guideline, lang = load(_variant(request)), lang_of(request)
    found = explained(statement, guideline, lang)
    if found is None:
        raise Forbidden
    heading = found["words"] if found["kind"] != "parameter" else found["value"]
    used = [(slot, list(_worded(found[slot], guideline, lang))) for slot in WORDED if found.get(slot)]
    sources = list(_worded(found.get("statements", ()), guideline, lang))
    return _page(
        request,
        "guideline_key.html",
        guideline,
        found=found,
        heading=capital(heading or found["id"]),
        used=used,
        stands_on=sources,
        listed=_listed(found),
    )


def _listed(found: Explained) -> list[tuple[str, list[str]]]:
    return [(slot, [said.removeprefix(TESTS) for said in found[slot]]) for slot in LISTED if found.get(slot)]


def _worded(names: Sequence[str], guideline: Guideline, lang: Lang) -> Iterator[tuple[str, str]]:
    """Each key with its words; a publication, or SmPC, has none."""
    for name in names:
        yield name, words_of(name, guideline, lang) or ""
