"""The common check of densitometry reports: raw numbers in, whatever form they came in, and one sound report out.

What is wrong sets its whole site aside with a message, and the other sites go on; what is wrong with the person or the
day sets the report aside. Nothing is corrected, converted or guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benkoll.errors import Problem
from benkoll.exchange.densitometry.about import About, problems_of, report_of
from benkoll.exchange.densitometry.agreement import sorted_out
from benkoll.exchange.densitometry.numbers import LIMITS, QUANTITIES, Quantity, number_of
from benkoll.facts.messages import shown
from benkoll.measures.densitometry import HAIR
from benkoll.measures.density_report import DensityReport, Region, Side, SiteDensity
from benkoll.measures.lumbar import LUMBAR

SIDES: Mapping[str, Side] = {"left": "left", "right": "right"}
SPINE: Region = "lumbar_spine"
SIDED: tuple[Region, ...] = ("femoral_neck", "total_hip", "trochanter", "forearm", "heel")
Both = tuple[str, str]
"""A message in Swedish and English."""
HIP_ALONE: Both = (
    "hör till höften eller lårbenet, och inget säger om det är lårbenshalsen eller total höft: läses inte som någon av "
    "dem. Ange vilken, som kroppsdel eller i ord",
    "is of the hip or femur, and nothing says whether of the femoral neck or the total hip: read as neither. State "
    "which, as a body site or in words",
)
"""What is said of a hip of which no part is told, in every form of report."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One number of a report, with its site, as it stood.

    `value`: the text, or the number of a form that has numbers; empty, "-" or None: not measured, and left out.
    `unit`: as it stood, or as the form itself fixes it; "" where neither does.
    `region`: None where `site`, the words that stood there, names none; `wrong`: why, where that is known. `side`:
    "left", "right", None where none is said, else the words that say no side, or two. `reference`: what the T-score is
    against, as printed. `field`, `row`: where it stood, for the message: a column, an OBX field, a line.
    """

    quantity: Quantity
    value: str | float | None
    unit: str
    region: Region | None
    site: str
    side: str | None = None
    vertebrae: tuple[str, ...] = ()
    reference: str | None = None
    field: str | None = None
    row: int | None = None
    wrong: Both | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as far as it is sound: None where nothing is.

    `problems`: what was set aside, and why. `warnings`: what was read and has to be looked at.
    """

    report: DensityReport | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


Key = tuple[Region, Side | None, tuple[str, ...]]


def checked(about: About, values: Iterable[Raw]) -> Checked:
    """The report that the numbers make, with what was set aside. `about`: what was said of person, day and machine."""
    wrong = problems_of(about)
    sites, problems = checked_sites(values)
    if wrong:
        return Checked(None, (*wrong, *problems))
    sites, swapped, odd = sorted_out(sites, next(iter(about.makers), None), next(iter(about.models), None), about.row)
    problems += swapped
    if not sites:
        return Checked(None, problems or (Problem(*_NOTHING, row=about.row),))
    report, unstated = report_of(about, sites)
    return Checked(report, problems, (*unstated, *_sideless(sites, about.row), *odd))


def checked_sites(values: Iterable[Raw]) -> tuple[tuple[SiteDensity, ...], tuple[Problem, ...]]:
    """The sites in the order of their first number, and what is wrong with those that were set aside."""
    problems: list[Problem] = []
    told: set[tuple[object, ...]] = set()
    spoilt: set[tuple[Region, tuple[str, ...]]] = set()
    groups: dict[Key, list[Raw]] = defaultdict(list)
    for raw in values:
        if _absent(raw.value):
            continue
        wrong = list(_wrong(raw))
        problems += _said_once(raw, wrong, told)
        if raw.region is None:
            continue
        if wrong:
            spoilt.add((raw.region, raw.vertebrae))
        else:
            groups[raw.region, SIDES.get(raw.side or ""), raw.vertebrae].append(raw)
    made = [_site(key, group) for key, group in groups.items() if (key[0], key[2]) not in spoilt]
    problems += [one for one in made if isinstance(one, Problem)]
    found = [one for one in made if isinstance(one, SiteDensity)]
    for line in tuple(found):
        outside = _outside_its_levels(line, found, groups)
        if outside:
            problems.append(outside)
            found = [one for one in found if one.region != SPINE or not set(one.vertebrae) <= set(line.vertebrae)]
    return tuple(found), tuple(problems)


