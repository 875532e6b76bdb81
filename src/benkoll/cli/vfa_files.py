"""What the commands of vertebrae share: the files of points and references of a line, and how they are graded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import content_of
from benkoll.errors import InputError, Problem
from benkoll.exchange.rows import placed
from benkoll.exchange.vfa_points import Placed, Sex, read_points

if TYPE_CHECKING:
    from benkoll.imaging.anatomy import Normal
    from benkoll.imaging.genant import GradedSpine
    from benkoll.imaging.reference import Reference, Table

Of = TypeVar("Of")


def points_of(name: str, console: Console) -> tuple[list[Placed], list[Problem]]:
    """The images of a file of points, and what was set aside in it."""
    shown, data = content_of(name, console)
    return read_points(data, shown)


def reference_of(call: Call, console: Console) -> "Reference | None":
    """The reference that `--reference` names; InputError, with the file, for one that cannot be used."""
    from benkoll.exchange.vertebral_reference import read_reference

    given = call.get("--reference")
    if given is None:
        return None
    name, data = content_of(given, console)
    return read_reference(data, name)


class Grading:
    """Grades images by the call's reference and sex."""

    def __init__(self, call: Call, console: Console) -> None:
        self.reference = reference_of(call, console)
        given = call.get("--sex") if any(one.name == "--sex" for one in call.command.options) else None
        self.sex: Sex | None = "female" if given == "female" else "male" if given == "male" else None

    def table(self, image: Placed) -> "Table | None":
        """The reference's table of the person's sex, else of both."""
        return None if self.reference is None else self.reference.table_for(image.sex or self.sex)

    def graded(self, image: Placed) -> "GradedSpine":
        """The image's vertebrae graded; InputError for a child's."""
        from benkoll.imaging.genant import ClickError, grade_spine
        from benkoll.imaging.reference import normal_of

        error = None if image.click_error is None else ClickError(image.click_error, image.click_unit)
        table = self.table(image)
        normal: Normal | None = None if table is None else normal_of(table)
        return grade_spine(image.vertebrae, image.spacing, error, normal, image.age)


def each(images: Sequence[Placed], file: str, does: Callable[[Placed], Of]) -> tuple[list[Of], list[Problem]]:
    """What is done with each image, and why it could not be with some; InputError where with none."""
    done, problems = [], list[Problem]()
    for image in images:
        try:
            done.append(does(image))
        except InputError as error:
            row = image.row if len(images) > 1 else None
            problems += [placed(replace(problem, row=row), file) for problem in error.problems]
    if not done:
        raise InputError(problems)
    return done, problems
