"""Drugs: which is current, since when, last dose, stop; the two faces of denosumab and zoledronic acid."""

from typing import Any

import pytest

from unit.exchange.fhir.make import (
    ATC,
    Made,
    concept,
    dose,
    every,
    facts,
    mg,
    order,
    record,
    statement,
    told,
)

ALENDRONATE, DENOSUMAB, ZOLEDRONIC, TERIPARATIDE = "M05BA04", "M05BX04", "M05BA08", "H05AA02"


def treatment(*resources: Made, **more: Any) -> Made:
    return facts(*resources, **more)


# ONE DRUG


@pytest.mark.parametrize(
    ("code", "drug"),
    [
        ("M05BA04", "alendronate"), ("M05BB03", "alendronate"), ("M05BA07", "risedronate"), ("M05BA06", "ibandronate"),
        ("M05BX06", "romosozumab"), ("G03XC01", "raloxifene"), ("H05AA04", "other"), ("M05BX03", "other"),
    ],
)  # fmt: skip
def test_a_drug_on_the_list_is_current(code: str, drug: str) -> None:
    expected = {"osteoporosis_drug": drug, "drug_start_date": "2024-05-01"}
    assert treatment(statement(code, start="2024-05-01")) == expected


def test_without_any_drug_nothing_is_said() -> None:
    assert treatment() == {}
    assert treatment(statement(ALENDRONATE, "not-taken")) == {}


@pytest.mark.parametrize("status", ["intended", "unknown", "not-taken", "entered-in-error", "nonsense"])
def test_a_statement_that_says_not_taken_is_none(status: str) -> None:
    found = record(statement(ALENDRONATE, status, "2024-05-01"))
    assert "osteoporosis_drug" not in found.raw
    assert len(found.notes) == 1


@pytest.mark.parametrize("intent", ["proposal", "plan", "option", "nonsense", ""])
def test_an_intent_that_is_no_order_is_none(intent: str) -> None:
    found = record(order(ALENDRONATE, "2024-05-01", intent=intent))
    assert "osteoporosis_drug" not in found.raw
    assert set(told(found)) == {"intent"}


@pytest.mark.parametrize("elements", [{"status": "draft"}, {"status": "cancelled"}, {"doNotPerform": True}])
def test_an_order_that_is_none(elements: Made) -> None:
    assert treatment(order(ALENDRONATE, "2024-05-01", **elements)) == {}


def test_an_order_tells_a_start_that_may_be_older() -> None:
    found = record(order(ALENDRONATE, "2024-05-01"))
    assert found.raw["drug_start_date"] == "2024-05-01"
    assert set(told(found)) == {"first prescription"}
    bounded = record(
        order(
            ALENDRONATE,
            "2024-05-01",
            dosageInstruction=[every(1, 1, "wk", 70, repeat={"boundsPeriod": {"start": "2023-01-01"}})],
        )
    )
    assert bounded.raw["drug_start_date"] == "2023-01-01"
    assert bounded.notes == ()


def test_renewals_are_one_course() -> None:
    found = treatment(
        order(ALENDRONATE, "2021-01-10", "completed"), order(ALENDRONATE, "2022-01-20", "completed"),
        order(ALENDRONATE, "2023-06-01", "completed"), order(ALENDRONATE, "2024-06-10"),
    )  # fmt: skip
    assert found == {"osteoporosis_drug": "alendronate", "drug_start_date": "2021-01-10"}


def test_a_long_gap_makes_an_earlier_course() -> None:
    found = treatment(
        statement(ALENDRONATE, "stopped", "2010-01-01", "2015-01-01"), statement(ALENDRONATE, start="2023-06-01")
    )
    assert found == {
        "osteoporosis_drug": "alendronate",
        "previous_osteoporosis_drug": "alendronate",
        "drug_start_date": "2023-06-01",
        "earlier_bisphosphonate_years_oral": 5.0,
    }


