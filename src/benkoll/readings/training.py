"""Training: phantoms of known truth, read as any other image by people of whom no patient is any part; the truth is
shown to whoever has signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import dist
from typing import Any

import sqlalchemy as sa

from benkoll.errors import UsageError
from benkoll.measures.vertebra import LEVELS, POINTS, Spacing, Vertebra
from benkoll.measures.vfa_conclusion import grade_that_stands
from benkoll.measures.vfa_report import Grade, VfaFinding, VfaReport
from benkoll.readings import tables
from benkoll.readings.changes import points_of, vertebra_of
from benkoll.readings.commands import NewImage, changes_of, put_image, same_image
from benkoll.readings.desk import TRUTH, Desk, Row, Work
from benkoll.readings.kept import report_of
from benkoll.readings.reading import first_signed
from benkoll.store.database import again


@dataclass(frozen=True, slots=True)
class Truth:
    """What a phantom is: of each level its points in the image, and Genant's grade of what was done to it."""

    vertebrae: Mapping[str, Vertebra]
    grades: Mapping[str, Grade]


@dataclass(frozen=True, slots=True)
class Held:
    """One level of a training reading against the truth. `grade`: what the reader let stand, None where they read none.

    `called`: whether they called it a fracture. `error`: the mean distance of the six points from the true ones, in mm
    (pixels where the image has no millimetres); None where there are none.
    """

    level: str
    truth: Grade
    grade: float | None
    called: bool
    error: float | None

    @property
    def missed(self) -> bool:
        """Whether it is a fracture that the reader did not call one; what was not evaluable is not missed."""
        return self.truth > 0 and not self.called and self.error is not None

    @property
    def false(self) -> bool:
        """Whether the reader called a fracture what is none."""
        return self.truth == 0 and self.called


@dataclass(frozen=True, slots=True)
class Trained:
    """A training reading, as it was signed first, against the truth: all levels, from above.

    `millimetres`: whether the errors of its points are in mm, not in pixels.
    """

    reading: str
    image: str
    reader: str
    signed_on: date
    millimetres: bool
    held: tuple[Held, ...]


@again
def store_phantom(desk: Desk, image: NewImage, truth: Truth) -> str:
    """Store a phantom for everybody to train on, its truth apart from it; its id. The same one is there once."""
    with desk.work() as work:
        named = same_image(work, image, tables.image.c.training.is_(sa.true()))
        if named is None:
            named = put_image(work, image, None, desk.actor.unit)
            said = {
                "vertebrae": {level: points_of(one) for level, one in truth.vertebrae.items()},
                "grades": dict(truth.grades),
            }
            row = {"image": named, "content": desk.keys.seal_json(said)}
            work.connection.execute(sa.insert(tables.truth), [row])
        work.tell("phantom stored", None, named)
        return named


def truth_of(desk: Desk, image: str) -> Truth:
    """What the phantom is; UsageError for whoever has not signed a reading of it, or has one open."""
    with desk.work() as work:
        work.image(image)
        mine = work.readings(tables.image.c.id == image, tables.reading.c.reader == work.me)
        if not mine or work.is_reading(image):
            raise UsageError(
                "facit visas när din granskning av bilden är signerad",
                "the truth is shown when your reading of the image is signed",
            )
        work.tell(TRUTH, None, image)
        return _truth(work, image)


def _truth(work: Work, image: str) -> Truth:
    sealed = work.connection.execute(sa.select(tables.truth.c.content).where(tables.truth.c.image == image))
    said: Mapping[str, Any] = work.desk.keys.open_json(sealed.scalar_one())
    return Truth({level: vertebra_of(points) for level, points in said["vertebrae"].items()}, said["grades"])


def trained(desk: Desk, reader: str | None = None) -> list[Trained]:
    """Every signed training reading against the truth, the first begun first; one's own, or of `reader`.

    Those of phantoms that whoever asks is reading at the moment are left out.
    """
    signed = tables.reading.c.signed_first.is_not(None)
    whose = tables.reading.c.reader == (reader or desk.actor.id)
    with desk.work() as work:
        rows = work.readings(tables.image.c.training.is_(sa.true()), signed, whose)
        found = [_trained(work, row) for row in rows if not work.is_reading(row.image)]
        for image in dict.fromkeys(one.image for one in found):
            work.tell(TRUTH, None, image)
        work.tell("training listed", None, reader)
        return found


def _trained(work: Work, row: Row) -> Trained:
    state = first_signed(changes_of(work, row.id))
    assert state is not None
    assert state.report is not None
    report = report_of(state.report)
    held = tuple(against(_truth(work, row.image), report))
    return Trained(row.id, row.image, row.reader, row.signed_first, report.spacing is not None, held)


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of several training readings. `found`, `missed`: of the `fractures`; `false`: called where there are
    none; `right`: of those that were `graded`; `error`: the mean of the points' errors in mm, of images that have them.
    """

    fractures: int
    found: int
    missed: int
    false: int
    graded: int
    right: int
    error: float | None


def summary(several: Sequence[Trained]) -> Summary:
    """All of them together."""
    held = [one for trained_ in several for one in trained_.held]
    graded = [one for one in held if one.grade is not None]
    errors = [
        one.error for trained_ in several if trained_.millimetres for one in trained_.held if one.error is not None
    ]
    return Summary(
        fractures=sum(one.truth > 0 for one in held),
        found=sum(one.truth > 0 and one.called for one in held),
        missed=sum(one.missed for one in held),
        false=sum(one.false for one in held),
        graded=len(graded),
        right=sum(one.grade == one.truth for one in graded),
        error=sum(errors) / len(errors) if errors else None,
    )


def against(truth: Truth, report: VfaReport) -> Sequence[Held]:
    """Each level that the phantom has against what the report says of it, from above."""
    found = list[Held]()
    for level in LEVELS:
        if level in truth.vertebrae:
            one = report.at(level) or VfaFinding(level)
            error = None if one.vertebra is None else _error(one.vertebra, truth.vertebrae[level], report.spacing)
            found.append(Held(level, truth.grades[level], grade_that_stands(one), one.fractured, error))
    return found


def _error(said: Vertebra, true: Vertebra, spacing: Spacing | None) -> float:
    """The mean distance of the points from the true ones, in mm, or in pixels where there are no millimetres."""
    across, down = (1.0, 1.0) if spacing is None else (spacing.column, spacing.row)
    pairs = [(getattr(said, name), getattr(true, name)) for name in POINTS]
    away = [dist((a[0] * across, a[1] * down), (b[0] * across, b[1] * down)) for a, b in pairs]
    return sum(away) / len(away)
