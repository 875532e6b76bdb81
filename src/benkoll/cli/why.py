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
from benkoll.letters.phrases import facts, said
from benkoll.letters.tree import obstacles, told, tree

WORDS: dict[str, dict[Lang, str]] = {
    "true": {"sv": "{} gäller.", "en": "{} holds."},
    "false": {"sv": "{} gäller inte.", "en": "{} does not hold."},
    "unknown": {"sv": "{} är möjligt, inte avgjort.", "en": "{} is possible, not settled."},
    "value": {"sv": "{}", "en": "{}"},
    "missing": {"sv": "Det som kan avgöra: {}", "en": "What can settle it: {}"},
    "in the way": {"sv": "I vägen står:", "en": "What stands in the way:"},
    "unknown yet": {"sv": "Okänt, och avgör:", "en": "Unknown, and decides:"},
    "nothing": {"sv": "Inget står i vägen.", "en": "Nothing stands in the way."},
    "legend": {
        "sv": "+ sant, - falskt, ? okänt; det som avgjorde står först, med det som ligger under",
        "en": "+ true, - false, ? unknown; what decided comes first, with what lies below it",
    },
}
UNKNOWN: Both = {"sv": "okänd kod: {}", "en": "unknown code: {}"}


def run(call: Call, console: Console) -> int:
    """Print the tree; of `why-not` first what stands in the way."""
    guideline = guideline_of(call)
    key = _key(call, guideline)
    patient = one_record(call, console).patient
    branch = explain(patient, guideline, key, console.lang)
    advice = assess(patient, guideline, console.lang).advice(key)
    missing = advice.missing if advice else ()
    console.show(_head(key, branch, missing, console.lang))
    if call.command.words == ("why-not",):
        console.show(_obstacles(branch, console.lang))
    console.show(["", *tree(branch, console.lang), "", Line(said(WORDS, "legend", console.lang), "quiet")])
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


def _head(key: str, branch: Branch, missing: tuple[str, ...], lang: Lang) -> Iterator[Line]:
    held: dict[object, str] = {True: "true", False: "false", None: "unknown"}
    yield Line(said(WORDS, held.get(branch.value, "value"), lang, key), "title")
    if missing:
        for line in hang("", said(WORDS, "missing", lang, facts(missing, lang)), 2):
            yield Line(line)


def _obstacles(branch: Branch, lang: Lang) -> Iterator[Line]:
    yield Line("")
    if branch.value is True:
        yield Line(said(WORDS, "nothing", lang))
        return
    yield Line(said(WORDS, "unknown yet" if branch.value is None else "in the way", lang))
    for one in obstacles(branch):
        for line in hang("• ", told(one, lang)):
            yield Line(line)
