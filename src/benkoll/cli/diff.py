"""`benkoll guideline diff`: two variants side by side, and the patients to whom they give another answer."""

from collections.abc import Iterator

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import reading, tell_rejects
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang
from benkoll.guideline.compare import AnswerChange, ParameterChange, changed_answers, changed_parameters
from benkoll.guideline.parameters import ParameterInfo
from benkoll.guideline.words import phrase
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import said
from benkoll.letters.tree import value
from benkoll.logic.term import Value

WORDS: dict[str, dict[Lang, str]] = {
    "parameters": {"sv": "Parametrar som skiljer {} från {}", "en": "Parameters in which {} differs from {}"},
    "none": {"sv": "inga", "en": "none"},
    "change": {"sv": "{}: {} → {}", "en": "{}: {} → {}"},
    "absent": {"sv": "finns inte", "en": "absent"},
    "source": {"sv": "{} [{}]", "en": "{} [{}]"},
    "patients": {"sv": "Patienter som får ett annat svar", "en": "Patients who get another answer"},
    "row": {"sv": "rad {}", "en": "row {}"},
    "counted": {"sv": "{} av {} patienter får ett annat svar", "en": "{} of {} patients get another answer"},
    "true": {"sv": "ja", "en": "yes"},
    "false": {"sv": "nej", "en": "no"},
    "possible": {"sv": "möjligt", "en": "possible"},
}


def run(call: Call, console: Console) -> int:
    """Print the parameters that differ and, with a file, the patients."""
    lang = console.lang
    before, after = (guideline_of(call, call[name]) for name in ("a", "b"))
    console.show([Line(said(WORDS, "parameters", lang, call["b"], call["a"]), "heading")])
    changes = changed_parameters(before, after)
    console.show(line for change in changes for line in _parameter(change, lang))
    if not changes:
        console.show([f"  {said(WORDS, 'none', lang)}"])
    if call.get("file") is None:
        return DONE
    found = reading(call, console)
    tell_rejects(found, console)
    patients = [record.patient for record in found.records]
    console.show(["", Line(said(WORDS, "patients", lang), "heading")])
    count = 0
    for count, answer in enumerate(changed_answers(patients, before, after), 1):  # noqa: B007
        console.show(_answer(answer, found.records[answer.place - 1].row, lang))
    console.show([said(WORDS, "counted", lang, count, len(patients))])
    return SOME_SET_ASIDE if found.rejects else DONE


def _parameter(change: ParameterChange, lang: Lang) -> Iterator[str]:
    ends = [_number(info, lang) for info in (change.before, change.after)]
    yield from hang("  ", said(WORDS, "change", lang, change.name, *ends), 4)


def _number(info: ParameterInfo | None, lang: Lang) -> str:
    return said(WORDS, "absent", lang) if info is None else said(WORDS, "source", lang, phrase(info, lang), info.source)


def _answer(change: AnswerChange, row: int, lang: Lang) -> Iterator[str]:
    yield f"  {change.patient.facts.get('patient_id') or said(WORDS, 'row', lang, row)}"
    for code, pair in change.recommendations.items():
        yield from hang("    ", said(WORDS, "change", lang, code, *(_held(held, lang) for held in pair)), 6)
    for name, pair in change.findings.items():
        yield from hang("    ", said(WORDS, "change", lang, name, *(value(known, lang) for known in pair)), 6)


def _held(held: Value | None, lang: Lang) -> str:
    return said(WORDS, "possible" if held is None else "true" if held else "false", lang)
