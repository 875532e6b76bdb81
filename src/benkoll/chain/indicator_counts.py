"""The indicators counted: for all, for each unit or hospital and for each period, with small numbers hidden."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from benkoll.chain.indicator_cases import FIELDS, Case, fields
from benkoll.chain.indicators import MEASURES, Answer, Definition, Measure, answer, band_of, definitions, treated_by
from benkoll.chain.small_numbers import Sum, hidden
from benkoll.chain.wilson import Z95, Z998, interval, limits

Kind = Literal["all", "group", "period"]
Every = Literal["quarter", "month"]
Row = tuple[Kind, str]
Cell = tuple[Row, str]

ALL: Row = ("all", "")
IN = ("yes", "no", "unknown")
BY = ("prescription", "dose", "told")
COLUMNS = ("unknown", "no", "yes", "unclear", "waiting", *BY, "requisition", "in_stock", "of")
"""What is counted in each row; those that are rather hidden beside a small one, first. `of`: the denominator.

`in_stock`: doses that were not on requisition, or of which it was not told.
"""

MISSING_PERCENT, MISSING_FIELDS = 20, 5
"""UK FLS-DB, indicator 1: fewer than so many fields of which more than so many percent are missing."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator in one row: counts by COLUMNS, those not shown left out; `hides`: whether there are such.

    `expected`: of UK-02, the caseload. `overall`: the share of all, for the funnel.
    """

    row: Row
    counts: Mapping[str, int]
    hides: bool
    definition: Definition
    expected: int | None = None
    overall: float | None = None

    @property
    def share(self) -> float | None:
        """The numerator of the denominator; None where either is hidden, or nobody is in it."""
        of = self.expected if self.definition.id == "UK-02" else self.counts.get("of")
        yes = self.counts.get("yes")
        return None if yes is None or not of else yes / of

    @property
    def unknown_share(self) -> float | None:
        """Of how large a part of the denominator nobody knows."""
        of, unknown = self.counts.get("of"), self.counts.get("unknown")
        return None if unknown is None or not of else unknown / of

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval, 95 %; none for a share of an estimate."""
        if self.share is None or self.definition.id == "UK-02":
            return None
        return interval(self.counts["yes"], self.counts["of"])

    @property
    def band(self) -> int | None:
        """Which of the IOF's levels the share has reached."""
        return None if self.share is None else band_of(self.definition, self.share)

    @property
    def funnel(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Between which the share of a unit of this size would lie, were it that of all: 95 and 99.8 %."""
        of = self.counts.get("of")
        if self.row[0] != "group" or self.overall is None or not of or self.definition.id == "UK-02":
            return None
        return limits(self.overall, of, Z95), limits(self.overall, of, Z998)

    @property
    def outside(self) -> bool | None:
        """Whether the share lies outside the wider of the funnel's limits."""
        if self.funnel is None or self.share is None:
            return None
        low, high = self.funnel[1]
        return not low <= self.share <= high


@dataclass(frozen=True, slots=True)
class Field:
    """A field of indicator 1: how many records have it, and of how many it is missing; None where that is hidden."""

    name: str
    of: int | None
    missing: int | None

    @property
    def too_many(self) -> bool | None:
        """Whether more than MISSING_PERCENT are missing; None where it may not be said."""
        return None if self.of is None or self.missing is None else 100 * self.missing > MISSING_PERCENT * self.of


@dataclass
class Tally:
    """The counts as they come in, case by case."""

    every: Every | None = None
    cells: dict[str, Counter[Cell]] = field(default_factory=lambda: {key: Counter() for key in MEASURES})
    fields: Counter[tuple[str, bool]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    rows: set[Row] = field(default_factory=set)

    def add(self, case: Case, group: str | None) -> None:
        """Count a fracture of that unit or hospital."""
        if case.excluded is not None:
            self.left_out[case.excluded] += 1
            return
        rows = [ALL]
        rows += [] if group is None else [("group", group)]
        rows += [] if self.every is None else [("period", period(case.fractured, self.every))]
        self.rows.update(rows)
        self.fields.update(fields(case).items())
        for key, measure in MEASURES.items():
            self.cells[key].update((row, column) for row in rows for column in columns(measure, case))


def columns(measure: Measure, case: Case) -> Iterator[str]:
    """In which columns a fracture is counted."""
    its: Answer = answer(measure, case)
    if its == "out":
        return
    yield its
    if its in IN:
        yield "of"
    by = treated_by(measure, case, its)
    if by is not None:
        yield by[0]
        if by[0] == "dose":
            yield "requisition" if by[1] else "in_stock"


def period(day: date, every: Every) -> str:
    """The quarter or the month of a day."""
    return f"{day.year} Q{(day.month + 2) // 3}" if every == "quarter" else f"{day.year}-{day.month:02}"


# WHAT IS SHOWN


@dataclass(frozen=True, slots=True)
class Report:
    """Every indicator with its rows (none where it cannot be computed), the fields of the first, who was left out.

    `left_out`: reason -> how many, None where that is hidden.
    """

    rows: Mapping[str, Sequence[Counted]]
    fields: Sequence[Field]
    left_out: Mapping[str, int | None]

    @property
    def complete(self) -> bool | None:
        """Whether so few fields are missing as indicator 1 asks; None where nothing is counted, or it is hidden."""
        many = sum(one.too_many is True for one in self.fields)
        unsure = sum(one.too_many is None and one.of != 0 for one in self.fields)
        if many >= MISSING_FIELDS or not self.fields:
            return False if self.fields else None
        return True if many + unsure < MISSING_FIELDS else None


def report(tally: Tally, caseload: Mapping[str, int] | None = None) -> Report:
    """What may be shown of the counts. `caseload`: unit or hospital -> how many fractures it is estimated to have."""
    caseload = caseload or {}
    rows = sorted(tally.rows | {ALL} | ({("group", name) for name in caseload} if _grouped(tally) else set()))
    found = dict[str, list[Counted]]()
    for key, definition in definitions().items():
        found[key] = _shown(definition, tally, rows, caseload) if definition.computable else []
    return Report(found, _fields(tally), _left_out(tally))


def _grouped(tally: Tally) -> bool:
    return any(kind == "group" for kind, _ in tally.rows)


def _shown(definition: Definition, tally: Tally, rows: Sequence[Row], caseload: Mapping[str, int]) -> list[Counted]:
    counts = {(row, column): tally.cells[definition.id][row, column] for row in rows for column in COLUMNS}
    secret = _secret(counts, rows, MEASURES[definition.id])
    expected = _expected(rows, caseload) if definition.id == "UK-02" else {}
    made = list[Counted]()
    for row in rows:
        seen = {column: counts[row, column] for column in COLUMNS if (row, column) not in secret}
        overall = made[0].share if made else None
        made.append(Counted(row, seen, len(seen) < len(COLUMNS), definition, expected.get(row), overall))
    return made


def _expected(rows: Sequence[Row], caseload: Mapping[str, int]) -> dict[Row, int]:
    """The caseload of each group; that of all where every group has one, or where there are no groups."""
    groups = [row for row in rows if row[0] == "group"]
    known = {row: caseload[row[1]] for row in groups if row[1] in caseload}
    return known | ({ALL: sum(caseload.values())} if caseload and len(known) == len(groups) else {})


def _secret(counts: Mapping[Cell, int], rows: Sequence[Row], measure: Measure) -> frozenset[Cell]:
    """The cells that are hidden: the columns add up within a row, the groups and the periods to all."""
    sums = list[Sum[Cell]]()
    for row in rows:
        sums.append(_sum(row, "of", IN))
        if measure.treatment is not None:
            sums.append(_sum(row, measure.treated, BY))
            sums.append(_sum(row, "dose", ("requisition", "in_stock")))
    for kind in ("group", "period"):
        parts = [row for row in rows if row[0] == kind]
        if parts:
            sums += [Sum((ALL, column), tuple((row, column) for row in parts)) for column in COLUMNS]
    size = {row: counts[row, "of"] for row in rows}
    places = sorted(counts, key=lambda cell: (cell[0] == ALL, COLUMNS.index(cell[1]), size[cell[0]], cell[0]))
    return hidden(counts, sums, places)


def _sum(row: Row, total: str, parts: Iterable[str]) -> Sum[Cell]:
    return Sum((row, total), tuple((row, column) for column in parts))


def _fields(tally: Tally) -> list[Field]:
    found = list[Field]()
    for name in FIELDS if tally.rows else ():
        there, missing = (tally.fields[name, filled] for filled in (True, False))
        counts = {"missing": missing, "there": there, "of": there + missing}
        secret = hidden(counts, [Sum("of", ("there", "missing"))], tuple(counts))
        found.append(Field(name, *(None if one in secret else counts[one] for one in ("of", "missing"))))
    return found


def _left_out(tally: Tally) -> dict[str, int | None]:
    secret = hidden(tally.left_out, [], list(tally.left_out))
    return {reason: None if reason in secret else count for reason, count in sorted(tally.left_out.items())}
