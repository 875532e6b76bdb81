"""Fits the estimate of fracture risk to the published figures and writes what came out: `make fit`."""

import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from risk import sweden, united_kingdom
from risk.rows import FACTORS, SEXES

FITTED_ON = "2026-11-25"  # the day on which the figures or the method last changed
TARGET = Path(str(files("benkoll.risk"))) / "data" / "fitted.yaml"
SAME = 0.002  # the solver may end so far apart on another machine
HEAD = """\
# Written by scripts/fit_risk.py; do not edit. docs/risk-model.md says how, and how well.
# x is (age - 70) / 10, d is T-score + 2; every number belongs to the logarithm of a yearly odds.
"""


def by_sex(fitted: Mapping[str, float], prefix: str, names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """name -> sex -> number."""
    return {name: {sex: fitted[f"{prefix}.{sex}.{name}"] for sex in SEXES} for name in names}


def hazard(fitted: Mapping[str, float], name: str) -> dict[str, Any]:
    """The numbers of one fracture hazard."""
    shared = {each: fitted[f"{name}.{each}"] for each in united_kingdom.SHARED[name]}
    return by_sex(fitted, name, united_kingdom.OF_SEX[name]) | shared


def factor(fitted: Mapping[str, float], name: str) -> dict[str, float]:
    """What one factor adds to each hazard."""
    prefix = f"factors.{name}."
    return {key.removeprefix(prefix): value for key, value in fitted.items() if key.startswith(prefix)}


def curves(found: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """name -> sex -> number of the odds of death."""
    return {name: {sex: found[sex][name] for sex in SEXES} for name in ("level", "age", "age2")}


def fitted_numbers() -> dict[str, Any]:
    """Everything that the estimate needs and that is neither published nor assumed."""
    fitted = united_kingdom.fit()
    frax_deaths = sweden.death_curves(fitted, "2004-2008")
    today_deaths = sweden.death_curves(fitted, "2015-2019")
    frax = sweden.as_in_frax(fitted, frax_deaths, *sweden.with_density())
    today = sweden.as_today(fitted, frax)
    none = {hazard: dict.fromkeys(SEXES, 0.0) for hazard in ("hip", "other")}
    kingdom_deaths = {sex: united_kingdom.death_curve(fitted, sex) for sex in SEXES}
    return {
        "fitted_on": FITTED_ON,
        "derivation": "step 1: Kanis 2008 (tables 2 and 3); step 2: Malmö, lifetime risks of hip fracture, one FRAX "
        "value for Sweden, first hip fractures 2014-17, deaths of 2004-08 and 2015-19",
        "bend_from_x": united_kingdom.BEND,
        "expected_t": by_sex(fitted, "expected_t", ("level",)) | {"age": fitted["expected_t.age"]},
        "hip": hazard(fitted, "hip"),
        "other": hazard(fitted, "other"),
        "death_per_t": fitted["death.t"],
        "factors": {name: factor(fitted, name) for name in FACTORS},
        "levels": {
            "uk": none | {"death": curves(kingdom_deaths)},
            "sweden_frax": dict(frax) | {"death": curves(frax_deaths)},
            "sweden_today": dict(today) | {"death": curves(today_deaths)},
        },
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    return round(value, 4) + 0.0 if isinstance(value, float) else value


def _apart(one: Any, other: Any) -> float:
    """The greatest difference between two sets of numbers; infinite where they do not hold the same."""
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys():
        return max((_apart(one[key], other[key]) for key in one), default=0.0)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other)
    return 0.0 if one == other else float("inf")


def main() -> None:
    """Fit, and write the numbers with four decimals; with --check, say whether those that stand come out again."""
    found = _rounded(fitted_numbers())
    if "--check" in sys.argv:
        apart = _apart(found, yaml.safe_load(TARGET.read_text(encoding="utf-8")))
        sys.exit(f"fitted.yaml is {apart:g} off: run `make fit`" if apart > SAME else 0)
    text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=110)
    TARGET.write_text(HEAD + text, encoding="utf-8")
    print(f"written: {TARGET}")


if __name__ == "__main__":
    main()
