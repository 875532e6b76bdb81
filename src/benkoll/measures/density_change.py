"""How a bone density has changed between two examinations, and whether that is more than the machine's own error.

The same site and side, the same vertebrae, the same machine, the same person; else it is refused, with the reason.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import erf, sqrt

from benkoll.logic.evaluate import round_half_away
from benkoll.measures.densitometry import HAIR
from benkoll.measures.density_references import DIAGNOSTIC
from benkoll.measures.density_report import DensityReport, Region, Side, SiteDensity
from benkoll.measures.density_words import Both, Said, machine_name, place, say
from benkoll.measures.lumbar import span
from benkoll.measures.numbers import rule
from benkoll.measures.precision import LeastChange, Precision, least_change
from benkoll.measures.spine_density import Density, Spine, density_of, mean_of


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one site, in g/cm2, later less earlier; `notes`: what has to be looked at."""

    region: Region
    side: Side | None
    vertebrae: tuple[str, ...]
    earlier: float
    later: float
    earlier_on: date
    later_on: date
    least: LeastChange
    notes: tuple[Said, ...] = ()

    @property
    def amount(self) -> float:
        """g/cm2, a fall below 0, to four decimals: a hair of binary numbers shall not meet a limit."""
        return round_half_away(self.later - self.earlier, int(rule("change.decimals")))

    @property
    def percent(self) -> float:
        """Of the earlier density."""
        return 100 * (self.later - self.earlier) / self.earlier

    @property
    def limit(self) -> float:
        """The least significant change, g/cm2, to four decimals."""
        return round_half_away(self.least.value, int(rule("change.decimals")))

    @property
    def interval(self) -> tuple[float, float]:
        """Between which the true change lies, g/cm2 (95 %): the least significant change on either side."""
        return self.amount - self.limit, self.amount + self.limit

    @property
    def is_significant(self) -> bool:
        """Whether the change, up or down, is more than the least significant one."""
        return abs(self.amount) > self.limit + HAIR

    @property
    def has_fallen(self) -> bool:
        """Whether the density has fallen by more than the least significant change (TX-5)."""
        return self.is_significant and self.amount < 0

    @property
    def is_near_limit(self) -> bool:
        """Whether the precision is known too poorly to tell: the change lies within the limit's own interval."""
        within = self.least.interval
        return within is not None and within[0] - HAIR <= abs(self.amount) <= within[1] + HAIR

    @property
    def chance_of_fall(self) -> float:
        """How likely the density has fallen at all, 0 to 1: the normal distribution around the change measured."""
        spread = self.least.value / rule("change.factor") * sqrt(2)
        return (1 - erf(self.amount / spread / sqrt(2))) / 2


def changes(
    earlier: DensityReport,
    later: DensityReport,
    precisions: Collection[Precision],
    spines: tuple[Spine | None, Spine | None],
    same_day: bool = False,
) -> tuple[tuple[Change, ...], tuple[Said, ...]]:
    """The change of each site that both reports have, and why others have none.

    `precisions`: the clinic's own. `spines`: which vertebrae count in each (`spine_density.spine_of`). `same_day`: the
    precision was measured on one day. Where the reports are not of one person and machine, there is no change at all.
    """
    wrong = tuple(_not_alike(earlier, later))
    if wrong:
        return (), wrong
    found: list[Change] = []
    refused: list[Said] = []
    keys = dict.fromkeys((line.region, line.side) for line in (*earlier.sites, *later.sites))
    for region, side in keys:
        one = change(earlier, later, region, side, precisions, spines, same_day)
        if isinstance(one, Change):
            found.append(one)
        else:
            refused.append(one)
    return tuple(found), tuple(refused)


def change(
    earlier: DensityReport,
    later: DensityReport,
    region: Region,
    side: Side | None,
    precisions: Collection[Precision],
    spines: tuple[Spine | None, Spine | None],
    same_day: bool = False,
) -> Change | Said:
    """The change of one site, or the first reason why there is none. See `changes`."""
    for wrong in _not_alike(earlier, later):
        return wrong
    if region not in DIAGNOSTIC:
        return say(WORDS["site"], place(region, side))
    pair = _spine(earlier, later, spines) if region == "lumbar_spine" else _hip(earlier, later, region, side)
    if isinstance(pair, Said):
        return pair
    vertebrae, before, after, notes = pair
    least = least_change(precisions, region, vertebrae, same_day)
    if isinstance(least, Said):
        return least
    assert earlier.measured_on is not None  # _not_alike has refused reports without a day
    assert later.measured_on is not None
    notes = (*notes, *([least.estimate] if least.estimate else []), *_about_device(earlier, later))
    return Change(region, side, vertebrae, before, after, earlier.measured_on, later.measured_on, least, notes)


_Pair = tuple[tuple[str, ...], float, float, tuple[Said, ...]]


def _not_alike(earlier: DensityReport, later: DensityReport) -> Iterator[Said]:
    """Why the two reports as a whole are not compared."""
    for key, before, after in (
        ("patient", earlier.patient, later.patient),
        ("sex", earlier.sex, later.sex),
        ("birth date", earlier.birth_date, later.birth_date),
    ):
        if before is not None and after is not None and _plain(before) != _plain(after):
            yield say(WORDS[key])
    if earlier.measured_on is None or later.measured_on is None:
        yield say(WORDS["no day"])
    elif earlier.measured_on >= later.measured_on:
        yield say(WORDS["order"], str(earlier.measured_on), str(later.measured_on))
    machines = [(one.maker, one.model and _plain(one.model)) for one in (earlier, later)]
    if any(part is None for machine in machines for part in machine):
        yield say(WORDS["no machine"])
    elif machines[0] != machines[1] or _devices(earlier, later) == "other":
        yield say(WORDS["machine"], _machine(earlier), _machine(later))


