"""The patients that a command line names: the file read, the day, and what cannot be used told."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from benkoll.cli.arguments import Both, Call, LineError, line_error, with_nearest
from benkoll.cli.console import Console
from benkoll.errors import InputError, Problem
from benkoll.exchange.read import Reading, Record, read
from benkoll.facts.registry import completed_by

STDIN: Both = {"sv": "standard in", "en": "standard input"}
SET_ASIDE: Both = {"sv": "{} av {} rader avvisade", "en": "{} of {} rows set aside"}
WRONG: dict[str, Both] = {
    "date": {"sv": "--date {}: skriv dagen som 2026-03-02", "en": "--date {}: write the day as 2026-03-02"},
    "no patient": {
        "sv": "--patient {}: ingen sådan patient i filen",
        "en": "--patient {}: no such patient in the file",
    },
    "many": {
        "sv": "filen innehåller {} patienter: välj en med --patient ID",
        "en": "the file holds {} patients: choose one with --patient ID",
    },
}
UNREADABLE: tuple[tuple[type[OSError], str, str], ...] = (
    (FileNotFoundError, "filen finns inte", "there is no such file"),
    (IsADirectoryError, "det är en mapp, inte en fil", "it is a folder, not a file"),
    (PermissionError, "filen får inte läsas eller skrivas", "the file may not be read or written"),
)


def wrong(kind: str, call: Call, *parts: str) -> LineError:
    """The error of this kind in the command line."""
    return line_error(WRONG[kind], call, *parts)


def file_error(name: str, raised: OSError) -> InputError:
    """What is wrong with the file, in our own words."""
    for kind, sv, en in UNREADABLE:
        if isinstance(raised, kind):
            return InputError([Problem(sv, en, file=name)])
    said = raised.strerror or type(raised).__name__
    return InputError([Problem(f"filen går inte att använda ({said})", f"cannot be used ({said})", file=name)])


def reading(call: Call, console: Console) -> Reading:
    """The patients of the file, those that `--patient` names; raises InputError where none can be used."""
    name, data = content_of(call["file"], console)
    found = read(data, name, day_of(call), complete_of(call))
    wanted = call.get("--patient")
    if wanted is None:
        return found
    records = tuple(record for record in found.records if record.patient.facts.get("patient_id") == wanted)
    if not records:
        tell_rejects(found, console)
        raise with_nearest(wrong("no patient", call, wanted), wanted, _ids(found.records))
    return Reading(records, ())


def one_record(call: Call, console: Console) -> Record:
    """The only patient of the file; raises LineError where there are several."""
    found = reading(call, console)
    if len(found.records) + len(found.rejects) > 1:
        raise wrong("many", call, str(len(found.records) + len(found.rejects)))
    tell_notes(found.records, console)
    return found.records[0]


def tell_rejects(found: Reading, console: Console, path: str | None = None) -> None:
    """The rows that cannot be used, on standard error or in a file, and how many they are."""
    problems = [problem for reject in found.rejects for problem in reject.problems]
    if path is None:
        console.warn(*(problem.said(console.lang) for problem in problems))
    else:
        from benkoll.exchange import rejects

        try:
            rejects.write(Path(path), problems, console.lang)
        except OSError as raised:
            raise file_error(path, raised) from None
    if problems:
        total = len(found.rejects) + len(found.records)
        console.warn(SET_ASIDE[console.lang].format(len(found.rejects), total))


def tell_notes(records: Iterable[Record], console: Console) -> None:
    """What reading left out, on standard error."""
    for record in records:
        for note in record.notes:
            console.warn(note.said(console.lang))


def content_of(name: str, console: Console) -> tuple[str, bytes]:
    """What the file is called, and what it holds; `-` is standard input. Raises InputError where it cannot be read."""
    if name == "-":
        return STDIN[console.lang], console.stdin.read()
    try:
        return name, Path(name).read_bytes()
    except OSError as raised:
        raise file_error(name, raised) from None


def _ids(records: Iterable[Record]) -> list[str]:
    return [str(record.patient.facts.get("patient_id", "")) for record in records]


def day_of(call: Call) -> date:
    """The day of the assessment: `--date`, else today."""
    given = call.get("--date")
    if given is None:
        return date.today()
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or day.isoformat() != given:  # 20260302 and 2026-W10-1 are ISO, too, but nobody's habit here
        raise wrong("date", call, given)
    return day


def complete_of(call: Call) -> frozenset[str]:
    """The kinds of source that are whole; raises UsageError for a kind that is none, whatever the file holds."""
    kinds = frozenset(kind.strip() for given in call.all("--complete") for kind in given.split(","))
    completed_by(kinds)
    return kinds
