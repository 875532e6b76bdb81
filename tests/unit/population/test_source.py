"""Which files a population is read from, how they are cut into parts, and what their rows are read as."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benkoll.errors import InputError
from benkoll.population.source import Part, Piece, check, files_of, parts, read, row_count

DAY = date(2026, 3, 2)


def csv(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def parquet(path: Path, **columns: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"age": [70.0] * max(map(len, columns.values()), default=1)} | columns).write_parquet(path)
    return path


def numbered(path: Path, first: int, count: int) -> Path:
    if path.suffix == ".csv":
        return csv(path, "patient_id;age\n" + "".join(f"p{first + number};70\n" for number in range(count)))
    return parquet(path, patient_id=[f"p{first + number}" for number in range(count)])


def whole(*files: Path, beside: tuple[str, ...] = ()) -> Part:
    (part,) = parts(files, 1000)
    return read(part, beside, DAY)


def refused(*inputs: str) -> str:
    with pytest.raises(InputError) as raised:
        files_of(inputs)
    return str(raised.value)


# FILES


def test_files_in_the_order_given_those_of_folders_and_globs_by_name(tmp_path: Path) -> None:
    for name in ("b/2.parquet", "b/1.CSV", "b/unit=K1/3.csv", "a.csv", "c1.csv", "c2.csv", "[x].csv"):
        csv(tmp_path / name, "age\n70\n")
    for name in ("b/_SUCCESS", "b/.1.CSV.crc", "b/_temporary/0.csv", "b/.hidden.csv", "b/readme.txt", "c3.txt"):
        csv(tmp_path / name, "")
    given = [tmp_path / "c*", tmp_path / "b", tmp_path / "a.csv", tmp_path / "[x].csv"]
    found = files_of([str(one) for one in given])
    assert [str(one.relative_to(tmp_path)) for one in found] == [
        *("c1.csv", "c2.csv"),
        *("b/1.CSV", "b/2.parquet", "b/unit=K1/3.csv"),
        *("a.csv", "[x].csv"),
    ]
    assert files_of([f"{tmp_path}/**/*.csv"])[-1] == tmp_path / "c2.csv"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    csv(tmp_path / "a.xlsx", "")
    assert "no input is given" in refused()
    assert "there is no such file" in refused(str(tmp_path / "b.csv"))
    assert "must end with .parquet or .csv" in refused(str(tmp_path / "a.xlsx"))
    assert "the folder holds no file" in refused(str(tmp_path / "empty"))
    assert "the pattern fits no file" in refused(str(tmp_path / "*.csv"))


# PARTS


def test_a_part_goes_over_files_where_it_must(tmp_path: Path) -> None:
    one, none, two = (
        numbered(tmp_path / name, first, count)
        for name, first, count in (("1.csv", 1, 5), ("2.csv", 6, 0), ("3.parquet", 6, 4))
    )
    assert [row_count(file) for file in (one, none, two)] == [5, 0, 4]
    assert parts((one, none, two), 3) == (
        (Piece(one, 0, 3),),
        (Piece(one, 3, 2), Piece(two, 0, 1)),
        (Piece(two, 1, 3),),
    )
    assert parts((one,), 5) == ((Piece(one, 0, 5),),)
    assert parts((none,), 5) == ()


@pytest.mark.parametrize("size", [1, 2, 4, 9, 100])
def test_parts_together_are_the_files_in_order(size: int, tmp_path: Path) -> None:
    files = (numbered(tmp_path / "2.csv", 1, 5), numbered(tmp_path / "1.parquet", 6, 4))
    ids = [name for part in parts(files, size) for name in read(part, (), DAY).good["patient_id"]]
    assert ids == [f"p{number}" for number in range(1, 10)]


# ROWS


def test_rejects_tell_file_row_fact_and_value(tmp_path: Path) -> None:
    one = csv(tmp_path / "1.csv", 'patient_id;age;height_cm\np;70;165\n\nq;x;1,65\nr;70\ns;70;1650\n"t;70;\n')
    two = parquet(tmp_path / "2.parquet", height_cm=[1.65, 165.0], sex=["female", "x"])
    part = (Piece(one, 0, 3), Piece(one, 3, 3), Piece(two, 0, 2))
    found = read(part, (), DAY)
    assert found.good["patient_id"].to_list() == ["p"]
    assert [(problem.file, problem.row, problem.fact, problem.value) for problem in found.problems] == [
        (str(one), 3, "age", "x"),
        (str(one), 3, "height_cm", "1,65"),
        (str(one), 4, None, None),
        (str(one), 5, "height_cm", "1650.0"),
        (str(one), 6, None, None),
        (str(two), 1, "height_cm", "1.65"),
        (str(two), 2, "sex", "x"),
    ]


def test_rows_from_the_middle_of_parquet_keep_their_numbers(tmp_path: Path) -> None:
    path = parquet(tmp_path / "1.parquet", height_cm=[165.0, 165.0, 1.0, 2.0])
    assert [problem.row for problem in read((Piece(path, 2, 2),), (), DAY).problems] == [3, 4]


def test_columns_of_many_types(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "1.parquet",
        calcium_mmol_l=pl.Series([2.15], dtype=pl.Float32),
        weight_kg=pl.Series([Decimal("60.25")], dtype=pl.Decimal(6, 2)),
        falls_last_year=pl.Series([2], dtype=pl.UInt8),
        sex=pl.Series(["female"], dtype=pl.Categorical),
        osteoporosis_drug=pl.Series(["none"], dtype=pl.Enum(["none", "x"])),
        dxa_date=pl.Series([datetime(2026, 1, 2)], dtype=pl.Datetime("ns")),
        vfa_date=["2026-01-02"],
        stroke=[None],
        unit=pl.Series([17], dtype=pl.Int32),
    )
    found = whole(path, beside=("unit",))
    assert found.problems == ()
    assert found.good.rows(named=True) == [
        {
            "age": 70.0,
            "calcium_mmol_l": 2.15,
            "weight_kg": 60.25,
            "falls_last_year": 2.0,
            "sex": "female",
            "osteoporosis_drug": "none",
            "dxa_date": date(2026, 1, 2),
            "vfa_date": date(2026, 1, 2),
            "stroke": None,
            "assessment_date": DAY,
            "unit": "17",
        }
    ]


def test_facts_and_units_in_the_names_of_folders(tmp_path: Path) -> None:
    for unit, sex in (("K%201", "female"), ("__HIVE_DEFAULT_PARTITION__", "male")):
        parquet(tmp_path / f"unit={unit}" / f"sex={sex}" / "year=2026" / "0.parquet", patient_id=[unit[:2]])
    csv(tmp_path / "unit=K3" / "falls_last_year=2" / "0.csv", "patient_id;age;unit\nq;70;own\n")
    found = whole(*files_of([str(tmp_path)]), beside=("unit",))
    assert found.good.select("patient_id", "unit", "sex", "falls_last_year").rows() == [
        ("K%", "K 1", "female", None),
        ("q", "own", None, 2.0),
        ("__", None, "male", None),
    ]


def test_a_fact_in_the_name_of_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = csv(tmp_path / "stroke=maybe" / "0.csv", "patient_id;age\nq;70\n")
    with pytest.raises(InputError, match=r"stroke=maybe/0.csv, stroke = maybe: must be ja or nej"):
        whole(path)


def test_a_column_beside_that_some_files_lack_is_there_in_every_part(tmp_path: Path) -> None:
    one = csv(tmp_path / "1.csv", "age;unit\n70;K1\n")
    two = csv(tmp_path / "2.csv", "age\n70\n")
    check((one, two), ("unit",))
    assert whole(two, beside=("unit",)).good["unit"].to_list() == [None]
    assert whole(one, two, beside=("unit",)).good["unit"].to_list() == ["K1", None]
    with pytest.raises(InputError, match="unti: no file has the column"):
        check((one, two), ("unit", "unti"))


def test_columns_are_checked_before_a_row_is_read(tmp_path: Path) -> None:
    one = csv(tmp_path / "1.csv", "age\n70\n")
    for two, told in (
        (csv(tmp_path / "2.csv", "age;hight_cm\n70;165\n"), r"2.csv, hight_cm: unknown fact"),
        (parquet(tmp_path / "2.parquet", height_cm=["165"]), r"2.parquet, height_cm: the column is of type String"),
        (csv(tmp_path / "cut.parquet", "PAR1"), r"cut.parquet: the file is damaged"),
        (csv(tmp_path / "age=x" / "2.csv", "sex\nmale\n"), r"2.csv, age = x: must be a number"),
    ):
        with pytest.raises(InputError, match=told):
            check((one, two), ())


def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    assert whole(csv(tmp_path / "1.csv", "age\n70\n")).good.columns == ["age", "assessment_date"]
    assert whole(csv(tmp_path / "1.csv", "sex,age\nmale,70\n")).good["sex"].to_list() == ["male"]