def _plain(value: object) -> str:
    return "".join(letter for letter in str(value).casefold() if letter.isalnum())


def _machine(report: DensityReport) -> str:
    return f"{machine_name(report.maker, report.model)} {report.device or ''}".strip()


def _devices(earlier: DensityReport, later: DensityReport) -> str:
    if earlier.device is None or later.device is None:
        return "unknown"
    return "same" if _plain(earlier.device) == _plain(later.device) else "other"


def _about_device(earlier: DensityReport, later: DensityReport) -> tuple[Said, ...]:
    return (say(WORDS["device"], _machine(later)),) if _devices(earlier, later) == "unknown" else ()


def _hip(earlier: DensityReport, later: DensityReport, region: Region, side: Side | None) -> _Pair | Said:
    if side is None:
        return say(WORDS["no side"], place(region))
    found = [_bmd_at(report.sites, region, side) for report in (earlier, later)]
    if found[0] is None or found[1] is None:
        return say(WORDS["only one"], place(region, side))
    return (), found[0], found[1], ()


def _bmd_at(sites: Sequence[SiteDensity], region: Region, side: Side) -> float | None:
    return next((one.bmd for one in sites if (one.region, one.side) == (region, side) and one.bmd is not None), None)


def _spine(earlier: DensityReport, later: DensityReport, spines: tuple[Spine | None, Spine | None]) -> _Pair | Said:
    """Of the vertebrae that count in both; their density found in the same way in both."""
    before, after = spines
    if before is None or after is None:
        return say(WORDS["only one"], place("lumbar_spine"))
    common = tuple(one for one in before.counted if one in after.counted)
    if len(common) < rule("spine.fewest"):
        counted = [span(one.counted) if one.counted else say(WORDS["none"]) for one in (before, after)]
        return say(WORDS["too few"], *counted)
    pair = density_of(earlier, common), density_of(later, common)
    if any(isinstance(one, Density) and one.how == "mean" for one in pair):
        pair = mean_of(earlier, common), mean_of(later, common)
    first, second = pair
    if isinstance(first, Said):
        return first
    if isinstance(second, Said):
        return second
    less = set(before.counted) ^ set(after.counted)
    notes = [say(WORDS["common"], span(common))] if less else []
    notes += [say(WORDS["mean"], span(common))] if first.how == "mean" else []
    return common, first.value, second.value, tuple(notes)


WORDS: dict[str, Both] = {
    "patient": {
        "sv": "de två mätningarna är av olika personer: personnumren skiljer sig",
        "en": "the two examinations are of different people: their identities differ",
    },
    "sex": {
        "sv": "de två mätningarna är av olika personer: könet skiljer sig",
        "en": "the two examinations are of different people: their sexes differ",
    },
    "birth date": {
        "sv": "de två mätningarna är av olika personer: födelsedatumen skiljer sig",
        "en": "the two examinations are of different people: their dates of birth differ",
    },
    "no day": {
        "sv": "dagen är inte angiven för båda mätningarna: vilken som är först går inte att veta",
        "en": "the day is not stated of both examinations: which came first cannot be known",
    },
    "order": {
        "sv": "den tidigare mätningen ({}) ligger inte före den senare ({})",
        "en": "the earlier examination ({}) does not lie before the later one ({})",
    },
    "no machine": {
        "sv": "fabrikat och modell är inte angivna för båda mätningarna: bara samma apparat kan jämföras",
        "en": "maker and model are not stated of both examinations: only one and the same machine can be compared",
    },
    "machine": {
        "sv": "olika apparater ({}; {}): ändringen räknas inte, för skillnaden kan vara apparaternas",
        "en": "different machines ({}; {}): no change is reckoned, for the difference may be theirs",
    },
    "device": {
        "sv": "apparatens nummer står inte i båda: samma fabrikat och modell ({}) har räknats som samma apparat",
        "en": "the machine's number does not stand in both: the same maker and model ({}) was taken for one machine",
    },
    "site": {
        "sv": "{}: följs inte; bara lårbenshals, total höft och ländrygg",
        "en": "{}: is not followed; only femoral neck, total hip and lumbar spine",
    },
    "no side": {"sv": "{}: sidan är inte angiven", "en": "{}: the side is not stated"},
    "only one": {
        "sv": "{}: BMD finns inte i båda mätningarna",
        "en": "{}: the two examinations do not both have a BMD of it",
    },
    "none": {"sv": "ingen", "en": "none"},
    "too few": {
        "sv": "ländrygg: färre än två kotor räknas i båda mätningarna (först {}, sedan {})",
        "en": "lumbar spine: fewer than two vertebrae count in both examinations (first {}, then {})",
    },
    "common": {
        "sv": "ändringen gäller de kotor som räknas i båda mätningarna: {}",
        "en": "the change is of the vertebrae that count in both examinations: {}",
    },
    "mean": {
        "sv": "{}: yta och BMC saknas, så båda är kotornas enkla medelvärde",
        "en": "{}: without area and BMC both are the plain mean of the vertebrae",
    },
}
