"""Densitometry reports for the tests, each with as little as the test needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.lumbar import LUMBAR

DAY = date(2026, 3, 2)
YOUNG = "NHANES III, White Female"


def spine(*scores: float | None, **more: Any) -> DensityReport:
    """A report of single vertebrae from L1 down with these T-scores."""
    lines = [SiteDensity("lumbar_spine", vertebrae=(LUMBAR[place],), t_score=one) for place, one in enumerate(scores)]
    return report(*lines, **more)


def report(*lines: SiteDensity, **more: Any) -> DensityReport:
    """A report of these lines, measured on DAY by a Hologic Horizon unless said otherwise."""
    return DensityReport(lines, **{"measured_on": DAY, "maker": "hologic", "model": "Horizon A"} | more)


def levels(**of: Mapping[str, float] | float) -> tuple[SiteDensity, ...]:
    """Lines of single vertebrae: their BMD, or everything by name."""
    return tuple(
        SiteDensity("lumbar_spine", vertebrae=(level,), **(said if isinstance(said, Mapping) else {"bmd": said}))
        for level, said in of.items()
    )


def neck(bmd: float | None = None, t_score: float | None = None, **more: Any) -> SiteDensity:
    """The left femoral neck."""
    return SiteDensity("femoral_neck", **{"side": "left", "bmd": bmd, "t_score": t_score, "reference": YOUNG} | more)


def hip(bmd: float | None = None, t_score: float | None = None, **more: Any) -> SiteDensity:
    """The left total hip."""
    return SiteDensity("total_hip", **{"side": "left", "bmd": bmd, "t_score": t_score, "reference": YOUNG} | more)
