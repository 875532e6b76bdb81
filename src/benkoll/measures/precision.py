"""How well a densitometer measures again: precision from repeated measurements, and the least significant change.

Precision is the root-mean-square standard deviation in g/cm2 (Glüer 1995), people weighted by their degrees of freedom,
which is the plain root mean square where everyone is measured equally often. A change counts where it is more than 2.77
times that: 95 % of the differences between two measurements of an unchanged bone are smaller.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from benkoll.facts.registry import registry
from benkoll.measures.chi_square import quantile
from benkoll.measures.density_report import Region, Side
from benkoll.measures.density_words import Both, Said, place, say
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.numbers import rule

Interval = tuple[float, float]
Bone = tuple[str, Side | None]
"""A person, and the side where it is a hip."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One density of one person, in g/cm2. `scan`: which of the person's examinations; `area`: cm2."""

    person: str
    region: Region
    bmd: float
    side: Side | None = None
    vertebrae: tuple[str, ...] = ()
    scan: str | None = None
    area: float | None = None


@dataclass(frozen=True, slots=True)
class Precision:
    """The precision of a site. `sd`: RMS SD, g/cm2.

    `people`, `measurements`, `freedom`: what it stands on, and `mean` their density in g/cm2; None where somebody
    states the SD alone.
    """

    region: Region
    vertebrae: tuple[str, ...]
    sd: float
    people: int | None = None
    measurements: int | None = None
    freedom: int | None = None
    mean: float | None = None

    @property
    def interval(self) -> Interval | None:
        """Between which the SD lies (95 %, chi-square); None where nobody knows what it stands on."""
        if self.freedom is None:
            return None
        outside = (1 - rule("precision.certainty")) / 2
        low, high = (self.freedom / quantile(share, self.freedom) for share in (1 - outside, outside))
        return self.sd * sqrt(low), self.sd * sqrt(high)


@dataclass(frozen=True, slots=True)
class LeastChange:
    """The least significant change of a site, g/cm2, with the interval of the precision, where that is known.

    `estimate`: what makes it an estimate; None where precision was measured for these very vertebrae.
    """

    value: float
    interval: Interval | None = None
    estimate: Said | None = None


