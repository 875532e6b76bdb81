"""Other drugs: glucocorticoids as prednisolone, cancer treatment, calcium and vitamin D, sedatives."""

import pytest

from unit.exchange.fhir.make import (
    SUBJECT,
    Made,
    concept,
    dose,
    every,
    facts,
    mg,
    named,
    order,
    patient,
    record,
    statement,
    told,
)

PREDNISOLONE = "H02AB06"


@pytest.mark.parametrize(
    ("resource", "mg_day"),
    [
        (statement(PREDNISOLONE, dosage=[every(1, 1, "d", 7.5)]), 7.5),
        (statement(PREDNISOLONE, dosage=[every(2, 1, "d", 2.5)]), 5),
        (statement(PREDNISOLONE, dosage=[every(1, 2, "d", 10)]), 5),
        (statement(PREDNISOLONE, dosage=[every(1, 1, "d", 5), every(1, 1, "d", 2.5)]), 7.5),
        (
            statement(
                PREDNISOLONE,
                dosage=[{"timing": {"code": concept("BID", "http://x")}, "doseAndRate": [{"doseQuantity": mg(5)}]}],
            ),
            10,
        ),
        (
            statement(
                PREDNISOLONE,
                dosage=[{"timing": {"repeat": {"when": ["MORN", "EVE"]}}, "doseAndRate": [{"doseQuantity": mg(5)}]}],
            ),
            10,
        ),
        (statement("H02AB04", dosage=[every(1, 1, "d", 4)]), 5),
        (statement("H02AB02", dosage=[every(1, 1, "d", 1.5)]), 10),
        (statement("H02AB09", dosage=[every(1, 1, "d", 20)]), 5),
        (statement(PREDNISOLONE), None),
        (statement(PREDNISOLONE, dosage=[every(1, 1, "d")]), None),
        (statement(PREDNISOLONE, dosage=[{"asNeededBoolean": True, **every(1, 1, "d", 5)}]), None),
        (
            statement(
                PREDNISOLONE, dosage=[{"sequence": 1, **every(1, 1, "d", 20)}, {"sequence": 2, **every(1, 1, "d", 10)}]
            ),
            None,
        ),
    ],
)
def test_the_daily_dose_as_prednisolone(resource: Made, mg_day: float | None) -> None:
    found = record(resource)
    assert found.raw.get("glucocorticoid_mg_day") == mg_day
    assert (set(told(found)) == {"dose unclear"}) is (mg_day is None)


def test_of_a_taper_with_dates_the_step_of_the_day_counts() -> None:
    steps = [
        every(1, 1, "d", 20, repeat={"boundsPeriod": {"start": "2026-02-01", "end": "2026-02-20"}}),
        every(1, 1, "d", 10, repeat={"boundsPeriod": {"start": "2026-02-21", "end": "2026-08-20"}}),
    ]
    found = facts(order(PREDNISOLONE, "2026-02-01", dosageInstruction=steps))
    assert found["glucocorticoid_mg_day"] == 10
    assert found["glucocorticoid_months"] == pytest.approx(6.6, abs=0.1)


def test_a_list_and_its_order_or_a_renewal_count_once_and_two_strengths_add_up() -> None:
    listed, ordered = (
        statement(PREDNISOLONE, dosage=[every(1, 1, "d", 5)]),
        order(PREDNISOLONE, "2026-01-01", dosageInstruction=[every(1, 1, "d", 5)]),
    )
    assert facts(listed, ordered)["glucocorticoid_mg_day"] == 5
    assert facts(ordered, {**ordered, "id": "again", "authoredOn": "2026-02-01"})["glucocorticoid_mg_day"] == 5
    half = order(PREDNISOLONE, "2026-01-01", dosageInstruction=[every(1, 1, "d", 2.5)])
    assert facts(ordered, half)["glucocorticoid_mg_day"] == 7.5


@pytest.mark.parametrize(("start", "months"), [("2025-11-02", 4.0), ("2025-12-02", 3.0), ("2025-12-03", None)])
def test_without_an_end_the_time_so_far_counts_once_it_is_enough(start: str, months: float | None) -> None:
    found = facts(statement(PREDNISOLONE, start=start, dosage=[every(1, 1, "d", 5)]))
    assert found.get("glucocorticoid_months") == months


def test_a_planned_end_tells_the_whole_time() -> None:
    found = facts(statement(PREDNISOLONE, start="2026-02-02", end="2026-04-02", dosage=[every(1, 1, "d", 5)]))
    assert found["glucocorticoid_months"] == 2.0


def test_a_glucocorticoid_that_is_over_or_no_tablet_says_nothing() -> None:
    assert facts(statement(PREDNISOLONE, "completed", "2025-01-01", "2025-09-01", dosage=[every(1, 1, "d", 20)])) == {}
    depot = record(statement("H02AB04", dosage=[every(1, 4, "wk", 80)]))
    assert "glucocorticoid_mg_day" not in depot.raw
    assert set(told(depot)) == {"not oral"}
    joint = every(1, 1, "d", 40, route=concept("78421000", "http://snomed.info/sct"))
    assert "glucocorticoid_mg_day" not in facts(statement("H02AB04", dosage=[joint]))
    mouth = every(1, 1, "d", 40, route=concept("26643006", "http://snomed.info/sct"))
    assert facts(statement("H02AB04", dosage=[mouth]))["glucocorticoid_mg_day"] == 50


@pytest.mark.parametrize(
    ("codes", "fact"),
    [
        (("A12AX",), "takes_calcium_vitamin_d"), (("A12AA04", "A11CC05"), "takes_calcium_vitamin_d"),
        (("L02BG03",), "aromatase_inhibitor"), (("N05CF01",), "fall_inducing_drugs"),
        (("N02AA01",), "fall_inducing_drugs"),
    ],
)  # fmt: skip
def test_other_drugs_that_go_on(codes: tuple[str, ...], fact: str) -> None:
    assert facts(*(statement(code) for code in codes)) == {fact: True}
    assert facts(*(statement(code, "stopped", "2020-01-01", "2021-01-01") for code in codes)) == {}


@pytest.mark.parametrize("code", ["A12AA04", "A11CC05", "N05AN01", "N05CH01", "C07AB02", "G03CA03"])
def test_other_drugs_that_say_nothing(code: str) -> None:
    assert facts(statement(code)) == {}


def test_androgen_deprivation_is_a_mans() -> None:
    man = patient(gender="male")
    depot = dose("L02AE02", "2025-12-01", 22.5)
    assert facts(depot, who=man) == {"androgen_deprivation": True}
    assert facts(dose("L02AE02", "2025-08-01", 22.5), who=man) == {}
    assert facts(statement("L02BB03"), who=man) == {"androgen_deprivation": True}
    woman = record(depot)
    assert "androgen_deprivation" not in woman.raw
    assert set(told(woman)) == {"not a man"}


def test_a_medication_that_is_nowhere_is_none() -> None:
    assert (
        facts(
            named(
                "MedicationStatement",
                status="active",
                subject=SUBJECT,
                medicationReference={"reference": "Medication/x"},
            )
        )
        == {}
    )
