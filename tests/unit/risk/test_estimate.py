"""What the estimate says: near what was published, in the right direction, and nothing where it has no say."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.facts import leaves
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import compile_patient
from benkoll.logic.term import Value, facts_read, walk
from benkoll.risk.estimate import DEFAULT_LEVEL, LEVELS, estimate
from benkoll.risk.numbers import read
from unit.risk.persons import FACTORS, hip, interval, known, major

SEXES = ("female", "male")
AGES = (40, 50, 60, 70, 80, 90)
T_SCORES = (None, 1.0, -1.0, -2.5, -4.0)
sexes, levels = st.sampled_from(SEXES), st.sampled_from(LEVELS)
ages = st.floats(40, 90)
t_scores = st.none() | st.floats(-6, 3)
factors = st.lists(st.sampled_from(FACTORS), unique=True).map(tuple)
bmis = st.floats(12, 50)


def test_the_levels_have_their_names_and_one_is_the_one_to_use() -> None:
    assert LEVELS == ("uk", "sweden_frax", "sweden_today")
    assert DEFAULT_LEVEL == "sweden_frax"
    assert {model.source for model in map(estimate, LEVELS)} == {"estimate"}


# NEAR WHAT WAS PUBLISHED IN SWEDEN


def test_the_one_published_swedish_value() -> None:
    assert major(known("male", 65, -2.5, ("prior_fracture",), weight_kg=96.0)) == pytest.approx(21, rel=0.05)


def test_today_lies_below_frax_most_for_women() -> None:
    for sex, age in product(SEXES, AGES):
        frax, today = (major(known(sex, age), level) for level in ("sweden_frax", "sweden_today"))
        assert today < frax
    assert major(known("female"), "sweden_today") / major(known("female")) < 0.75


# DIRECTION


@given(sexes, ages, st.floats(-5, 1), st.floats(-5, 1), factors, levels)
def test_a_lower_t_score_never_lowers_either_risk(
    sex: str, age: float, one: float, other: float, present: tuple[str, ...], level: str
) -> None:
    low, high = (known(sex, age, t, present) for t in sorted((one, other)))
    assert major(low, level) >= major(high, level) - 1e-9
    assert hip(low, level) >= hip(high, level) - 1e-9


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", FACTORS)
def test_another_factor_never_lowers_major_save_through_death(name: str, level: str) -> None:
    for sex, age, t in product(SEXES, AGES, T_SCORES):
        for already in ((), ("prior_fracture",), ("parent_hip", "glucocorticoids")):
            if name not in already:
                without, added = (major(known(sex, age, t, present), level) for present in (already, (*already, name)))
                kills = name == "smoking" and (age > 80 or t is not None or already)
                assert added >= without * (0.85 if kills else 1 - 1e-12), (sex, age, t, already)


def test_no_factor_protects_from_fracture_by_itself() -> None:
    for of in read("fitted.yaml")["factors"].values():
        for hazard, x in product(("hip", "other"), (-3, 2)):
            assert of[hazard] + of.get(f"{hazard}_per_decade", 0) * x >= -0.005


@pytest.mark.parametrize("t", [None, -2.0])
def test_a_bmi_above_25_protects_only_while_density_is_not_known(t: float | None) -> None:
    thin, normal, heavy = (major(known("female", 70, t, weight_kg=bmi * 4.0)) for bmi in (20, 25, 35))
    assert thin > normal
    assert (heavy < normal) is (t is None)


def test_density_takes_over_what_it_explains() -> None:
    def ratio(factor: str, t: float | None) -> float:
        return hip(known("female", 70, t, (factor,))) / hip(known("female", 70, t))

    assert ratio("secondary_osteoporosis", None) > 1.5
    assert ratio("secondary_osteoporosis", -2.0) == 1
    assert ratio("prior_fracture", -2.0) < ratio("prior_fracture", None)


def test_secondary_osteoporosis_counts_as_rheumatoid_arthritis_without_density() -> None:
    assert major(known(factors=("secondary_osteoporosis",))) == major(known(factors=("rheumatoid_arthritis",)))


# WHERE IT HAS A SAY


@given(sexes, ages, t_scores, bmis, factors, levels)
def test_hip_is_part_of_major_and_both_are_percent(
    sex: str, age: float, t: float | None, bmi: float, present: tuple[str, ...], level: str
) -> None:
    facts = known(sex, age, t, present, weight_kg=bmi * 4)
    assert 0 < hip(facts, level) <= major(facts, level) <= 100
    low, high = interval(facts, level)
    assert 0 <= low < major(facts, level) < high <= 100


NO_SAY = {
    "young": known(age=39.9),
    "no sex": {name: value for name, value in known().items() if name != "sex"},
    "no age": {name: value for name, value in known().items() if name != "age"},
}


@pytest.mark.parametrize("which", ["major", "hip", "low", "high"])
@pytest.mark.parametrize("facts", NO_SAY.values(), ids=NO_SAY)
def test_no_value_below_40_or_without_age_or_sex(facts: dict[str, Value], which: str) -> None:
    assert Evaluation(facts).value(getattr(estimate("sweden_frax"), which)) is None


def test_from_40_there_is_one() -> None:
    assert major(known(age=40)) > 0


def test_above_90_a_person_counts_as_90() -> None:
    assert major(known(age=97)) == major(known(age=90)) != major(known(age=89))


@pytest.mark.parametrize(("inside", "beyond"), [(-5.0, -6.0), (1.0, 2.5)])
def test_a_t_score_is_held_at_the_ends(inside: float, beyond: float) -> None:
    assert major(known(t=beyond)) == major(known(t=inside))


@pytest.mark.parametrize(("inside", "beyond"), [(15, 12), (40, 50)])
def test_a_bmi_is_held_at_the_ends(inside: float, beyond: float) -> None:
    assert major(known(weight_kg=beyond * 4.0)) == major(known(weight_kg=inside * 4.0))


def test_a_density_too_old_is_none() -> None:
    dated = {"assessment_date": date(2026, 3, 2), "dxa_date": date(2020, 1, 1)}
    assert major(known(t=-4.0, **dated)) == major(known(t=None))


# UNKNOWN IS NOT NO


def test_an_unknown_factor_lies_between_absent_and_present_and_widens_the_interval() -> None:
    flag: dict[str, Value | None]
    for name, flag in {
        "smoking": {"current_smoker": None},
        "parent_hip": {"parent_hip_fracture": None},
        "prior_fracture": {"prior_other_fragility_fracture": None},
        "glucocorticoids": {"glucocorticoid_mg_day": None},
        "rheumatoid_arthritis": {"rheumatoid_arthritis": None},
        "secondary_osteoporosis": {"malabsorption": None},
    }.items():
        absent, unknown, present = known(), known(**flag), known(factors=(name,))
        assert major(absent) < major(unknown) < major(present)
        low, high = interval(unknown)
        assert low < interval(absent)[0] < interval(present)[1] <= high


@given(
    sexes,
    ages,
    t_scores,
    st.sets(st.sampled_from(sorted(known()))),
    st.fixed_dictionaries(
        {
            "weight_kg": st.floats(30, 150),
            "glucocorticoid_mg_day": st.sampled_from([0.0, 1.0, 5.0, 7.5, 40.0]),
            "current_smoker": st.booleans(),
            "prior_hip_fracture": st.booleans(),
            "alcohol_3_or_more_units": st.booleans(),
        }
    ),
    levels,
)
def test_whatever_is_found_of_the_unknown_lies_within_the_span_and_only_narrows_it(
    sex: str, age: float, t: float | None, forgotten: set[str], answers: dict[str, Value], level: str
) -> None:
    whole = known(sex, age, t) | answers
    kept = {"sex", "age", "t_score_femoral_neck"}
    part = {name: value for name, value in whole.items() if name in kept or name not in forgotten}
    # alcohol and smoking as fitted take a trifle from the other fractures at some ages: SLACK
    for wide, narrow in zip(ends(part, level), ends(whole, level), strict=True):
        assert wide[0] * (1 - SLACK) <= narrow[0] <= narrow[1] <= wide[1] * (1 + SLACK)
    least, most = ends(part, level)[0]
    assert least * (1 - SLACK) <= major(whole, level) <= most * (1 + SLACK)


SLACK = 0.01


def ends(facts: Mapping[str, Value | None], level: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """The span, and the interval."""
    low, high = (Evaluation(facts).value(end) for end in (estimate(level).least, estimate(level).most))
    assert isinstance(low, float)
    assert isinstance(high, float)
    return (low, high), interval(facts, level)


def test_nothing_known_but_age_and_sex_says_little() -> None:
    low, high = interval({"sex": "female", "age": 70.0})
    assert low < 8
    assert high > 80


def test_a_part_of_a_factor_that_is_yes_settles_it() -> None:
    assert major(known(prior_hip_fracture=True, prior_vertebral_fracture=None)) == major(known(prior_hip_fracture=True))


# TERMS


@pytest.mark.parametrize("level", LEVELS)
def test_the_compiled_function_says_the_same(level: str) -> None:
    model = estimate(level)
    terms = {"major": model.major, "hip": model.hip, "low": model.low, "high": model.high}
    compiled = compile_patient(terms)
    persons = [known("male", 65, -2.5, ("prior_fracture",)), {"sex": "female", "age": 70.0}, known(age=30)]
    for facts in persons:
        evaluation = Evaluation(facts)
        assert compiled(facts) == {name: evaluation.value(term) for name, term in terms.items()}


def test_a_table_says_the_same() -> None:
    pl = pytest.importorskip("polars")
    from benkoll.logic.columns import TYPES, add_columns

    model = estimate("sweden_frax")
    terms = {"major": model.major, "hip": model.hip, "low": model.low, "high": model.high}
    persons = [
        known(sex, age, t, present)
        for sex, age, t, present in product(SEXES, (39, 40, 65, 95), (None, -2.5), ((), ("prior_fracture", "smoking")))
    ]
    persons.append({"sex": "female", "age": 70.0})
    kinds = {name: TYPES[getattr(leaves, name).kind] for name in facts_read(*terms.values())}
    frame = pl.DataFrame([{name: one.get(name) for name in kinds} for one in persons], schema=kinds)
    table = add_columns(frame.lazy(), terms).select(list(terms)).collect().to_dicts()
    for facts, row in zip(persons, table, strict=True):
        evaluation = Evaluation(facts)
        for name, term in terms.items():
            right = evaluation.value(term)
            assert row[name] == (None if right is None else pytest.approx(right, rel=1e-12))


def test_it_stays_small_enough_for_ten_million_rows() -> None:
    model = estimate("sweden_frax")
    assert sum(1 for _ in walk(model.major, model.hip)) < 700


def test_there_is_no_other_level() -> None:
    with pytest.raises(KeyError):
        estimate("norway")


def test_risk_by_age_has_no_steps() -> None:
    risks = [major(known(age=age / 10)) for age in range(400, 901)]
    assert max(abs(b / a - 1) for a, b in pairwise(risks)) < 0.02
