"""A reference is tried before it is used: what would call whole vertebrae broken, or broken ones whole, is told."""

from dataclasses import replace

import pytest

from benkoll.imaging.reference import Parts, Reference, Spread, Table
from benkoll.imaging.reference_trial import problems_of
from benkoll.measures.vertebra import LEVELS
from unit.imaging.tables import PARTS, normal


def changed(**more: object) -> Reference:
    """The usual one, its table changed."""
    table = replace(normal().tables["any"], **more)  # type: ignore[arg-type]
    return replace(normal(), tables={"any": table})


def places(reference: Reference) -> list[str | None]:
    return [one.fact for one in problems_of(reference)]


def spread(sd: float) -> dict[str, dict[str, Spread]]:
    return {level: {name: Spread(0.95, sd, 30) for name in ("wedge", "biconcave")} for level in LEVELS}


def test_what_can_be_used() -> None:
    assert places(normal()) == []
    assert places(normal(T7=0.88, T8=0.86)) == []


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        (normal(T12=94.0), "tables.any.ratios.T12.wedge.mean"),  # percent
        (changed(ratios=spread(5.0)), "tables.any"),  # percent, too: every loss would be within the spread
        (changed(ratios=spread(1e9)), "tables.any"),  # beyond all reckoning
        (changed(parts=PARTS | {"wedge": Parts(0.02, 1e300)}), "tables.any"),
        (changed(parts=PARTS | {"posterior": Parts(0.5)}), "tables.any.parts.posterior.within"),
        (changed(parts=PARTS | {"middle": Parts(0.0, 0.015)}), "tables.any.parts.middle.within"),
    ],
)
def test_what_cannot(reference: Reference, place: str) -> None:
    assert places(reference) == [place]


def test_each_table_is_tried() -> None:
    good: Table = normal().tables["any"]
    bad = normal(L4=3.0).tables["any"]
    both = replace(normal(), tables={"female": good, "male": bad})
    assert places(both) == ["tables.male.ratios.L4.wedge.mean"]
