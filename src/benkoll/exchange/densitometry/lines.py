"""Lines of a table, in whatever form: each a site in words with its numbers; together they say what "Total" is."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from benkoll.exchange.densitometry.checked import HIP_ALONE, Both, Raw
from benkoll.exchange.densitometry.numbers import LIMITS, Quantity, number_of
from benkoll.exchange.densitometry.sites import WHOLE, Family, Place
from benkoll.measures.densitometry import HAIR
from benkoll.measures.density_report import Region
from benkoll.measures.lumbar import LUMBAR

_MOST_LEVELS = 8
"""Vertebrae that a table of the spine may list, T12 and L5 among them; of more one stands there twice."""


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a line as it stood. `field`: where, for the message."""

    quantity: Quantity
    text: str | float | None
    unit: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one site. `site`: its words. `place`: what they name, None where nothing that is known.

    `wrong`: why they name nothing, where that is known.
    """

    site: str
    place: Place | None
    values: tuple[Value, ...]
    row: int | None = None
    reference: str | None = None
    wrong: Both | None = None


def raws(lines: Iterable[Line]) -> Iterator[Raw]:
    """The numbers of the lines of one table; those of parts that nobody reads fall away.

    A "Total" whose table says nowhere else what was scanned has no site. That of the spine covers the vertebrae that
    stand in the table one by one, if their areas make its own; without areas it is not said which it covers.
    """
    lines = [one for one in lines if one.place is None or not one.place.left_out]
    families = {one.place.family for one in lines if one.place and one.place.family and not one.place.total}
    alone = [one for one in lines if one.place and len(one.place.vertebrae) == 1]
    for line in lines:
        place = line.place or Place()
        region, vertebrae = place.region, place.vertebrae
        if place.total:
            region = _total(place, families)
            if region == "lumbar_spine" and not vertebrae:
                levels = _covered(line, alone)
                region, vertebrae = (None, ()) if levels is None else (region, levels)
        wrong = HIP_ALONE if place.family == "hip" and not (region or place.total) else line.wrong
        for value in line.values:
            yield Raw(
                quantity=value.quantity,
                value=value.text,
                unit=value.unit,
                region=region,
                site=line.site,
                side=place.side,
                vertebrae=vertebrae,
                reference=line.reference,
                field=value.field,
                row=line.row,
                wrong=wrong,
            )


def _total(place: Place, families: Set[Family]) -> Region | None:
    """What a total is of: as is said, unless the other sites are of something else; else of what they are."""
    if place.family:
        return place.region if not families or place.family in families else None
    around = families - {"spine"} if place.side else families
    return WHOLE.get(next(iter(around))) if len(around) == 1 else None


def _covered(total: Line, alone: Sequence[Line]) -> tuple[str, ...] | None:
    """The vertebrae of a total of the spine: () where no areas tell, None where they are others than those listed."""
    if len(alone) > _MOST_LEVELS:
        return None
    levels = [one.place.vertebrae[0] for one in alone if one.place]
    if len(set(levels)) < len(levels):
        return None
    areas = [_area(one) for one in alone]
    own = _area(total)
    if own is None or not alone or None in areas:
        return ()
    rounding = LIMITS["area_rounding"] * (len(levels) + 1) + HAIR
    fits = abs(own - sum(one or 0 for one in areas)) <= rounding
    return tuple(level for level in LUMBAR if level in levels) if fits else None


def _area(line: Line) -> float | None:
    found = (number_of("area", one.text, one.unit) for one in line.values if one.quantity == "area")
    return next((one for one in found if isinstance(one, float)), None)
