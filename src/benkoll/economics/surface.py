"""A surface through the draws: what an outcome comes to where five parameters are moved, at once and with its error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benkoll.economics.results import Array, leaning

MOVED = 5
PARTS = 5
"""Parts of the draws that are left out in turn to find the error."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Fitted by least squares: quadratic in the moved parameters, linear in the others.

    `middle`, `spread`: mean and standard deviation of every parameter; `low`, `high`: the middle 95 % of the moved
    ones, the range that the surface was fitted in; `error`: root mean square of what it misses on draws that were left
    out; `rest`: standard deviation of what the parameters that are not moved do to the outcome.
    """

    moved: tuple[str, ...]
    middle: Mapping[str, float]
    spread: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    coefficients: Array
    error: float
    rest: float

    def at(self, values: Mapping[str, float]) -> float:
        """The outcome where these moved parameters have these values, all else as in the mean of the draws."""
        scaled = np.array([[(values[name] - self.middle[name]) / self.spread[name] for name in self.moved]])
        terms = _quadratic(scaled)[0]
        return float(terms @ self.coefficients[: len(terms)])


def important(parameters: Mapping[str, Array], outcome: Array, first: Sequence[str] = ()) -> tuple[str, ...]:
    """The parameters that the outcome leans on most, five, those named `first` among them if they vary."""
    order = [name for name, _ in leaning(dict(parameters), outcome)]
    kept = [name for name in first if name in order]
    return tuple([*kept, *(name for name in order if name not in kept)][:MOVED])


def fit(parameters: Mapping[str, Array], outcome: Array, moved: Sequence[str]) -> Surface:
    """The surface through the draws, (draws,). Needs more draws than coefficients, else ValueError."""
    others = [name for name, values in parameters.items() if values.std() > 0 and name not in moved]
    names = [*moved, *others]
    table = np.stack([parameters[name] for name in names], axis=1)
    middle, spread = table.mean(axis=0), table.std(axis=0)
    scaled = (table - middle) / spread
    terms = _quadratic(scaled[:, : len(moved)])
    design = np.concatenate([terms, scaled[:, len(moved) :]], axis=1)
    if len(design) <= 2 * design.shape[1]:
        raise ValueError(f"{len(design)} draws are too few for {design.shape[1]} coefficients")
    coefficients = np.linalg.lstsq(design, outcome, rcond=None)[0]
    rest = float((scaled[:, len(moved) :] @ coefficients[terms.shape[1] :]).std())
    inside = np.percentile(table[:, : len(moved)], [2.5, 97.5], axis=0)
    return Surface(
        tuple(moved),
        dict(zip(names, middle.tolist(), strict=True)),
        dict(zip(names, spread.tolist(), strict=True)),
        dict(zip(moved, inside[0].tolist(), strict=True)),
        dict(zip(moved, inside[1].tolist(), strict=True)),
        coefficients,
        _error(design, outcome),
        rest,
    )


def _quadratic(scaled: Array) -> Array:
    """1, each, and each product of two: (draws, terms)."""
    count = scaled.shape[1]
    products = [scaled[:, one] * scaled[:, other] for one in range(count) for other in range(one, count)]
    return np.column_stack([np.ones(len(scaled)), scaled, *products])


def _error(design: Array, outcome: Array) -> float:
    missed = np.empty_like(outcome)
    part = np.arange(len(outcome)) % PARTS
    for left in range(PARTS):
        inside, out = part != left, part == left
        fitted = np.linalg.lstsq(design[inside], outcome[inside], rcond=None)[0]
        missed[out] = outcome[out] - design[out] @ fitted
    return float(np.sqrt((missed**2).mean()))