def test_a_stopped_drug_is_the_last_one_and_none_is_not_claimed() -> None:
    found = treatment(statement(ALENDRONATE, "stopped", "2019-01-01", "2024-02-01"))
    assert found == {
        "previous_osteoporosis_drug": "alendronate",
        "drug_start_date": "2019-01-01",
        "drug_stop_date": "2024-02-01",
    }
    undated = record(statement(ALENDRONATE, "stopped", "2019-01-01"))
    assert "drug_stop_date" not in undated.raw
    assert set(told(undated)) == {"stop unknown"}


def test_a_stop_that_lies_ahead_is_one_of_the_current_drug() -> None:
    found = treatment(statement(ALENDRONATE, start="2021-01-01", end="2026-09-01"))
    assert (found["osteoporosis_drug"], found["drug_stop_date"]) == ("alendronate", "2026-09-01")
    assert "drug_stop_date" not in treatment(statement(ALENDRONATE, start="2021-01-01", end="2028-09-01"))
    assert (
        treatment(statement(ALENDRONATE, "stopped", "2021-01-01", "2026-05-01"))["osteoporosis_drug"] == "alendronate"
    )


@pytest.mark.parametrize(
    "paused",
    [statement(ALENDRONATE, "on-hold", "2021-01-01"), order(ALENDRONATE, "2021-01-01", "on-hold"),
     order(ALENDRONATE, "2021-01-01", dispenseRequest={"validityPeriod": {"end": "2022-01-01"}})],
)  # fmt: skip
def test_a_drug_on_hold_is_neither_current_nor_ended(paused: Made) -> None:
    found = record(paused)
    assert not {"osteoporosis_drug", "previous_osteoporosis_drug", "drug_stop_date"} & set(found.raw)
    assert set(told(found)) == {"paused"}


# DOSES


def test_denosumab_by_its_doses() -> None:
    doses = [dose(DENOSUMAB, day, 60) for day in ("2024-03-01", "2024-09-02", "2025-03-03", "2025-09-05")]
    found = treatment(*doses)
    assert found == {
        "osteoporosis_drug": "denosumab",
        "drug_start_date": "2024-03-01",
        "last_dose_date": "2025-09-05",
        "denosumab_last_dose_date": "2025-09-05",
    }


@pytest.mark.parametrize(("last", "current"), [("2025-03-02", True), ("2025-03-01", False)])
def test_denosumab_counts_as_current_for_a_year_after_its_last_dose(last: str, current: bool) -> None:
    found = record(dose(DENOSUMAB, last, 60))
    assert (found.raw.get("osteoporosis_drug") == "denosumab") is current
    assert found.raw["denosumab_last_dose_date"] == last
    assert found.raw["last_dose_date"] == last
    assert ("late" in told(found)) is not current
    assert found.raw.get("previous_osteoporosis_drug") == (None if current else "denosumab")


def test_denosumab_on_the_list_is_current_however_late() -> None:
    found = treatment(statement(DENOSUMAB, dosage=[every(1, 6, "mo", 60)]), dose(DENOSUMAB, "2023-01-01", 60))
    assert (found["osteoporosis_drug"], found["last_dose_date"]) == ("denosumab", "2023-01-01")


def test_a_dose_not_given_is_none() -> None:
    given = dose(DENOSUMAB, "2025-03-03", 60)
    for status in ("not-done", "stopped", "on-hold", "unknown", "entered-in-error"):
        found = treatment(given, dose(DENOSUMAB, "2025-09-03", 60, status))
        assert found["last_dose_date"] == "2025-03-03"
    future = record(given, dose(DENOSUMAB, "2026-03-03", 60, "in-progress", id="f"))
    assert future.raw["last_dose_date"] == "2025-03-03"
    assert told(future)["future"] == ("MedicationAdministration/f",)


