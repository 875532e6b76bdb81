"""One block of random patients, drawn with the numbers of sample.yaml.

Each patient is drawn whole and free of contradictions first; then facts are hidden, and what is hidden contradicts
nothing.
"""

from collections.abc import Mapping
from csv import DictReader
from datetime import date
from functools import cache
from math import inf
from pkgutil import get_data
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benkoll.facts.numbers import read_yaml
from benkoll.facts.registry import registry
from benkoll.logic.calendar import add_months

BLOCK = 131_072
"""Rows that are drawn from one seed."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_OLDEST = 105
_ADULT_DAYS = 6575  # 18 years, rounded up


# NUMBERS TO DRAW WITH


@cache
def _numbers() -> Mapping[str, Any]:
    numbers: Mapping[str, Any] = read_yaml("benkoll.population", "sample.yaml")
    return numbers


def _probit(share: float) -> float:
    return NormalDist().inv_cdf(share) if 0 < share < 1 else inf * (1 if share >= 1 else -1)


@cache
def _by_age(group: str, name: str) -> Floats:
    """A row of the group by sex (0 man, 1 woman) and whole years of age; of yes_no as limits on the normal scale."""
    row = _numbers()[group][name]
    ages = row.get("ages", _numbers()["knots"]["ages"])
    lines = [row.get("both", row.get(sex)) for sex in ("men", "women")]
    if group == "yes_no":
        lines = [[_probit(min(max(share, 1e-9), 1 - 1e-9)) for share in line] for line in lines]
    return np.array([np.interp(np.arange(_OLDEST + 1), ages, line) for line in lines])


@cache
def _people_by_age() -> Floats:
    """Cumulative share of all by (sex, whole years of age), men first: 2 x (oldest + 1) cells as one line."""
    ages = _numbers()["ages"]
    people = np.ones((2, _OLDEST + 1))
    text = (get_data("benkoll.risk", "data/sweden_deaths.csv") or b"").decode()
    for row in DictReader(text.splitlines()):
        if row["period"] == ages["period"]:
            people[int(row["sex"] == "female"), int(row["age"])] = float(row["person_years"])
    people[:, 100:] = people[:, 100:101] * 0.5 ** np.arange(1, _OLDEST - 98)
    shares = np.zeros_like(people)
    for low, high, share in ages["shares"]["groups"]:
        group = people[:, low : high + 1]
        shares[:, low : high + 1] = share * group / group.sum()
    return np.cumsum(shares.ravel())


# ONE BLOCK


class Column(NamedTuple):
    """`values` (rows,): yes or no, numbers, days since 1970 or the index of a choice. `applies`: where there is one."""

    values: npt.NDArray[Any]
    applies: Bools | None = None


class Draw:
    """The patients of a block, as far as they are drawn: `columns` by fact; lengths are in rows."""

    def __init__(self, rng: np.random.Generator, day: date, rows: int) -> None:
        self.rng, self.day, self.rows = rng, day, rows
        self.today = day.toordinal() - date(1970, 1, 1).toordinal()
        self.columns: dict[str, Column] = {"assessment_date": Column(np.full(rows, self.today))}
        self.latent = {name: self.normal() for name in ("health", "bone")}
        cell = np.searchsorted(_people_by_age(), self.uniform() * _people_by_age()[-1], side="right")
        sex, self.years = np.divmod(cell, _OLDEST + 1)
        into_the_year = rng.integers(0, 365, rows)
        birthday = self.chance(_numbers()["limits"]["share"])
        self.years[birthday] = rng.choice(_numbers()["limits"]["ages"], birthday.sum())
        into_the_year[birthday] = 0
        birthdays = np.array([self.days_back(12 * years) for years in range(_OLDEST + 1)])
        self.lived = birthdays[self.years] + into_the_year
        self.sex, self.female = sex, sex == 1

    def days_back(self, months: int) -> int:
        """Days from the day `months` ago to the assessment day."""
        return (self.day - (add_months(self.day, -months) or self.day)).days

    def uniform(self) -> Floats:
        return self.rng.random(self.rows)

    def normal(self) -> Floats:
        return self.rng.standard_normal(self.rows)

    def chance(self, share: float) -> Bools:
        """Yes for this share."""
        return self.uniform() < share

    def limits(self, values: Floats | Ints, allowed: list[Any]) -> None:
        """Put values at a limit in some places."""
        there = self.chance(_numbers()["limits"]["share"])
        values[there] = self.rng.choice(allowed, there.sum())

    def mixed(self, latent: str | None, corr: float) -> Floats:
        """A normal variable with this correlation to the latent one."""
        return self.normal() if latent is None else corr * self.latent[latent] + (1 - corr**2) ** 0.5 * self.normal()

    def yes(self, name: str) -> Bools:
        """A row of yes_no."""
        latent = _numbers()["yes_no"][name].get("latent", "health")
        corr = _numbers()["correlation"][latent]
        return self.mixed(latent, corr) < _by_age("yes_no", name)[self.sex, self.years]

    def number(self, name: str) -> Floats:
        """A row of numbers, within the fact's range."""
        row = _numbers()["numbers"][name]
        middle = _by_age("numbers", name)[self.sex, self.years]
        deviation = row["sd"] * self.mixed(row.get("latent"), row.get("corr", 0))
        values = middle * np.exp(deviation) if row.get("log") else middle + deviation
        if "odd" in row:
            share, low, high = row["odd"]
            odd = self.chance(share)
            values[odd] = self.rng.uniform(low, high, odd.sum())
        if name in _numbers()["limits"]["values"]:
            self.limits(values, _numbers()["limits"]["values"][name])
        return self.fit(name, values, row["decimals"])

    def fit(self, fact: str, values: Floats, decimals: int) -> Floats:
        """Rounded, and within the range of the fact if it is one."""
        info = registry().get(fact)
        low, high = (None, None) if info is None else (info.low, info.high)
        rounded = np.round(values, decimals)
        return rounded if low is None else np.clip(rounded, low, high)

    def ago(self, name: str) -> Ints:
        """A row of days_ago, not before birth; what is longer than its most begins anew from 0."""
        row = _numbers()["days_ago"][name]
        days = (row["median"] * np.exp(row["sd"] * self.normal())).astype(np.int64) % row["most"]
        months = _numbers()["limits"]["months"].get(name)
        if months:
            self.limits(days, [self.days_back(number) for number in months])
        earlier: Ints = np.minimum(days, self.lived)
        return earlier

    def pick(self, name: str, fact: str | None = None) -> Ints:
        """A row of choices: the index among the fact's choices; where it has none, the value that is the key."""
        weights = _numbers()["choices"][name]
        choices = registry()[fact or name].choices
        values = [choices.index(key) if choices else key for key in weights]
        steps = np.cumsum(list(weights.values()))
        drawn: Ints = np.array(values)[np.searchsorted(steps, self.uniform() * steps[-1], side="right")]
        return drawn

    def put(self, fact: str, values: npt.NDArray[Any], applies: Bools | None = None) -> None:
        """Settle a fact; `applies`: those of whom there is something to say."""
        self.columns[fact] = Column(values, applies)

    def put_date(self, fact: str, days_ago: Ints, applies: Bools | None = None) -> None:
        """Settle a date."""
        self.put(fact, self.today - days_ago, applies)


