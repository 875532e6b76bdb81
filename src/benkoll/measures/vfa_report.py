"""What one reading of a VFA says: per level the points, measures, computed grade and the reader's own word."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from benkoll.measures.vertebra import LEVELS, Spacing, Vertebra

Grade = Literal[0, 1, 2, 3]
"""Genant's grade: 0 none, 1 mild, 2 moderate, 3 severe."""
ReaderGrade = Literal["0", "0.5", "1", "2", "3"]
"""The semiquantitative grade by eye; 0.5 is a suspicion without 20 % of loss (Wang 2019)."""
Shape = Literal["normal", "wedge", "biconcave", "crush"]
Judgement = Literal["fracture", "other_cause", "degenerative", "scheuermann", "short_height", "normal_variant"]
"""What a reader says that a deformity is; only the first is a fracture as the guideline counts them.

`other_cause`: a fracture of high energy or from a tumour, which is no fragility fracture.
"""
Group = Literal["female", "male", "any"]
"""Whose vertebrae a table of whole ones is of; `any`: both sexes together."""
NotEvaluable = Literal["not_in_image", "overlaid", "noise", "oblique", "implant", "other"]
"""Why a level cannot be read."""


@dataclass(frozen=True, slots=True)
class Heights:
    """Heights of one vertebral body, in pixels or in millimetres."""

    anterior: float
    middle: float
    posterior: float


@dataclass(frozen=True, slots=True)
class Ratios:
    """Heights held against each other.

    `wedge`: anterior/posterior. `biconcave`: middle/posterior. `crush`: posterior against what the neighbours lead to
    expect; None where there is nothing to expect it from.
    """

    wedge: float
    biconcave: float
    crush: float | None = None


@dataclass(frozen=True, slots=True)
class VfaFinding:
    """One level of the reading. What is not known is None.

    `heights_mm` is None where the image has no millimetres. `loss_percent`: the greatest loss of height, 0-100.
    `probabilities`: of the grades 0-3, they add up to 1. `reader_grade` and `judgement` are the reader's and stand
    above `grade`. `approved`: the reader stands by the points, or by "not evaluable".
    """

    level: str
    vertebra: Vertebra | None = None
    not_evaluable: NotEvaluable | None = None
    heights_px: Heights | None = None
    heights_mm: Heights | None = None
    ratios: Ratios | None = None
    loss_percent: float | None = None
    shape: Shape | None = None
    grade: Grade | None = None
    probabilities: tuple[float, float, float, float] | None = None
    reader_grade: ReaderGrade | None = None
    judgement: Judgement | None = None
    approved: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a level that a VFA does not read, and for points of one that cannot be read."""
        if self.level not in LEVELS:
            raise ValueError(f"no level of a VFA: {self.level}")
        if self.vertebra is not None and self.not_evaluable is not None:
            raise ValueError(f"{self.level} has points and is not evaluable")

    @property
    def fractured(self) -> bool:
        """Whether a reader called it a fracture: a deformity is none until then."""
        return self.judgement == "fracture"


@dataclass(frozen=True, slots=True)
class ImageUids:
    """The image that was read, as DICOM names it."""

    study: str
    series: str
    sop_class: str
    sop_instance: str


@dataclass(frozen=True, slots=True)
class ReferenceUsed:
    """The reference of whole vertebrae by which grades were computed, beside the neighbours: its name and its day.

    `group`: of its tables the one that was used, of a sex or of both together; `readings`: how many that one was made
    of, None where it does not say.
    """

    name: str
    made_on: date
    group: Group
    readings: int | None = None


@dataclass(frozen=True, slots=True)
class VfaReport:
    """A whole reading. `findings`: from above, one for each level that was read.

    `conclusion`: the reader's own words. `spine_deformity_index`: the sum of the grades, None where none was made.
    `reference`: what the grades were computed with; None: by the neighbours alone.
    """

    findings: tuple[VfaFinding, ...] = ()
    patient_id: str | None = None
    patient_name: str | None = None
    birth_date: date | None = None
    sex: Literal["female", "male"] | None = None
    image: ImageUids | None = None
    imaged_on: date | None = None
    spacing: Spacing | None = None
    read_by: str | None = None
    read_on: date | None = None
    approved_on: date | None = None
    conclusion: str | None = None
    spine_deformity_index: float | None = None
    reference: ReferenceUsed | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for levels out of order or twice."""
        places = [LEVELS.index(one.level) for one in self.findings]
        if any(place >= below for place, below in pairwise(places)):
            raise ValueError("the levels stand from above, each once")

    @property
    def is_measured(self) -> bool:
        """Whether any level was measured, so that there are grades to be computed."""
        return any(one.heights_px is not None for one in self.findings)

    @property
    def fractures(self) -> tuple[VfaFinding, ...]:
        """The levels that the reader called a fracture, from above."""
        return tuple(one for one in self.findings if one.fractured)

    def at(self, level: str) -> VfaFinding | None:
        """What was found at the level; None where it was not read."""
        return next((one for one in self.findings if one.level == level), None)
