"""Reasons in a table: the same as one patient is told."""

import polars as pl
import pytest

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess
from benkoll.assess.table import answer_columns
from benkoll.assess.table_reasons import explained
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import registry
from benkoll.facts.table import assumed_columns, settle_columns, validate
from benkoll.guideline.build import load
from benkoll.population.sample import sample

PATIENTS = 150
COMPLETE = ("drugs",)


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return sample(PATIENTS, seed=7)


@pytest.fixture(scope="module")
def table(people: pl.DataFrame) -> pl.DataFrame:
    good = validate(people).good.lazy()
    settled = settle_columns(good, COMPLETE)
    return explained(answer_columns(settled, load()), settled, assumed_columns(good, COMPLETE), load())


@pytest.fixture(scope="module")
def answers(people: pl.DataFrame) -> list[Assessment]:
    return [
        assess(
            settle(read_patient({name: value for name, value in row.items() if value is not None}), COMPLETE), load()
        )
        for row in people.iter_rows(named=True)
    ]


def test_each_recommendation_with_reasons_and_what_is_missing(table: pl.DataFrame, answers: list[Assessment]) -> None:
    """The order of what is missing is that of the facts; the words are left to whoever shows it."""
    order = list(registry())
    for row, answer in zip(table.iter_rows(named=True), answers, strict=True):
        for code in load().recommendations:
            found = row[code], row[f"{code}_because"], row[f"{code}_missing"]
            advice = answer.advice(code)
            if advice is None:
                assert found == (None, None, None), (row["patient_id"], code)
                continue
            because = " ".join(one.criterion for one in advice.because)
            missing = " ".join(sorted(advice.missing, key=order.index))
            assert found == (advice.status, because, missing), (row["patient_id"], code)


def test_what_was_assumed(table: pl.DataFrame, answers: list[Assessment]) -> None:
    """Adults alone have it among their findings."""
    for row, answer in zip(table.iter_rows(named=True), answers, strict=True):
        assumed = {one["fact"] for one in answer.findings["assumptions"]}
        if assumed:
            assert set(row["assumptions"].split()) == assumed, row["patient_id"]


def test_every_criterion_has_a_column(table: pl.DataFrame) -> None:
    """Save the one that is a finding in words."""
    criteria = {name for name, term in load().criteria.items() if term.kind == "bool"} - {"treatment_indicated"}
    assert {table.schema[name] for name in criteria} == {pl.Boolean()}
