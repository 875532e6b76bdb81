"""What reports of bone density tell the guideline: facts, each with where it is from, and what was left out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from benkoll.logic.evaluate import round_half_away
from benkoll.logic.term import Value
from benkoll.measures.densitometry import Scored, scored
from benkoll.measures.density_change import Change
from benkoll.measures.density_references import DIAGNOSTIC
from benkoll.measures.density_report import DensityReport, Region, Side, SiteDensity
from benkoll.measures.density_words import Both, Part, Said, machine_name, place, say
from benkoll.measures.lumbar import span
from benkoll.measures.numbers import rule
from benkoll.measures.spine_density import Spine

Unreadable = Literal["hip", "lumbar_spine"]


@dataclass(frozen=True, slots=True)
class Site:
    """One site that the diagnosis is made on, with the T-score that counts there. `bmd`: g/cm2."""

    region: Region
    side: Side | None
    vertebrae: tuple[str, ...]
    bmd: float | None
    score: Scored

    @property
    def said(self) -> Said:
        """Where it is."""
        return place(self.region, self.side, self.vertebrae)


@dataclass(frozen=True, slots=True)
class DensityFacts:
    """Facts by their names (`facts.yaml`), with where each is from.

    `left_out`: what the report says and no fact does, and why. `marks`: what has to be looked at.
    """

    facts: Mapping[str, Value]
    provenance: Mapping[str, Said]
    left_out: tuple[Said, ...] = ()
    marks: tuple[Said, ...] = ()


def sites_of(report: DensityReport, spine: Spine | None) -> tuple[tuple[Site, ...], tuple[Said, ...]]:
    """The sites of hip and lumbar spine with a T-score that counts, and why others have none.

    `spine`: which vertebrae count (`spine_density.spine_of`).
    """
    found: list[Site] = []
    without: list[Said] = []
    for line in report.sites:
        if line.region == "lumbar_spine":
            continue
        score = scored(line, report.maker, report.model) if line.region in DIAGNOSTIC else _not_diagnostic(line)
        if isinstance(score, Said):
            without.append(score)
        else:
            found.append(Site(line.region, line.side, (), line.bmd, score))
    if spine is not None:
        bmd = None if isinstance(spine.density, Said) else spine.density.value
        if isinstance(spine.score, Said):
            without.append(spine.score)
        else:
            found.append(Site("lumbar_spine", None, spine.counted, bmd, spine.score))
    return tuple(found), tuple(without)


def lowest(sites: Iterable[Site]) -> Site | None:
    """The site with the lowest T-score; of equals femoral neck before total hip before spine, left before right."""
    return min(sites, key=_order, default=None)


def as_facts(report: DensityReport, spine: Spine | None, unreadable: Collection[Unreadable] = ()) -> DensityFacts:
    """The facts of one report.

    A T-score of each region, the lowest where both hips are measured; BMD of the femoral neck and the maker; the day;
    which site cannot be evaluated. `spine`: as for `sites_of`. `unreadable`: what a reader says of hip or spine.
    """
    sites, without = sites_of(report, spine)
    facts: dict[str, Value] = {}
    provenance: dict[str, Said] = {}
    marks = [mark for site in sites if site.region != "lumbar_spine" for mark in site.score.marks]
    marks += spine.notes if spine is not None else ()
    left_out = [*without, *(left.said for left in (spine.left_out if spine is not None else ()))]

    def give(name: str, value: Value, words: Both, *parts: Part) -> None:
        facts[name], provenance[name] = value, say(words, *parts)

    for region in DIAGNOSTIC:
        site = lowest(one for one in sites if one.region == region)
        if site is not None and _part_of(region) not in unreadable:
            give(f"t_score_{region}", site.score.value, WORDS["score"], site.said, site.score.said)
    neck = _neck(report, sites)
    if neck is not None and neck.bmd is not None and "hip" not in unreadable:
        give("bmd_femoral_neck", neck.bmd, WORDS["bmd"], place(neck.region, neck.side))
    if report.maker is not None:
        give("bmd_maker", report.maker, WORDS["machine"], machine_name(report.maker, report.model))
    if report.measured_on is not None:
        give("dxa_date", report.measured_on, WORDS["day"])
    elif facts:
        left_out.append(say(WORDS["no day"]))
    told = {*unreadable, *(["lumbar_spine"] if spine is not None and not spine.counted else [])}
    if len(told) == 1:
        (one,) = told
        reader = one in unreadable or spine is None
        give("dxa_site_not_evaluable", one, WORDS["reader"] if reader else WORDS["vertebrae"])
    elif told:
        left_out.append(say(WORDS["neither"]))
    return DensityFacts(facts, provenance, tuple(left_out), tuple(marks))


def change_as_facts(found: Iterable[Change]) -> DensityFacts:
    """The facts of a change (TX-5): of the site that has fallen most, by its own least significant change (a reading).

    The change, the least significant change and the site; the others are left out by name.
    """
    changes = sorted(found, key=lambda one: one.amount / one.least.value)
    if not changes:
        return DensityFacts({}, {})
    one, *others = changes
    where = place(one.region, one.side, one.vertebrae)
    told = say(WORDS["change"], where, str(one.earlier_on), str(one.later_on))
    of_least = one.least.estimate or say(WORDS["own"], rule("change.factor"))
    facts: dict[str, Value] = {
        "bmd_change_site": one.region,
        "bmd_change_g_cm2": one.amount,
        "bmd_change_percent": round_half_away(one.percent, PERCENT_DECIMALS),
        "least_significant_change_g_cm2": one.limit,
    }
    provenance = {name: of_least if name.startswith("least") else told for name in facts}
    left_out = tuple(say(WORDS["less"], place(other.region, other.side, other.vertebrae)) for other in others)
    return DensityFacts(facts, provenance, left_out, one.notes)


PERCENT_DECIMALS = 2


def _order(site: Site) -> tuple[float, int, str, str]:
    return site.score.value, DIAGNOSTIC.index(site.region), site.side or "", span(site.vertebrae)


def _part_of(region: Region) -> Unreadable:
    return "lumbar_spine" if region == "lumbar_spine" else "hip"


def _not_diagnostic(line: SiteDensity) -> Said:
    return say(WORDS["not diagnostic"], place(line.region, line.side))


def _neck(report: DensityReport, sites: Iterable[Site]) -> SiteDensity | None:
    """The femoral neck whose BMD goes with the T-score; without any T-score the lower one."""
    chosen = lowest(one for one in sites if one.region == "femoral_neck")
    necks = [line for line in report.sites if line.region == "femoral_neck" and line.bmd is not None]
    if chosen is not None:
        necks = [line for line in necks if line.side == chosen.side]
    return min(necks, key=lambda line: line.bmd or 0, default=None)


WORDS: dict[str, Both] = {
    "score": {"sv": "{}: {}", "en": "{}: {}"},
    "bmd": {"sv": "{}: BMD ur rapporten", "en": "{}: BMD of the report"},
    "machine": {"sv": "apparaten i rapporten: {}", "en": "the machine of the report: {}"},
    "day": {"sv": "undersökningens dag i rapporten", "en": "the day of the examination in the report"},
    "no day": {
        "sv": "undersökningens dag står inte i rapporten: ange dxa_date, annars räknas värdena som aktuella",
        "en": "the report does not state the day: give dxa_date, else the values count as current",
    },
    "reader": {"sv": "enligt den som läst undersökningen", "en": "by whoever read the examination"},
    "vertebrae": {"sv": "färre än två kotor återstår", "en": "fewer than two vertebrae remain"},
    "neither": {
        "sv": "varken höft eller ländrygg går att bedöma: dxa_site_not_evaluable rymmer bara en av dem",
        "en": "neither hip nor lumbar spine can be evaluated: dxa_site_not_evaluable holds only one of them",
    },
    "not diagnostic": {
        "sv": "{}: används inte, diagnosen ställs på lårbenshals, total höft och ländrygg",
        "en": "{}: not used, the diagnosis is made on femoral neck, total hip and lumbar spine",
    },
    "change": {"sv": "{}: BMD {} och {}", "en": "{}: BMD of {} and {}"},
    "own": {
        "sv": "mottagningens egen precision gånger {}",
        "en": "the clinic's own precision times {}",
    },
    "less": {
        "sv": "{}: ändringen är inte den största, och bara en lokal ges",
        "en": "{}: its change is not the greatest fall, and only one site is given",
    },
}