def _code(fact: str, choice: str) -> int:
    return registry()[fact].choices.index(choice)


def people(seed: int, number: int, day: date) -> Draw:
    """The patients of a block with all that can be said of them, nothing hidden."""
    draw = Draw(np.random.Generator(np.random.SFC64([seed, number])), day, BLOCK)
    for name in _numbers()["yes_no"]:
        if name in registry():
            draw.put(name, draw.yes(name))
    for name in _numbers()["numbers"]:
        if name in registry():
            draw.put(name, draw.number(name))
    for name in _numbers()["choices"]:
        if name in registry():
            draw.put(name, draw.pick(name))
    for settle in (_person, _body, _fractures, _measured, _laboratory, _drugs, _course, _glucocorticoid):
        settle(draw)
    return draw


def _person(draw: Draw) -> None:
    shares = _numbers()["shares"]
    draw.put_date("birth_date", draw.lived)
    draw.put("age", draw.years.astype(np.float64))
    choices = np.array([_code("sex", "male"), _code("sex", "female")])
    draw.put("sex", choices[draw.sex])
    menopause = draw.columns["postmenopausal"].values & draw.female
    draw.put("postmenopausal", menopause)
    low, high = shares["fertile_ages"]
    fertile = draw.female & ~menopause & (draw.years >= low) & (draw.years <= high)
    draw.put("pregnant_or_breastfeeding", fertile & draw.chance(shares["pregnant_or_breastfeeding"]))
    seen_there = draw.columns["lives_in_care_home"].values & draw.chance(shares["care_home_seen_there"])
    elsewhere = draw.columns["care_setting"].values
    draw.put("care_setting", np.where(seen_there, _code("care_setting", "care_home"), elsewhere))
    falls = draw.rng.geometric(_numbers()["choices"]["last_fall"], draw.rows)
    draw.put("falls_last_year", np.where(draw.yes("fell"), np.minimum(falls, 365), 0).astype(np.float64))
    draw.put("rises_from_chair_unaided", ~draw.yes("needs_help_to_rise"))
    draw.put("dxa_available", ~draw.yes("dxa_out_of_reach"))


