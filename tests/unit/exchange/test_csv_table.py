"""CSV read by columns means what it means read row by row: the same rows, the same facts, the same reasons."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.exchange import csv_table
from benkoll.exchange.read import read
from benkoll.exchange.rows import placed
from benkoll.facts.table import validate

DAY = date(2026, 3, 2)
Read = tuple[dict[int, dict[str, Any]], dict[int, set[tuple[str | None, str]]]]
"""Row -> its facts, and row -> what is wrong with it (fact and reason)."""


def by_columns(path: Path, beside: Collection[str] = (), first: int = 0, length: int | None = None) -> Read:
    found = csv_table.read(
        path, csv_table.header(path, beside), first, csv_table.count(path) if length is None else length, DAY
    )
    kept = [name for name in beside if name in found.frame.columns]
    numbers = found.frame[csv_table.ROW]
    checked = validate(found.frame.drop(csv_table.ROW, *kept), DAY, beside=found.frame.select(csv_table.ROW, *kept))
    wrong: dict[int, set[tuple[str | None, str]]] = {}
    for reject in found.rejects:
        wrong[reject.row] = {(one.fact, one.sv) for one in reject.problems}
    for place, fact, _, sv, _ in checked.rejects.iter_rows():
        wrong.setdefault(numbers[place - 1], set()).add((fact, sv))
    return {row.pop(csv_table.ROW): known(row) for row in checked.good.iter_rows(named=True)}, wrong


def by_rows(header: str, lines: list[str]) -> Read:
    """Each line read as a file of its own, so that no row drags another with it."""
    good, wrong = {}, {}
    for number, line in enumerate(lines, 1):
        try:
            reading = read(f"{header}\n{line}\n".encode(), "a.csv", DAY)
        except InputError as error:
            problems = {(one.fact, one.sv) for one in error.problems}
            if problems != {(None, "filen innehåller ingen patient")}:
                wrong[number] = problems
        else:
            (record,) = reading.records
            good[number] = {name: record.patient.facts[name] for name in record.patient.stated}
    return good, wrong


def known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "patients.csv"
    path.write_bytes(text.encode(encoding))
    return path


COLUMNS = ("patient_id", "age", "height_cm", "falls_last_year", "current_smoker", "sex", "dxa_date")
AWKWARD = (
    "p;64;165,5;2;ja;female;2026-01-02",
    "p;64;165.5;2.0;TRUE;male;2026-01-02",
    " p ; 64 ;\u00a0165\u00a0; 2 ; 1 ; female ; ",
    '"p";"64";"165,5";"2";"nej";"female";"2026-01-02"',
    '"p;q";64;;;;;',
    '"p""q";64;;;;;',
    'p"q;64;;;;;',
    '"p"q;64;;;;;',
    '"p;64;;;;;',
    "",
    ";;;;;;",
    '"";"";;;;;',
    "\u00a0;;;;;;",
    "p;64",
    "p;64;;;;;;;",
    "p;64;;;;;;x",
    "p;64;1,65;;;;",
    "p;64;165;1,5;;;",
    "p;64;1 65;;kanske;x;2026-02-30",
    "p;64;;;;;2 mars 2026",
    "p;64;;;;;2026-01-02 ",
    "p;64;;;;;9999-01-01",
    "1,23E+11;64;;;;;",
    "1E+5;;;;;;",
    "p;;165;;;;",
    "p;64;;;\u017fant;;",  # the long s is an s where case does not count
    "\x1fp\x1f;64;;;;;",
    "p\rq;64;;;;;",
    "\ufeffp;64;;;;;",
    "=p;-64;-0,0;+2;=1;;",
)


def test_awkward_rows_mean_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + "\r\n".join([";".join(COLUMNS), *AWKWARD]) + "\r\n")
    good, wrong = by_columns(path)
    simple = [line for line in AWKWARD if "\r" not in line]
    rows_good, rows_wrong = by_rows(";".join(COLUMNS), simple)
    place = AWKWARD.index("p\rq;64;;;;;") + 1
    assert wrong.pop(place)  # by rows a lone CR ends a line
    moved = {number: number if number < place else number + 1 for number in range(1, len(AWKWARD))}
    assert good == {moved[number]: facts for number, facts in rows_good.items()}
    assert wrong == {moved[number]: reasons for number, reasons in rows_wrong.items()}
    assert good[1] == {
        "patient_id": "p",
        "age": 64,
        "height_cm": 165.5,
        "falls_last_year": 2,
        "current_smoker": True,
        "sex": "female",
        "dxa_date": date(2026, 1, 2),
        "assessment_date": DAY,
    }
    assert len(good) + len(wrong) == len(AWKWARD) - 5  # four are empty, one was taken out


CELLS = st.one_of(
    st.sampled_from(["", "p", "64", "165,5", "165.5", "1.65", "2", "1", "0", "ja", "NEJ", "sant", "female", "x"]),
    st.sampled_from(["2026-01-02", "2026-02-30", "2026-1-2", "1,23E+11", "1E5", " ", "\u00a0", '"', '""', "-0", "NaN"]),
    st.text(alphabet='a1,.;"E+- \t\u00a0\x1f\u2028\u0130\ufeffåſ', max_size=5),
)


HEADS = (COLUMNS, COLUMNS[:2], COLUMNS[1:2], ("current_smoker", "patient_id", "age"), ("dxa_date", "age", "sex"))
"""Few, for each takes a plan of its own."""


@st.composite
def lines(draw: st.DrawFn, separator: str, columns: int) -> str:
    count = draw(st.sampled_from([columns] * 8 + [columns - 1, columns + 1]))
    cells = [draw(CELLS) for _ in range(count)]
    quoted = ['"' + cell.replace('"', '""') + '"' if draw(st.integers(0, 3)) == 0 else cell for cell in cells]
    return separator.join(quoted)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str]]:
    separator = draw(st.sampled_from(";,"))
    columns = draw(st.sampled_from(HEADS))
    header = separator.join(columns)
    return header, draw(st.lists(lines(separator if len(columns) > 1 else ",", len(columns)), max_size=6))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
@example(("age", ["64", "", "x", '"65"', "66,"]))
def test_random_rows_mean_the_same(tmp_path: Path, file: tuple[str, list[str]]) -> None:
    header, rows = file
    path = written(tmp_path, "\n".join([header, *rows]) + "\n")
    assert by_columns(path) == by_rows(header, rows)


def test_rows_from_the_middle_keep_their_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "patient_id;age\n" + "".join(f"p{number};{number}\n" for number in range(1, 10)))
    good, wrong = by_columns(path, first=3, length=2)
    assert ({row: facts["patient_id"] for row, facts in good.items()}, wrong) == ({4: "p4", 5: "p5"}, {})


def test_columns_beside_the_facts_stand_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, 'unit,age\n1E+5,64\n"1E+5",65\n"a,b",66\n"1E+5 ""x""",67\n,68\n')
    good, wrong = by_columns(path, ["unit", "ward"])
    assert not wrong
    assert [facts.get("unit") for facts in good.values()] == ["1E+5", "1E+5", "a,b", '1E+5 "x"', None]


