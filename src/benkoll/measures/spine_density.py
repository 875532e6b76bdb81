"""Which lumbar vertebrae count, and the density and T-score of those that do (ISCD 2019 and 2023).

One that cannot be assessed or is fractured is left out, and one that lies more than 1.0 T-score from its neighbour. At
least two remain, touching or not; else the lumbar spine is not evaluable.

Readings of ours, for the positions do not say: the neighbour is the next vertebra that remains. Of two that lie too far
apart, the one goes that is at odds with more of its neighbours, else the higher one, for what deceives a densitometer
(degeneration, fracture, calcification) adds density; of two equally high, the lower level. They go one at a time, each
time held anew against those that remain.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from benkoll.measures.densitometry import HAIR, Scored, scored, t_score
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.density_words import Both, Said, joined, say
from benkoll.measures.lumbar import in_order, span
from benkoll.measures.numbers import rule

Why = Literal["not_assessable", "fractured", "discordant"]
How = Literal["printed", "area", "mean"]
"""A density of several vertebrae: as a line of the report has it, by mineral and area of each, or their plain mean."""


@dataclass(frozen=True, slots=True)
class Density:
    """A density in g/cm2 of these vertebrae, how it was found, and the line that has it, where one has."""

    vertebrae: tuple[str, ...]
    value: float
    how: How
    line: SiteDensity | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A vertebra that does not count, and why."""

    vertebra: str
    why: Why
    said: Said


@dataclass(frozen=True, slots=True)
class Spine:
    """The lumbar spine of one report. `counted`: the vertebrae from above, or () where it is not evaluable.

    `density`, `score`: of those that count, or why there is none. `notes`: what has to be looked at.
    """

    counted: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    density: Density | Said
    score: Scored | Said
    notes: tuple[Said, ...] = ()


def measured(report: DensityReport) -> tuple[str, ...]:
    """The lumbar vertebrae that the report says anything of, from above."""
    return in_order(level for line in lines(report) for level in line.vertebrae)


def lines(report: DensityReport) -> Iterator[SiteDensity]:
    """The lines of the lumbar spine."""
    return (line for line in report.sites if line.region == "lumbar_spine")


def spine_of(
    report: DensityReport,
    unusable: Mapping[str, Literal["not_assessable", "fractured"]] | None = None,
    keep: Collection[str] = (),
) -> Spine | None:
    """Which vertebrae count, and what they have; None where the report has no lumbar spine.

    `unusable`: what a reader says of a vertebra. `keep`: those that a reader wants to count although they lie far from
    a neighbour: neither they nor, for their sake, the neighbour is left out. ValueError for what is no such vertebra.
    """
    told = dict(unusable or {})
    in_order((*told, *keep))
    candidates = measured(report)
    if not candidates:
        return None
    out = [LeftOut(one, told[one], say(WORDS[told[one]], one)) for one in candidates if one in told]
    remaining = [one for one in candidates if one not in told]
    scores = {one: found for one in remaining if (found := _score_of(report, one)) is not None}
    out += _discordant(remaining, scores, keep)
    counted = tuple(one for one in remaining if all(one != left.vertebra for left in out))
    notes = tuple(_notes(remaining, scores))
    if len(counted) < rule("spine.fewest"):
        few = say(WORDS["too few"], span(counted) if counted else say(WORDS["none"]))
        return Spine((), tuple(out), few, few, notes)
    density = density_of(report, counted)
    score = _score(counted, density, report)
    marks = score.marks if isinstance(score, Scored) else ()
    return Spine(counted, tuple(out), density, score, (*notes, *marks))


def density_of(report: DensityReport, vertebrae: tuple[str, ...]) -> Density | Said:
    """The density of these vertebrae together: the report's own line of them, else bone mineral by area, else the mean.

    Or why there is none: what of which vertebra is not there.
    """
    own = next((line for line in lines(report) if line.vertebrae == vertebrae and line.bmd is not None), None)
    if own is not None and own.bmd is not None:
        return Density(vertebrae, own.bmd, "printed", own)
    singles = {line.vertebrae[0]: line for line in lines(report) if len(line.vertebrae) == 1}
    parts = {one: part for one in vertebrae if one in singles and (part := _mineral_and_area(singles[one])) is not None}
    if len(parts) == len(vertebrae):
        return Density(
            vertebrae, sum(part[0] for part in parts.values()) / sum(part[1] for part in parts.values()), "area"
        )
    return mean_of(report, vertebrae)


