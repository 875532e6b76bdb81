"""Small simulations that several tests look at."""

from functools import cache

import numpy as np

from benkoll.economics.counted import PLACE
from benkoll.economics.parameters import Values, means
from benkoll.economics.people import People, counts, draw_people
from benkoll.economics.run import Outcome, Watch, simulate
from benkoll.economics.scenarios import Scenario, scenario

PEOPLE, YEARS, SEED = 20_000, 8, 5


@cache
def swedes(people: int = PEOPLE, years: int = YEARS) -> People:
    return draw_people(counts("sweden"), people, years, SEED)


def run(*scenarios: Scenario | str, watch: Watch | None = None, years: int = YEARS, **changes: float) -> Outcome:
    """These side by side, every parameter at its value but those changed (a dot written as two underscores)."""
    chosen = [scenario(one) if isinstance(one, str) else one for one in scenarios]
    own = {name.replace("__", "."): value for name, value in changes.items()}
    values: list[Values] = [means({**own, **one.parameters}) for one in chosen]
    return simulate(swedes(years=years), chosen, values, years, SEED, watch=watch)


def total(outcome: Outcome, place: int, name: str) -> float:
    return float(outcome.totals[place][..., PLACE[name]].sum())


def fractures(outcome: Outcome, place: int) -> float:
    sites = ("hip", "vertebra", "wrist", "humerus", "elsewhere")
    return float(np.sum([total(outcome, place, site) for site in sites]))