def _body(draw: Draw) -> None:
    height = draw.columns["height_cm"].values
    weight = draw.fit("weight_kg", draw.number("bmi") * (height / 100) ** 2, 0)
    draw.put("weight_kg", weight)
    taller = height + np.maximum(draw.number("height_loss_cm"), 0)
    draw.put("height_at_25_cm", draw.fit("height_at_25_cm", taller, 0), draw.years >= 25)
    before = draw.fit("weight_5_years_ago_kg", weight * (1 + draw.number("weight_loss_share")), 0)
    draw.put("weight_5_years_ago_kg", before)


def _fractures(draw: Draw) -> None:
    kinds = ("hip", "vertebral", "other_fragility")
    had = np.array([draw.columns[f"prior_{kind}_fracture"].values for kind in kinds])
    most = _numbers()["choices"]["most_of_a_kind"]
    counts = had * np.minimum(draw.rng.geometric(_numbers()["choices"]["last_fracture"], had.shape), most)
    draw.put("fragility_fracture_count", counts.sum(axis=0).astype(np.float64))
    draw.put("vertebral_fracture_count", counts[1].astype(np.float64))
    draw.put("vertebral_fracture_grade", np.where(had[1], draw.columns["vertebral_fracture_grade"].values, 0.0))
    weights = _numbers()["choices"]["latest_fracture_site"]
    steps = np.cumsum(had * np.array([[weights["hip"]], [weights["vertebra"]], [weights["other"]]]), axis=0)
    latest = (draw.uniform() * steps[-1] >= steps).sum(axis=0)
    site = np.choose(
        np.minimum(latest, 2),
        [
            np.full(draw.rows, _code("latest_fracture_site", "hip")),
            np.full(draw.rows, _code("latest_fracture_site", "vertebra")),
            draw.pick("other_site", "latest_fracture_site"),
        ],
    )
    any_at_all: Bools = steps[-1] > 0
    draw.put("latest_fracture_site", site, any_at_all)
    as_adult = np.clip(draw.lived - _ADULT_DAYS, 0, None)
    draw.put_date("latest_fracture_date", np.minimum(draw.ago("latest_fracture_date"), as_adult), any_at_all)


