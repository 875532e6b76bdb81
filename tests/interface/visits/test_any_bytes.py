"""Whatever bytes come in, they become messages, are set aside with a reason, or are refused: nothing else is raised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.exchange.visits.read import ignored_columns, read_messages
from benkoll.exchange.visits.visit import Message, Refused
from interface.visits.forms import (
    ROW,
    STAY,
    bundle,
    condition,
    diagnosis,
    encounter,
    hl7,
    patient,
    procedure,
    report,
    table,
    text,
)
from unit.exchange.mutated import mutated

VALID = {
    "csv": table(ROW, 'm2;98240301AA06;"A ""B"" C";m;2026-01-02;Akuten;;S52.50 M80.9;').encode(),
    "hl7": (
        hl7("EVN|A03|2026", STAY, diagnosis("S72.00"), diagnosis("W01.9"))
        + hl7("MRG|1~2", kind="ADT^A40")
        + hl7("OBR|1|||X|||20260302", "OBX|1|TX|A||Kotkompression \\.br\\ L1", kind="ORU^R01")
    ).encode(),
    "mllp": b"\x0b" + hl7(STAY, diagnosis("S72.00")).encode() + b"\x1c\r",
    "fhir": text(
        bundle(patient(), encounter(), condition("S72.00"), condition("W01.9"), procedure("NFJ59", "7771000")),
        bundle(patient(), report("Kotkompression Th12.")),
    ).encode(),
}
TOKENS = [
    *(bytes([one]) for one in b'"{}[]:;,|^~&\\\n\r\t\0\x0b\x1c-\xff\xc3'),
    b"NaN",
    b"1e999",
    b"null",
    b"MSH|",
    b"\\u",
]


def storable(value: object) -> bool:
    """Whether every text in it can be written as UTF-8 without control characters, as a database wants it."""
    if isinstance(value, str):
        value.encode()
        return "\0" not in value
    if isinstance(value, tuple):
        return all(map(storable, value))
    names = getattr(type(value), "__slots__", ())
    return all(storable(getattr(value, name)) for name in names if name != "raw") if names else True


def read_or_refuse(data: bytes, name: str) -> None:
    """Read the bytes; each message set aside says why, and is read again by itself as it was."""
    ignored_columns(data, name)
    try:
        found = list(read_messages(data, name))
    except InputError as error:
        told, found = [error.problems], []
    else:
        told = [one.problems for one in found if isinstance(one, Refused)]
    for problems in told:
        assert problems
        assert all(problem.sv and problem.en and problem.file == name for problem in problems)
    for one in found:
        if isinstance(one, Message):
            assert storable(one)
            assert one.person.person_id
            assert one.message_id
            (again,) = read_messages(one.raw, name)
            assert again == one
        else:
            assert one.raw
            read_again(one.raw, name)


def read_again(raw: bytes, name: str) -> None:
    """What was refused is not accepted by itself."""
    try:
        again = list(read_messages(raw, name))
    except InputError:
        return
    assert all(isinstance(one, Refused) for one in again)


@pytest.mark.parametrize("form", VALID)
def test_the_forms_are_read(form: str) -> None:
    assert all(isinstance(one, Message) for one in read_messages(VALID[form], form))


@given(st.data(), st.sampled_from(sorted(VALID)), st.sampled_from(["f", "f.csv", "f.hl7", "f.json"]))
@settings(max_examples=max(1_000, settings().max_examples))
def test_mutated_messages(data: st.DataObject, form: str, name: str) -> None:
    read_or_refuse(data.draw(mutated(VALID[form], TOKENS)), name)


@given(
    st.sampled_from([b"", b"{", b"[{", b"MSH|^~\\&|", VALID["csv"][:88]]), st.binary(), st.sampled_from(["f", "f.hl7"])
)
def test_any_bytes(start: bytes, data: bytes, name: str) -> None:
    read_or_refuse(start + data, name)


@pytest.mark.parametrize("start", [b"", b"MSH|^~\\&|A|B|", b'{"resourceType": "Bundle", "id": "'])
@pytest.mark.parametrize("unit", [b"x", b"|", b"\r", b"\\", b'"', b"\x0b", b"{", b"[", b"MSH|"])
def test_huge_files(start: bytes, unit: bytes) -> None:
    read_or_refuse(start + unit * (300_000 // len(unit)), "f")


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", b"PK\x03\x04", b"\x1f\x8b", b"<html>", b"\xff\xfem\0e\0", b'"a', b"\0" * 40, b"[]", b"[ ]", b"["],
)
def test_nothing_at_all(data: bytes) -> None:
    with pytest.raises(InputError):
        read_messages(data, "f")
