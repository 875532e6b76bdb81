"""What each vertebra was, weighed from all of them at once: expectation propagation over the row.

Each vertebra is either whole or lost height in one of many ways; given the ways, everything is Gaussian. In turn every
vertebra is held against what the others lead to expect, and what it then says of the row is put back as one Gaussian,
until nothing changes (Minka 2001). No draw is made here: the sums are exact but for that step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benkoll.imaging.anatomy import Floats, Row, number
from benkoll.imaging.deformity import Ways, believed, odds_by_level, step_for, ways


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What came of it, for n vertebrae and k ways.

    `ways`: those that were weighed. `chance` (n, k): of each. `mean` (n, 3), `covariance` (n, 3, 3): logarithms of the
    whole heights that the other vertebrae lead to expect. `evidence`: logarithm of how well the row explains the
    points. `rounds`: it took.
    """

    ways: Ways
    chance: Floats
    mean: Floats
    covariance: Floats
    evidence: float
    rounds: int

    def at(self, place: int) -> tuple[Floats, Floats, Floats]:
        """Chances, mean and covariance of one vertebra."""
        return self.chance[place], self.mean[place], self.covariance[place]


def weigh(levels: Sequence[int], heights: Floats, error: Floats, row: Row) -> Weighed:
    """Weigh the heights (n, 3) of these levels, known to variances `error` (n, 3) in their unit squared."""
    every, odds = ways(step_for(error, heights)), odds_by_level(levels)
    most, step, enough = number("rounds")
    seen = np.log(heights)
    precision: Floats = np.asarray(np.linalg.inv(row.covariance), dtype=float)
    pull = precision @ row.mean
    sites = _Sites.soft(seen, error / heights**2)
    before: Floats | None = None
    rounds = 0
    while rounds < most:
        rounds += 1
        spread, mean = _posterior(precision, pull, sites)
        inner = _inverse(_blocks(spread))
        cavity = _Cavity.of(mean, inner, sites)
        told = cavity.told_by(heights, error, every, odds)
        if before is not None and np.abs(told.chance - before).max() < enough:
            break
        before = told.chance
        sites = sites.towards(cavity, told, step)
    evidence = 0.5 * (
        np.linalg.slogdet(spread)[1]
        - np.linalg.slogdet(row.covariance)[1]
        + mean.reshape(-1) @ np.linalg.solve(spread, mean.reshape(-1))
        - row.mean @ pull
    )
    evidence += float((told.explained + _size(cavity.mean, cavity.precision) - _size(mean, inner)).sum())
    return Weighed(every, told.chance, cavity.mean, cavity.covariance, float(evidence), rounds)


