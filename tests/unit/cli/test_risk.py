"""`benkoll risk`: each level and form, who gets no value and why, and the table of published values."""

import json
from typing import Any

import pytest

from benkoll.letters.lines import WIDTH
from benkoll.risk.qfracture.model import DISCLAIMER_AS_WRITTEN
from unit.cli.runner import benkoll

NO = dict.fromkeys(
    (
        *("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture", "parent_hip_fracture"),
        *("current_smoker", "alcohol_3_or_more_units", "rheumatoid_arthritis", "type_1_diabetes", "hypogonadism"),
        *("untreated_hyperthyroidism", "malabsorption", "chronic_liver_disease", "other_secondary_osteoporosis"),
    ),
    False,
)
WOMAN: dict[str, Any] = {
    "patient_id": "a",
    "assessment_date": "2026-03-02",
    "age": 75,
    "sex": "female",
    "height_cm": 165,
    "weight_kg": 68,
    "glucocorticoid_mg_day": 0,
    "rises_from_chair_unaided": False,
    **NO,
}
KEYS = {
    *("patient_id", "level", "source", "major_percent", "hip_percent", "interval", "with_bone_density"),
    *("contributions", "adjustments", "valid", "why_not_valid", "notes", "words", "official", "instruments"),
}


def run(*patients: dict[str, Any], words: tuple[str, ...] = ()) -> Any:
    data = json.dumps([WOMAN | one for one in patients]).encode()
    shown = benkoll("risk", "-", "--format", "json", *words, stdin=data)
    assert (shown.code, shown.err) == (0, "")
    return json.loads(shown.out)


def text(*patients: dict[str, Any], words: tuple[str, ...] = ()) -> str:
    shown = benkoll("risk", "-", *words, stdin=json.dumps([WOMAN | one for one in patients]).encode())
    assert (shown.code, shown.err) == (0, "")
    return shown.out


def test_the_shape_and_the_other_instruments_beside_it() -> None:
    (answer,) = run({})
    assert set(answer) == KEYS
    assert (answer["patient_id"], answer["source"], answer["level"]) == ("a", "estimate", "sweden_frax")
    assert 0 < answer["hip_percent"] < answer["major_percent"] < 100
    low, high = answer["interval"]
    assert low < answer["major_percent"] < high
    assert (answer["valid"], answer["why_not_valid"], answer["official"]) == (True, [], None)
    instruments = {one["name"]: one for one in answer["instruments"]}
    assert instruments["framo"]["values"]["points"]["value"] == 1
    assert instruments["orai"]["says"] == "9 poäng eller mer: mät bentäthet"
    assert DISCLAIMER_AS_WRITTEN in instruments["qfracture_2012"]["notes"][-1]


def test_the_levels_differ_and_the_swedish_one_is_preset() -> None:
    levels = ("uk", "sweden_frax", "sweden_today")
    by_level = {level: run({}, words=("--level", level))[0]["major_percent"] for level in levels}
    assert len(set(by_level.values())) == 3
    assert by_level["uk"] < by_level["sweden_frax"]
    assert run({})[0]["major_percent"] == by_level["sweden_frax"]


def test_a_level_that_is_none() -> None:
    shown = benkoll("risk", "-", "--level", "norway", "--lang", "en")
    assert shown.code == 2
    assert "allowed is sweden_frax, sweden_today, uk" in shown.err


def test_with_a_t_score_it_is_the_value_with_bone_density() -> None:
    without, low, normal = run({}, {"t_score_femoral_neck": -3.0}, {"t_score_femoral_neck": 0.0})
    assert [one["with_bone_density"] for one in (without, low, normal)] == [False, True, True]
    assert normal["major_percent"] < without["major_percent"] < low["major_percent"]


@pytest.mark.parametrize(
    ("facts", "why"), [({"age": 39.9}, "gäller från 40 års ålder"), ({"sex": None}, "saknas: kön")]
)
def test_who_gets_no_value_is_told_why(facts: dict[str, Any], why: str) -> None:
    given = {name: value for name, value in (WOMAN | facts).items() if value is not None}
    data = json.dumps([given]).encode()
    (answer,) = json.loads(benkoll("risk", "-", "--format", "json", stdin=data).out)
    assert (answer["major_percent"], answer["hip_percent"], answer["interval"]) == (None, None, None)
    assert (answer["valid"], answer["why_not_valid"]) == (False, [why])
    assert (answer["contributions"], answer["adjustments"]) == ([], [])
    assert f"inget värde ({why})" in " ".join(benkoll("risk", "-", stdin=data).out.split())


