"""The door for messages of visits: bytes of any form that is read to messages, and those that are set aside."""

from collections.abc import Iterator
from dataclasses import replace

from benkoll.errors import InputError
from benkoll.exchange.rows import placed, unusable
from benkoll.exchange.text import refuse_other
from benkoll.exchange.visits import csv
from benkoll.exchange.visits.visit import Message, Refused

_BOM = b"\xef\xbb\xbf"
_BLANKS = b" \t\r\n\x0b"
_HL7 = (b"MSH", b"FHS", b"BHS")


def read_messages(data: bytes, name: str) -> Iterator[Message | Refused]:
    """The messages of a file called `name`, in its order; its form is told by its content.

    Raises InputError, at once, where nothing in the file can be read as any of the forms.
    """
    data = data.removeprefix(_BOM)
    try:
        refuse_other(data)
        found = _messages(data, name)
    except InputError as error:
        raise InputError(placed(problem, name) for problem in error.problems) from None
    return (_placed(one, name, row) for row, one in enumerate(found, 1))


def from_sender(messages: Iterator[Message | Refused], sender: str | None) -> Iterator[Message | Refused]:
    """The messages, those of a CSV as from this sender: a list does not say whose it is."""
    for one in messages:
        if sender is not None and isinstance(one, Message) and one.source == csv.SOURCE:
            yield replace(one, source=sender)
        else:
            yield one


def ignored_columns(data: bytes, name: str) -> tuple[str, ...]:
    """The columns of a CSV that are not read; none where the file is no CSV or has no header that can be read."""
    data = data.removeprefix(_BOM)
    if not data.strip() or _form(data, name) != "csv":
        return ()
    try:
        return csv.ignored_columns(data.lstrip(b"\r\n"))
    except InputError:
        return ()


def _form(data: bytes, name: str) -> str:
    start = data[:200].lstrip(_BLANKS)
    if start.startswith(_HL7) or name.lower().endswith(".hl7"):
        return "hl7"
    if start.startswith((b"{", b"[")) or name.lower().endswith((".json", ".ndjson", ".jsonl")):
        return "fhir"
    return "csv"


def _messages(data: bytes, name: str) -> Iterator[Message | Refused]:
    if not data.strip():
        raise unusable("filen är tom", "the file is empty")
    match _form(data, name):
        case "hl7":
            from benkoll.exchange.visits import hl7_message  # a heavy guest: only where the file calls for it

            return hl7_message.messages(data)
        case "fhir":
            from benkoll.exchange.visits import bundles

            return bundles.messages(data)
        case _:
            return csv.messages(data.lstrip(b"\r\n"))


def _placed(one: Message | Refused, name: str, row: int) -> Message | Refused:
    """A message with its place in the file; a refused one with its file in every problem."""
    if isinstance(one, Message):
        return replace(one, row=row)
    return replace(one, problems=tuple(placed(problem, name) for problem in one.problems))
