"""Reports of one examination: a densitometer may send spine and hip one by one, and the lowest site is of them all."""

from collections.abc import Sequence
from dataclasses import replace

from benkoll.measures.density_report import DensityReport, SiteDensity


def examinations(reports: Sequence[DensityReport]) -> tuple[tuple[int, ...], ...]:
    """The reports by their places, those of one examination together, in the order of their first."""
    found: list[list[int]] = []
    for place, report in enumerate(reports):
        fitting = (group for group in found if all(_are_one(reports[one], report) for one in group))
        group = next(fitting, None)
        if group is None:
            found.append([place])
        else:
            group.append(place)
    return tuple(tuple(group) for group in found)


def together(reports: Sequence[DensityReport]) -> DensityReport:
    """One report of an examination's reports, every site of them in it; what one states holds for all.

    ValueError where there are none.
    """
    if not reports:
        raise ValueError("no report")
    stated = {
        name: next((value for one in reports if (value := getattr(one, name)) is not None), None)
        for name in ("patient", "sex", "birth_date", "device")
    }
    return replace(reports[0], sites=tuple(site for one in reports for site in one.sites), **stated)


def _are_one(one: DensityReport, other: DensityReport) -> bool:
    """Of one known day and one machine, and of no site twice: which of the two values holds, nobody could tell."""
    if one.measured_on is None or one.maker is None:
        return False
    same = (one.measured_on, one.maker, one.model) == (other.measured_on, other.maker, other.model)
    for name in ("device", "patient", "sex", "birth_date"):
        values = {getattr(one, name), getattr(other, name)} - {None}
        same &= len(values) < 2
    return same and not {_site(site) for site in one.sites} & {_site(site) for site in other.sites}


def _site(site: SiteDensity) -> tuple[str, str | None, tuple[str, ...]]:
    """What makes a line the same site as another."""
    return site.region, site.side, site.vertebrae