def _measured(draw: Draw) -> None:
    """Bone density, spine image and FRAX."""
    unreadable = draw.columns["dxa_site_not_evaluable"].values
    hip = unreadable != _code("dxa_site_not_evaluable", "hip")
    spine = unreadable != _code("dxa_site_not_evaluable", "lumbar_spine")
    reference = read_yaml("benkoll.measures", "data", "coefficients.yaml")["nhanes_iii_femoral_neck"]
    shift = np.array([_numbers()["maker_shift"][maker] for maker in registry()["bmd_maker"].choices])
    neck = draw.columns["t_score_femoral_neck"].values
    density = reference["mean"] + reference["sd"] * neck + shift[draw.columns["bmd_maker"].values]
    for fact, values, applies in (
        ("t_score_femoral_neck", neck, hip),
        ("t_score_total_hip", draw.columns["t_score_total_hip"].values, hip),
        ("t_score_lumbar_spine", draw.columns["t_score_lumbar_spine"].values, spine),
        ("bmd_femoral_neck", draw.fit("bmd_femoral_neck", density, 3), hip),
    ):
        draw.put(fact, values, applies)
    low, high = _numbers()["shares"]["frax_ages"]
    of_age = (draw.years >= low) & (draw.years <= high)
    major = draw.columns["frax_major_percent"].values
    draw.put("frax_major_percent", major, of_age)
    hip_part = np.minimum(draw.number("frax_hip_share"), 1)
    draw.put("frax_hip_percent", draw.fit("frax_hip_percent", major * hip_part, 1), of_age)
    draw.put("frax_with_bmd", draw.columns["frax_with_bmd"].values, of_age)
    draw.put_date("frax_date", draw.ago("frax_date"), of_age)
    for fact in ("vfa_date", "dxa_date", "laboratory_date"):
        draw.put_date(fact, draw.ago(fact))


def _laboratory(draw: Draw) -> None:
    """Kidney function: the eGFR first, then the creatinine and cystatin C that would give it."""
    coefficients = read_yaml("benkoll.measures", "data", "coefficients.yaml")
    on_dialysis = draw.columns["dialysis"].values
    drawn = np.where(on_dialysis, draw.number("egfr_on_dialysis"), draw.columns["egfr_ml_min"].values)
    rate = np.maximum(drawn, 3.0)  # nearer 0 no creatinine within the fact's range would give it
    draw.put("egfr_ml_min", rate)
    lund, capa = coefficients["lund_malmo_revised"], coefficients["capa"]
    start, slope, knee = (
        np.array([lund["male"][key], lund["female"][key]])[draw.sex] for key in ("start", "below_knee", "knee")
    )
    wanted = np.log(rate) + lund["age_slope"] * draw.years - lund["age_power"] * np.log(draw.years)
    above = knee * np.exp((start - wanted) / lund["above_knee"])
    creatinine = np.where(wanted > start, knee - (wanted - start) / slope, above) * draw.number("creatinine_of_true")
    draw.put("creatinine_umol_l", draw.fit("creatinine_umol_l", creatinine, 0))
    whole = capa["factor"] * draw.years ** -capa["age_power"] / (rate + capa["less"])
    cystatin = whole ** (1 / capa["cystatin_power"]) * draw.number("cystatin_c_of_true")
    draw.put("cystatin_c_mg_l", draw.fit("cystatin_c_mg_l", cystatin, 2))


def _drugs(draw: Draw) -> None:
    """What is and was taken; in a man alendronate in place of what is for women."""
    for_women = [_code("osteoporosis_drug", name) for name in ("raloxifene", "romosozumab")]
    alendronate = _code("osteoporosis_drug", "alendronate")
    for fact, taken in (
        ("osteoporosis_drug", draw.yes("on_drug")),
        ("previous_osteoporosis_drug", draw.yes("had_drug_before")),
    ):
        drug = np.where(
            ~draw.female & np.isin(draw.columns[fact].values, for_women), alendronate, draw.columns[fact].values
        )
        draw.put(fact, np.where(taken, drug, _code(fact, "none")))
    none, teriparatide = (_code("osteoporosis_drug", name) for name in ("none", "teriparatide"))
    now, before = (draw.columns[fact].values for fact in ("osteoporosis_drug", "previous_osteoporosis_drug"))
    shares = _numbers()["shares"]
    elsewhere = draw.chance(shares["teriparatide_ever"])
    draw.put("teriparatide_ever", (now == teriparatide) | (before == teriparatide) | elsewhere)
    tablets = [_code("osteoporosis_drug", name) for name in ("alendronate", "risedronate")]
    had_tablets = np.isin(now, tablets) | np.isin(before, tablets)
    draw.put("oral_bisphosphonate_gut_symptoms", had_tablets & draw.chance(shares["gut_symptoms"]))
    draw.put("poor_adherence", np.isin(now, tablets) & draw.chance(shares["poor_adherence"]))
    treated = (now != none) | (before != none)
    for fact in ("earlier_bisphosphonate_years_oral", "earlier_bisphosphonate_years_parenteral"):
        years = draw.number("years_of_earlier_bisphosphonate")
        draw.limits(years, _numbers()["limits"]["values"][fact])
        earlier = treated & draw.chance(shares["earlier_bisphosphonate"])
        draw.put(fact, np.where(earlier, draw.fit(fact, years, 1), 0.0))


