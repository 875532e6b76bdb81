"""The published United Kingdom values as arrays: what the fit is held against."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benkoll.risk.hazards import Number
from benkoll.risk.validate import PUBLISHED, Published

SEXES = ("female", "male")
FACTORS = (
    "prior_fracture",
    "parent_hip",
    "smoking",
    "alcohol",
    "glucocorticoids",
    "rheumatoid_arthritis",
)


@dataclass(frozen=True)
class People:
    """One entry each: sex (0 woman, 1 man), age, T-score (nan: none known) and, per factor, whether it is there."""

    male: Number
    age: Number
    t_score: Number
    factors: Mapping[str, Number]

    def where(self, chosen: Number) -> "People":
        """Those chosen, by index or by truth value."""
        return People(
            self.male[chosen],
            self.age[chosen],
            self.t_score[chosen],
            {name: values[chosen] for name, values in self.factors.items()},
        )


def people(rows: tuple[Published, ...] = PUBLISHED) -> People:
    """The persons that the published values are about, in their order."""
    return People(
        male=np.array([row.sex == "male" for row in rows], float),
        age=np.array([row.age for row in rows], float),
        t_score=np.array([np.nan if row.t_score is None else row.t_score for row in rows]),
        factors={name: np.array([row.factor == name for row in rows], float) for name in FACTORS},
    )
