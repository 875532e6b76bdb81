"""`benkoll guideline`: the matrix of statements, rules and tests; or one statement, rule, number, drug or fact."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benkoll.cli.arguments import Both, Call, LineError, with_nearest
from benkoll.cli.console import Console
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE, Lang
from benkoll.facts.registry import label, registry, value_label
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drugs
from benkoll.guideline.matrix import matrix
from benkoll.guideline.words import phrase
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import capital, figure
from benkoll.logic import words
from benkoll.logic.term import Fact, Named, Parameter, Term, children, walk

Explained = Mapping[str, Any]
INDENT = 16
ON_LINES = ("tests", "excluded_by", "figures")
SHOWING = "tests/spec/guideline/"  # where the tests lie that show a statement
LABELS: dict[str, dict[Lang, str]] = {
    "words": {"sv": "Innebörd", "en": "Meaning"},
    "section": {"sv": "Avsnitt", "en": "Section"},
    "reading": {"sv": "Vår läsning", "en": "Our reading"},
    "figures": {"sv": "Tal", "en": "Figures"},
    "rule": {"sv": "Regel", "en": "Rule"},
    "value": {"sv": "Värde", "en": "Value"},
    "source": {"sv": "Källa", "en": "Source"},
    "by": {"sv": "Vems ord", "en": "Whose word"},
    "last_checked": {"sv": "Kontrollerad", "en": "Last checked"},
    "excluded_by": {"sv": "Utesluts av", "en": "Excluded by"},
    "dose": {"sv": "Dos", "en": "Dose"},
    "statements": {"sv": "Påståenden", "en": "Statements"},
    "criteria": {"sv": "Kriterier", "en": "Criteria"},
    "recommendations": {"sv": "Råd", "en": "Advice"},
    "parameters": {"sv": "Parametrar", "en": "Parameters"},
    "indicators": {"sv": "Indikatorer", "en": "Indicators"},
    "texts": {"sv": "Texter", "en": "Texts"},
    "tests": {"sv": "Prov", "en": "Tests"},
    "facts": {"sv": "Uppgifter", "en": "Facts"},
}
KINDS: dict[str, dict[Lang, str]] = {
    "rule": {"sv": "regel", "en": "rule"},
    "process": {"sv": "process", "en": "process"},
    "info": {"sv": "upplysning", "en": "info"},
    "figure": {"sv": "siffra", "en": "figure"},
    "recommendation": {"sv": "råd", "en": "advice"},
    "criterion": {"sv": "kriterium", "en": "criterion"},
    "parameter": {"sv": "parameter", "en": "parameter"},
    "drug": {"sv": "läkemedel", "en": "drug"},
    "fact": {"sv": "uppgift", "en": "fact"},
    "word": {"sv": "riktlinjens", "en": "the guideline's"},
    "smpc": {"sv": "produktresuméns (SmPC)", "en": "the product information (SmPC)"},
    "reading": {"sv": "vår tolkning", "en": "our reading"},
}
NO_SUCH: Both = {"sv": "okänd nyckel: {}", "en": "unknown key: {}"}


def run(call: Call, console: Console) -> int:
    """Print the matrix, or what the key stands for."""
    guideline, key, lang = guideline_of(call), call.get("key"), console.lang
    lines = list(matrix(guideline))
    as_json = call.get("--format") == "json"
    if key is not None:
        explained = _explain(key, guideline, lang, call)
        console.show([json.dumps(explained, ensure_ascii=False, indent=1)] if as_json else _shown(explained, lang))
    elif as_json:
        console.show([json.dumps(lines, ensure_ascii=False, indent=1)])
    else:
        for line in lines:
            told = {"words": _statement_words(guideline, line["id"], lang), "tests": str(len(line["tests"]))}
            console.show([*_shown({**line, **told}, lang), ""])
    return DONE


def _shown(explained: Explained, lang: Lang) -> Iterator[Line]:
    """What is there, row by row."""
    yield Line(f"{explained['id']} ({KINDS[explained['kind']][lang]})", "title")
    for key, heading in LABELS.items():
        content = explained.get(key)
        if content:
            lead = f"  {heading[lang]}".ljust(INDENT)
            for told in [content] if isinstance(content, str) else content if key in ON_LINES else [", ".join(content)]:
                yield from map(Line, hang(lead, told.removeprefix(SHOWING)))
                lead = " " * INDENT


def _explain(key: str, guideline: Guideline, lang: Lang, call: Call) -> Explained:
    names: list[str] = []
    for known, explain in EXPLAINED:
        found = {one.lower(): one for one in known(guideline)}
        if key.lower() in found:
            return explain(found[key.lower()], guideline, lang)
        names += found.values()
    wrong = LineError(NO_SUCH["sv"].format(key), NO_SUCH["en"].format(key), call.command)
    raise with_nearest(wrong, key, names, count=3)


def _statement_words(guideline: Guideline, key: str, lang: Lang) -> str:
    statement = guideline.statements[key]
    return statement.sv if lang == "sv" else statement.en


def _statement(key: str, guideline: Guideline, lang: Lang) -> Explained:
    statement = guideline.statements[key]
    line = next(line for line in matrix(guideline) if line["id"] == key)
    return {
        **line,
        "words": _statement_words(guideline, key, lang),
        "section": statement.section,
        "reading": statement.reading_sv if lang == "sv" else statement.reading_en,
        "figures": [_figure(one.name, one.low, one.high, one.unit, lang) for one in statement.figures],
    }


def _figure(name: str, low: float | None, high: float | None, unit: str, lang: Lang) -> str:
    ends = ["…" if end is None else figure(end, lang) for end in (low, high)]
    return f"{name.replace('_', ' ')}: {ends[0] if low == high else '–'.join(ends)} {unit}"


def _recommendation(key: str, guideline: Guideline, lang: Lang) -> Explained:
    one = guideline.recommendations[key]
    return {
        "id": key,
        "kind": "recommendation",
        "words": one.sv if lang == "sv" else one.en,
        "reading": one.reading_sv if lang == "sv" else one.reading_en,
        **_rule(one.when, lang),
        "statements": list(one.stands_on),
    }


def _criterion(key: str, guideline: Guideline, lang: Lang) -> Explained:
    named = guideline.criteria[key]
    return {
        "id": key,
        "kind": "criterion",
        "words": capital(named.sv if lang == "sv" else named.en),
        **_rule(named.term, lang),
        "statements": list(named.stands_on),
        "recommendations": _users(lambda node: node is named, guideline)["recommendations"],
    }


def _rule(term: Term, lang: Lang) -> dict[str, Any]:
    """The rule in words, one level deep, and everything that it reads."""
    nodes = list(walk(term))
    return {
        "rule": words.say(term, lang, label, value_label),
        "criteria": sorted(one.name for one in _own(term) if isinstance(one, Named)),
        "parameters": sorted({one.name for one in nodes if isinstance(one, Parameter)}),
        "facts": sorted({one.name for one in nodes if isinstance(one, Fact)}),
    }


def _own(rule: Term) -> list[Term]:
    """The nodes of a rule itself, each once, not those of the criteria that it is made of."""
    found: dict[int, Term] = {}
    waiting = [rule]
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += () if isinstance(node, Named) else children(node)
    return list(found.values())


def _users(used: Callable[[Term], bool], guideline: Guideline) -> dict[str, list[str]]:
    """The criteria that use it themselves, and the recommendations that hang on it at all."""
    return {
        "criteria": [name for name, one in guideline.criteria.items() if any(used(node) for node in _own(one.term))],
        "recommendations": [
            code for code, one in guideline.recommendations.items() if any(used(node) for node in walk(one.when))
        ],
    }


def _parameter(key: str, guideline: Guideline, lang: Lang) -> Explained:
    info = guideline.parameters[key]
    return {
        "id": key,
        "kind": "parameter",
        "value": phrase(info, lang),
        "source": info.source,
        "by": KINDS[info.by][lang],
        "last_checked": info.last_checked.isoformat(),
        **_users(lambda node: node is info.parameter, guideline),
    }


def _drug(key: str, guideline: Guideline, lang: Lang) -> Explained:
    drug = drugs()[key]
    return {
        "id": key,
        "kind": "drug",
        "words": drug[lang],
        "dose": " ".join(drug[f"{part}_{lang}"] for part in ("dose", "route", "interval")),
        "source": drug["source"],
        "excluded_by": [
            f"{named.sv if lang == 'sv' else named.en} [{source}]"
            for named, source in guideline.exclusions.get(key, ())
        ],
    }


def _fact(key: str, guideline: Guideline, lang: Lang) -> Explained:
    return {
        "id": key,
        "kind": "fact",
        "words": registry()[key].label(lang),
        **_users(lambda node: isinstance(node, Fact) and node.name == key, guideline),
    }


EXPLAINED: tuple[tuple[Callable[[Guideline], Mapping[str, Any]], Callable[[str, Guideline, Lang], Explained]], ...] = (
    (lambda guideline: guideline.statements, _statement),
    (lambda guideline: guideline.recommendations, _recommendation),
    (lambda guideline: guideline.parameters, _parameter),
    (lambda guideline: guideline.criteria, _criterion),
    (lambda guideline: drugs(), _drug),
    (lambda guideline: registry(), _fact),
)
