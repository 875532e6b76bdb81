"""A whole population: the table says of each what is said of one patient, and no safety property fails for anyone."""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess
from benkoll.assess.table import (
    IDENTITY,
    answer_columns,
    answer_schema,
    made_of,  # the very terms that the columns are made of
)
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.facts.table import settle_columns, validate
from benkoll.guideline.build import load
from benkoll.guideline.form import Due
from benkoll.logic.columns import add_columns
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import Patient, compile_patient
from benkoll.logic.term import Term, Value
from benkoll.population.people import BLOCK
from benkoll.population.sample import sample
from proofs.properties import Property
from proofs.properties_of_a_start import PROPERTIES
from proofs.said import Said
from terms.changed import changed
from terms.evaluators import same

EQUAL_ROWS = int(os.environ.get("BENKOLL_EQUAL_ROWS", "100_000"))
SAFETY_ROWS = int(os.environ.get("BENKOLL_SAFETY_ROWS", "100_000"))
SEED = int(os.environ.get("BENKOLL_SEED", "20"))
INTERPRETED = 500
"""So many are also asked by the interpreter, which is slow."""
ASSESSED = 300


def blocks(rows: int) -> Iterator[pl.LazyFrame]:
    """The population, settled, a block at a time."""
    for first in range(0, rows, BLOCK):
        found = validate(sample(min(BLOCK, rows - first), SEED, first=first))
        assert found.rejects.is_empty(), found.rejects
        yield settle_columns(found.good.lazy())


@cache
def terms() -> Mapping[str, Term]:
    return made_of(load(), tuple(answer_schema(load())))[0]


@cache
def function() -> Patient:
    return compile_patient(terms())


@cache
def listed() -> Mapping[str, Mapping[str, str]]:
    """Column that is a list -> the term of each item -> the item."""
    names = [name for name in answer_schema(load()) if name not in terms()]
    return {
        name: {term: term.removeprefix(f"{name} ") for term in terms() if term.startswith(f"{name} ")} for name in names
    }


def expected(worth: Mapping[str, Value | None]) -> Iterator[tuple[str, Value | None]]:
    """The columns of a patient for whom the terms are worth this."""
    for name in answer_schema(load()):
        if name in listed():
            yield name, " ".join(item for term, item in listed()[name].items() if worth[term] is True)
        elif name in load().recommendations:
            yield name, "recommended" if worth[name] is True else "possible" if worth[name] is None else None
        else:
            yield name, worth[name]


def test_one_patient_and_the_table_agree() -> None:
    done = 0
    for settled in blocks(EQUAL_ROWS):
        answers = answer_columns(settled, load()).collect()
        statuses = set[str | None]()
        for facts, row in zip(settled.collect().iter_rows(named=True), answers.iter_rows(named=True), strict=True):
            worth = function()(facts)
            if done < INTERPRETED:
                value = Evaluation({name: fact for name, fact in facts.items() if fact is not None}).value
                wrong = [name for name, term in terms().items() if not same(value(term), worth[name])]
                assert not wrong, (wrong, row["patient_id"])
            for name, right in expected(worth):
                found = row[name]
                assert same(right, found), f"{row['patient_id']}, {name}: {found} in the table, {right} for one"
            statuses.add(row["TX-CONSIDER"])
            done += 1
        assert statuses == {"recommended", "possible", None}
    assert done == EQUAL_ROWS


# FINDINGS AS JSON HAS THEM


def columns_of(answer: Assessment) -> dict[str, Any]:
    """One patient's answer as the table has it; dates are texts, and lists sets."""
    found = dict(answer.as_json()["findings"])
    risk, first, withheld = (
        found.pop(name) or {} for name in ("fracture_risk", "first_choice", "first_choice_withheld")
    )
    diagnosis, indicated = found.pop("diagnosis"), found.pop("treatment_indicated")
    low, high = risk.get("interval") or (None, None)
    made = {
        **{f"fracture_risk_{key}": risk.get(key) for key in ("major_percent", "hip_percent", "source", "stale")},
        "fracture_risk_low": low,
        "fracture_risk_high": high,
        "diagnosis": diagnosis["value"],
        "diagnosis_by": diagnosis["by"],
        "treatment_indicated": indicated["value"],
        "treatment_indicated_grounds": set(indicated["grounds"]),
        "first_choice": first.get("drug"),
        "first_choice_provisional": first.get("provisional"),
        "first_choice_not_before": first.get("not_before"),
        "first_choice_await_clinic": bool(first["await"]) if first else None,
        "first_choice_withheld": bool(withheld),
        "first_choice_afterwards": withheld.get("afterwards"),
        "first_choice_withheld_codes": set(withheld.get("codes", ())),
        "excluded": set(found.pop("excluded")),
    }
    for name in set(found) - {"alternatives", "assumptions", "borderline"}:
        parts = found[name] if isinstance(found[name], dict) else {"value": found[name]}
        made |= {name if key == "value" else f"{name}_{key}": value for key, value in parts.items()}
    for code, form in load().recommendations.items():
        advice = answer.advice(code)
        made[code] = advice and advice.status
        if any(isinstance(one, Due) for one in form.details):
            made[f"{code}_due"] = advice and advice.details["due"]
    return made


def shown(name: str, value: Any) -> Any:
    """The table's value so that it can be held against JSON's."""
    if name in listed():
        return set(value.split())
    if name == "first_choice_withheld":
        return bool(value)  # null for a child
    return value.isoformat() if isinstance(value, date) else value


def settled_after_all(name: str, row: Mapping[str, Any], right: Any) -> bool:
    """What only one patient's answer knows: that no completion changes what the table leaves open."""
    code = name.removesuffix("_due")
    if code in load().recommendations:
        return row[code] == "possible" and (name == code or right is None)
    return name == "first_choice_provisional" and row[name] is True and right is False


def test_the_table_says_what_the_assessment_of_one_patient_says() -> None:
    people = sample(ASSESSED, SEED)
    answers = answer_columns(settle_columns(validate(people).good.lazy()), load()).collect()
    seen = defaultdict[str, set[str]](set)
    for facts, row in zip(people.iter_rows(named=True), answers.iter_rows(named=True), strict=True):
        for name, right in columns_of(assess(settle(read_patient(facts)), load())).items():
            found = shown(name, row[name])
            assert same(found, right) or settled_after_all(name, row, right), (row["patient_id"], name, found, right)
            seen[name].add(str(right))
    assert set(seen) == set(answer_schema(load())) - set(IDENTITY)
    assert len([name for name in seen if len(seen[name]) == 1]) < len(seen) / 4


# SAFETY


def violations(properties: Sequence[Property], said: Said, settled: pl.LazyFrame) -> dict[str, int]:
    """Property -> for how many it fails."""
    fails = {one.name: one.fails(said) for one in properties}
    counted = add_columns(settled, fails).select(pl.col(name).fill_null(True).sum() for name in fails)
    return {name: count for name, count in counted.collect(engine="streaming").row(0, named=True).items() if count}


def test_no_safety_property_fails_for_anyone() -> None:
    said = Said(load())
    assert [found for settled in blocks(SAFETY_ROWS) if (found := violations(PROPERTIES, said, settled))] == []


@pytest.mark.parametrize(
    "name",
    ["anything for the dead", "TX-CONSIDER beside TX-SWITCH", "romosozumab or raloxifene in spite of being a man"],
)
def test_a_planted_fault_is_counted(name: str) -> None:
    (one,) = (one for one in PROPERTIES if one.name == name)
    (settled,) = blocks(20_000)
    assert violations([one], Said(changed(load(), one.faults[0])), settled)[name]