def test_the_completed_order_of_one_dose_ends_no_treatment() -> None:
    ordered = [
        order(DENOSUMAB, day, "completed", dosageInstruction=[{"doseAndRate": [{"doseQuantity": mg(60)}]}])
        for day in ("2025-03-01", "2025-09-01")
    ]
    assert treatment(*ordered, dose(DENOSUMAB, "2025-09-05", 60))["osteoporosis_drug"] == "denosumab"
    stopped = treatment(
        dose(DENOSUMAB, "2025-09-05", 60),
        statement(DENOSUMAB, "stopped", "2024-01-01", "2026-01-15", dosage=[every(1, 6, "mo", 60)]),
    )
    assert "osteoporosis_drug" not in stopped
    assert stopped["previous_osteoporosis_drug"] == "denosumab"
    assert stopped["drug_stop_date"] == "2026-01-15"


@pytest.mark.parametrize(
    ("resource", "use"),
    [
        (dose(DENOSUMAB, "2026-01-01", 60), "osteoporosis"),
        (dose(DENOSUMAB, "2026-01-01", 120), "oncology"),
        (dose(DENOSUMAB, "2026-01-01", None), None),
        (dose(DENOSUMAB, "2026-01-01", 90), None),
        (dose(ZOLEDRONIC, "2026-01-01", 5), "osteoporosis"),
        (dose(ZOLEDRONIC, "2026-01-01", 4), "oncology"),
        (dose(ZOLEDRONIC, "2026-01-01", 3.3), "oncology"),
        (dose(ZOLEDRONIC, "2026-01-01", None), None),
        (statement(DENOSUMAB, dosage=[every(1, 6, "mo")]), "osteoporosis"),
        (statement(DENOSUMAB, dosage=[every(1, 4, "wk")]), "oncology"),
        (statement(ZOLEDRONIC, dosage=[every(1, 1, "a")]), "osteoporosis"),
        (statement(ZOLEDRONIC, dosage=[every(1, 3, "wk")]), "oncology"),
        (statement(ZOLEDRONIC, dosage=[every(1, 6, "mo")]), None),  # either
        (statement(ZOLEDRONIC, dosage=[every(1, 1, "a", 4)]), None),  # dose and interval disagree
        (statement(DENOSUMAB, medicationCodeableConcept=concept(DENOSUMAB, ATC, text="Prolia")), "osteoporosis"),
        (statement(DENOSUMAB, medicationCodeableConcept=concept(DENOSUMAB, ATC, text="XGEVA 120 mg")), "oncology"),
    ],
)
def test_the_use_is_told_by_dose_interval_or_brand_or_not_at_all(resource: Made, use: str | None) -> None:
    found = record(resource)
    assert ("osteoporosis_drug" in found.raw) is (use == "osteoporosis")
    assert ("oncology_antiresorptive" in found.raw) is (use == "oncology")
    assert bool({"use unknown", "uses differ"} & set(told(found))) is (use is None)
    assert ("denosumab_last_dose_date" in found.raw) is (
        resource["resourceType"] == "MedicationAdministration"
        and use == "osteoporosis"
        and resource["medicationCodeableConcept"] == concept(DENOSUMAB, ATC)
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "quantity", "use"),
    [
        (60, {"value": 1, "unit": "mL"}, {"value": 1, "unit": "mL"}, "osteoporosis"),
        (70, {"value": 1, "unit": "mL"}, {"value": 1.7, "unit": "mL"}, "oncology"),
        (60, {"value": 1, "unit": "spruta"}, {"value": 1, "unit": "st"}, "osteoporosis"),
        (60, {"value": 1, "unit": "mL"}, None, "osteoporosis"),
        (120, {"value": 1.7, "unit": "mL"}, None, "oncology"),
        (60, {"value": 1, "unit": "mL"}, {"value": 1, "unit": "st"}, "osteoporosis"),
    ],
)
def test_a_dose_is_worked_out_by_the_strength(
    numerator: float, denominator: Made, quantity: Made | None, use: str
) -> None:
    strength = {"numerator": mg(numerator), "denominator": denominator}
    medication = {
        "resourceType": "Medication",
        "id": "m",
        "code": concept(DENOSUMAB, ATC),
        "ingredient": [{"strength": strength}],
    }
    given = dose(
        DENOSUMAB,
        "2026-01-01",
        None,
        medicationReference={"reference": "Medication/m"},
        **({"dosage": {"dose": quantity}} if quantity else {}),
    )
    del given["medicationCodeableConcept"]
    beside = facts(medication, given)
    assert ("osteoporosis_drug" in beside, "oncology_antiresorptive" in beside) == (
        use == "osteoporosis",
        use == "oncology",
    )
    inside = {**given, "contained": [medication], "medicationReference": {"reference": "#m"}}
    assert facts(inside) == beside