def test_a_rounded_number_beside_the_facts_is_kept_also_where_the_row_is_read_alone(tmp_path: Path) -> None:
    good, wrong = by_columns(written(tmp_path, 'unit;patient_id;age\n1E+5;"p;q";64\n'), ["unit"])
    assert (good[1]["unit"], wrong) == ("1E+5", {})


HEADERS = {
    "empty": "",
    "blank": "\n \n",
    "first line blank": "\npatient_id;age\np;64\n",
    "first line white": "  \npatient_id;age\np;64\n",
    "tabs": "patient_id\tage\np\t64\n",
    "unknown": "patient_id;hight_cm;age\np;165;64\n",
    "twice": "age;age\n64;64\n",
    "nameless": "patient_id;;age\np;;64\n",
    "events": "fracture_events;age\n;64\n",
    "quotes": '"patient_id;age\np;64\n',
    "two marks": "\ufeff\ufeffage\n64\n",
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_file_that_cannot_be_used_is_refused_alike(kind: str, tmp_path: Path) -> None:
    path = written(tmp_path, HEADERS[kind])
    with pytest.raises(InputError) as by_row:
        read(path.read_bytes(), "a.csv", DAY)
    with pytest.raises(InputError) as by_column:
        csv_table.header(path)
    told = [placed(one, "a.csv") for one in by_column.value.problems]
    assert told == list(by_row.value.problems) or kind == "blank"  # by columns only the first line is read


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_what_is_not_utf_8_is_refused(encoding: str, tmp_path: Path) -> None:
    path = written(tmp_path, "patient_id;age\nÅsa;64\n", encoding)
    with pytest.raises(InputError, match="UTF-8"):
        by_columns(path)
