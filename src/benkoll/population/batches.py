"""What a worker does with its share of the patients: Arrow batches in, Arrow batches out, by one streaming plan."""

from collections import deque
from collections.abc import Iterator
from functools import lru_cache

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from benkoll.assess.table import answer_columns, answer_schema
from benkoll.errors import InputError
from benkoll.exchange import parquet
from benkoll.facts.checks import checks
from benkoll.facts.registry import completed_by
from benkoll.facts.rules import settling
from benkoll.facts.table import DAY, REJECTS, schema, settle_columns, validate
from benkoll.guideline.build import load
from benkoll.logic.term import facts_read
from benkoll.population.asked import REJECTED, Asked

ROWS_AT_A_TIME = 65_536
"""Rows that go through the plan together: fewer cost time for each piece, more cost memory."""

ID = "patient_id"
PROBLEM = tuple(name for name in REJECTS if name != "row")
_ARROW = {
    pl.Boolean(): pa.bool_(),
    pl.Float64(): pa.float64(),
    pl.Date(): pa.date32(),
    pl.String(): pa.string(),
    pl.List(pl.String): pa.list_(pa.string()),
}


def answer_types(asked: Asked) -> pa.Schema:
    """The columns that `answered` gives: patient_id, the answer's, those beside, and REJECTED.

    Raises UsageError where the variant, a parameter, a column or a kind of source does not exist.
    """
    completed_by(asked.complete)
    guideline = load(asked.variant, asked.changes)
    answer_columns(pl.LazyFrame(), guideline, asked.columns)  # refuses a column that there is not
    answers = {
        name: pa.string() if isinstance(type_, pl.Enum) else _ARROW[type_]
        for name, type_ in answer_schema(guideline).items()
        if asked.columns is None or name in asked.columns
    }
    problems = pa.list_(pa.struct([(name, pa.string()) for name in PROBLEM]))
    beside = dict.fromkeys(asked.beside, pa.string())
    return pa.schema({ID: pa.string(), **answers, **beside, REJECTED: problems})


def facts_needed(asked: Asked, columns: pa.Schema) -> tuple[str, ...]:
    """The facts, of these columns, on which any answer or refusal hangs, in their order.

    All but the yes or no that no answer reads: such a value is never refused by itself. Raises InputError where a
    column is no fact, or of a type that the fact cannot have.
    """
    frame = _frame(columns.empty_table())
    wrong = [problem for name, type_ in frame.schema.items() if (problem := parquet.column_problem(name, type_))]
    if wrong:
        raise InputError(wrong)
    validate(frame)  # refuses what is no fact of a table
    refusing = facts_read(*(check.wrong for check in checks()), *settling().derived.values())
    needed = {ID, *refusing, *_Plan(asked).reads()}
    return tuple(name for name, type_ in frame.schema.items() if name in needed or type_ != pl.Boolean)


def answered(asked: Asked, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A row of `answer_types` for each row, in no certain order; a row that cannot be used has its reasons instead."""
    return _plan(asked).run(batches)


@lru_cache(maxsize=4)
def _plan(asked: Asked) -> "_Plan":
    return _Plan(asked)


class _Plan:
    """The plan, made once in a process, and run over the batches of one share of the patients after another."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._types = answer_types(asked)
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._rejected: deque[pl.DataFrame] = deque()
        self._read: list[str] = []
        facts = [(name, type_) for name, type_ in schema().items() if name in (*asked.facts, DAY)]
        self._source = pl.Schema([*facts, *((name, pl.String()) for name in asked.beside)])
        source = pl.io.plugins.register_io_source(self._usable, schema=self._source)
        wanted = None if asked.columns is None else {*asked.columns, ID}
        self._answers = answer_columns(
            settle_columns(source, asked.complete), load(asked.variant, asked.changes), wanted, asked.beside
        ).with_columns(pl.selectors.enum().cast(pl.String), pl.lit(None).alias(REJECTED))

    def reads(self) -> list[str]:
        """The facts that the plan reads of those that are sent."""
        list(self.run(iter(())))
        return self._read

    def run(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """See `answered`."""
        self._batches, self._rejected = batches, deque()
        for answers in self._answers.collect_batches(engine="streaming"):
            yield from self._arrow(answers)
            while self._rejected:
                yield from self._arrow(self._rejected.popleft())
        while self._rejected:
            yield from self._arrow(self._rejected.popleft())

    def _usable(self, columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        """The rows that can be used, as the plan's source; what is wrong with the others is laid aside."""
        names = list(self._source) if columns is None else columns
        self._read = names
        rejected = self._rejected
        for rows in _pieces(self._batches):
            facts = rows.select(self._asked.facts).with_columns(parquet.exact())
            found = validate(facts, self._asked.day, beside=rows.select(self._asked.beside))
            if found.rejects.height:
                rejected.append(self._with_reasons(rows, found.rejects))
            yield found.good.select(names)

    def _with_reasons(self, rows: pl.DataFrame, rejects: pl.DataFrame) -> pl.DataFrame:
        reasons = rejects.group_by("row", maintain_order=True).agg(pl.struct(PROBLEM).alias(REJECTED))
        number = reasons.get_column("row") - 1
        kept = [name for name in (ID, *self._asked.beside) if name in rows.columns]
        return reasons.select(REJECTED).with_columns(
            rows.get_column(name).gather(number).cast(pl.String) for name in kept
        )

    def _arrow(self, frame: pl.DataFrame) -> list[pa.RecordBatch]:
        absent = [pl.lit(None).alias(name) for name in self._types.names if name not in frame.columns]
        whole = frame.with_columns(absent).select(self._types.names)
        found: list[pa.RecordBatch] = whole.to_arrow().cast(self._types).to_batches()
        return found


def _pieces(batches: Iterator[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
    """The batches put together to ROWS_AT_A_TIME rows or a little more."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS_AT_A_TIME:
            yield _frame(pa.Table.from_batches(held))
            held = []
    if held:
        yield _frame(pa.Table.from_batches(held))


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
