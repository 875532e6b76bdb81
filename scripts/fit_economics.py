"""Fit the levels of the simulation to the published figures, and write economics/data/fitted.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benkoll.economics.followed import Follower, Fractures
from benkoll.economics.hazards import HIP, HUMERUS, MAJOR, VERTEBRA, WRIST
from benkoll.economics.parameters import means
from benkoll.economics.people import OLDEST, SEXES, People, counts, draw_people
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import scenario
from benkoll.facts.numbers import read_yaml
from benkoll.risk.numbers import read_table

FILE = Path(__file__).parents[1] / "src" / "benkoll" / "economics" / "data" / "fitted.yaml"
PEOPLE, YEARS, SEED, ROUNDS = 200_000, 6, 7, 30
LEAST_PER_DECADE = -0.7
"""Of the wrist: below it the hazard would fall with age."""
START: Mapping[str, Any] = {
    "hip": {"female": 0.0, "male": 0.0},
    "hip_per_decade": 0.0,
    "vertebra": {"female": -0.7, "male": -0.7},
    "wrist": {"female": -0.2, "male": -0.7},
    "wrist_per_decade": -0.5,
    "humerus": {"female": -0.9, "male": -1.2},
    "elsewhere": -0.3,
    "death": {"female": 0.0, "male": 0.0},
    "again": 0.0,
}


def main() -> None:
    """Both sets of incidence, one after the other."""
    people = draw_people(counts("sweden"), PEOPLE, YEARS, SEED)
    register = _fit(people, "register", START)
    fitted = {"register": register, "scope": _fit(people, "scope", register)}
    said = "# Written by scripts/fit_economics.py; do not edit. Logarithms; docs/economics.md says how well it fits.\n"
    FILE.write_text(said + _yaml(fitted), "utf-8")


def _fit(people: People, incidence: str, start: Mapping[str, Any]) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in start.items()
    }
    held: dict[str, Any] = read_yaml("benkoll.economics", "data", "fitted.yaml")
    for step in range(ROUNDS):
        held[incidence] = numbers  # what the simulation reads
        follower = Follower(people)
        one = scenario("usual").over(incidence=incidence)
        simulate(people, [one], [means()], YEARS, SEED, watch=follower.watch)
        _move(numbers, follower, incidence)
        print(incidence, step, {key: _rounded(value) for key, value in numbers.items()}, flush=True)
    return {key: _rounded(value) for key, value in numbers.items()}


def _move(numbers: dict[str, Any], follower: Follower, incidence: str) -> None:
    """One step towards the targets."""
    targets = read_yaml("benkoll.economics", "data", "targets.yaml")
    found = follower.fractures()
    female = follower.people.female[found.person]
    own = {"female": female, "male": ~female}
    more = targets["scope_hip"]["value"] if incidence == "scope" else 1.0
    _move_hip(numbers, follower, found, own, targets, more)
    weight = follower.people.stands_for[0] / YEARS
    sites: dict[str, Any] = {sex: np.bincount(found.site[own[sex]], minlength=5) * weight for sex in SEXES}
    _move_others(numbers, sites, targets)
    total = targets["all_a_year"][incidence]
    four = sum(float(sites[sex][: HUMERUS + 1].sum()) for sex in SEXES)
    elsewhere = sum(float(sites[sex][HUMERUS + 1]) for sex in SEXES)
    numbers["elsewhere"] += 0.7 * float(np.log(max(total - four, 0.02 * total) / elsewhere))
    ages = found.age[female & (found.site == WRIST)]
    younger = targets["wrist_median_age_women"]["value"] - float(np.median(ages))
    numbers["wrist_per_decade"] = max(numbers["wrist_per_decade"] + 0.06 * younger, LEAST_PER_DECADE)
    again = 100 * follower.again_within(female & (found.cycle < 2), 5.0, MAJOR)
    numbers["again"] += 0.7 * float(np.log(targets["again_5_years_major_women"]["value"] / again))
    for sex in SEXES:
        numbers["death"][sex] += float(np.log(death_rate(sex, follower) / deaths(sex, follower, 2 * YEARS)))


def _move_hip(
    numbers: dict[str, Any], follower: Follower, found: Fractures, own: Mapping[str, Any], targets: Any, more: float
) -> None:
    for sex in SEXES:
        rate = 1000 * (found.first_hip & own[sex]).sum() / follower.person_years(50, OLDEST + 1, sex == "female")
        numbers["hip"][sex] += float(np.log(more * targets["first_hip_from_50"][sex] / rate))
    ratios, middles = [], []
    for (low, high), wanted in zip(
        targets["first_hip_women"]["ages"], targets["first_hip_women"]["value"], strict=True
    ):
        there = found.first_hip & own["female"] & (found.age >= low) & (found.age < high)
        rate = 1000 * there.sum() / follower.person_years(low, high, True)
        ratios.append(np.log(more * wanted / rate))
        middles.append((min(high, 94) + low) / 20)
    numbers["hip_per_decade"] += 0.7 * float(np.polyfit(middles, ratios, 1)[0])


def _move_others(numbers: dict[str, Any], sites: Mapping[str, Any], targets: Any) -> None:
    """Vertebra, wrist and humerus: together as many to the hips as counted, between sexes and sites as in Malmö."""
    malmo, ratio = targets["lifetime_malmo"], targets["sites_to_hip"]
    names = {"vertebra": VERTEBRA, "wrist": WRIST, "humerus": HUMERUS}
    hips = {sex: float(sites[sex][HIP]) for sex in SEXES}
    wanted = {sex: {name: hips[sex] * malmo[sex][name] / malmo[sex]["hip"] for name in names} for sex in SEXES}
    for name in names:
        scale = ratio[name] * sum(hips.values()) / sum(wanted[sex][name] for sex in SEXES)
        for sex in SEXES:
            numbers[name][sex] += float(np.log(wanted[sex][name] * scale / float(sites[sex][names[name]])))


def death_rate(sex: str, follower: Follower) -> float:
    """The Swedes' rate of 2015-19 at the ages of the run: deaths expected for the years lived, by age, over them."""
    rows = [row for row in read_table("sweden_deaths.csv") if row["period"] == "2015-2019" and row["sex"] == sex]
    rates = {int(row["age"]): float(row["deaths"]) / float(row["person_years"]) for row in rows}
    expected = lived = 0.0
    for age in range(50, 101):
        years = follower.person_years(age, age + 1 if age < 100 else OLDEST + 20, sex == "female")
        expected, lived = expected + rates[age] * years, lived + years
    return expected / lived


def deaths(sex: str, follower: Follower, cycles: int) -> float:
    """The rate of death from 50 in the half-years of the run."""
    gone = (follower.died < cycles) & (follower.people.female == (sex == "female"))
    return float(gone.sum()) / follower.person_years(50, OLDEST + 20, sex == "female")


def _rounded(value: Any) -> Any:
    return {key: round(one, 4) for key, one in value.items()} if isinstance(value, dict) else round(value, 4)


def _yaml(fitted: Mapping[str, Any]) -> str:
    lines = []
    for name, numbers in fitted.items():
        lines.append(f"{name}:")
        for key, value in numbers.items():
            said = "{" + ", ".join(f"{k}: {v}" for k, v in value.items()) + "}" if isinstance(value, dict) else value
            lines.append(f"  {key}: {said}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
