"""`benkoll why` and `benkoll why-not`: for one patient, the tree of criteria behind a recommendation or a criterion."""

from collections.abc import Iterator

from benkoll.assess.patient import assess, explain
from benkoll.assess.why import Branch
from benkoll.cli.arguments import Both, Call, LineError, with_nearest
from benkoll.cli.console import Console
from benkoll.cli.patients import one_record
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE, Lang
from benkoll.guideline.build import Guideline
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import facts, said, sources
from benkoll.letters.tree import obstacles, told, tree

WORDS: dict[str, dict[Lang, str]] = {
    "true": {"sv": "{} gäller: {}", "en": "{} holds: {}"},
    "false": {"sv": "{} gäller inte: {}", "en": "{} does not hold: {}"},
    "unknown": {"sv": "{} är möjligt, inte avgjort: {}", "en": "{} is possible, not settled: {}"},
    "value": {"sv": "{}: {}", "en": "{}: {}"},
    "missing": {"sv": "Avgörs av: {}", "en": "Hangs on: {}"},
    "in the way": {"sv": "Det som står i vägen:", "en": "What stands in the way:"},
    "unknown yet": {"sv": "Det som är okänt och avgör:", "en": "What is unknown and decides:"},
    "nothing": {
        "sv": "Inget står i vägen; benkoll why visar skälen.",
        "en": "Nothing does; benkoll why tells why.",
    },
    "legend": {
        "sv": "+ sant, - falskt, ? okänt; det som avgjorde står först, med det som ligger under",
        "en": "+ true, - false, ? unknown; what decided comes first, with what lies below it",
    },
}
STATUS: dict[object, str] = {
    "recommended": "true",
    "possible": "unknown",
    True: "true",
    False: "false",
    None: "unknown",
}
UNKNOWN: Both = {"sv": "okänd kod: {}", "en": "unknown code: {}"}


def run(call: Call, console: Console) -> int:
    """Print the tree, or of `why-not` what stands in the way."""
    guideline, lang = guideline_of(call), console.lang
    key = _key(call, guideline)
    patient = one_record(call, console).patient
    branch = explain(patient, guideline, key, lang)
    held: object = branch.value
    missing: tuple[str, ...] = ()
    if key in guideline.recommendations:
        advice = assess(patient, guideline, lang).advice(key)
        held, missing = (advice.status, advice.missing) if advice else (False, ())
    status = STATUS.get(held, "value")
    console.show(_head(said(WORDS, status, lang, key, _words(guideline, key, lang)), missing, lang))
    if call.command.words == ("why",):
        console.show(["", *tree(branch, lang), "", Line(said(WORDS, "legend", lang), "quiet")])
    else:
        console.show(["", *_obstacles(branch, status, lang)])
    return DONE


def _key(call: Call, guideline: Guideline) -> str:
    given = call["code"]
    names = [*guideline.recommendations, *guideline.criteria]
    for name in (given, given.upper(), given.lower()):
        if name in names:
            return name
    wrong = LineError(UNKNOWN["sv"].format(given), UNKNOWN["en"].format(given), call.command)
    near = given.upper() if "-" in given else given.lower()
    raise with_nearest(wrong, near, names, count=3)


def _words(guideline: Guideline, key: str, lang: Lang) -> str:
    one = guideline.recommendations.get(key) or guideline.criteria[key]
    return f"{one.sv if lang == 'sv' else one.en} {sources(one.stands_on)}"


def _head(words: str, missing: tuple[str, ...], lang: Lang) -> Iterator[Line]:
    for line in hang("", words, 2):
        yield Line(line, "title")
    if missing:
        for line in hang("", said(WORDS, "missing", lang, facts(missing, lang)), 2):
            yield Line(line)


def _obstacles(branch: Branch, status: str, lang: Lang) -> Iterator[Line]:
    if status in ("true", "value"):
        yield Line(said(WORDS, "nothing", lang))
        return
    yield Line(said(WORDS, "unknown yet" if status == "unknown" else "in the way", lang))
    for one in obstacles(branch):
        for line in hang("• ", told(one, lang)):
            yield Line(line)
