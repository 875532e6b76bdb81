"""Small numbers are hidden, and so much beside them that they cannot be worked out from the sums of the table."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

SMALLEST = 5
"""A count from 1 to one below this is hidden."""

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sum(Generic[Cell]):
    """A cell that others add up to."""

    total: Cell
    parts: tuple[Cell, ...]


def is_small(count: int) -> bool:
    """Whether a count speaks of so few that it may not be shown; none at all may be."""
    return 0 < count < SMALLEST


def hidden(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], order: Sequence[Cell]) -> frozenset[Cell]:
    """The cells that are not shown: the small ones, and those from which one of them could be computed.

    `order`: which cells are rather hidden beside the small ones, where zeros are the last of all.
    """
    small = {one for one, count in counts.items() if is_small(count)}
    found = set(small)
    place = {one: number for number, one in enumerate(order)}
    beside_of = _neighbours(sums)
    while told := _told(counts, sums, found) & small:
        added = set[Cell]()
        for one in sorted(told, key=place.__getitem__):
            near = beside_of[one]
            beside = near - found or beside_of.keys() - found
            if not beside and not added:  # nothing is left that could be hidden: nothing is shown at all
                return frozenset(counts)
            if beside and not near & added:
                added.add(min(beside, key=lambda cell: (counts[cell] == 0, place[cell])))
                found |= added
    return frozenset(found)


def _neighbours(sums: Iterable[Sum[Cell]]) -> dict[Cell, set[Cell]]:
    """Each cell that is in a sum -> those that are in one with it, and itself."""
    found: dict[Cell, set[Cell]] = {}
    for one in sums:
        for cell in _cells(one):
            found.setdefault(cell, set()).update(_cells(one))
    return found


def _cells(one: Sum[Cell]) -> tuple[Cell, ...]:
    return (one.total, *one.parts)


def _told(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], found: set[Cell]) -> set[Cell]:
    """The hidden cells that the shown ones tell: by equations, or because each of them must be one."""
    rows = [{cell: Fraction(1 if cell in one.parts else -1) for cell in _cells(one) if cell in found} for one in sums]
    told = _solved(row for row in rows if row)
    for one in sums:
        parts = [cell for cell in one.parts if cell in found]
        if parts and one.total not in found and sum(counts[cell] for cell in parts) == len(parts):
            told |= set(parts)
    return told


def _solved(rows: Iterable[dict[Cell, Fraction]]) -> set[Cell]:
    """The unknowns that linear equations settle, by elimination."""
    pivots: dict[Cell, dict[Cell, Fraction]] = {}
    for given in rows:
        row = dict(given)
        for cell in list(row):
            if cell in pivots and cell in row:
                row = _less(row, pivots[cell], row[cell])
        if not row:
            continue
        pivot = next(iter(row))
        row = {cell: value / row[pivot] for cell, value in row.items()}
        for other, there in pivots.items():
            if pivot in there:
                pivots[other] = _less(there, row, there[pivot])
        pivots[pivot] = row
    return {cell for cell, row in pivots.items() if len(row) == 1}


def _less(row: dict[Cell, Fraction], other: Mapping[Cell, Fraction], times: Fraction) -> dict[Cell, Fraction]:
    made = dict(row)
    for cell, value in other.items():
        left = made.get(cell, Fraction(0)) - times * value
        if left:
            made[cell] = left
        else:
            made.pop(cell, None)
    return made