def _said_once(raw: Raw, wrong: Iterable[Problem], told: set[tuple[object, ...]]) -> Iterator[Problem]:
    """The problems, those of the site once for a row: each number of a line has the same site."""
    for one in wrong:
        key = (one.sv, one.value, raw.row)
        if one.sv not in (*_OF_SITE, *(raw.wrong or ())) or key not in told:
            told.add(key)
            yield one


def problem(one: Raw, sv: str, en: str) -> Problem:
    """What is wrong with a number, told where it stands."""
    return Problem(sv, en, one.field or one.quantity, shown(one.value), one.row)


def _sideless(sites: Sequence[SiteDensity], row: int | None) -> Iterator[Problem]:
    """That a side is not said, once for all sites that have one."""
    lacking = [one for one in sites if one.side is None and one.region in SIDED]
    if lacking:
        yield Problem(*_SIDE_UNSTATED, "side", ", ".join(dict.fromkeys(one.region for one in lacking)), row)


def _absent(value: str | float | None) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in _ABSENT)


def _wrong(one: Raw) -> Iterator[Problem]:
    """Everything that is wrong with one number by itself."""
    if one.region is None:
        yield _problem_of_site(one, *(one.wrong or _NO_SITE))
    elif one.side is not None and one.side not in SIDES:
        yield _problem_of_site(one, *_NO_SIDE)
    elif one.region == SPINE and one.side is not None:
        yield _problem_of_site(one, *_SPINE_SIDE)
    elif not _in_order(one):
        yield _problem_of_site(one, *_VERTEBRAE)
    found = number_of(one.quantity, one.value, one.unit)
    if not isinstance(found, float):
        yield problem(one, *found)


def _problem_of_site(one: Raw, sv: str, en: str) -> Problem:
    said = " ".join(filter(None, (one.site, one.side)))
    return Problem(sv, en, one.field or one.quantity, shown(said) if said else None, one.row)


def _in_order(one: Raw) -> bool:
    """Whether the vertebrae are some of the lumbar spine, from above, and stand there alone."""
    if one.region != SPINE:
        return not one.vertebrae
    return one.vertebrae == tuple(level for level in LUMBAR if level in one.vertebrae)


def _site(key: Key, group: Sequence[Raw]) -> SiteDensity | Problem:
    """The one line that the numbers of a site make; where two say different things, neither is taken."""
    told: dict[str, Any] = {}
    by: dict[str, Raw] = {}
    for one in group:
        value = number_of(one.quantity, one.value, one.unit)
        if told.setdefault(one.quantity, value) != value:
            return _twice(one, by[one.quantity])
        by.setdefault(one.quantity, one)
        reference = one.reference if one.quantity == "t_score" else None
        if reference and told.setdefault("reference", reference) != reference:
            return problem(one, *_TWO_REFERENCES)
    site = SiteDensity(*key, **told)
    if not _is_bmc_over_area(site):
        return problem(by["bmd"], *_NOT_BMC_OVER_AREA)
    return site


def _twice(one: Raw, first: Raw) -> Problem:
    name, earlier = QUANTITIES[one.quantity], shown(first.value)
    where_sv = f" på rad {first.row}" if first.row is not None and first.row != one.row else ""
    where_en = f" on row {first.row}" if first.row is not None and first.row != one.row else ""
    return problem(
        one,
        f"{name} för {shown(one.site)} står två gånger med olika värden, först {earlier}{where_sv}: platsen läses inte",
        f"{name} of {shown(one.site)} stands twice with different values, first {earlier}{where_en}: the site is not "
        "read",
    )


def _is_bmc_over_area(site: SiteDensity) -> bool:
    """Whether BMD is what it is defined as, as far as the printed digits can tell."""
    if site.bmd is None or site.bmc is None or site.area is None:
        return True
    rounding = (LIMITS["bmc_rounding"] + site.bmd * LIMITS["area_rounding"]) / site.area
    return abs(site.bmd - site.bmc / site.area) <= rounding + LIMITS["bmd_slack"]


