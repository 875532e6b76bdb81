"""The figures of docs/risk-model.md as Markdown tables: the fit, values that it has not seen, Sweden."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from risk import sweden, united_kingdom
from risk.rows import FACTORS, SEXES, people
from risk.united_kingdom import BELOW, IS_HIP, VALUE, WHOM, Fitted

from benkoll.logic.evaluate import Evaluation
from benkoll.risk.estimate import LEVELS, estimate
from benkoll.risk.hazards import Number
from benkoll.risk.numbers import read, read_table
from benkoll.risk.validate import PUBLISHED, person

BY_T = np.array([row.table == "t_score" for row in PUBLISHED])
SWEDISH = {"sweden_frax": "2004-2008", "sweden_today": "2015-2019"}
WOMEN_MEN = dict(zip(SEXES, ("women", "men"), strict=True))

Cells = Sequence[object]


def table(head: Cells, rows: Sequence[Cells]) -> str:
    """A Markdown table; numbers as they are given."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _errors(values: Number, chosen: Number) -> list[str]:
    """Count, median relative, mean and greatest absolute difference, for major and hip."""
    cells = []
    for hip in (False, True):
        used = chosen & (hip == IS_HIP) & ~BELOW
        off = np.abs(values - VALUE)[used]
        relative = np.median(off / VALUE[used])
        cells += [str(used.sum()), f"{100 * relative:.1f} %", f"{off.mean():.2f}", f"{off.max():.1f}"]
    return cells


HEAD = [
    *("", "major: values", "median relative", "mean absolute", "greatest"),
    *("hip: values", "median relative", "mean absolute", "greatest"),
]


def fit_table(fitted: Fitted) -> str:
    """How close the estimate comes to the values that it is fitted to."""
    values = united_kingdom.estimates(fitted)
    return table(HEAD, [["by T-score", *_errors(values, BY_T)], ["by risk factor", *_errors(values, ~BY_T)]])


def _groups() -> Iterator[tuple[str, Number, list[Number]]]:
    """What is left out at a time: its name, the values judged, and the sets left out one after another."""
    male, age = WHOM.male == 1, WHOM.age
    scores = [BY_T & (score == WHOM.t_score) for score in (1, 0, -1, -2, -3, -4)]
    yield "one T-score, all ages and both sexes", BY_T, scores
    yield (
        "one age of one sex by T-score",
        BY_T,
        [BY_T & (age == year) & (male == man) for year in (50, 70, 90) for man in (False, True)],
    )
    yield (
        "one factor at one age, both sexes",
        ~BY_T,
        [~BY_T & (age == year) & (WHOM.factors[name] == 1) for name, year in product(FACTORS, (50, 70, 80))],
    )
    yield (
        "one factor of one sex, all ages",
        ~BY_T,
        [~BY_T & (male == man) & (WHOM.factors[name] == 1) for name in FACTORS for man in (False, True)],
    )
    without = ~BY_T & (sum(WHOM.factors.values()) == 0)
    yield (
        "no factor, no density, one age and sex",
        without,
        [without & (age == year) & (male == man) for year in (50, 70, 80) for man in (False, True)],
    )


def cross_validation_table(fitted: Fitted) -> str:
    """The same for values that the fit has not seen."""
    rows = []
    for name, judged, groups in _groups():
        values = np.full(len(VALUE), np.nan)
        for group in groups:
            values[group] = united_kingdom.estimates(united_kingdom.fit(~group, fitted))[group]
        rows.append([name, *_errors(values, judged & ~np.isnan(values))])
    return table(HEAD, rows)


# SWEDEN


def levels(fitted: Fitted, leave_out: str | None = None) -> dict[str, tuple[sweden.Levels, sweden.Curves]]:
    """Level -> its shifts and its deaths."""
    frax_deaths = sweden.death_curves(fitted, SWEDISH["sweden_frax"])
    frax = sweden.as_in_frax(fitted, frax_deaths, *sweden.with_density(), leave_out)
    return {
        "sweden_frax": (frax, frax_deaths),
        "sweden_today": (sweden.as_today(fitted, frax), sweden.death_curves(fitted, SWEDISH["sweden_today"])),
    }


def anchors_table(fitted: Fitted) -> str:
    """The Swedish anchors beside what the level gives, with all of them and with one left out."""
    malmo = read_table("malmo_ten_year_risk_women.csv")
    ages = np.array([float(row["age"]) for row in malmo])
    anchors = read("sweden.yaml")
    lifetime = anchors["lifetime_hip_from_50_percent"]
    rows = [
        [
            "published",
            *(row["any_of_four_percent"] for row in malmo),
            "; ".join(map(str, lifetime["female"])),
            lifetime["male"][0],
            anchors["frax_value"]["major_percent"],
        ]
    ]
    for left_out in (None, "malmo", "lifetime", "value"):
        found, deaths = levels(fitted, left_out)["sweden_frax"]
        average, _ = sweden.average(fitted, np.zeros_like(ages), ages, found, deaths)
        whole_life = [sweden.lifetime(fitted, sex, {"hip": found["hip"][sex]}, SWEDISH["sweden_frax"]) for sex in SEXES]
        value = sweden.value(fitted, found, deaths, *sweden.with_density())
        name = "all anchors" if left_out is None else f"without {left_out}"
        rows.append([name, *(f"{each:.1f}" for each in (*average, *whole_life, value))])
    malmo_names = [f"Malmö women {age:.0f}" for age in ages]
    return table(["%", *malmo_names, "lifetime hip, women of 50", "men of 50", "man of 65 (FRAX)"], rows)