def precisions(measurements: Iterable[Measurement]) -> tuple[tuple[Precision, ...], tuple[Said, ...]]:
    """The precision of each site that is measured again, and why others have none.

    Of vertebrae measured one by one with their area, every two and more of a scan count as well, by mineral and area.
    """
    measurements = tuple(measurements)
    groups: dict[tuple[Region, tuple[str, ...]], dict[Bone, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in (*measurements, *_together(measurements)):
        if one.region != "lumbar_spine" or len(one.vertebrae) >= rule("spine.fewest"):
            groups[one.region, one.vertebrae][one.person, one.side].append(one.bmd)
    found = [precision_of(*site, repeated) for site, repeated in groups.items()]
    good = (one for one in found if isinstance(one, Precision))
    return tuple(good), tuple(one for one in found if isinstance(one, Said))


def precision_of(
    region: Region, vertebrae: tuple[str, ...], repeated: Mapping[Bone, Sequence[float]]
) -> Precision | Said:
    """The precision that repeated measurements make, or why they are too few.

    `repeated`: densities in g/cm2 by person and side; what is measured once says nothing.
    """
    groups = [values for values in repeated.values() if len(values) > 1]
    people = len({person for (person, _), values in repeated.items() if len(values) > 1})
    freedom = sum(len(values) - 1 for values in groups)
    if people < rule("precision.people") or freedom < rule("precision.freedom"):
        need = rule("precision.people"), rule("precision.freedom")
        return say(WORDS["too few"], place(region, vertebrae=vertebrae), people, freedom, *need)
    squares = sum(_squares(values) for values in groups)
    if not squares:
        return say(WORDS["no spread"], place(region, vertebrae=vertebrae))
    every = [value for values in groups for value in values]
    mean = sum(every) / len(every)
    return Precision(region, vertebrae, sqrt(squares / freedom), people, len(every), freedom, mean)


def least_change(
    precisions: Iterable[Precision], region: Region, vertebrae: tuple[str, ...], same_day: bool = False
) -> LeastChange | Said:
    """The least significant change of a site, or why it is not known.

    Of a part of the lumbar spine: by the precision of these very vertebrae, else by that of L1-L4 and a factor for
    their number, as an estimate. `same_day`: the precision was measured on one day, and the change is not.
    """
    of_site = {one.vertebrae: one for one in precisions if one.region == region}
    if vertebrae in of_site:
        return least_of(of_site[vertebrae])
    factor_name = f"change.of_{len(vertebrae)}_vertebrae{'_same_day' if same_day else ''}"
    if LUMBAR not in of_site or len(vertebrae) not in PARTS:
        return say(WORDS["no precision"], place(region, vertebrae=vertebrae))
    factor = rule(factor_name)
    estimate = say(WORDS["estimate"], factor, len(vertebrae))
    whole = least_of(of_site[LUMBAR])
    interval = whole.interval and (whole.interval[0] * factor, whole.interval[1] * factor)
    return LeastChange(whole.value * factor, interval, estimate)


def _together(measurements: Iterable[Measurement]) -> Iterator[Measurement]:
    """The sets of vertebrae that a scan has no measurement of, from those that it has one by one."""
    scans: dict[tuple[str, str], dict[tuple[str, ...], Measurement]] = defaultdict(dict)
    for one in measurements:
        if one.region == "lumbar_spine" and one.scan is not None:
            scans[one.person, one.scan][one.vertebrae] = one
    for (person, scan), measured in scans.items():
        singles = {one.vertebrae[0]: (one.bmd, one.area) for one in measured.values() if len(one.vertebrae) == 1}
        sized = {level: (bmd, area) for level, (bmd, area) in singles.items() if area is not None}
        levels = [level for level in LUMBAR if level in sized]
        for count in range(int(rule("spine.fewest")), len(levels) + 1):
            for subset in combinations(levels, count):
                if subset not in measured:
                    whole = sum(sized[level][1] for level in subset)
                    mineral = sum(sized[level][0] * sized[level][1] for level in subset)
                    yield Measurement(person, "lumbar_spine", mineral / whole, vertebrae=subset, scan=scan)


def least_of(precision: Precision) -> LeastChange:
    """The least significant change of the very site that the precision is of."""
    factor = rule("change.factor")
    interval = precision.interval
    return LeastChange(factor * precision.sd, interval and (factor * interval[0], factor * interval[1]))


def sd_limits() -> Interval:
    """What a precision that somebody states may be, g/cm2: its least significant change is one that the facts hold."""
    info, factor = registry()["least_significant_change_g_cm2"], rule("change.factor")
    assert info.low is not None
    assert info.high is not None
    return info.low / factor, info.high / factor


def _squares(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


PARTS = (2, 3)
"""How many vertebrae a part of L1-L4 may have: one alone is never followed."""

WORDS: dict[str, Both] = {
    "too few": {
        "sv": "{}: {} personer är mätta mer än en gång, med {} frihetsgrader; minst {} personer och {} frihetsgrader "
        "behövs (15 personer tre gånger eller 30 personer två)",
        "en": "{}: {} people are measured more than once, with {} degrees of freedom; at least {} people and {} "
        "degrees are needed (15 people three times or 30 twice)",
    },
    "no spread": {
        "sv": "{}: alla har exakt samma värde båda gångerna; är värdena kopierade?",
        "en": "{}: everybody has the very same value each time; were they copied?",
    },
    "no precision": {
        "sv": "{}: mottagningens egen precision för mätstället är inte angiven",
        "en": "{}: the clinic's own precision of the site is not stated",
    },
    "estimate": {
        "sv": "skattning: precisionen för L1-L4 gånger {} för {} kotor (Rosen 2024; ingen regel från ISCD)",
        "en": "an estimate: the precision of L1-L4 times {} for {} vertebrae (Rosen 2024; no rule of the ISCD's)",
    },
}