def _outside_its_levels(
    line: SiteDensity, found: Sequence[SiteDensity], groups: Mapping[Key, Sequence[Raw]]
) -> Problem | None:
    """A line of several vertebrae is their sum and their mean by area: it cannot be anything else."""
    alone = {one.vertebrae[0]: one for one in found if len(one.vertebrae) == 1}
    if len(line.vertebrae) < 2 or not set(line.vertebrae) <= set(alone):
        return None
    levels = [alone[level] for level in line.vertebrae]
    raw = groups[line.region, line.side, line.vertebrae][0]
    areas = [one.area for one in levels if one.area is not None]
    rounding = LIMITS["area_rounding"] * (len(levels) + 1) + HAIR
    if line.area is not None and len(areas) == len(levels) and abs(line.area - sum(areas)) > rounding:
        return problem(replace(raw, value=line.area, field=None, quantity="area"), *_NOT_SUM)
    own = [one.bmd for one in levels if one.bmd is not None]
    if line.bmd is None or len(own) < len(levels):
        return None
    if min(own) - LIMITS["bmd_slack"] <= line.bmd <= max(own) + LIMITS["bmd_slack"]:
        return None
    return problem(replace(raw, value=line.bmd, field=None, quantity="bmd"), *_OUTSIDE)


def with_file(found: Checked, name: str) -> Checked:
    """The same, every message with the name of its file."""
    problems, warnings = (tuple(replace(one, file=name) for one in many) for many in (found.problems, found.warnings))
    return Checked(found.report, problems, warnings)


_ABSENT = ("", "-", "--", "---", "n/a", "na", "—", "–")

_NOTHING = (
    "rapporten säger inget värde för någon plats som läses: BMD, T-score eller Z-score i ländrygg, höft, underarm, häl",
    "the report says no value of any site that is read: BMD, T-score or Z-score of lumbar spine, hip, forearm, heel",
)
_NO_SITE = (
    "platsen känns inte igen; de som läses är ländrygg (L1 till L4), lårbenshals, total höft, trochanter, underarm, "
    "häl och helkropp",
    "the site is not recognised; those that are read: lumbar spine (L1 to L4), femoral neck, total hip, trochanter, "
    "forearm, heel and total body",
)
_NO_SIDE = (
    "sidan är oklar; ange vänster eller höger, en enda, eller ingen",
    "the side is unclear; state left or right, one of them, or none",
)
_SIDE_UNSTATED = (
    "sidan står inte i rapporten: två mätningar kan jämföras bara på samma sida",
    "the report does not state the side: two measurements can be compared on the same side only",
)
_SPINE_SIDE = ("ländryggen har ingen sida; rätta platsen eller sidan", "the spine has no side; correct site or side")
_VERTEBRAE = (
    "kotorna ska vara några av L1, L2, L3, L4, uppifrån, och anges bara för ländryggen",
    "the vertebrae must be some of L1, L2, L3, L4, from above, and are stated for the lumbar spine only",
)
_TWO_REFERENCES = (
    "samma T-score står mot två olika referenser: platsen läses inte",
    "the same T-score stands against two references: the site is not read",
)
_NOT_BMC_OVER_AREA = (
    "är inte BMC delat med ytan: något av de tre talen är fel, platsen läses inte",
    "is not BMC divided by the area: one of the three numbers is wrong, the site is not read",
)
_OUTSIDE = (
    "ligger utanför de kotor som raden omfattar, vilket medelvärdet inte kan: ländryggens rader läses inte",
    "lies outside the vertebrae that the line covers, which their mean cannot: these lines of the spine are not read",
)
_NOT_SUM = (
    "är inte summan av ytorna hos de kotor som raden omfattar: ländryggens rader läses inte",
    "is not the sum of the areas of the vertebrae that the line covers: these lines of the spine are not read",
)
_OF_SITE = (_NO_SITE[0], _NO_SIDE[0], _SPINE_SIDE[0], _VERTEBRAE[0])
