"""QFracture-2012 against outputs of the original programs, and from our facts."""

from importlib.resources import files

import pytest

from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value, as_term
from benkoll.risk.beside import told
from benkoll.risk.qfracture.model import DISCLAIMER_AS_WRITTEN, Category, Ending, Inputs, Sex, qfracture, risk

ENDINGS: tuple[Ending, ...] = ("major", "hip")
KNOWN = dict.fromkeys(
    (
        *("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture", "parent_hip_fracture"),
        *("rheumatoid_arthritis", "copd", "myocardial_infarction", "stroke", "hyperparathyroidism", "malabsorption"),
        *("untreated_hyperthyroidism", "lives_in_care_home", "chronic_liver_disease", "type_1_diabetes"),
        *("current_smoker", "alcohol_3_or_more_units"),
    ),
    False,
)
WOMAN: dict[str, Value] = {
    "age": 65,
    "sex": "female",
    "height_cm": 165,
    "weight_kg": 68,
    "falls_last_year": 0,
    "glucocorticoid_mg_day": 0,
    **KNOWN,
}


def inputs(age: float, bmi: float, yes: tuple[str, ...] = (), **kinds: str) -> Inputs:
    return Inputs(
        as_term(age),
        as_term(bmi),
        {name: as_term(True) for name in yes},
        {name: Category(as_term(True), kind, kind) for name, kind in kinds.items()},
    )


def bmi(cm: float, kg: float) -> float:
    return kg / (cm / 100) ** 2


@pytest.mark.parametrize(
    ("sex", "given", "major", "hip"),
    [
        ("female", inputs(65, bmi(165, 68)), 4.551261, 1.187594),
        (
            "female",
            inputs(
                75,
                bmi(160, 56),
                ("b_fracture4", "b_ra_sle", "b_corticosteroids", "fh_osteoporosis"),
                smoking="heavy",
                alcohol="heavy",
            ),
            45.194353,
            35.514128,
        ),
        (
            "male",
            inputs(70, bmi(175, 92), ("b_type2", "b_cvd", "b_asthmacopd"), smoking="moderate"),
            4.146912,
            2.527956,
        ),
        (
            "male",
            inputs(80, bmi(172, 71), ("b_falls", "b_parkinsons", "b_type1", "b_carehome")),
            47.924641,
            80.247719,
        ),
        (
            "female",
            inputs(60, bmi(158, 60), ("b_hrt_oest", "b_antidepressant"), ethnicity="indian"),
            2.969878,
            0.428621,
        ),
    ],
)
def test_the_original_programs(sex: Sex, given: Inputs, major: float, hip: float) -> None:
    evaluation = Evaluation({})
    for ending, published in zip(ENDINGS, (major, hip), strict=True):
        span = risk(sex, ending, given)
        assert evaluation.value(span.low) == pytest.approx(published, abs=1e-6)
        assert evaluation.value(span.high) == pytest.approx(published, abs=1e-6)


def values(facts: dict[str, Value]) -> dict[str, dict[str, float | None] | None]:
    found: dict[str, dict[str, float | None] | None] = told(qfracture(), Evaluation(facts), facts, "sv")["values"]
    return found


def test_from_our_facts_it_is_the_original_with_nothing_ticked() -> None:
    found = values(WOMAN)
    assert found["major_percent"] == {"value": 4.551, "low": 4.551, "high": 4.551}
    assert found["hip_percent"] == {"value": 1.188, "low": 1.188, "high": 1.188}


