"""`benkoll economics`: what each command says, writes and ends with."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benkoll.economics.parameters import parameters
from benkoll.economics.scenarios import names
from benkoll.errors import DONE, NOTHING_USABLE, USAGE
from unit.cli.runner import Outcome, benkoll

SMALL = ("--draws", "2", "--years", "2", "--people", "2000")


def english(*words: str | Path) -> Outcome:
    return benkoll("--lang", "en", "economics", *map(str, words))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, str]:
    page = tmp_path_factory.mktemp("report") / "chain.html"
    outcome = english("run", "chain", *SMALL, "-o", page)
    return outcome, page.read_text("utf-8")


def test_a_run_tells_what_changes_and_how_much_of_it_is_unverified(report: tuple[Outcome, str]) -> None:
    outcome, _ = report
    assert outcome.code == DONE
    assert "A care chain at every hospital: difference from usual care without a chain over 2 years" in outcome.out
    for line in ("fractures averted", "years of life", "municipality, MSEK", "worth its cost?", "3 %"):
        assert line in outcome.out
    unsure = sum(one.mark == "M" for one in parameters().values())
    assert f"{unsure} of {len(parameters())} numbers are from memory or were not found" in outcome.err


def test_the_report_is_written_also_where_nobody_reads_the_table(tmp_path: Path) -> None:
    page = tmp_path / "chain.html"
    words = [sys.executable, "-m", "benkoll.cli.main", "economics", "run", "chain", *SMALL, "-o", str(page)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() == DONE
    assert page.read_text("utf-8").rstrip().endswith("</html>")


def test_the_report_is_one_file_with_pictures_tables_and_what_is_unverified(report: tuple[Outcome, str]) -> None:
    _, page = report
    assert page.count("<svg") >= 4
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in page
    assert "no forecast for one hospital" in page
    assert "replace by TLV&#x27;s or the procured price" in page


def test_the_same_run_as_json_and_csv() -> None:
    found = json.loads(english("run", "infusion", *SMALL, "--format", "json").out)
    assert (found["years"], found["draws"], found["people"], found["seed"]) == (2, 2, 2000, 1)
    assert "price.dxa" in found["unverified"]
    rows = list(csv.DictReader(io.StringIO(english("run", "infusion", *SMALL, "--format", "csv").out)))
    assert [row["outcome"] for row in rows] == [row["outcome"] for row in found["results"]]
    assert {row["against"] for row in rows} == {"chain"}
    averted = next(row for row in rows if row["outcome"] == "averted")
    assert float(averted["low"]) <= float(averted["mean"]) <= float(averted["high"])


def test_own_numbers_population_and_sources_that_contradict() -> None:
    words = ("run", "chain", *SMALL, "--format", "json")
    base, scope = (json.loads(english(*words, *more).out) for more in ((), ("--incidence", "scope")))
    assert {row["incidence"] for row in scope["results"]} == {"scope"}
    own = json.loads(english(*words, "--population", "vgr", "--set", "chain.identified=0").out)
    assert own["changed"] == {"chain.identified": 0.0}
    started = [next(row["mean"] for row in found["results"] if row["outcome"] == "started") for found in (base, own)]
    assert started[0] > 0 > started[1]  # a chain that finds nobody starts less than usual care


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run", "best"), USAGE, "there is no scenario best: choose usual, "),
        (("run",), USAGE, "SCENARIO"),
        (("run", "chain", "--years", "none"), USAGE, "--years none: write a whole number from 1"),
        (("run", "chain", "--set", "chain.reach=1"), USAGE, "there is no parameter chain.reach"),
        (("run", "chain", "-o", "report.pdf"), USAGE, "--out report.pdf: the name must end with .html"),
        (("run", "chain", "--population", "nowhere.csv"), NOTHING_USABLE, "nowhere.csv"),
        (("run", "chain", "--reach", "nowhere.json"), NOTHING_USABLE, "nowhere.json"),
    ],
)
def test_a_wrong_line_says_what_to_do(words: tuple[str, ...], code: int, said: str) -> None:
    outcome = english(*words)
    assert outcome.code == code
    assert said in outcome.err
    assert not outcome.out


def test_scenarios_and_parameters_are_listed_with_their_sources() -> None:
    listed = english("scenarios").out
    for name in names():
        assert f"{name}: " in listed
    assert "against chain" in listed
    told = english("parameters").out
    assert (
        "drug.alendronate.hip: alendronate, hip\n  0.6 (0.4-0.92) (ratio) [V: read in the source]\n  Cochrane 2008"
        in told
    )
    rows = json.loads(english("parameters", "--format", "json").out)
    assert [row["name"] for row in rows] == list(parameters())
    assert all(row["source"] for row in rows)
