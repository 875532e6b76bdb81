"""Random patients for Spark: the example patients with facts changed, some to values that are refused."""

import json
import random
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from benkoll.facts.registry import FactInfo, registry
from house.tree import ROOT

DAY = date(2026, 3, 2)
_TYPES: dict[str, Any] = {
    "bool": pl.Boolean,
    "int": pl.Int32,
    "float": pl.Float64,
    "date": pl.Date,
    "str": pl.String,
    "choice": pl.String,
}


def random_patients(count: int, seed: int = 1, wild: float = 0.05) -> pl.DataFrame:
    """`count` patients with ids of their own, each an example with up to six facts changed.

    `wild`: of the changed values, the share that is outside what the fact can be. Others can contradict each other.
    """
    draw = random.Random(seed)
    rows = [_patient(number, draw, wild) for number in range(count)]
    types = {info.name: _TYPES[info.type] for info in registry().values()}
    return pl.DataFrame([{**dict.fromkeys(types), **row} for row in rows], types)


def _patient(number: int, draw: random.Random, wild: float) -> dict[str, Any]:
    changed = draw.sample(list(registry()), draw.randint(0, 6))
    values = {name: _value(registry()[name], draw, draw.random() < wild) for name in changed}
    return {**draw.choice(_examples()), **values, "patient_id": f"p{number:06}"}


def _value(info: FactInfo, draw: random.Random, wild: bool) -> Any:
    if draw.random() < 0.3:
        return None
    match info.type:
        case "bool":
            return draw.random() < 0.5
        case "date":
            return DAY if info.name == "assessment_date" else date.fromordinal(DAY.toordinal() - draw.randint(0, 2000))
        case "int" | "float":
            assert info.low is not None
            assert info.high is not None
            value = info.high + 1 if wild else draw.uniform(info.low, info.high)
            return round(value) if info.type == "int" else value
        case _:
            return "no such" if wild else draw.choice(info.choices or ("a patient",))


@cache
def _examples() -> list[dict[str, Any]]:
    raw = json.loads((ROOT / "examples" / "patients.json").read_text())
    return [{name: _read(name, value) for name, value in row.items() if name in registry()} for row in raw]


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if registry()[name].type == "date" else value
