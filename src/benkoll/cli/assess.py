"""`benkoll assess`: the patients of a file assessed, as text, JSON, record text or FHIR."""

import json
from collections.abc import Callable, Iterable

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess
from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import reading, tell_notes, tell_rejects
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE, SOME_SET_ASIDE
from benkoll.exchange.read import Record

Pairs = Iterable[tuple[Record, Assessment]]


def run(call: Call, console: Console) -> int:
    """Assess every patient that can be used; tell of the others."""
    guideline = guideline_of(call)
    found = reading(call, console)
    tell_rejects(found, console, call.get("--rejects"))
    tell_notes(found.records, console)
    pairs = ((record, assess(record.patient, guideline, console.lang)) for record in found.records)
    SHOWN[call.get("--format") or "text"](pairs, console)
    return SOME_SET_ASIDE if found.rejects else DONE


def _text(pairs: Pairs, console: Console) -> None:
    from benkoll.letters.screen import screen

    for number, (record, assessment) in enumerate(pairs):
        console.show([""] * (number > 0))
        console.show(screen(assessment, record.patient.facts, console.lang))


def _markdown(pairs: Pairs, console: Console) -> None:
    from benkoll.letters.record import record_text

    for number, (record, assessment) in enumerate(pairs):
        console.show(["", "---", ""] * (number > 0))
        console.show(record_text(assessment, record.patient.facts, console.lang))


def _json(pairs: Pairs, console: Console) -> None:
    """One list, written patient by patient."""
    for number, (_, assessment) in enumerate(pairs):
        console.out.write(",\n" if number else "[\n")
        json.dump(assessment.as_json(), console.out, ensure_ascii=False, indent=1)
    console.out.write("\n]\n")


def _fhir(pairs: Pairs, console: Console) -> None:
    from benkoll.exchange.fhir.write import bundle

    json.dump(bundle([assessment for _, assessment in pairs], console.lang), console.out, ensure_ascii=False, indent=1)
    console.out.write("\n")


SHOWN: dict[str, Callable[[Pairs, Console], None]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "fhir": _fhir,
}