def _course(draw: Draw) -> None:
    """Start, last dose and end, each not before the one before it, and a fracture meanwhile."""
    drugs, shares, dose = registry()["osteoporosis_drug"].choices, _numbers()["shares"], _numbers()["dose"]
    none, denosumab = drugs.index("none"), drugs.index("denosumab")
    now, before = (draw.columns[fact].values for fact in ("osteoporosis_drug", "previous_osteoporosis_drug"))
    taking, stopped = now != none, (now == none) & (before != none)
    last = np.where(taking, now, before)
    most = _numbers()["longest_days_now"]
    longest = np.array([most.get(drug, most["other_drugs"]) for drug in drugs])[last]
    start = np.minimum(draw.ago("drug_start_date"), longest)
    draw.put_date("drug_start_date", start, taking | stopped)
    end = np.where(taking, -draw.rng.integers(1, 360, draw.rows), (start * draw.uniform()).astype(np.int64))
    draw.put_date("drug_stop_date", end, stopped | (taking & draw.chance(shares["end_planned"])))

    interval = np.array([dose["days"].get(drug, 0) for drug in drugs])[last]
    part = dose["of_interval"]
    gone = (interval * part["median"] * np.exp(part["sd"] * draw.normal())).astype(np.int64)
    draw.limits(gone, [draw.days_back(months) for months in _numbers()["limits"]["months"]["last_dose_date"]])
    last_dose = np.minimum(gone + np.maximum(end, 0) * stopped, start)
    draw.put_date("last_dose_date", last_dose, (taking | stopped) & (interval > 0))
    switched = taking & (now != denosumab) & (before == denosumab)
    switch = np.minimum(start + draw.ago("switched_from_denosumab"), draw.lived)
    draw.put_date("denosumab_last_dose_date", np.where(switched, switch, last_dose), switched | (last == denosumab))

    fracture = draw.columns["latest_fracture_date"]
    ago = draw.today - fracture.values
    meanwhile = fracture.applies & taking & (ago <= start)
    # wider than the rule that says yes (rules.py: 6 months after the start, within 24 months), whatever the months are
    surely = (start - ago >= 181) & (ago <= 732)
    draw.put("fracture_during_treatment", meanwhile & (surely | draw.chance(shares["fracture_during_treatment"])))


def _glucocorticoid(draw: Draw) -> None:
    taken = draw.yes("on_glucocorticoid")
    dose, months = draw.columns["glucocorticoid_mg_day"].values, draw.columns["glucocorticoid_months"].values
    draw.limits(dose, _numbers()["limits"]["glucocorticoid_mg_day"])
    draw.limits(months, _numbers()["limits"]["glucocorticoid_months"])
    draw.put("glucocorticoid_mg_day", np.where(taken, dose, 0.0))
    draw.put("glucocorticoid_months", months, taken)


# HIDING


def hidden(draw: Draw) -> dict[str, Bools]:
    """Fact -> where its value is not known."""
    missing = _numbers()["missing"]
    record, together = missing["record"], missing["together"]
    alike = record**0.5 * draw.normal()
    found: dict[str, Bools] = {}
    for bundle in missing["bundles"].values():
        shared = alike + (together - record) ** 0.5 * draw.normal()
        for fact, rate in bundle.items():
            found[fact] = shared + (1 - together) ** 0.5 * draw.normal() < _probit(rate)
    for fact, rate in missing["alone"].items():
        found[fact] = alike + (1 - record) ** 0.5 * draw.normal() < _probit(rate)
    # one of the two is always known: only a known date of birth hides the age
    score = alike + (1 - record) ** 0.5 * draw.normal()
    found["birth_date"], found["age"] = (
        sign * score < _probit(missing["alone"][fact]) for sign, fact in ((1, "birth_date"), (-1, "age"))
    )
    return found
