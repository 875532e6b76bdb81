"""The choice of a drug as it is told: the first, what is left beside it, what is excluded, why there is none yet."""

from typing import Any

import pytest

from benkoll.assess.choice import Choosing
from benkoll.errors import Lang
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from benkoll.guideline.drugs import drugs
from benkoll.logic.evaluate import Evaluation
from spec.ascii_table import DAY, Facts
from spec.patients import AFTER_DENOSUMAB, AT_RISK, HIP, ON_ALENDRONATE, UNKNOWN_WOMAN, VERTEBRA, WELL_WOMAN, but
from terms.people import missing_of


def choosing(facts: Facts, lang: Lang = "sv") -> Choosing:
    known = settle(read_patient(facts, DAY)).facts
    evaluation = Evaluation(known)
    return Choosing(load(), evaluation, missing_of(known, evaluation), lang)


def test_the_drug_with_its_dose_in_the_readers_language() -> None:
    form = drugs()["zoledronic_acid"]
    for lang in ("sv", "en"):
        found = choosing(AT_RISK, lang).first_choice()
        assert found["drug"] == "zoledronic_acid"
        assert [found[key] for key in ("dose", "route", "interval")] == [
            form[f"{key}_{lang}"] for key in ("dose", "route", "interval")
        ]
        assert found["source"] == form["source"]
        assert (found["provisional"], found["missing"], found["not_before"], found["await"]) == (False, [], None, None)


def test_an_unknown_that_can_change_it_makes_it_provisional() -> None:
    found = choosing(but(AT_RISK, "egfr_ml_min")).first_choice()
    assert (found["drug"], found["provisional"]) == ("zoledronic_acid", True)
    assert {"egfr_ml_min", "creatinine_umol_l"} <= set(found["missing"])


@pytest.mark.parametrize("facts", [WELL_WOMAN, UNKNOWN_WOMAN, ON_ALENDRONATE])
def test_without_a_pathway_there_is_nothing(facts: Facts) -> None:
    found = choosing(facts)
    assert (found.first_choice(), found.withheld(), found.alternatives()) == (None, None, [])


def test_a_day_that_lies_ahead() -> None:
    assert choosing(but(HIP, latest_fracture_date="2026-02-26")).first_choice()["not_before"] == "2026-03-12"
    assert choosing(but(AFTER_DENOSUMAB, last_dose_date="2025-12-01")).first_choice()["not_before"] == "2026-06-01"
    assert choosing(but(AFTER_DENOSUMAB, last_dose_date="2025-06-01")).first_choice()["not_before"] is None


def test_the_clinic_should_decide_first() -> None:
    assert choosing(VERTEBRA).first_choice()["await"] == "REF-CLINIC"
    assert choosing(but(VERTEBRA, care_setting="osteoporosis_clinic")).first_choice()["await"] is None


def test_what_else_there_is_in_order_without_the_first() -> None:
    found = choosing(AT_RISK)
    assert [one["drug"] for one in found.alternatives()] == ["alendronate", "risedronate", "denosumab"]
    assert all(one == {"drug": one["drug"], "provisional": False, "missing": []} for one in found.alternatives())


def test_what_is_excluded_is_no_alternative() -> None:
    found = choosing(but(AT_RISK, oesophageal_disorder=True))
    assert [one["drug"] for one in found.alternatives()] == ["denosumab"]
    assert {"alendronate", "risedronate", "ibandronate"} <= set(found.excluded())


def test_an_alternative_can_be_provisional_by_itself() -> None:
    (unsure,) = (
        one for one in choosing(but(AT_RISK, "oesophageal_disorder")).alternatives() if one["drug"] == "alendronate"
    )
    assert (unsure["provisional"], unsure["missing"]) == (True, ["oesophageal_disorder"])


def test_every_reason_against_a_drug_with_its_source() -> None:
    excluded = choosing(but(AT_RISK, stroke=True, egfr_ml_min=20), "en").excluded()
    assert [one["source"] for one in excluded["zoledronic_acid"]] == ["BP-5"]
    assert set(excluded["romosozumab"][0]) == {"reason", "source", "reading"}
    assert "denosumab" not in excluded
    assert "stroke" in excluded["romosozumab"][0]["reason"]


@pytest.mark.parametrize(
    ("facts", "withheld"),
    [
        (
            but(AT_RISK, calcium_mmol_l=2.0),
            {
                "because": "hypocalcaemia is corrected first",
                "codes": ["TX-CORRECT-FIRST"],
                "afterwards": "zoledronic_acid",
            },
        ),
        (
            but(AT_RISK, vitamin_d_nmol_l=20),
            {
                "because": "vitamin D deficiency is corrected first",
                "codes": ["TX-CORRECT-FIRST"],
                "afterwards": "zoledronic_acid",
            },
        ),
        (
            but(
                AT_RISK,
                egfr_ml_min=30,
                jaw_osteonecrosis=True,
                stroke=True,
                skeletal_malignancy_or_radiation=True,
            ),
            {"because": "every drug in question is excluded", "codes": ["REF-CLINIC"], "afterwards": None},
        ),
    ],
)
def test_why_there_is_no_drug_yet(facts: Facts, withheld: dict[str, Any]) -> None:
    found = choosing(facts, "en")
    assert found.withheld() == withheld
    assert (found.first_choice(), found.alternatives()) == (None, [])


def test_what_is_withheld_for_the_patient_names_the_specialist() -> None:
    found = choosing(but(AT_RISK, birth_date="1981-01-01", postmenopausal=False), "en").withheld()
    assert found["because"].endswith("the specialist chooses")
    assert found["codes"] == ["REF-CLINIC"]
