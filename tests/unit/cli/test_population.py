"""`benkoll population`: what each command says, writes and ends with."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from benkoll.errors import DONE, NOTHING_USABLE, SOME_SET_ASIDE, USAGE
from unit.cli.runner import Outcome, benkoll

COUNT = 400


def population(*words: str | Path) -> Outcome:
    return benkoll("population", *map(str, words))


def english(*words: str | Path) -> Outcome:
    return benkoll("--lang", "en", "population", *map(str, words))


SVOS = ("--variant", "svos")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("facts") / "people.parquet"
    outcome = sampled(path)
    assert (outcome.code, outcome.out) == (DONE, f"{COUNT} patienter skrivna till {path}\n")
    return path


def sampled(path: Path, *words: str) -> Outcome:
    return population("sample", str(COUNT), "-o", path, *words)


@pytest.fixture(scope="module")
def folder(facts: Path) -> Path:
    """Assessed in all columns."""
    out = facts.parent / "assessed"
    outcome = population("assess", facts, "-o", out)
    assert (outcome.code, outcome.out) == (DONE, f"{COUNT} patienter bedömda i {out}\n")
    assert re.search(r"400 av 400 rader, [\d\u00a0 ]+ per sekund, 0:00 kvar", outcome.err)
    return out


@pytest.fixture
def some_bad(tmp_path: Path) -> Path:
    path = tmp_path / "some.csv"
    path.write_text("patient_id;age;unit\np;70;K1\nq;700;K2\nr;71;K1\n")
    return path


# SAMPLE


def test_sample_by_seed(facts: Path, tmp_path: Path) -> None:
    same, other = tmp_path / "same.parquet", tmp_path / "other.parquet"
    assert sampled(same, "--seed", "1", "--date", "2026-11-25").code == sampled(other, "--seed=2").code == DONE
    assert pl.read_parquet(same).height == COUNT
    assert not pl.read_parquet(same).equals(pl.read_parquet(other))


@pytest.mark.parametrize("count", ["0", "-1", "x", "1.5", ""])
def test_sample_of_no_number(count: str, tmp_path: Path) -> None:
    outcome = english("sample", "--out", tmp_path / "a.parquet", "--", count)
    assert outcome.code == USAGE
    assert "write a whole number from 1" in outcome.err
    assert not list(tmp_path.iterdir())


def test_sample_to_where_nothing_can_be_written(tmp_path: Path) -> None:
    outcome = english("sample", "3", "-o", tmp_path / "no" / "a.parquet")
    assert outcome.code in (USAGE, NOTHING_USABLE)
    assert "no/a.parquet" in outcome.err


# ASSESS


def test_assess_tells_what_was_set_aside(some_bad: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    line = ("assess", some_bad, "-o", out, "--keep", "unit", "--columns", "patient_id,age_years")
    outcome = english(*line)
    assert (outcome.code, outcome.out) == (SOME_SET_ASIDE, f"2 patients assessed in {out}\n")
    assert f"1 rows set aside: why is told in {out}/rejects" in outcome.err
    assert pl.read_parquet(out / "part-00000.parquet").rows() == [("p", 70.0, "K1"), ("r", 71.0, "K1")]
    assert "some.csv;2;age;700" in (out / "rejects" / "part-00000.csv").read_text("utf-8-sig")
    again = english(*line)
    assert (again.code, again.out) == (outcome.code, outcome.out)
    refused = english(*line, "--set", "treatment.frax_other_fracture=20")
    assert refused.code == USAGE
    assert "differs in changes: name another folder" in refused.err


@pytest.mark.parametrize(
    ("words", "sv", "en"),
    [
        ((), "--out saknas", "--out is missing"),
        (("-o", "out", "--columns", "hight"), "svaret har ingen kolumn hight", "the answer has no column hight"),
        (("-o", "out", "--workers", "0"), "skriv ett heltal från 1", "write a whole number from 1"),
        (("-o", "out", "--engine", "dask"), "tillåtet är polars, spark", "allowed is polars, spark"),
        (("-o", "out", "--set", "x"), "skriv NAMN=VÄRDE", "write NAME=VALUE"),
        (("-o", "out", "--keep", "ward"), "ingen fil har kolumnen", "no file has the column"),
        (("-o", "out", "--wokers", "2"), "menade du --workers", "did you mean --workers"),
    ],
)
def test_assess_refuses(
    words: tuple[str, ...], sv: str, en: str, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for outcome, told in ((population("assess", facts, *words), sv), (english("assess", facts, *words), en)):
        assert outcome.code == (NOTHING_USABLE if "ward" in words else USAGE)
        assert told in outcome.err
        assert outcome.out == ""
    assert not list(tmp_path.iterdir())


def test_assess_without_input(tmp_path: Path) -> None:
    assert "INDATA... saknas" in population("assess", "-o", tmp_path / "out").err
    outcome = english("assess", tmp_path / "none.csv", "-o", tmp_path / "out")
    assert outcome.code == NOTHING_USABLE
    assert "there is no such file" in outcome.err


# LIST


def test_list_to_the_screen_and_to_a_file(folder: Path, facts: Path, tmp_path: Path) -> None:
    screen = population("list", folder, "--for", "treatment")
    assert screen.code == DONE
    rows = list(csv.reader(io.StringIO(screen.out), delimiter=";"))
    assert 1 < len(rows) < COUNT
    out = tmp_path / "list.csv"
    written = population("list", facts, "--for", "treatment", "-o", out)
    assert (written.code, written.out) == (DONE, "")
    assert f"skrivet till {out}" in written.err
    from_facts = list(csv.reader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in from_facts] == [row[0] for row in rows]


def test_list_as_excel(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    outcome = english("list", folder, "--for", "dxa", "--out", out)
    assert (outcome.code, outcome.out) == (DONE, "")
    assert f"written to {out}" in outcome.err
    lines = english("list", folder, "--for=dxa").out.splitlines()
    with zipfile.ZipFile(out) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
        texts = file.read("xl/sharedStrings.xml").decode()
    assert len(sheet.findall(".//{*}row")) == len(lines)
    assert f"<t>{lines[1].split(',')[0]}</t>" in texts


@pytest.mark.parametrize("purpose", ["dxa", "treatment", "overdue", "chain"])
def test_every_list_in_both_languages(purpose: str, folder: Path) -> None:
    sv, en = population("list", folder, "--for", purpose), english("list", folder, "--for", purpose)
    assert (sv.code, en.code) == (DONE, DONE)
    assert sv.out.splitlines()[0] != en.out.splitlines()[0]
    assert len(sv.out.splitlines()) == len(en.out.splitlines())


def test_list_tells_the_first_rejects(some_bad: Path) -> None:
    rows = "".join(f"{age};K1\n" for age in range(700, 707))
    some_bad.write_text("age;unit\n70;K1\n" + rows)
    outcome = english("summary", some_bad, "--by", "unit")
    assert outcome.code == SOME_SET_ASIDE
    assert "7 rows set aside, the first:" in outcome.err
    assert [f"age = {age}" in outcome.err for age in range(700, 707)] == [True] * 5 + [False] * 2


def test_list_refuses(folder: Path, tmp_path: Path) -> None:
    for words, told in (
        ((folder,), "--for is missing"),
        ((folder, "--for", "x"), "allowed is dxa, treatment, overdue, chain"),
        ((folder, "--for", "dxa", "-o", tmp_path / "a.txt"), "the name must end with .csv, .xlsx"),
        ((folder, "--for", "dxa", "--variant", "svos"), "assessed by vgr"),
        ((folder, "--for", "dxa", "--set", "treatment.frax_other_fracture=20"), "assessed by vgr"),
    ):
        outcome = english("list", *words)
        assert (outcome.code, outcome.out) == (USAGE, "")
        assert told in outcome.err
    assert not list(tmp_path.iterdir())


# SUMMARY


def test_summary_of_a_folder_and_of_facts_with_a_page_and_a_chart(folder: Path, facts: Path, tmp_path: Path) -> None:
    page, chart = tmp_path / "a.html", tmp_path / "a.svg"
    of_folder, of_facts = english("summary", folder, "-o", page), english("summary", facts, "-o", chart)
    assert (of_folder.code, of_facts.code) == (DONE, DONE)
    assert of_folder.out == of_facts.out
    assert "TX-CONSIDER" in of_folder.out
    assert page.read_text("utf-8").lower().startswith("<!doctype html>")
    assert "<svg" in page.read_text("utf-8")
    assert ElementTree.parse(chart).getroot().tag.endswith("svg")
    assert population("summary", folder).out != of_folder.out


def test_summary_refuses(folder: Path, tmp_path: Path) -> None:
    for words, told in (
        (("--by", "unit"), "lacks the column unit: assess anew with it"),
        (("-o", tmp_path / "a.png"), "the name must end with .html, .svg"),
    ):
        outcome = english("summary", folder, *words)
        assert outcome.code == USAGE
        assert told in outcome.err


# COMPARE


def test_compare_two_variants_and_one_number(facts: Path, tmp_path: Path) -> None:
    two = english("compare", facts, "--variant", "vgr", "--variant", "svos", "-o", tmp_path / "a.csv")
    assert two.code == DONE
    changed = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert len(changed) > 1
    one = population("compare", facts, "--set", "treatment.frax_other_fracture=1")
    assert one.code == DONE
    assert one.out != two.out


def test_compare_two_assessed_folders(facts: Path, tmp_path: Path) -> None:
    """As from facts; folders of other patients, and folders beside facts, are refused."""
    number = ("--set", "treatment.frax_other_fracture=1")
    one, other, fewer = (str(tmp_path / name) for name in ("one", "other", "fewer"))
    assert english("assess", facts, "-o", one, *SVOS).code == DONE
    assert english("assess", facts, "-o", other, *SVOS, *number).code == DONE
    assert english("assess", facts, "-o", fewer, *SVOS, "--date", "2025-01-01").code == DONE
    of_folders = english("compare", one, other)
    assert of_folders == english("compare", facts, *SVOS, *number)
    assert "treatment.frax_other_fracture" in of_folders.out
    for wrong, differs in ((fewer, "assessment_date"), (facts, "inputs")):
        refused = english("compare", one, wrong)
        assert refused.code == USAGE
        assert (
            f"compare facts, or two folders of the same patients assessed on one day (differs: {differs})"
            in refused.err
        )


@pytest.mark.parametrize("words", [(), ("--variant", "vgr"), ("--variant", "vgr") * 2, ("--variant", "svos") * 3])
def test_compare_needs_two(words: tuple[str, ...], facts: Path) -> None:
    outcome = english("compare", facts, *words)
    assert outcome.code == USAGE
    assert "name two variants, or one and --set" in outcome.err


# HELP


@pytest.mark.parametrize("command", ["assess", "list", "summary", "compare", "sample"])
def test_help(command: str) -> None:
    sv, en = population(command, "--help"), english(command, "-h")
    assert (sv.code, en.code, sv.err, en.err) == (DONE, DONE, "", "")
    assert f"benkoll population {command}" in sv.out
    assert "-o" in en.out
    assert sv.out != en.out


def test_what_is_no_command() -> None:
    outcome = english("asess")
    assert outcome.code == USAGE
    assert "population" in outcome.err


def test_a_broken_run_goes_on_past_midnight_with_its_day(facts: Path, tmp_path: Path) -> None:
    """The same command, without a date of its own; a date that is given, and a whole run, are another matter."""
    out = tmp_path / "out"
    assert english("assess", facts, "-o", out, "--date", "2025-01-01").code == DONE
    whole = (out / "manifest.json").read_bytes()
    assert english("assess", facts, "-o", out).code == USAGE
    manifest = json.loads(whole)
    broken = {key: value for key, value in manifest.items() if key not in ("parts", "assessed", "rejected")}
    (out / "manifest.json").write_text(json.dumps(broken | {"state": "running"}), "utf-8")
    assert "assessment_date" in english("assess", facts, "-o", out, "--date", "2025-01-02").err
    assert english("assess", facts, "-o", out).code == DONE
    assert (out / "manifest.json").read_bytes() == whole


@pytest.mark.parametrize("option", [("--explain",), ("--workers", "2")])
def test_what_spark_does_not_do_is_refused(option: tuple[str, ...], facts: Path, tmp_path: Path) -> None:
    refused = english("assess", facts, "-o", tmp_path / "out", "--engine", "spark", *option)
    assert refused.code == USAGE
    assert f"{option[0]} is not there with --engine spark: leave one of the two out" in refused.err
