"""Draws made once by one command and kept with the program, so that a page can answer at once from a surface."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pkgutil import get_data

import numpy as np

from benkoll.economics.draws import Drawn
from benkoll.economics.hazards import SITES
from benkoll.economics.results import BASE_RATE, COSTS, RATES, Array
from benkoll.economics.surface import Surface, fit, important
from benkoll.economics.tables import monte_carlo, rows_of

FILE = "draws.npz"
FIRST = ("chain.identified",)
"""Of the parameters that can be moved, always there: what a hospital can change."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`years`, `people`, `seed`: of the run; `parameters`: name -> (draws,); `outcomes`: scenario, outcome -> (draws,);
    `noise`: scenario -> outcome -> standard error of one draw from the people being so few. Money in million SEK, money
    and QALYs discounted by 3 %; `quality 0.0` and the like by another rate."""

    years: int
    people: int
    seed: int
    parameters: Mapping[str, Array]
    outcomes: Mapping[str, Mapping[str, Array]]
    noise: Mapping[str, Mapping[str, float]]


def as_bytes(drawn: Drawn) -> bytes:
    """The file that `kept` reads."""
    arrays: dict[str, Array] = {f"parameter/{name}": values for name, values in drawn.parameters.items()}
    for one in drawn.job.scenarios:
        compared = drawn.compared[one.incidence, one.name]
        rows = dict(rows_of(compared))
        for name, values in rows.items():
            arrays[f"outcome/{one.name}/{name}"] = values
            arrays[f"noise/{one.name}/{name}"] = np.array([monte_carlo(compared, name)])
        for rate in RATES:
            if rate != BASE_RATE:
                arrays[f"outcome/{one.name}/quality {rate}"] = compared.more("quality", rate)
                arrays[f"outcome/{one.name}/cost {rate}"] = compared.cost(rate) / 1e6
    arrays["job"] = np.array([drawn.job.years, drawn.job.people, drawn.job.seed])
    file = BytesIO()
    np.savez_compressed(file, **{name: values.astype(np.float32) for name, values in arrays.items()})  # type: ignore[arg-type]
    return file.getvalue()


@cache
def kept() -> Kept:
    """The draws that ship with the program; FileNotFoundError where there are none."""
    return read(get_data("benkoll.economics", f"data/{FILE}") or b"")


def read(data: bytes) -> Kept:
    """What `as_bytes` wrote."""
    parameters: dict[str, Array] = {}
    outcomes: dict[str, dict[str, Array]] = {}
    noise: dict[str, dict[str, float]] = {}
    with np.load(BytesIO(data), allow_pickle=False) as file:
        years, people, seed = (int(one) for one in file["job"])
        for key in file.files:
            kind, _, rest = key.partition("/")
            if kind == "parameter":
                parameters[rest] = file[key].astype(np.float64)
            elif kind != "job":
                scenario, _, outcome = rest.partition("/")
                if kind == "outcome":
                    outcomes.setdefault(scenario, {})[outcome] = file[key].astype(np.float64)
                else:
                    noise.setdefault(scenario, {})[outcome] = float(file[key][0])
    return Kept(years, people, seed, parameters, outcomes, noise)


WILLING = 500_000


def benefit(found: Mapping[str, Array], willing: float = WILLING) -> Array:
    """Net monetary benefit of a scenario's outcomes, million SEK."""
    return found["quality"] * willing / 1e6 - found["cost"]


@cache
def surfaces(scenario: str) -> Mapping[str, Surface]:
    """Outcome -> its surface over the five parameters that the benefit leans on most; KeyError: no such scenario."""
    own = kept().outcomes[scenario]
    moved = important(kept().parameters, benefit(own), FIRST)
    names = ("averted", *SITES, "deaths", "quality", "bed_days", "cost", *COSTS)
    return {name: fit(kept().parameters, own[name], moved) for name in names}