def test_above_90_a_person_counts_as_90_and_the_answer_says_so() -> None:
    older, old = run({"age": 97}, {"age": 90})
    assert older["major_percent"] == old["major_percent"]
    assert "över 90 år: räknas som 90" in older["notes"]
    assert "över 90 år: räknas som 90" not in old["notes"]


def test_an_unknown_factor_is_named_and_widens_the_interval() -> None:
    known = run({})[0]
    data = json.dumps([{name: value for name, value in WOMAN.items() if name != "current_smoker"}]).encode()
    (unknown,) = json.loads(benkoll("risk", "-", "--format", "json", stdin=data).out)
    assert "Okänt, räknat som i befolkningen: rökning." in unknown["notes"]
    assert not any("räknat som i befolkningen" in note for note in known["notes"])
    assert unknown["interval"][1] > known["interval"][1]


def test_an_adjustment_is_named_with_what_it_multiplies() -> None:
    plain, dosed, spine = run(
        {"t_score_femoral_neck": -1.0},
        {"age": 72, "glucocorticoid_mg_day": 10},
        {"t_score_femoral_neck": -1.0, "t_score_lumbar_spine": -3.0},
    )
    assert plain["adjustments"] == []
    assert [(one["name"], one["major_factor"], one["hip_factor"]) for one in dosed["adjustments"]] == [
        ("glucocorticoid_dose", 1.15, 1.2)
    ]
    assert [(one["name"], one["major_factor"], one["hip_factor"]) for one in spine["adjustments"]] == [
        ("spine_discordance", 1.2, 1.0)
    ]
    assert spine["major_percent"] == pytest.approx(plain["major_percent"] * 1.2, abs=0.002)


def test_what_was_entered_stands_beside_and_decides() -> None:
    entered = {"frax_major_percent": 21, "frax_hip_percent": 7.5, "frax_date": "2026-01-10", "frax_with_bmd": True}
    (answer,) = run(entered)
    assert answer["official"] == {"major_percent": 21, "hip_percent": 7.5, "date": "2026-01-10", "with_bmd": True}
    shown = text(entered)
    assert "större 21 %, höft 7,5 % (2026-01-10)" in shown
    assert "En skattning, inte FRAX: det officiella värdet avgör." in shown
    english = text({"frax_major_percent": 21}, words=("--lang", "en"))
    assert "major 21 %, hip unknown (undated)" in english
    assert "An estimate, not FRAX: the official value decides." in english


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_text_is_no_wider_than_the_screen_and_has_every_instrument(lang: str) -> None:
    shown = text({}, {"patient_id": "b", "sex": "male"}, words=("--lang", lang))
    assert max(map(len, shown.splitlines())) <= WIDTH
    for title in ("FRAMO", "FRACTURE index", "OST", "ORAI", "OSIRIS", "SCORE", "QFracture-2012"):
        assert shown.count(f"\n{title}:") >= 2
    flat = " ".join(shown.split())
    assert flat.count(" ".join(DISCLAIMER_AS_WRITTEN.split())) == 2


def test_a_row_that_cannot_be_used_is_told_of() -> None:
    data = json.dumps([WOMAN, WOMAN | {"age": "old"}]).encode()
    shown = benkoll("risk", "-", "--format", "json", stdin=data)
    assert shown.code == 1
    assert "1 av 2 rader avvisade" in shown.err
    assert len(json.loads(shown.out)) == 1


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_validate_prints_published_estimate_and_difference(lang: str) -> None:
    shown = benkoll("risk", "validate", "--lang", lang)
    assert (shown.code, shown.err) == (0, "")
    table = json.loads(benkoll("risk", "validate", "--format", "json").out)
    assert all(row["difference"] == pytest.approx(row["estimate"] - row["published"]) for row in table)
    assert len([line for line in shown.out.splitlines() if line[-1:].isdigit()]) == len(table)