def mean_of(report: DensityReport, vertebrae: tuple[str, ...]) -> Density | Said:
    """The plain mean of the single vertebrae; or which of them are not there."""
    found = {line.vertebrae[0]: line.bmd for line in lines(report) if len(line.vertebrae) == 1 and line.bmd is not None}
    lacking = [one for one in vertebrae if one not in found]
    if lacking:
        return say(WORDS["no density"], span(vertebrae), span(lacking))
    return Density(vertebrae, sum(found[one] for one in vertebrae) / len(vertebrae), "mean")


def _mineral_and_area(line: SiteDensity) -> tuple[float, float] | None:
    """g and cm2 of a vertebra, the one from the other and the density where one is not there."""
    if line.area is not None and line.bmc is not None:
        return line.bmc, line.area
    if line.bmd is None:
        return None
    if line.area is not None:
        return line.bmd * line.area, line.area
    return None if line.bmc is None else (line.bmc, line.bmc / line.bmd)


def _score_of(report: DensityReport, vertebra: str) -> float | None:
    """The T-score by which a vertebra is held against its neighbours: as printed, else reckoned."""
    for line in lines(report):
        if line.vertebrae == (vertebra,):
            if line.t_score is not None:
                return line.t_score
            if line.bmd is not None:
                found = t_score(line.bmd, report.maker, report.model, line.region, line.vertebrae)
                return None if isinstance(found, Said) else found.value
    return None


def _discordant(candidates: list[str], scores: Mapping[str, float], keep: Collection[str]) -> Iterator[LeftOut]:
    """Those that lie too far from a neighbour, in the order in which they go."""
    remaining = list(candidates)
    while True:
        at_odds = [
            pair
            for pair in pairwise(remaining)
            if not set(pair) & set(keep) and set(pair) <= set(scores) and _apart(scores, *pair)
        ]
        if not at_odds:
            return
        pairs_of = {one: [pair for pair in at_odds if one in pair] for one in remaining}
        worst = max(remaining, key=lambda one: (len(pairs_of[one]), scores.get(one, 0.0), remaining.index(one)))
        against = [other for pair in pairs_of[worst] for other in pair if other != worst]
        told = joined(tuple(say(WORDS["of"], other, scores[other]) for other in against), ", ")
        yield LeftOut(
            worst, "discordant", say(WORDS["discordant"], worst, scores[worst], rule("spine.discordance"), told)
        )
        remaining.remove(worst)


def _apart(scores: Mapping[str, float], one: str, other: str) -> bool:
    return abs(scores[one] - scores[other]) > rule("spine.discordance") + HAIR


def _score(counted: tuple[str, ...], density: Density | Said, report: DensityReport) -> Scored | Said:
    """The T-score of the vertebrae together: of the report's own line, else reckoned from their density."""
    line = next((line for line in lines(report) if line.vertebrae == counted), None)
    if line is None:
        if isinstance(density, Said):
            return density
        line = SiteDensity("lumbar_spine", vertebrae=counted, bmd=density.value)
    return scored(line, report.maker, report.model)


def _notes(remaining: list[str], scores: Mapping[str, float]) -> Iterator[Said]:
    unknown = [one for one in remaining if one not in scores]
    if unknown and len(remaining) > 1:
        yield say(WORDS["not held"], span(unknown))


WORDS: dict[str, Both] = {
    "not_assessable": {"sv": "{} går inte att bedöma", "en": "{} cannot be assessed"},
    "fractured": {"sv": "{} har en fraktur", "en": "{} is fractured"},
    "discordant": {
        "sv": "{} (T-score {}) ligger mer än {} från {}",
        "en": "{} (T-score {}) lies more than {} from {}",
    },
    "of": {"sv": "{} ({})", "en": "{} ({})"},
    "none": {"sv": "ingen", "en": "none"},
    "too few": {
        "sv": "ländryggen går inte att bedöma: minst två kotor måste återstå, och kvar är {}",
        "en": "the lumbar spine cannot be evaluated: at least two vertebrae must remain, and left is {}",
    },
    "no density": {
        "sv": "ländrygg {}: rapporten har ingen rad för dem tillsammans, och BMD saknas för {}",
        "en": "lumbar spine {}: the report has no line of them together, and no BMD of {}",
    },
    "not held": {
        "sv": "{}: T-score för kotan saknas, så den är inte jämförd med sina grannar",
        "en": "{}: without its own T-score it is not held against its neighbours",
    },
}
