"""Who is called, why and in which order."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from benkoll.assess.table import STATUS, answer_columns, answer_schema
from benkoll.guideline.build import load
from benkoll.logic.columns import add_columns
from benkoll.logic.term import children
from benkoll.population.worklist import CODES, DATED, DXA_REASONS, NEEDS, Purpose, in_words, reasons, worklist
from terms.rows import DAY, NO_DXA, people

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
FRACTURE = NO_DXA | {"prior_hip_fracture": True}


def listed(frame: pl.LazyFrame, purpose: Purpose, lang: Any = "sv") -> pl.DataFrame:
    why = reasons(load(), purpose)
    answers = answer_columns(add_columns(frame, why), load(), NEEDS[purpose], tuple(why))
    return worklist(answers, purpose, load(), lang)


def answered(purpose: Purpose, *rows: dict[str, Any]) -> pl.DataFrame:
    """Answers as they might be, without a patient behind: what is not said is null."""
    schema = answer_schema(load())
    full = [{"assessment_date": DAY, "osteoporosis_drug": "none", **row} for row in rows]
    return pl.DataFrame(full, {name: schema[name] for name in NEEDS[purpose]}, orient="row")


def ids(found: pl.DataFrame) -> list[str | None]:
    return found["patient_id"].to_list()


def test_the_recommended_come_first_then_the_highest_risk_the_unknown_last_and_ties_by_id() -> None:
    rows = [
        ("z", "possible", 40.0),
        ("e", "recommended", None),
        ("d", "recommended", 12.0),
        ("b", "recommended", 30.04),
        ("c", "recommended", 12.0),
        ("a", "recommended", 30.01),  # shown as the same risk, but lower
        ("x", None, 50.0),
        (None, "recommended", 12.0),
    ]
    frame = answered(
        "dxa",
        *({"patient_id": name, "INV-DXA": status, "fracture_risk_major_percent": risk} for name, status, risk in rows),
    )
    found = worklist(frame, "dxa", load())
    assert ids(found) == ["b", "a", "c", "d", None, "e", "z"]
    assert found["status"].to_list() == ["recommended"] * 6 + ["possible"]


def test_dxa_says_which_reasons_hold() -> None:
    frame = people({}, FRACTURE | {"frax_major_percent": 30.0}, {"age": 10.0}, FRACTURE)
    found = listed(frame, "dxa")
    assert ids(found) == ["p2", "p4"]
    assert (
        found["why"].to_list()
        == ["DXA av höft och ländrygg (fragilitetsfraktur utan DXA efter den; FRAX över 15 % och annan riskfaktor)"] * 2
    )
    assert found.row(0, named=True) | {"why": ""} == {
        "patient_id": "p2",
        "age": 70,
        "sex": "female",
        "risk_percent": 30.0,
        "risk_source": "official",
        "status": "recommended",
        "why": "",
        "due": None,
        "first_choice": "zoledronic_acid",
        "first_choice_provisional": True,
    }


def test_without_the_columns_of_the_reasons_the_list_stands_without_them() -> None:
    answers = answer_columns(people(FRACTURE), load(), NEEDS["dxa"])
    assert worklist(answers, "dxa", load(), "en")["why"].to_list() == ["DXA of hip and lumbar spine"]


def test_each_reason_for_dxa_is_told() -> None:
    (any_reason,) = [
        part for part in children(children(load().criteria["dxa_wanted"])[0]) if len(children(part)) == len(DXA_REASONS)
    ]
    assert {getattr(one, "name", None) for one in children(any_reason)} == set(DXA_REASONS)


def test_treatment_is_for_the_indicated_and_untreated() -> None:
    indicated = {"frax_major_percent": 23.0}
    frame = people(
        {},
        indicated,
        indicated | {"osteoporosis_drug": "alendronate"},
        indicated | {"osteoporosis_drug": None},
        FRACTURE | {"frax_major_percent": 21.0},
        {"age": 10.0},
    )
    found = listed(frame, "treatment")
    assert ids(found) == ["p2", "p5", "p4"]
    assert found["status"].to_list() == ["recommended", "recommended", "possible"]
    assert found["why"].to_list()[:2] == [
        "Överväg läkemedel mot osteoporos (T-score under -2,5 och FRAX över 20 %)",
        "Överväg läkemedel mot osteoporos (höftfraktur eller kotkompression, oavsett bentäthet)",
    ]


def test_treatment_is_also_for_those_whose_denosumab_ended_with_nothing_after() -> None:
    ended = {"previous_osteoporosis_drug": "denosumab", "denosumab_last_dose_date": date(2025, 4, 1)}
    frame = people(ended, {"osteoporosis_drug": "romosozumab", "drug_start_date": date(2025, 1, 1)})
    found = listed(frame, "treatment", "en")
    assert found.select("patient_id", "why", "due").rows() == [
        ("p1", "Give an antiresorptive drug afterwards, without a gap (2025-10-01)", date(2025, 10, 1))
    ]


def test_a_follow_on_is_only_possible_where_the_drug_now_is_unknown() -> None:
    rows = [{"patient_id": drug, "osteoporosis_drug": drug, "TX-FOLLOW-ON": "recommended"} for drug in ("none", None)]
    found = worklist(
        answered("treatment", *rows, {"osteoporosis_drug": "other", "TX-FOLLOW-ON": "possible"}), "treatment", load()
    )
    assert found.select("patient_id", "status").rows() == [("none", "recommended"), (None, "possible")]


def test_overdue_is_what_was_due_today_or_earlier() -> None:
    rows = [
        {"patient_id": "today", "FU-DXA": "recommended", "FU-DXA_due": DAY},
        {"patient_id": "tomorrow", "FU-DXA": "recommended", "FU-DXA_due": TOMORROW},
        {"patient_id": "undated", "FU-DXA": "recommended"},
        {"patient_id": "nothing", "FU-DXA_due": YESTERDAY},
        {"patient_id": "perhaps", "FU-ADHERENCE": "possible", "FU-ADHERENCE_due": YESTERDAY},
        {
            "patient_id": "two",
            "FU-DXA": "recommended",
            "FU-DXA_due": DAY,
            "FU-DOSE": "recommended",
            "FU-DOSE_due": YESTERDAY,
        },
        {"patient_id": "review", "TX-PAUSE-REVIEW": "recommended", "TX-LIMIT": "possible"},
        {"patient_id": "no review", "TX-PAUSE-REVIEW": "possible"},
    ]
    found = worklist(answered("overdue", *rows), "overdue", load())
    assert found.select("patient_id", "status", "due", "why").rows() == [
        ("review", "recommended", None, "Bedöm på nytt efter uppehållet"),
        ("today", "recommended", DAY, "Kontrollera bentätheten med DXA (2026-03-02)"),
        ("two", "recommended", YESTERDAY, "Nästa dos (2026-03-01); Kontrollera bentätheten med DXA (2026-03-02)"),
        ("perhaps", "possible", YESTERDAY, "Kontrollera följsamheten (2026-03-01)"),
    ]


def test_a_late_dose_is_told_once() -> None:
    denosumab = {"osteoporosis_drug": "denosumab", "drug_start_date": date(2025, 4, 1)}
    frame = people(denosumab | {"last_dose_date": date(2025, 4, 1)}, denosumab | {"last_dose_date": date(2025, 12, 1)})
    found = listed(frame, "overdue")
    assert found.select("patient_id", "why", "due").rows() == [
        ("p1", "Denosumabdosen är försenad (2025-10-01)", date(2025, 10, 1))
    ]


def test_the_chain_is_for_a_fresh_fracture() -> None:
    fresh = FRACTURE | {"latest_fracture_date": date(2025, 12, 1)}
    assert ids(listed(people(fresh, FRACTURE | {"latest_fracture_date": date(2020, 1, 1)}), "chain")) == ["p1"]


def test_every_due_date_of_the_guideline_can_be_overdue() -> None:
    due = {name.removesuffix("_due") for name in answer_schema(load()) if name.endswith("_due")}
    assert due == DATED
    assert due <= set(CODES["overdue"])
    assert {code for codes in CODES.values() for code in codes} <= set(load().recommendations)


@pytest.mark.parametrize("purpose", CODES)
def test_an_empty_table_gives_an_empty_list(purpose: Purpose) -> None:
    found = worklist(answered(purpose), purpose, load())
    assert found.is_empty()
    assert in_words(found, "sv").columns[0] == "Patient"


def test_texts_of_a_read_file_are_taken_as_they_are() -> None:
    """A part of a folder may hold its statuses as texts."""
    frame = answered("chain", {"patient_id": "a", "REF-FRACTURE-CHAIN": "possible"})
    as_text = frame.with_columns(pl.col(STATUS).cast(pl.String))
    assert worklist(as_text, "chain", load()).equals(worklist(frame, "chain", load()))


def test_the_list_in_words() -> None:
    found = listed(people({"frax_major_percent": 23.04}), "treatment")
    assert in_words(found, "sv").to_dicts() == [
        {
            "Patient": "p1",
            "Ålder": 70,
            "Kön": "kvinna",
            "Frakturrisk 10 år, %": 23.0,
            "Riskens källa": "FRAX",
            "Läge": "rekommenderas",
            "Varför": "Överväg läkemedel mot osteoporos (T-score under -2,5 och FRAX över 20 %)",
            "Skulle ha gjorts": None,
            "Förstahandsval": "zoledronsyra (preliminärt)",
        }
    ]
    assert in_words(found, "en").row(0)[2:6] == ("woman", 23.0, "FRAX", "recommended")