@pytest.mark.parametrize(
    ("facts", "yes", "kinds"),
    [
        ({"prior_vertebral_fracture": True}, ("b_fracture4",), {}),
        ({"prior_other_fragility_fracture": True, "latest_fracture_site": "wrist"}, ("b_fracture4",), {}),
        ({"falls_last_year": 2, "rheumatoid_arthritis": True}, ("b_falls", "b_ra_sle"), {}),
        ({"glucocorticoid_mg_day": 5.0, "copd": True}, ("b_corticosteroids", "b_asthmacopd"), {}),
        ({"stroke": True, "hyperparathyroidism": True}, ("b_cvd", "b_endocrine"), {}),
        ({"lives_in_care_home": True}, (), {}),  # counts in men alone
        ({"current_smoker": True, "alcohol_3_or_more_units": True}, (), {"smoking": "light", "alcohol": "medium"}),
        ({"parent_hip_fracture": True, "malabsorption": True}, ("fh_osteoporosis", "b_malabsorption"), {}),
        ({"chronic_liver_disease": True, "type_1_diabetes": True}, ("b_liver", "b_type1"), {}),
    ],
)
def test_each_fact_is_what_the_original_asks_for(
    facts: dict[str, Value], yes: tuple[str, ...], kinds: dict[str, str]
) -> None:
    expected = Evaluation({}).value(risk("female", "major", inputs(65, bmi(165, 68), yes, **kinds)).low)
    found = values(WOMAN | facts)["major_percent"]
    assert found is not None
    assert found["value"] == pytest.approx(expected, abs=5e-4)


def test_what_is_not_known_is_counted_both_ways() -> None:
    facts = {name: value for name, value in WOMAN.items() if name != "copd"}
    found = told(qfracture(), Evaluation(facts), facts, "sv")
    with_copd = values(WOMAN | {"copd": True})["major_percent"]
    assert with_copd is not None
    assert found["values"]["major_percent"] == {"value": None, "low": 4.551, "high": with_copd["value"]}
    assert found["missing"] == ["copd"]


def test_a_fracture_elsewhere_leaves_it_open() -> None:
    found = values(WOMAN | {"prior_other_fragility_fracture": True, "latest_fracture_site": "ankle"})["hip_percent"]
    assert found is not None
    assert (found["value"], found["low"]) == (None, 1.188)


@pytest.mark.parametrize(("kg", "as_kg"), [(45, 54.45), (130, 108.9)])
def test_a_bmi_past_the_ends_counts_as_the_end(kg: float, as_kg: float) -> None:
    assert values(WOMAN | {"weight_kg": kg}) == values(WOMAN | {"weight_kg": as_kg})


def test_without_height_there_is_no_value() -> None:
    facts = {name: value for name, value in WOMAN.items() if name != "height_cm"}
    assert values(facts)["major_percent"] is None


@pytest.mark.parametrize(("age", "valid"), [(29.9, False), (30, True), (100.9, True), (101, False)])
def test_the_ages_it_is_valid_for(age: float, valid: bool) -> None:
    facts = WOMAN | {"age": age}
    found = told(qfracture(), Evaluation(facts), facts, "en")
    assert found["valid"] is valid
    assert (found["values"]["hip_percent"] is not None) is valid
    assert bool(found["why_not_valid"]) is not valid


def test_the_authors_words_and_the_base_inputs_stand_with_every_value() -> None:
    for lang, british, base in (("sv", "brittisk", "typ 2-diabetes"), ("en", "British", "type 2 diabetes")):
        found = told(qfracture(), Evaluation(WOMAN), WOMAN, "sv" if lang == "sv" else "en")
        assert british in found["gives"]
        assert any(note.endswith(DISCLAIMER_AS_WRITTEN) for note in found["notes"])
        at_base = [asked["words"] for asked in found["asks_for"] if not asked["facts"]]
        assert base in at_base
        assert len(at_base) == 9


def test_the_readme_of_the_folder_and_the_answer_say_the_same_and_the_licence_is_there() -> None:
    folder = files("benkoll.risk.qfracture")
    readme = " ".join(folder.joinpath("README.md").read_text().replace("\n>", "\n").split())
    assert DISCLAIMER_AS_WRITTEN in readme
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in folder.joinpath("COPYING.LESSER").read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in folder.joinpath("COPYING").read_text()
