"""Images, reports and truths as JSON, to be sealed, and back: every date as ISO text, every point as [x, y]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.vertebra import Spacing, Vertebra
from benkoll.measures.vfa_report import Heights, ImageUids, Ratios, ReferenceUsed, VfaFinding, VfaReport
from benkoll.readings.changes import points_of, vertebra_of

Matched = Literal["number", "hand"]
"""How it is known whose image it is: by the number in it, or because somebody said so."""


@dataclass(frozen=True, slots=True)
class About:
    """What was read of an image when it was stored. `rows`, `columns`: its size in pixels.

    `spacing` None: no millimetres; `scale`: where they come from; `aspect`: height of a pixel against its width, known
    without them too. `kind`: of image, as `exchange.dicom` calls it. `age`: whole years on the day of the image.
    `anterior`: on which side of the picture the patient's front is. What the image does not say is None.
    """

    rows: int
    columns: int
    matched: Matched
    uids: ImageUids | None = None
    spacing: Spacing | None = None
    scale: str | None = None
    aspect: float = 1.0
    kind: str | None = None
    age: int | None = None
    sex: Literal["female", "male"] | None = None
    anterior: Literal["left", "right"] | None = None
    maker: str | None = None
    model: str | None = None


def plain(value: Any) -> Any:
    """A dataclass, or what one holds, as JSON has it."""
    match value:
        case date():
            return value.isoformat()
        case Vertebra():
            return points_of(value)
        case tuple() | list():
            return [plain(one) for one in value]
        case Mapping():
            return {name: plain(one) for name, one in value.items()}
        case None | bool() | int() | float() | str():
            return value
    return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}


def about_of(said: Mapping[str, Any]) -> About:
    """What `plain` made of an About."""
    uids, spacing = said["uids"], said["spacing"]
    return About(
        **{
            **said,
            "uids": None if uids is None else ImageUids(**uids),
            "spacing": None if spacing is None else Spacing(**spacing),
        }
    )


def report_of(said: Mapping[str, Any]) -> VfaReport:
    """What `plain` made of a VfaReport, also before there were references: by the neighbours alone, then."""
    made = {**said, "findings": tuple(map(_finding, said["findings"]))}
    for name in ("birth_date", "imaged_on", "read_on", "approved_on"):
        made[name] = _day(said[name])
    made["image"] = None if said["image"] is None else ImageUids(**said["image"])
    made["spacing"] = None if said["spacing"] is None else Spacing(**said["spacing"])
    used = said.get("reference")
    made["reference"] = (
        None if used is None else ReferenceUsed(**{**used, "made_on": date.fromisoformat(used["made_on"])})
    )
    return VfaReport(**made)


def _finding(said: Mapping[str, Any]) -> VfaFinding:
    made = dict(said)
    made["vertebra"] = None if said["vertebra"] is None else vertebra_of(said["vertebra"])
    for name in ("heights_px", "heights_mm"):
        made[name] = None if said[name] is None else Heights(**said[name])
    made["ratios"] = None if said["ratios"] is None else Ratios(**said["ratios"])
    made["probabilities"] = None if said["probabilities"] is None else tuple(said["probabilities"])
    return VfaFinding(**made)


def density_of(said: Mapping[str, Any]) -> DensityReport:
    """What `plain` made of a DensityReport; what else stands there is left alone."""
    sites = tuple(SiteDensity(**{**one, "vertebrae": tuple(one["vertebrae"])}) for one in said["sites"])
    days = {name: _day(said[name]) for name in ("measured_on", "birth_date")}
    own = {name: said[name] for name in DensityReport.__dataclass_fields__}
    return DensityReport(**{**own, **days, "sites": sites})


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