def hip_rates_table(fitted: Fitted) -> str:
    """First hip fractures of women a year per 1000, by age."""
    published = read("sweden.yaml")["first_hip_fractures"]["female"]
    bands = published["ages"]
    rows = [[f"published {period}", *published[period]] for period in ("1998-2001", "2006-2009", "2014-2017")]
    for name, (level, _) in levels(fitted).items():
        rates = sweden.hip_rates(fitted, "female", level["hip"]["female"], SWEDISH[name])
        rows.append([name, *(f"{rate:.2f}" for rate in rates)])
    return table(["per 1000 women a year", *(f"{low}-{high}" for low, high in bands[:-1]), "90+"], rows)


def population_table(fitted: Fitted) -> str:
    """Fractures a year from 50, lifetime risk at 50, and median age at hip fracture."""
    rows = []
    for name, (level, _) in levels(fitted).items():
        for sex in SEXES:
            age, _, years = sweden.death_rates(SWEDISH[name], sex)
            used = age >= 50
            counts = {}
            for hazard in ("hip", "other"):
                odds = sweden.yearly_odds(fitted, hazard, sex, age[used] + 0.5, level[hazard][sex])
                counts[hazard] = odds / (1 + odds) * years[used]
            both = {hazard: level[hazard][sex] for hazard in ("hip", "other")}
            half = np.searchsorted(np.cumsum(counts["hip"]), counts["hip"].sum() / 2)
            rows.append(
                [
                    name,
                    WOMEN_MEN[sex],
                    f"{counts['hip'].sum():.0f}",
                    f"{counts['hip'].sum() + counts['other'].sum():.0f}",
                    f"{sweden.lifetime(fitted, sex, {'hip': both['hip']}, SWEDISH[name]):.0f} %",
                    f"{sweden.lifetime(fitted, sex, both, SWEDISH[name]):.0f} %",
                    f"{age[used][half]:.0f}",
                ]
            )
    head = [
        "level",
        "",
        "hip fractures a year",
        "major a year",
        "lifetime hip at 50",
        "lifetime major at 50",
        "median age at hip fracture",
    ]
    return table(head, rows)


def prevalence_table(fitted: Fitted) -> str:
    """How the level moves where every prevalence is half or double of what is assumed."""
    rows = []
    for times in (0.5, 1.0, 2.0):
        with sweden.prevalence_times(times):
            found, deaths = levels(fitted)["sweden_frax"]
            woman = people(
                tuple(
                    row
                    for row in PUBLISHED
                    if row.factor == "none" and row.sex == "female" and row.age == 70 and row.outcome == "major"
                )
            )
            major, hip = sweden.chances(fitted, woman, found, deaths)
        rows.append([f"{times:g}", f"{major[0]:.1f} %", f"{hip[0]:.1f} %"])
    return table(["prevalence times", "woman of 70, no factor: major", "hip"], rows)


# SINGLE PATIENTS


def _percent(level: str, facts: Mapping[str, object]) -> str:
    model = estimate(level)
    evaluation = Evaluation(facts)  # type: ignore[arg-type]
    return f"{evaluation.value(model.major):.0f} ({evaluation.value(model.hip):.0f})"


def old_with_fracture_table() -> str:
    """Major (hip), percent, after a fracture at 80, 85 and 90."""
    rows = []
    for level, sex in product(SWEDISH, SEXES):
        for score in (None, -1.5, -2.5, -3.5):
            cells = [_percent(level, person(sex, age, score, ("prior_fracture",))) for age in (80, 85, 90)]
            rows.append([level, WOMEN_MEN[sex], "not known" if score is None else score, *cells])
    return table(["level", "", "T-score", "80", "85", "90"], rows)


def levels_table() -> str:
    """Some persons at the three levels."""
    persons = [
        ("woman of 60, no factor", person("female", 60, None, ())),
        ("woman of 70, no factor", person("female", 70, None, ())),
        ("woman of 70, earlier fracture", person("female", 70, None, ("prior_fracture",))),
        ("woman of 70, earlier fracture, T-score -2.5", person("female", 70, -2.5, ("prior_fracture",))),
        ("woman of 80, parent's hip fracture", person("female", 80, None, ("parent_hip",))),
        ("man of 70, no factor", person("male", 70, None, ())),
        ("man of 65, earlier fracture, T-score -2.5, BMI 24", person("male", 65, -2.5, ("prior_fracture",), 24)),
    ]
    return table(
        ["major (hip), %", *LEVELS],
        [[name, *(_percent(level, facts) for level in LEVELS)] for name, facts in persons],
    )


def figures(fitted: Fitted) -> dict[str, str]:
    """Name of the place in the document -> table."""
    return {
        "fit": fit_table(fitted),
        "cross-validation": cross_validation_table(fitted),
        "anchors": anchors_table(fitted),
        "hip-rates": hip_rates_table(fitted),
        "population": population_table(fitted),
        "prevalence": prevalence_table(fitted),
        "old": old_with_fracture_table(),
        "levels": levels_table(),
    }
