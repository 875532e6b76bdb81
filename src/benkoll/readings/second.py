"""Readings of one image beside each other: of two readers who had not seen each other's, and of one who read it again.

Each as it was signed first: what was corrected afterwards may have been corrected by the other's.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import sqlalchemy as sa

from benkoll.measures.vertebra import Spacing
from benkoll.measures.vfa_report import VfaReport
from benkoll.readings import tables
from benkoll.readings.commands import changes_of
from benkoll.readings.desk import Desk, Row, Work
from benkoll.readings.kept import about_of, report_of
from benkoll.readings.reading import first_signed


@dataclass(frozen=True, slots=True)
class Read:
    """One reading as it was signed first."""

    reading: str
    reader: str
    signed_on: date
    report: VfaReport


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readings of one image, in the order of their readers' names (or, of one reader, in which they were begun).

    `training`: of a phantom.
    """

    image: str
    training: bool
    spacing: Spacing | None
    first: Read
    second: Read


def pairs(
    desk: Desk,
    training: bool,
    since: date | None = None,
    until: date | None = None,
    readers: Collection[str] | None = None,
) -> list[Pair]:
    """Two different readers' blind readings of an image: of each reader the first one. `since`, `until`: when both were
    signed, both days with. `readers`: of these alone.
    """
    return _paired(desk, _asked(training, since, until, readers), _of_two)


def repeats(
    desk: Desk, training: bool, since: date | None = None, until: date | None = None, reader: str | None = None
) -> list[Pair]:
    """What one reader (oneself, or this one) read twice: the reading and the next one of the same image."""
    return _paired(desk, _asked(training, since, until, [reader or desk.actor.id]), _twice)


def _twice(reads: list[Read]) -> Iterator[tuple[Read, Read]]:
    yield from zip(reads[::2], reads[1::2], strict=False)


def _of_two(reads: list[Read]) -> Iterator[tuple[Read, Read]]:
    firsts = {one.reader: one for one in reversed(reads)}
    yield from combinations([firsts[reader] for reader in sorted(firsts)], 2)


def _asked(
    training: bool, since: date | None, until: date | None, readers: Collection[str] | None
) -> list[sa.ColumnElement[bool]]:
    signed, reader = tables.reading.c.signed_first, tables.reading.c.reader
    asked: list[sa.ColumnElement[bool]] = [signed.is_not(None), tables.reading.c.blind.is_(sa.true())]
    asked.append(tables.image.c.training.is_(sa.true() if training else sa.false()))
    asked += [] if since is None else [signed >= since]
    asked += [] if until is None else [signed <= until]
    asked += [] if readers is None else [reader.in_(sorted(readers))]
    return asked


_Paired = Callable[[list[Read]], Iterator[tuple[Read, Read]]]


def _paired(desk: Desk, asked: Sequence[sa.ColumnElement[bool]], paired: _Paired) -> list[Pair]:
    """The pairs of each image; who is in one is logged."""
    with desk.work() as work:
        of_image = defaultdict[str, list[Row]](list)
        for row in work.readings(*asked):
            if not work.closed(row):
                of_image[row.image].append(row)
        found = list[Pair]()
        for image, its in of_image.items():
            about = about_of(desk.keys.open_json(its[0].about))
            for one, other in paired([_read(work, row) for row in its]) if len(its) > 1 else ():
                found.append(Pair(image, its[0].training, about.spacing, one, other))
                for each in (one, other):
                    work.tell("reading compared", its[0].patient, each.reading)
        return found


def _read(work: Work, row: Row) -> Read:
    state = first_signed(changes_of(work, row.id))
    assert state is not None
    assert state.report is not None
    return Read(row.id, row.reader, row.signed_first, report_of(state.report))
