"""One patient assessed: what frames the answer, and the tree behind a part of it."""

from typing import Any

import pytest

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess, explain
from benkoll.errors import Lang, UsageError
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from spec.ascii_table import DAY, Facts
from spec.patients import AT_RISK, UNKNOWN_WOMAN, WELL_WOMAN, but


def settled(facts: Facts) -> Settled:
    return settle(read_patient(facts, DAY))


def answer(facts: Facts, lang: Lang = "sv") -> Assessment:
    return assess(settled(facts), load(), lang)


def test_whose_answer_by_which_guideline() -> None:
    found = answer(but(AT_RISK, patient_id="x"))
    guideline = load()
    assert (found.patient_id, found.assessment_date) == ("x", DAY)
    assert found.guideline == {"name": guideline.name, "variant": "vgr", "version": guideline.version}
    assert answer(AT_RISK).patient_id is None


@pytest.mark.parametrize(
    "facts", [but(AT_RISK, birth_date="2010-01-01", postmenopausal=False), but(AT_RISK, deceased=True)]
)
def test_of_a_child_or_a_dead_person_nothing_but_the_age(facts: Facts) -> None:
    found, whole = answer(facts).findings, answer(AT_RISK).findings
    assert found["age_years"] is not None
    assert set(found) == set(whole)
    assert found["diagnosis"]["value"] == found["treatment_indicated"]["value"] == "unknown"
    assert [
        key for key, value in found.items() if value and key not in ("age_years", "diagnosis", "treatment_indicated")
    ] == []


def test_a_measured_value_stands_beside_the_criterion_that_holds_it_to_a_limit() -> None:
    consider = answer(AT_RISK).advice("TX-CONSIDER")
    assert consider is not None
    measured = {because.criterion: because.measured for because in consider.because}
    assert measured["frax_high_in_osteoporosis"] == 23
    assert measured["t_score_in_osteoporosis"] == -2.8


def test_recommended_lacks_nothing_and_possible_says_what() -> None:
    sure, unsure = answer(AT_RISK).advice("TX-CONSIDER"), answer(UNKNOWN_WOMAN).advice("TX-CONSIDER")
    assert sure is not None
    assert unsure is not None
    assert (sure.status, sure.missing, sure.supported) == ("recommended", (), True)
    assert (unsure.status, unsure.supported) == ("possible", False)
    assert {"prior_hip_fracture", "osteoporosis_drug"} <= set(unsure.missing)


def test_the_order_is_that_of_weight() -> None:
    codes = [one.code for one in answer(UNKNOWN_WOMAN).recommendations]
    assert codes == [code for code in load().recommendations if code in codes]


def test_an_assumption_is_told() -> None:
    told = {one["fact"]: one for one in answer(UNKNOWN_WOMAN, "en").findings["assumptions"]}
    assert told["dialysis"] == {"fact": "dialysis", "assumed": False, "words": "dialysis: no"}


def test_a_value_on_its_limit_is_borderline() -> None:
    def limits(**facts: Any) -> set[tuple[str, float]]:
        return {(one["criterion"], one["limit"]) for one in answer(but(AT_RISK, **facts)).findings["borderline"]}

    near = ("frax_high_in_osteoporosis", 20)
    assert near in limits(frax_major_percent=20)
    assert near not in limits(frax_major_percent=35)


def test_texts_explain() -> None:
    """Each text that the guideline shows beside a rule stands there in the reader's language."""
    guideline = load()
    (statement, code) = next(
        (one, one.shown_by[0]) for one in guideline.statements.values() if "TX-CONSIDER" in one.shown_by[:1]
    )
    for lang, words in (("sv", statement.sv), ("en", statement.en)):
        advice = answer(AT_RISK, "sv" if lang == "sv" else "en").advice(code)
        assert advice is not None
        assert (statement.id, words) in advice.texts


def test_the_tree_of_a_code_or_a_criterion() -> None:
    patient = settled(WELL_WOMAN)
    tree = explain(patient, load(), "TX-CONSIDER", "en")
    assert (tree.name, tree.value, tree.words) == ("consider_treatment", False, "treatment is to be considered")
    leaf = explain(patient, load(), "woman")
    assert (leaf.words, leaf.value, leaf.facts, leaf.below) == ("kvinna", True, (("sex", "female"),), ())


def test_what_is_neither_is_refused() -> None:
    with pytest.raises(UsageError, match="NO-CODE is neither a recommendation nor a criterion") as refused:
        explain(settled(WELL_WOMAN), load(), "NO-CODE")
    assert refused.value.sv == "NO-CODE är varken en rekommendation eller ett kriterium"
