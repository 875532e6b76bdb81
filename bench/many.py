"""TX-3 on many rows by several engines, and two sets of outputs by hand in Polars: equal first, then timed."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl
from engines import READ, cql_rows, zen_decision
from figures import Spent, goal, least, spent, table
from fisca import Fisca
from written import ASKED, TX3, asked, tx3

from benkoll.facts.table import settle_columns
from benkoll.logic.columns import add_columns
from benkoll.logic.term import Term

ROWS_BY_CQL, ROWS_BY_ZEN = 10_000, 50_000
ROUNDS = 9
SAME = 1e-9
"""By hand a number may differ in its last bit: Polars multiplies where it is told to divide by a constant."""


def engines(file: Path) -> str:
    """The table of other engines: a row and rule's share of the time, in memory, reading and writing not counted."""
    rows = pl.read_parquet(file, columns=list(READ))
    known = rows.head(ROWS_BY_ZEN).fill_null(False).fill_null(0)
    fisca, own = Fisca(rows), _ours(rows, TX3)
    _refuse_unequal("openfisca-core", own(), fisca.answers())
    every = {"ours": _each(own, rows), "polars": _each(lambda: tx3(rows.lazy()).collect(), rows)}
    every["fisca"] = (_least_of_fisca(fisca), rows.height)
    every |= dict(_row_by_row(rows, known))
    base = every["ours"][0]
    others = {
        "openfisca-core": ("fisca", 1.0, "ours at least as fast"),
        "hand-written Polars": ("polars", 1 / 1.3, "ours at most 1.3 times"),
        "cql-execution": ("cql", 20.0, "ours 20 times as fast"),
        "zen-engine": ("zen", 100.0, "ours 100 times as fast"),
    }
    lines: list[list[object]] = [["Benkoll", f"{rows.height:,}", *_nanoseconds(every["ours"]), "", ""]]
    for name, (key, least_ratio, said) in others.items():
        cost, count = every[key]
        scaled = Spent(cost.seconds / count * rows.height, cost.cpu / count * rows.height)
        outcome = goal(said, scaled.seconds / base.seconds >= least_ratio, scaled.cpu / base.cpu >= least_ratio)
        lines.append([name, f"{count:,}", *_nanoseconds(every[key]), scaled.times(base), outcome])
    return table(("engine", "rows", "ns a row and rule", "of CPU", "times ours, clock / CPU", "goal"), lines)


def by_hand(file: Path) -> str:
    """Our plan against hand-written Polars, from settled facts in memory to the outputs in memory."""
    facts = settle_columns(pl.scan_parquet(file)).collect()
    pairs: dict[str, tuple[Mapping[str, Term], Callable[[pl.LazyFrame], pl.LazyFrame]]] = {
        "TX-3, nothing but the limits": (TX3, tx3),
        "what INV-DXA asks (ages, dates, T-scores, risk factors)": (ASKED, asked),
    }
    lines: list[list[object]] = []
    for name, (terms, written) in pairs.items():
        own, hand = _ours(facts, terms), _collected(written, facts)
        _refuse_unequal("Polars by hand", own(), hand())
        found = least({"ours": own, "hand": hand}, ROUNDS)
        one, other = found["ours"], found["hand"]
        figures = [f"{1000 * cost.seconds:.0f} / {1000 * cost.cpu:.0f}" for cost in found.values()]
        outcome = goal("at most 1.3", one.seconds <= 1.3 * other.seconds, one.cpu <= 1.3 * other.cpu)
        lines.append([name, len(terms), *figures, one.times(other), outcome])
    return table(("outputs", "columns", "ours, ms", "by hand, ms", "ours / by hand", "goal"), lines)


def _ours(rows: pl.DataFrame, terms: Mapping[str, Term]) -> Callable[[], pl.DataFrame]:
    return lambda: add_columns(rows.lazy(), terms).select(*terms).collect()


def _collected(written: Callable[[pl.LazyFrame], pl.LazyFrame], rows: pl.DataFrame) -> Callable[[], pl.DataFrame]:
    return lambda: written(rows.lazy()).collect()


def _each(function: Callable[[], object], rows: pl.DataFrame) -> tuple[Spent, int]:
    return least({"": function}, ROUNDS)[""], rows.height


def _least_of_fisca(fisca: Fisca) -> Spent:
    every = [spent(fisca.given()) for _ in range(ROUNDS + 1)][1:]
    return Spent(min(one.seconds for one in every), min(one.cpu for one in every))


def _row_by_row(rows: pl.DataFrame, known: pl.DataFrame) -> Iterator[tuple[str, tuple[Spent, int]]]:
    """The engines that take one patient at a time, called for each row of which they are given fewer."""
    some = rows.head(ROWS_BY_CQL)
    answers, cost = cql_rows(some.to_dicts())
    _refuse_unequal("cql-execution", _ours(some, TX3)(), pl.DataFrame(answers, dict.fromkeys(TX3, pl.Boolean)))
    yield "cql", (cost, some.height)
    decide, patients = zen_decision(), known.to_dicts()
    answers = [decide(patient) for patient in patients]
    _refuse_unequal("zen-engine", _ours(known, TX3)(), pl.DataFrame(answers, dict.fromkeys(TX3, pl.Boolean)))
    yield "zen", (least({"": lambda: [decide(patient) for patient in patients]}, 2)[""], known.height)


def _refuse_unequal(name: str, ours: pl.DataFrame, other: pl.DataFrame) -> None:
    for column in ours.columns:
        one, two = ours[column], other[column]
        if one.dtype.is_float():
            unequal = (one.is_null() != two.is_null()) | ((one - two).abs() > SAME)
        else:
            unequal = one.ne_missing(two)
        if unequal.any():
            sys.exit(f"{name} gives another {column} in {unequal.sum()} rows, first row {unequal.arg_true()[0] + 1}")


def _nanoseconds(cost: tuple[Spent, int]) -> tuple[str, str]:
    one, count = cost
    return f"{one.seconds / count / len(TX3) * 1e9:,.1f}", f"{one.cpu / count / len(TX3) * 1e9:,.1f}"