def test_an_administration_is_told_by_the_order_that_it_carries_out() -> None:
    ordered = order(DENOSUMAB, "2025-12-20", "completed", id="o", dosageInstruction=[every(1, 6, "mo", 60)])
    given = dose(DENOSUMAB, "2026-01-01", None, request={"reference": "MedicationRequest/o"})
    assert facts(ordered, given)["last_dose_date"] == "2026-01-01"
    assert "last_dose_date" not in facts(ordered, {**given, "request": {"reference": "MedicationRequest/x"}})


def test_a_dose_of_unknown_use_leaves_the_current_drug_open() -> None:
    assert "osteoporosis_drug" not in facts(
        statement(ALENDRONATE, start="2020-01-01"), dose(DENOSUMAB, "2026-01-01", None)
    )


def test_a_cancer_dose_of_long_ago_is_not_present() -> None:
    found = record(dose(ZOLEDRONIC, "2019-01-01", 4))
    assert "oncology_antiresorptive" not in found.raw
    assert set(told(found)) == {"oncology past"}


# ONE AFTER THE OTHER


def test_the_drug_before() -> None:
    found = facts(
        statement(ALENDRONATE, "stopped", "2015-01-01", "2020-01-01"),
        *(dose(ZOLEDRONIC, day, 5) for day in ("2020-06-01", "2021-06-01")),
        *(
            dose(DENOSUMAB, day, 60)
            for day in ("2023-03-01", "2023-09-01", "2024-03-01", "2024-09-01", "2025-03-01", "2025-09-01")
        ),
    )
    assert found["osteoporosis_drug"] == "denosumab"
    assert found["previous_osteoporosis_drug"] == "zoledronic_acid"
    assert found["drug_start_date"] == "2023-03-01"
    assert found["earlier_bisphosphonate_years_oral"] == 5.0
    assert found["earlier_bisphosphonate_years_parenteral"] == 2.0


def test_a_drug_begun_after_the_last_dose_has_taken_its_place() -> None:
    found = facts(dose(DENOSUMAB, "2025-09-01", 60), statement(ALENDRONATE, start="2026-02-20"))
    assert found["osteoporosis_drug"] == "alendronate"
    assert found["previous_osteoporosis_drug"] == "denosumab"
    assert found["denosumab_last_dose_date"] == "2025-09-01"
    assert "last_dose_date" not in found


def test_two_drugs_at_once_are_not_settled_by_guess() -> None:
    found = record(
        statement(ALENDRONATE, start="2019-01-01"),
        statement(DENOSUMAB, start="2022-01-01", dosage=[every(1, 6, "mo", 60)]),
    )
    assert not {"osteoporosis_drug", "previous_osteoporosis_drug", "drug_start_date"} & set(found.raw)
    (note,) = [note for note in found.notes if note.key == "two drugs"]
    assert note.parts == ("alendronate, denosumab",)


def test_teriparatide_ever() -> None:
    found = facts(
        statement(TERIPARATIDE, "completed", "2015-01-01", "2017-01-01"), statement(ALENDRONATE, start="2017-01-05")
    )
    assert found["teriparatide_ever"] is True
    assert found["previous_osteoporosis_drug"] == "teriparatide"
