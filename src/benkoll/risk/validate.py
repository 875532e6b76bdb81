"""The estimate held against the published United Kingdom values that it is calibrated on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, median

from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Value
from benkoll.risk.numbers import read_table

BMI = 25.0  # of every published value
T_SCORES = {"t_plus1": 1.0, "t0": 0.0, "t_m1": -1.0, "t_m2": -2.0, "t_m3": -3.0, "t_m4": -4.0}
FACTOR_NAMES = {"ra": "rheumatoid_arthritis"}
OUTCOMES = {"mof": "major", "hip": "hip"}
SEXES = {"F": "female", "M": "male"}


@dataclass(frozen=True, slots=True)
class Published:
    """One published value: whom it is about, the outcome, percent, and half of what rounding may have taken away.

    `factor` is none or a factor's name in the table by risk factor, None in the table by T-score. `below`: the value
    is published as less than this.
    """

    table: str
    sex: str
    age: int
    factor: str | None
    t_score: float | None
    outcome: str
    published: float
    rounding: float
    below: bool

    def facts(self) -> dict[str, Value]:
        """The person as facts: what is not said is known not to be."""
        return person(self.sex, self.age, self.t_score, () if self.factor in (None, "none") else (str(self.factor),))


@dataclass(frozen=True, slots=True)
class Row:
    """A published value beside the estimate, both in percent."""

    table: str
    sex: str
    age: int
    factor: str | None
    t_score: float | None
    outcome: str
    published: float
    below: bool
    estimate: float

    @property
    def difference(self) -> float:
        """Estimate less published, percentage points."""
        return self.estimate - self.published


def person(sex: str, age: float, t_score: float | None, factors: Sequence[str], bmi: float = BMI) -> dict[str, Value]:
    """Facts of someone of whom everything that the estimate asks for is known; the factors named are there."""
    flags: dict[str, Value] = {
        "prior_hip_fracture": False,
        "prior_vertebral_fracture": False,
        "prior_other_fragility_fracture": "prior_fracture" in factors,
        "parent_hip_fracture": "parent_hip" in factors,
        "current_smoker": "smoking" in factors,
        "alcohol_3_or_more_units": "alcohol" in factors,
        "glucocorticoid_mg_day": 5.0 if "glucocorticoids" in factors else 0.0,
        "rheumatoid_arthritis": "rheumatoid_arthritis" in factors,
        "type_1_diabetes": False,
        "untreated_hyperthyroidism": False,
        "hypogonadism": False,
        "malabsorption": False,
        "chronic_liver_disease": False,
        "other_secondary_osteoporosis": "secondary_osteoporosis" in factors,
    }
    body: dict[str, Value] = {"sex": sex, "age": float(age), "height_cm": 200.0, "weight_kg": bmi * 4}
    return flags | body | ({} if t_score is None else {"t_score_femoral_neck": t_score})


def _value(text: str) -> tuple[float, float, bool]:
    return float(text.lstrip("<")), 0.05 if "." in text else 0.5, text.startswith("<")


def _published() -> tuple[Published, ...]:
    by_t_score = [
        Published(
            "t_score", SEXES[row["sex"]], int(row["age"]), None, t, OUTCOMES[row["outcome"]], *_value(row[column])
        )
        for row in read_table("frax_uk_2008_by_t_score.csv")
        for column, t in T_SCORES.items()
    ]
    by_factor = [
        Published(
            "risk_factor",
            SEXES[row["sex"]],
            age,
            FACTOR_NAMES.get(row["crf"], row["crf"]),
            None,
            outcome,
            *_value(row[f"{column}{age}"]),
        )
        for row in read_table("frax_uk_2008_by_risk_factor.csv")
        for column, outcome in OUTCOMES.items()
        for age in (50, 70, 80)
    ]
    return (*by_t_score, *by_factor)


PUBLISHED = _published()
"""Kanis 2008, tables 3 (by T-score, no risk factor) and 2 (by risk factor, without bone density)."""


@cache
def rows() -> tuple[Row, ...]:
    """Every published value beside the estimate at level uk."""
    from benkoll.risk.estimate import estimate  # the fit reads the values before there is an estimate

    uk = estimate("uk")
    found = []
    for one in PUBLISHED:
        value = Evaluation(one.facts()).value(uk.major if one.outcome == "major" else uk.hip)
        assert isinstance(value, float)
        found.append(
            Row(one.table, one.sex, one.age, one.factor, one.t_score, one.outcome, one.published, one.below, value)
        )
    return tuple(found)


def summary() -> Mapping[tuple[str, str], Mapping[str, float]]:
    """(table, outcome) -> median relative and mean absolute difference, without the values published as less than."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows():
        if not row.below:
            groups.setdefault((row.table, row.outcome), []).append(row)
    return {
        key: {
            "median_relative": median(abs(row.difference) / row.published for row in group),
            "mean_absolute_points": fmean(abs(row.difference) for row in group),
            "values": len(group),
        }
        for key, group in groups.items()
    }
