"""Random patients, with nulls and values on limits: a table and its rows agree, and no assumption contradicts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import FactsError, Problem
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import COMPLETE_KINDS, FactInfo, registry
from benkoll.facts.table import schema, settle_columns, validate
from benkoll.logic.calendar import add_months

DAY = date(2026, 3, 2)
AS_TEXT = {
    name: pl.String if dtype == pl.Enum else dtype for name, dtype in schema().items()
}  # any choice, right or wrong
MONTHS_BACK = (0, 1, 5, 6, 7, 12, 23, 24, 25, 54 * 12, 55 * 12, 56 * 12, 90 * 12)
DATES = [
    day
    for months in MONTHS_BACK
    if (anchor := add_months(DAY, -months))
    for day in (anchor - timedelta(1), anchor, anchor + timedelta(1))
]
LATER = [DAY + timedelta(1), date(2027, 3, 2), date(2027, 3, 3)]
Raw = dict[str, Any]


def values(info: FactInfo, wild: bool) -> st.SearchStrategy[Any]:
    """Values of one fact; `wild`: also some that are refused."""
    match info.kind:
        case "bool":
            return st.booleans()
        case "date":
            return st.sampled_from(
                [*DATES, date(2024, 2, 29), *(LATER if wild or info.name == "drug_stop_date" else [])]
            )
        case "text":
            return st.sampled_from([*(info.choices or ("a patient",)), *(["no such"] if wild and info.choices else [])])
        case _:
            assert info.low is not None
            assert info.high is not None
            near = [
                info.low,
                info.low + 1,
                info.high,
                *(n for n in (0, 1, 2, 54, 55, 75.5) if info.low <= n <= info.high),
            ]
            outside = [info.low - 0.5, info.high + 0.5, 0.5, float("nan"), float("inf")] if wild else []
            whole = [n for n in near if n == int(n)] if info.type == "int" else near
            return st.sampled_from([float(n) for n in (*whole, *outside)])


LINKED = [
    "sex postmenopausal pregnant_or_breastfeeding prior_hip_fracture prior_vertebral_fracture",
    "prior_other_fragility_fracture fragility_fracture_count latest_fracture_site latest_fracture_date",
    "fracture_during_treatment vertebral_fracture_grade drug_start_date osteoporosis_drug previous_osteoporosis_drug",
    "last_dose_date denosumab_last_dose_date teriparatide_ever drug_stop_date care_setting lives_in_care_home",
    "glucocorticoid_months bmd_change_site",
]
LINKED_FACTS = " ".join(LINKED).split()


BASES: list[Raw] = [
    {},
    {"osteoporosis_drug": "alendronate", "drug_start_date": DATES[19], "latest_fracture_date": DATES[7]},
    {"osteoporosis_drug": "denosumab", "last_dose_date": DATES[7]},
    {"previous_osteoporosis_drug": "denosumab", "last_dose_date": DATES[7]},
    {"prior_hip_fracture": False, "prior_vertebral_fracture": False, "prior_other_fragility_fracture": False},
]


@st.composite
def patients(draw: st.DrawFn, wild: bool = False) -> Raw:
    """Facts of one patient, mostly those on which others hang."""
    linked = draw(st.lists(st.sampled_from(LINKED_FACTS), unique=True, max_size=9))
    others = draw(st.lists(st.sampled_from(list(registry())), unique=True, max_size=3))
    stated = [name for name in registry() if name in {*linked, *others} - {"age", "birth_date"}]
    raw = draw(st.sampled_from(BASES)) | {name: draw(values(registry()[name], wild)) for name in stated}
    given_age = draw(st.sampled_from(["birth_date", "age", "both"] + (["neither"] if wild else [])))
    if given_age in ("birth_date", "both"):
        raw["birth_date"] = draw(st.sampled_from(DATES[-12:]))
    if given_age in ("age", "both"):
        raw["age"] = draw(st.sampled_from([54.0, 54.5, 55.0, 56.0, 90.0, 18.0]))
    return {"assessment_date": DAY} | raw


def single(raw: Raw, complete: Sequence[str] = ()) -> Settled | tuple[Problem, ...]:
    try:
        return settle(read_patient(raw), complete)
    except FactsError as error:
        return error.problems


@settings(max_examples=settings().max_examples // 10)  # a table holds many patients, and takes its time
@given(st.lists(patients(wild=True), min_size=1, max_size=30), st.lists(st.sampled_from(COMPLETE_KINDS), unique=True))
def test_a_table_and_its_rows_one_by_one_say_the_same(raws: list[Raw], complete: list[str]) -> None:
    frame = pl.DataFrame([{**dict.fromkeys(registry()), **raw} for raw in raws], AS_TEXT)
    alone = [single(raw, complete) for raw in raws]
    found = validate(frame)
    refused = [
        (row, problem.fact, problem.value, problem.sv, problem.en)
        for row, answer in enumerate(alone, 1)
        if isinstance(answer, tuple)
        for problem in answer
    ]
    assert [(row, fact) for row, fact, *_ in found.rejects.rows()] == [(row, fact) for row, fact, *_ in refused]
    assert {row[3:] for row in found.rejects.rows()} == {row[3:] for row in refused}
    settled = settle_columns(found.good.lazy(), complete).collect().rows(named=True)
    known = [{name: value for name, value in row.items() if value is not None} for row in settled]
    assert known == [answer.facts for answer in alone if isinstance(answer, Settled)]


@given(patients(), st.lists(st.sampled_from(COMPLETE_KINDS), unique=True))
def test_what_is_settled_can_be_stated(raw: Raw, complete: list[str]) -> None:
    """So no assumption, and nothing that follows, contradicts what is stated; and there is nothing more to settle."""
    settled = single(raw, complete)
    if isinstance(settled, Settled):
        again = single(dict(settled.facts), complete)
        assert isinstance(again, Settled), again
        assert again.facts == settled.facts
        assert {one.fact for one in settled.assumptions}.isdisjoint(settled.stated)
        assert settled.stated == set(raw)
        assert raw.items() <= dict(settled.facts).items()


@given(patients(), st.sampled_from(LINKED_FACTS), st.data())
def test_stating_one_fact_more_changes_no_other_stated_or_derived_one(raw: Raw, name: str, data: st.DataObject) -> None:
    """Only an assumption yields to what is stated; the two readings on fracture under treatment yield with it."""
    before = single(raw)
    after = single({name: data.draw(values(registry()[name], wild=False))} | raw)
    if isinstance(before, Settled) and isinstance(after, Settled):
        may_change = {one.fact for one in before.assumptions} | {
            "pregnant_or_breastfeeding",
            "fracture_during_treatment",
            name,
        }
        for fact in set(before.facts) - may_change:
            assert after.facts[fact] == before.facts[fact]