@dataclass(frozen=True, slots=True, eq=False)
class _Sites:
    """What each vertebra says of its own whole heights: a Gaussian by precision (n, 3, 3) and pull (n, 3)."""

    precision: Floats
    pull: Floats

    @classmethod
    def soft(cls, seen: Floats, error: Floats) -> "_Sites":
        """What is seen, taken as so uncertain that no fracture bends the row."""
        precision = np.zeros((*seen.shape, 3))
        for part in range(3):
            precision[:, part, part] = 1 / (error[:, part] + number("start") ** 2)
        return cls(precision, np.einsum("nab,nb->na", precision, seen))

    def towards(self, cavity: "_Cavity", told: "_Told", step: float) -> "_Sites":
        """A step towards what was told; where that would make a vertebra say less than nothing, it says nothing."""
        inner = _inverse(told.covariance)
        precision = inner - cavity.precision
        values, vectors = np.linalg.eigh(precision)
        precision = np.einsum("nab,nb,ncb->nac", vectors, np.maximum(values, 1e-3), vectors)
        pull = np.einsum("nab,nb->na", cavity.precision + precision, told.mean)
        pull -= np.einsum("nab,nb->na", cavity.precision, cavity.mean)
        return _Sites(
            (1 - step) * self.precision + step * precision,
            (1 - step) * self.pull + step * pull,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What a vertebra tells when it is held against the others: chance of each way, and its whole heights."""

    chance: Floats
    mean: Floats
    covariance: Floats
    explained: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Cavity:
    """What all others lead to expect of each vertebra."""

    mean: Floats
    covariance: Floats
    precision: Floats

    @classmethod
    def of(cls, mean: Floats, inner: Floats, sites: _Sites) -> "_Cavity":
        precision = inner - sites.precision
        covariance = _inverse(precision)
        pull = np.einsum("nab,nb->na", inner, mean) - sites.pull
        return cls(np.einsum("nab,nb->na", covariance, pull), covariance, precision)

    def told_by(self, heights: Floats, error: Floats, every: Ways, odds: Floats) -> _Told:
        """The ways weighed for each vertebra by itself. Errors of clicks add to heights, not to their logarithms."""
        expected = np.exp(self.mean[:, None] + every.shift)
        off = np.minimum(heights[:, None] / expected - 1, 1.0)  # more than twice as high is as odd as twice
        noise = every.variance + error[:, None] / expected**2 + number("click.least") ** 2
        inverse, determinant = _cofactors(self.covariance[:, None], noise)
        gain = np.stack([sum(inverse[i, j] * off[..., j] for j in range(3)) for i in range(3)], axis=-1)
        fit = -0.5 * ((off * gain).sum(-1) + np.log(determinant)) - np.log(expected).sum(-1)
        lost = _log_sum(fit[:, 1:] + every.weight[1:])
        before = believed(odds, lost - fit[:, 0])
        weighed = fit + every.weight + np.log(before)[:, None]
        weighed[:, 0] = fit[:, 0]
        total = _log_sum(weighed)
        chance = np.exp(weighed - total[:, None])
        pulled = (chance[:, None] @ gain)[:, 0]
        known = np.stack([(chance * inverse[i, j]).sum(-1) for i in range(3) for j in range(3)], axis=-1)
        apart = np.swapaxes(gain * chance[..., None], 1, 2) @ gain - pulled[:, :, None] * pulled[:, None, :]
        covariance = self.covariance + self.covariance @ (apart - known.reshape(-1, 3, 3)) @ self.covariance
        mean = self.mean + np.einsum("nab,nb->na", self.covariance, pulled)
        return _Told(chance, mean, covariance, total - np.log1p(before))


def _posterior(precision: Floats, pull: Floats, sites: _Sites) -> tuple[Floats, Floats]:
    count = len(sites.pull)
    whole = precision.reshape(count, 3, count, 3).copy()
    for place in range(count):
        whole[place, :, place, :] += sites.precision[place]
    spread: Floats = np.asarray(np.linalg.inv(whole.reshape(3 * count, 3 * count)), dtype=float)
    return spread, (spread @ (pull + sites.pull.reshape(-1))).reshape(count, 3)


def _blocks(spread: Floats) -> Floats:
    count = len(spread) // 3
    return np.stack([spread[3 * place : 3 * place + 3, 3 * place : 3 * place + 3] for place in range(count)])


def _size(mean: Floats, precision: Floats) -> Floats:
    """Logarithm of a Gaussian's integral by its natural parameters, but for a constant."""
    found: Floats = 0.5 * (np.einsum("na,nab,nb->n", mean, precision, mean) - np.linalg.slogdet(precision)[1])
    return found


def _log_sum(of: Floats) -> Floats:
    most = of.max(axis=-1, keepdims=True)
    found: Floats = (most + np.log(np.exp(of - most).sum(axis=-1, keepdims=True)))[..., 0]
    return found


def _inverse(of: Floats) -> Floats:
    inverse, _ = _cofactors(of, np.zeros(of.shape[:-1]))
    return np.stack([np.stack([inverse[i, j] for j in range(3)], axis=-1) for i in range(3)], axis=-2)


def _cofactors(of: Floats, more: Floats) -> tuple[Mapping[tuple[int, int], Floats], Floats]:
    """The entries of the inverse, and the determinant, of symmetric 3 x 3 matrices with `more` on their diagonal.

    By cofactors, entry by entry: of very many small matrices numpy makes that many times quicker.
    """
    a, d, f = (of[..., i, i] + more[..., i] for i in range(3))
    b, c, e = of[..., 0, 1], of[..., 0, 2], of[..., 1, 2]
    upper = {(0, 0): d * f - e * e, (0, 1): c * e - b * f, (0, 2): b * e - c * d}
    upper |= {(1, 1): a * f - c * c, (1, 2): b * c - a * e, (2, 2): a * d - b * b}
    determinant = a * upper[0, 0] + b * upper[0, 1] + c * upper[0, 2]
    entries = {place: cofactor / determinant for place, cofactor in upper.items()}
    return entries | {(j, i): entry for (i, j), entry in entries.items()}, determinant
