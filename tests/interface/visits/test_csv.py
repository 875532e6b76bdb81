"""The hospital's list of visits: what a row says, and what spoils a row and no other."""

from datetime import date

import pytest

from benkoll.errors import InputError
from benkoll.exchange.visits.read import ignored_columns
from benkoll.exchange.visits.visit import CodedFracture, Message, Person, Refused, Visit
from interface.visits.forms import HEADER, ROW, one, read, refused, table


def test_a_row() -> None:
    assert one(table(ROW)) == Message(
        source="csv",
        message_id="m1",
        person=Person("19500907-2553", name="Åsa Öberg", sex="female"),
        visits=(
            Visit(
                date=date(2026, 3, 2),
                unit="Ortopedi Mölndal",
                ward="Avd 203",
                diagnosis_codes=("S7200",),
                external_cause_codes=("W019",),
                fractures=(CodedFracture("hip", None, "S7200", low_energy=True, tumour=False, femur_shaft=False),),
                unclear=(),
            ),
        ),
    )


def test_only_what_is_needed() -> None:
    header = "message_id,person_id,date,unit,diagnosis_codes"
    message = one(table("m1,20210325K069,2026-03-02,Akuten,", header=header))
    assert message.person == Person("20210325K069")
    assert (message.visits[0].ward, message.visits[0].fractures) == (None, ())


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, end: str) -> None:
    assert one(f"{HEADER}{end}{ROW}{end}".replace(";", separator)) == one(table(ROW))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1"])
def test_encodings(codec: str) -> None:
    assert one(table(ROW).encode(codec)) == one(table(ROW))


def test_rows_in_two_encodings() -> None:
    data = table(ROW).encode() + ROW.encode("cp1252") + b"\n"
    first, second = read(data)
    assert first == second


@pytest.mark.parametrize(
    ("word", "sex"),
    [
        ("female", "female"),
        ("F", "female"),
        ("K", "female"),
        ("Kvinna", "female"),
        ("M", "male"),
        ("man", "male"),
        ("", None),
    ],
)
def test_sex(word: str, sex: str | None) -> None:
    assert one(table(ROW.replace(";K;", f";{word};"))).person.sex == sex


def test_codes_with_and_without_the_dot_are_the_same() -> None:
    assert one(table(ROW.replace("S72.00", "s7200  M80.9"))).visits[0].diagnosis_codes == ("S7200", "M809")


def test_an_external_cause_among_the_diagnoses() -> None:
    assert one(table(ROW.replace("S72.00;W01.9", "S72.00 W01.9;"))) == one(table(ROW))


def test_further_columns_are_ignored_and_named() -> None:
    text = table(f"{ROW};a note;x", header=f"{HEADER};note;DRG")
    assert one(text) == one(table(ROW))
    assert ignored_columns(text.encode(), "f.csv") == ("note", "drg")
    assert ignored_columns(table(ROW).encode(), "f.csv") == ()
    assert ignored_columns(b"MSH|^~\\&|", "f") == ignored_columns(b"", "f") == ignored_columns(b'a,"b', "f") == ()


def test_a_line_break_in_a_column_that_is_ignored() -> None:
    first, second = read(table(f'{ROW};"a note\r\nof two lines"', f"{ROW};", header=f"{HEADER};note"))
    assert first == second


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-03-02", "2026-13-02", "f, row 1, date = 2026-13-02: must be a date of the calendar"),
        ("2026-03-02", "2 mars", "f, row 1, date = 2 mars: must be a date of the calendar"),
        ("2026-03-02", "", "f, row 1, date: missing; must be filled in"),
        ("m1", "", "f, row 1, message_id: missing; must be filled in"),
        ("19500907-2553", "", "f, row 1, person_id: missing; must be filled in"),
        ("19500907-2553", "1,95E+11", "f, row 1, person_id = 1,95E+11: Excel has rounded the number"),
        ("Ortopedi Mölndal", " ", "f, row 1, unit: missing; must be filled in"),
        (";K;", ";Q;", "f, row 1, sex = Q: must be female, woman, f or k, or male, man or m"),
        ("S72.00", "höft", "f, row 1, diagnosis_codes = höft: is no code of ICD-10-SE"),
        ("S72.00", "S72.00/W01", "f, row 1, diagnosis_codes = S72.00/W01: is no code of ICD-10-SE"),
        ("W01.9", "fall", "f, row 1, external_cause_codes = fall: is no code of ICD-10-SE"),
        ("Åsa", "Å\0sa", "f, row 1, name = Å�sa Öberg: holds control characters"),
        ("Åsa", "x" * 300, f"f, row 1, name = {'x' * 59}…: is 306 characters long; at most 200 allowed"),
        (";W01.9", "", "f, row 1: the row has 8 cells and the header 9: is the file cut off?"),
        ("W01.9", "W01.9;x", "f, row 1: the row has 10 cells and the header 9"),
        ("Åsa", '"Åsa" x', "f, row 1: a quotation mark"),
        ("Åsa", '"Åsa', "f, row 1: a quotation mark"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_reason(old: str, new: str, said: str) -> None:
    (found,) = refused(table(ROW.replace(old, new)))
    assert found.startswith(said)


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(refused(table("m1;;;Q;2026;;;x;y"))) == 6


@pytest.mark.parametrize(
    "bad", [ROW.replace("Åsa", '"Åsa'), ROW.replace("2026-03-02", "x"), "m1;x", ROW.replace("S72", "\x01")]
)
def test_a_bad_row_spoils_no_other(bad: str) -> None:
    good = [ROW.replace("m1", f"m{number}") for number in range(5)]
    found = read(table(*good[:2], bad, *good[2:]))
    assert [one.message_id if isinstance(one, Message) else None for one in found] == [
        "m0",
        "m1",
        None,
        "m2",
        "m3",
        "m4",
    ]


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_a_refused_row_is_mended_and_read_again_alone(codec: str) -> None:
    data = table(ROW, ROW.replace("2026-03-02", "2026-02-30"), ROW).encode(codec)
    _, bad, _ = read(data)
    assert isinstance(bad, Refused)
    assert bad.raw.splitlines() == [HEADER.encode(codec), ROW.replace("2026-03-02", "2026-02-30").encode(codec)]
    assert one(bad.raw.replace(b"2026-02-30", b"2026-03-02")) == one(table(ROW))


def test_a_message_keeps_how_it_came() -> None:
    first, second = read(table(ROW, ROW.replace("m1", "m2")))
    assert [one(each.raw) for each in (first, second)] == [first, second]


@pytest.mark.parametrize(
    ("header", "lacks"),
    [
        ("message_id;person_id;date;unit", ["diagnosis_codes"]),
        ("a;b", ["message_id", "person_id", "date", "unit", "diagnosis_codes"]),
        (";;", ["message_id", "person_id", "date", "unit", "diagnosis_codes"]),
        (f"{HEADER};unit", ["unit"]),
    ],
)
def test_a_header_that_cannot_be_used(header: str, lacks: list[str]) -> None:
    with pytest.raises(InputError) as error:
        read(table(ROW, header=header))
    assert [problem.fact for problem in error.value.problems] == lacks
    assert all(problem.file == "f" for problem in error.value.problems)


def test_the_error_comes_at_once() -> None:
    from benkoll.exchange.visits.read import read_messages

    with pytest.raises(InputError):
        read_messages(b"a;b\n", "f")
