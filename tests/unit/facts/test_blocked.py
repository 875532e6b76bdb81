"""Facts that a patient has blocked: unknown, whatever is stated or would be assumed."""

from datetime import date

from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import registry

DAY = date(2026, 3, 2)


def test_a_blocked_fact_is_neither_stated_nor_assumed() -> None:
    patient = read_patient({"age": 70, "sex": "female", "jaw_osteonecrosis": True, "stroke": False}, DAY)
    seen = settle(patient, blocked=("jaw_osteonecrosis", "stroke", "dialysis", "vitamin_d_nmol_l"))
    for name in ("jaw_osteonecrosis", "stroke", "dialysis"):
        assert name not in seen.facts
        assert name not in seen.stated
    assert not {"jaw_osteonecrosis", "dialysis", "vitamin_d_nmol_l"} & {one.fact for one in seen.assumptions}
    assert settle(patient).facts["dialysis"] is False


def test_silence_of_a_whole_source_says_no_of_nothing_that_is_blocked() -> None:
    patient = read_patient({"age": 70}, DAY)
    seen = settle(patient, ("conditions", "fractures", "drugs"), ("stroke", "prior_hip_fracture", "osteoporosis_drug"))
    assert not {"stroke", "prior_hip_fracture", "osteoporosis_drug"} & seen.facts.keys()
    assert seen.facts["copd"] is False
    assert "fragility_fracture_count" not in seen.facts


def test_every_fact_can_be_blocked() -> None:
    rest = [name for name in registry() if name not in ("age", "assessment_date")]
    assert set(settle(read_patient({"age": 70, "frail": True}, DAY), blocked=rest).facts) == {"age", "assessment_date"}
