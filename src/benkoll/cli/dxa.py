"""What the commands of densitometry share: what a reader says of vertebrae, and how the facts of a report are shown."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.errors import Lang
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import said
from benkoll.logic.term import Value
from benkoll.logic.words import number
from benkoll.measures.density_facts import DensityFacts
from benkoll.measures.density_report import DensityReport
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.spine_density import Spine, spine_of

Unusable = Literal["fractured", "not_assessable"]
WHYS: Mapping[str, Unusable] = {"fractured": "fractured", "not_assessable": "not_assessable", "": "not_assessable"}
WORDS: dict[str, dict[Lang, str]] = {
    "facts": {"sv": "Uppgifter till bedömningen", "en": "Facts for the assessment"},
    "no facts": {"sv": "inga", "en": "none"},
    "left out": {"sv": "används inte: {}", "en": "not used: {}"},
    "look": {"sv": "se efter: {}", "en": "look: {}"},
    "no day": {"sv": "utan datum", "en": "undated"},
}
WRONG_VERTEBRA: Both = {
    "sv": "{} {}: skriv en kota, L1 till L4, och om den är frakturerad L2=fractured",
    "en": "{} {}: write a vertebra, L1 to L4, and if it is fractured L2=fractured",
}


def spine_in(report: DensityReport, call: Call) -> Spine | None:
    """The lumbar spine of a report, with what `--leave-out` and `--keep` say of it. LineError for no vertebra."""
    unusable: dict[str, Unusable] = {}
    for given in call.all("--leave-out"):
        level, _, why = given.partition("=")
        if level.upper() not in LUMBAR or why not in WHYS:
            raise line_error(WRONG_VERTEBRA, call, "--leave-out", given)
        unusable[level.upper()] = WHYS[why]
    keep = [given.upper() for given in call.all("--keep")]
    for level in keep:
        if level not in LUMBAR:
            raise line_error(WRONG_VERTEBRA, call, "--keep", level)
    return spine_of(report, unusable, keep)


def day_of_report(report: DensityReport, lang: Lang) -> str:
    """The day of the examination, or that there is none."""
    return report.measured_on.isoformat() if report.measured_on else said(WORDS, "no day", lang)


def fact_lines(found: DensityFacts, lang: Lang) -> Iterator[Line]:
    """The facts with where each is from; then what is not used, and what has to be looked at."""
    yield Line(said(WORDS, "facts", lang), "heading")
    for name, value in found.facts.items():
        yield from _hung(f"  {name} = {_written(value, lang)}: ", found.provenance[name].said(lang))
    if not found.facts:
        yield Line(f"  {said(WORDS, 'no facts', lang)}")
    for key, sentences in (("look", found.marks), ("left out", found.left_out)):
        for one in sentences:
            yield from _hung("  ", said(WORDS, key, lang, one.said(lang)))


def facts_as_json(found: DensityFacts, lang: Lang) -> dict[str, Any]:
    """The facts as `benkoll assess` reads them, and beside them the words."""
    return {
        "facts": {name: _plain(value) for name, value in found.facts.items()},
        "provenance": {name: one.said(lang) for name, one in found.provenance.items()},
        "look": [one.said(lang) for one in found.marks],
        "not_used": [one.said(lang) for one in found.left_out],
    }


def _hung(lead: str, words: str) -> Iterator[Line]:
    return (Line(line) for line in hang(lead, words, indent=4))


def _plain(value: Value) -> str | float | bool:
    return value if isinstance(value, str | float | int) else value.isoformat()


def _written(value: Value, lang: Lang) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else number(plain, lang)
