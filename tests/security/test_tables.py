"""Every test that a table names is there and not skipped: ASVS, the hazards, the matrix, what is made beside them."""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from benkoll.guideline.build import load
from benkoll.guideline.matrix import shown_by_tests
from house.tree import ROOT, functions, python_files
from house.tree import named as named_

ASVS, HAZARDS = ROOT / "docs/security/asvs.csv", ROOT / "docs/regulatory/hazards.csv"
TRACED, SOUP = ROOT / "docs/regulatory/traceability.csv", ROOT / "docs/regulatory/soup.csv"
FILES = re.compile(r"(?:tests|docs|src|scripts|deploy)/[\w./-]+\.\w+|SECURITY\.md")
BY_NATURE = re.compile(r"Python; native|^None\.$")
"""What is met by there being nothing of the kind."""
LEVELS = {"1": 70, "2": 183}
CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
"""Requirements of levels 1 and 2 in each chapter of ASVS 5.0.0, as its published table has them."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def named() -> Iterator[tuple[str, str]]:
    """The table, and an id of a test that it names."""
    for path in (ASVS, HAZARDS, TRACED):
        for row in rows(path):
            yield from ((path.name, one) for one in row["tests"].split("; ") if one)
    for tests in shown_by_tests().values():
        yield from (("shown_by_tests.yaml", one) for one in tests)


@pytest.fixture(scope="session")
def collected() -> set[str]:
    """The ids of every test in the files that a table names."""
    files = sorted({one.partition("::")[0] for _, one in named()})
    there = [file for file in files if (ROOT / file).exists()]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *there]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return {line for line in run.stdout.splitlines() if "::" in line}


def test_every_test_that_is_named_is_there(collected: set[str]) -> None:
    """By its whole id, by its function, or by its file: it is collected, and what is collected must be green."""
    assert lost(named(), collected) == []


def lost(wanted: Iterable[tuple[str, str]], collected: set[str]) -> list[str]:
    """The ids that are no test's."""
    known = {part for one in collected for part in (one, one.partition("[")[0], one.partition("::")[0])}
    return sorted({f"{table}: {one}" for table, one in wanted if one not in known})


def test_none_of_them_is_skipped() -> None:
    """Nor expected to fail. What a machine cannot run is told loudly, and fails where all is required."""
    wanted = {(file, name) for file, _, name in (one.partition("[")[0].partition("::") for _, one in named())}
    marked = [
        f"{named_(path)}::{node.name}"
        for path in python_files()
        for node in functions(path)
        if (named_(path), node.name) in wanted
        for mark in node.decorator_list
        if re.search(r"\.(skip|skipif|xfail)\b", ast.unparse(mark))
    ]
    assert marked == []


def test_a_test_that_is_not_there_is_found(collected: set[str]) -> None:
    there, gone = "tests/security/test_log.py::test_whoever_is_shown_is_logged", "tests/security/test_log.py::test_gone"
    assert lost([("asvs.csv", there), ("asvs.csv", gone), ("asvs.csv", f"{there}[x]")], collected) == [
        f"asvs.csv: {gone}",
        f"asvs.csv: {there}[x]",
    ]


# ASVS


def test_every_requirement_of_the_two_levels_is_there_once() -> None:
    ids = [row["id"] for row in rows(ASVS)]
    assert len(ids) == len(set(ids))
    order = [tuple(map(int, one[1:].split("."))) for one in ids]
    assert order == sorted(order)
    assert {one[0]: sum(other[0] == one[0] for other in order) for one in order} == CHAPTERS
    assert {row["level"]: sum(one["level"] == row["level"] for one in rows(ASVS)) for row in rows(ASVS)} == LEVELS


def test_each_says_how_or_why_not() -> None:
    wrong = []
    for row in rows(ASVS):
        shown = row["tests"] or FILES.search(row["how"]) or BY_NATURE.search(row["how"])
        right = row["status"] in ("met", "not met", "not applicable") and len(row["requirement"]) >= 5 and row["how"]
        if not right or (row["status"] == "met" and not shown) or (row["status"] == "not applicable" and row["tests"]):
            wrong.append(row["id"])
    assert wrong == []


def test_the_counts_that_are_told_are_the_tables() -> None:
    count = Counter(row["status"] for row in rows(ASVS))
    is_or_are = "is" if count["not met"] == 1 else "are"
    said = f"{count['met']} are met, {count['not met']} {is_or_are} not met"
    text = re.sub(r"\s+", " ", (ROOT / "docs/security/README.md").read_text())
    assert f"Of {count.total()} requirements {said}" in text
    assert f"and {count['not applicable']} do not apply" in text


def test_files_that_are_named_are_there() -> None:
    texts = [value for path in (ASVS, HAZARDS) for row in rows(path) for key, value in row.items() if key != "tests"]
    files = {one for text in texts for one in FILES.findall(text)}
    assert files
    assert sorted(one for one in files if not (ROOT / one).exists()) == []


# HAZARDS


def test_every_hazard_has_a_control_that_a_test_holds() -> None:
    found = rows(HAZARDS)
    assert [row["id"] for row in found] == [f"H{place:02}" for place in range(1, len(found) + 1)]
    for row in found:
        assert all(row[name] for name in ("hazard", "sequence", "harm", "control", "tests")), row["id"]
        before, after = (int(row[f"severity_{at}"]) * int(row[f"probability_{at}"]) for at in ("before", "after"))
        assert 1 <= after < before <= 25, row["id"]


# MATRIX AND SOFTWARE OF OTHERS


def test_every_statement_is_traced() -> None:
    assert [row["statement"] for row in rows(TRACED)] == list(load().statements)


def test_every_package_that_is_asked_for_is_listed_with_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    names = {re.split(r"[\[>=<~! ]", one)[0].lower() for one in asked} - {"benkoll"}
    listed = {row["name"]: row for row in rows(SOUP)}
    assert names - listed.keys() == set()
    assert [name for name, row in listed.items() if not row["licence"] or not row["version"]] == []


def test_no_text_says_that_others_have_reviewed_it() -> None:
    """Nothing claims a certificate, or a review by clinicians or an authority."""
    for path in [ROOT / "SECURITY.md", *(ROOT / "docs/security").iterdir(), *(ROOT / "docs/regulatory").iterdir()]:
        text = re.sub(r"\s+", " ", path.read_text().lower())
        assert not re.search(
            r"(?<!nothing here )has been (reviewed|validated|approved) by|is ce-marked|certified", text
        )
