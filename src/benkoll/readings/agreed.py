"""How well readings that are kept agree, and how exactly one reader places points."""

from collections.abc import Sequence
from dataclasses import dataclass

from benkoll.errors import UsageError
from benkoll.imaging.agreement import Agreed, Reading, compare, point_error
from benkoll.measures.vfa_conclusion import grade_that_stands
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.readings.numbers import whole
from benkoll.readings.second import Pair

FRACTURES = ("fracture", "other_cause")


@dataclass(frozen=True, slots=True)
class ClickError:
    """How exactly a reader places points: standard deviation in mm of one coordinate, from so many vertebrae."""

    mm: float
    vertebrae: int


def click_error(several: Sequence[Pair]) -> ClickError | None:
    """The error of whoever read twice (`second.repeats`), from the vertebrae that were approved both times; None where
    they are too few, or have no millimetres.
    """
    twice = [
        ((one.vertebra, other.vertebra), pair.spacing)
        for pair in several
        if pair.spacing is not None
        for one in pair.first.report.findings
        if one.vertebra is not None
        and (other := pair.second.report.at(one.level)) is not None
        and other.vertebra is not None
    ]
    if len(twice) < whole("readings.click_vertebrae"):
        return None
    found = point_error([both for both, _ in twice], [spacing for _, spacing in twice])
    return ClickError(found.error.value, found.vertebrae)


def agreed(several: Sequence[Pair]) -> Agreed:
    """How well the two agree, whose readings these are: of two readers (`second.pairs`), or of one (`repeats`).

    What a reader judged to be no fracture has grade 0. UsageError where there is no pair, or of more than two readers.
    """
    readers = {(pair.first.reader, pair.second.reader) for pair in several}
    if not readers:
        raise UsageError(
            "ingen bild är läst av båda utan att den ena har sett den andras",
            "no image was read by both, blind to each other",
        )
    if len(readers) > 1:
        raise UsageError("fler än två granskare", "more than two readers")
    both = [(_reading(pair, pair.first.report), _reading(pair, pair.second.report)) for pair in several]
    return compare(both, readers.pop())


def _reading(pair: Pair, report: VfaReport) -> Reading:
    drawn = {one.level: one.vertebra for one in report.findings if one.vertebra is not None}
    grades = {one.level: _grade(one) for one in report.findings if one.vertebra is not None}
    return Reading(drawn, pair.spacing, grades)


def _grade(one: VfaFinding) -> int:
    """Genant's grade (0-3) as it stands; 0.5 is none, and neither is a deformity of another kind."""
    if one.judgement is not None and one.judgement not in FRACTURES:
        return 0
    return int(grade_that_stands(one) or 0)
