"""`benkoll letter`: a letter about one patient of a file, as text on the screen or in a file, or as PDF."""

from datetime import date
from pathlib import Path

from benkoll.assess.patient import assess
from benkoll.cli.arguments import Both, Call, line_error, with_nearest
from benkoll.cli.console import Console
from benkoll.cli.patients import day_of, file_error, one_record
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE
from benkoll.letters.letter import KINDS, Addressee, Kind, Letter, Sender, Subject, speaks_against, write_letter
from benkoll.letters.plain import as_text
from benkoll.logic.term import Value

UNIT: Both = {"sv": "Osteoporosmottagningen", "en": "The osteoporosis clinic"}
WRITTEN: Both = {"sv": "skrivet till {}", "en": "written to {}"}
WRONG: dict[str, Both] = {
    "kind": {"sv": "SLAG {}: tillåtet är {}", "en": "KIND {}: allowed is {}"},
    "ending": {
        "sv": "--out {}: namnet ska sluta på .pdf eller .txt",
        "en": "--out {}: the name must end with .pdf or .txt",
    },
}


def run(call: Call, console: Console) -> int:
    """Write the letter, and show its text or keep it in a file."""
    kind, out = _kind(call), _out(call)
    record = one_record(call, console)
    known = record.patient.facts
    to = Addressee(call.get("--name"), str(known.get("patient_id", "")), call.all("--address"))
    sender = Sender(call.get("--unit") or UNIT[console.lang], call.get("--phone"), call.get("--contact"))
    about = Subject(
        day_of(call),
        _text(known.get("latest_fracture_site")),
        _day(known.get("latest_fracture_date")),
        assess(record.patient, guideline_of(call), console.lang),
        known,
        "\n".join(call.all("--to")) or None,
        call.get("--time"),
    )
    folder = call.get("--templates")
    letter = write_letter(kind, console.lang, to, sender, about, None if folder is None else Path(folder))
    against = speaks_against(kind, console.lang, about)
    console.warn(*([against] if against else []))
    if out is None:
        console.out.write(as_text(letter, to, sender))
    else:
        _keep(out, _content(out, letter, to, sender), console)
    return DONE


def _content(out: Path, letter: Letter, to: Addressee, sender: Sender) -> bytes:
    if out.suffix.lower() == ".txt":
        return as_text(letter, to, sender).encode()
    from benkoll.letters.pdf import as_pdf  # a heavy guest

    return as_pdf(letter, to, sender)


def _keep(out: Path, content: bytes, console: Console) -> None:
    try:
        out.write_bytes(content)
    except OSError as raised:
        raise file_error(str(out), raised) from None
    console.warn(WRITTEN[console.lang].format(out))


def _kind(call: Call) -> Kind:
    given = call["kind"]
    for kind in KINDS:
        if given == kind:
            return kind
    raise with_nearest(line_error(WRONG["kind"], call, given, ", ".join(KINDS)), given, KINDS)


def _out(call: Call) -> Path | None:
    given = call.get("--out")
    if given is None:
        return None
    if Path(given).suffix.lower() not in (".pdf", ".txt"):
        raise line_error(WRONG["ending"], call, given)
    return Path(given)


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: Value | None) -> date | None:
    return value if isinstance(value, date) else None
