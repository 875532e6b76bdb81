"""CSV as Swedish Excel saves it, and as programs do: what each cell is read as."""

from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.exchange.csv import rows
from benkoll.exchange.rows import Reject, Row


def only(text: str) -> Row:
    """The one row of the text."""
    (row,) = rows(text)
    assert isinstance(row, Row)
    return row


def cell(fact: str, text: str, separator: str = ";") -> Any:
    """What a cell is read as; problems are shown as text."""
    row = only(f'patient_id{separator}{fact}\np{separator}"{text}"\n')
    return row.facts[fact] if not row.problems else [problem.en for problem in row.problems]


@pytest.mark.parametrize("text", ["true", "TRUE", "SANT", "ja", "Ja", "1", " ja "])
def test_yes(text: str) -> None:
    assert cell("current_smoker", text) is True


@pytest.mark.parametrize("text", ["false", "False", "falskt", "nej", "NEJ", "0"])
def test_no(text: str) -> None:
    assert cell("current_smoker", text) is False


@pytest.mark.parametrize("text", ["x", "2", "yes", "j", "-1", "1,0", "=1"])
def test_neither_yes_nor_no(text: str) -> None:
    assert cell("current_smoker", text) == ["must be ja or nej (or true, false, 1, 0)"]


@pytest.mark.parametrize(
    ("text", "separator", "number"),
    [("-2,5", ";", -2.5), ("-2.5", ";", -2.5), ("-2.5", ",", -2.5), ("3", ";", 3), ("3", ",", 3), ("0,0", ";", 0.0)],
)
def test_a_number(text: str, separator: str, number: float) -> None:
    found = cell("t_score_femoral_neck", text, separator)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize("text", ["1 200", "1\u00a0200", "1.200,5", "1,2,3", ",5", "5,", "+5", "1e3", "65 kg", "٦٥"])
def test_not_a_number(text: str) -> None:
    (said,) = cell("weight_kg", text)
    assert said == (
        "must be a number 25 to 300 kg, written with digits and a decimal comma, without space, thousands separator "
        "or unit"
    )


def test_a_decimal_comma_needs_semicolons() -> None:
    (said,) = cell("weight_kg", "65,5", ",")
    assert "a decimal comma needs semicolons" in said


def test_text_stays_as_it_is() -> None:
    row = only("patient_id;sex;dxa_date\n007;female;2026-01-02\n")
    assert row.facts == {"patient_id": "007", "sex": "female", "dxa_date": "2026-01-02"}


def test_an_empty_cell_is_unknown() -> None:
    assert only("patient_id;sex;age\np; ;64\n").facts == {"patient_id": "p", "age": 64}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(newline: str) -> None:
    text = newline.join(["patient_id;age", "p;64", "q;65"])
    assert [row.facts["age"] for row in rows(text) if isinstance(row, Row)] == [64, 65]


def test_rows_are_numbered_as_in_excel_and_empty_ones_skipped() -> None:
    assert [row.number for row in rows("sex;age\n;64\n\n;65\n;\n;66\n") if isinstance(row, Row)] == [1, 3, 5]


def test_empty_columns_at_the_end_are_no_columns() -> None:
    assert only("patient_id;age;;\np;64;;\n").facts == {"patient_id": "p", "age": 64}


def test_a_cell_beyond_the_header_is_refused() -> None:
    (row,) = rows("patient_id;age\np;64;x\n")
    assert isinstance(row, Reject)


def test_a_stray_quotation_mark_costs_its_own_row_only() -> None:
    found = list(rows('patient_id;age\np;64\n"q"r;65\ns;66\n'))
    assert [isinstance(row, Reject) for row in found] == [False, True, False]


def test_a_quotation_mark_that_swallows_the_next_patient_is_seen() -> None:
    """p would otherwise get the age of q, and q vanish."""
    found = list(rows('patient_id;age\n"p;64\nq";65\n'))
    assert [isinstance(row, Reject) for row in found] == [True]


def test_every_wrong_column_is_named() -> None:
    with pytest.raises(InputError) as raised:
        list(rows("hight_cm;age;age;wieght_kg\n165;64;64;60\n"))
    assert [problem.fact for problem in raised.value.problems] == ["hight_cm", "age", "wieght_kg"]
