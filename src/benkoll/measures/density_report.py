"""What one densitometry report says, whatever form it came in: per site, as printed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Maker = Literal["hologic", "lunar", "norland"]
Side = Literal["left", "right"]
Region = Literal["lumbar_spine", "femoral_neck", "total_hip", "trochanter", "forearm", "heel", "total_body"]
"""Where it was measured; the diagnosis is made on the first three only (DX-1, ISCD 2023)."""


@dataclass(frozen=True, slots=True)
class SiteDensity:
    """One line of a report. What it does not say is None; nothing is computed here.

    `bmd`: g/cm2. `bmc`: g. `area`: cm2.
    `vertebrae`: of the lumbar spine, those that the line covers ("L1", "L2", ...), from above; else ().
    `reference`: the reference that the T-score is against, in the words printed.
    """

    region: Region
    side: Side | None = None
    vertebrae: tuple[str, ...] = ()
    bmd: float | None = None
    t_score: float | None = None
    z_score: float | None = None
    reference: str | None = None
    bmc: float | None = None
    area: float | None = None


@dataclass(frozen=True, slots=True)
class DensityReport:
    """One examination. `patient`: the identity as it stood, for whoever may see it;

    `model`: as printed ("Horizon A"). `device`: serial number or station name as printed, else None.
    """

    sites: tuple[SiteDensity, ...]
    measured_on: date | None = None
    maker: Maker | None = None
    model: str | None = None
    patient: str | None = None
    sex: Literal["female", "male"] | None = None
    birth_date: date | None = None
    device: str | None = None
