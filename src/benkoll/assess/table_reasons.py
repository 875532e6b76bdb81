"""Reasons and what is missing for many patients: worked out once for all whose facts mean the same to the rule.

To a rule two patients are the same where its conditions come out the same, and where, under each condition that is
unknown, the facts that it reads are the same. One of each kind is asked as a single patient is (`patient.assess`): so
the words, and the rare status that Kleene's logic leaves open and no completion can change, are the same, too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from benkoll.assess.reasons import reasons
from benkoll.facts.registry import domains, ranges, registry
from benkoll.facts.rules import follows
from benkoll.facts.table import ASSUMED
from benkoll.guideline.basics import on_drug
from benkoll.guideline.build import Guideline
from benkoll.logic import term as t
from benkoll.logic.columns import add_columns
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing

_ROW = "row of the table"
STATUS = {(True, False): "recommended", (False, True): "possible", (False, False): "none"}
STRUCTURE = t.Named | t.Not | t.And | t.Or | t.AtLeast | t.Choose


def explained(
    answers: pl.LazyFrame, settled: pl.LazyFrame, assumed: pl.LazyFrame, guideline: Guideline
) -> pl.DataFrame:
    """The answers with, after them: `CODE_because` and `CODE_missing`, `assumptions`, and every criterion by its name.

    All three frames are of the same patients in the same order; `assumed` as `facts.table.assumed_columns` gives it.
    A list is a text with spaces between names. Reasons are null where the recommendation is not listed.
    """
    one, facts = answers.collect(), settled.collect()
    criteria = {
        name: term for name, term in guideline.criteria.items() if term.kind == "bool" and name not in one.columns
    }
    held = add_columns(facts.lazy(), criteria).select(*criteria).collect()
    names = [name for name in assumed.collect_schema() if name.startswith(ASSUMED)]
    listed = [pl.when(name).then(pl.lit(name.removeprefix(ASSUMED))) for name in names]
    counted = assumed.select(pl.concat_str(listed, separator=" ", ignore_nulls=True).alias("assumptions")).collect()
    return with_reasons(one, facts, guideline).hstack(counted).hstack(held)


def with_reasons(answers: pl.DataFrame, settled: pl.DataFrame, guideline: Guideline) -> pl.DataFrame:
    """The answers with reasons and what is missing; a status that is settled after all is so told."""
    numbered = settled.with_row_index(_ROW)
    asked = _Asked(settled)
    for code, form in guideline.recommendations.items():
        if code in answers.columns:
            listed = numbered.filter(answers.get_column(code).is_not_null())
            found = _of_each(listed, form.when, asked)
            holds = pl.col("status") != "none"
            answers = answers.with_row_index(_ROW).join(found, _ROW, "left", maintain_order="left").drop(_ROW)
            answers = answers.with_columns(
                pl.when(holds).then("status").cast(answers.schema[code]).alias(code),
                *(pl.when(holds).then(what).alias(f"{code}_{what}") for what in ("because", "missing")),
            ).drop("status", "because", "missing")
    return answers


class _Asked:
    """Single patients out of the table; what was worked out for one serves all rules."""

    def __init__(self, settled: pl.DataFrame) -> None:
        self._settled = settled
        self._patients: dict[int, tuple[Evaluation, Missing]] = {}

    def about(self, row: int, when: t.Term) -> dict[str, str]:
        """Status, reasons and what is missing for the patient in that row."""
        if row not in self._patients:
            facts = {name: value for name, value in self._settled.row(row, named=True).items() if value is not None}
            evaluation = Evaluation(facts)
            self._patients[row] = evaluation, Missing(facts, evaluation, domains(), ranges(), follows())
        evaluation, missing = self._patients[row]
        holds = missing.settled(when)
        return {
            "status": STATUS[holds is True, holds is None],
            "because": " ".join(one.name for one in reasons(when, evaluation).criteria),
            "missing": " ".join(() if holds else sorted(missing.of(when), key=list(registry()).index)),
        }


def _of_each(listed: pl.DataFrame, when: t.Term, asked: _Asked) -> pl.DataFrame:
    kinds = _kinds(when)
    alike = add_columns(listed.lazy(), kinds).group_by(list(kinds), maintain_order=True).agg(_ROW).collect()
    groups = alike.get_column(_ROW)
    rows = [asked.about(group[0], when) for group in groups]
    columns = {name: [row[name] for row in rows] for name in ("status", "because", "missing")}
    told = pl.DataFrame({_ROW: groups, **columns}, {_ROW: groups.dtype, **dict.fromkeys(columns, pl.String)})
    return told.explode(_ROW)


def _kinds(when: t.Term) -> Mapping[str, t.Term]:
    """What two patients must have in common to be of one kind to the rule."""
    rules = follows()
    found: dict[tuple[Any, ...], t.Term] = {}
    reached: set[str] = set()
    waiting: list[t.Term] = [when, on_drug]  # the drug: reasons that are beside the point are left out by it
    while waiting:
        root = waiting.pop()
        for key, leaf in _leaves(root):
            found.setdefault(key, leaf)
        for fact in t.facts_read(root):
            if fact not in reached:
                reached.add(fact)
                waiting += (part for way in rules.get(fact, ()) for part in way)
    return {f"kind {number}": term for number, term in enumerate(found.values())}


def _leaves(root: t.Term) -> Iterator[tuple[tuple[Any, ...], t.Term]]:
    """The conditions that the rule joins; under each, where it is unknown, the facts that it reads."""
    seen: set[tuple[int, bool]] = set()
    waiting: list[tuple[t.Term, bool]] = [(root, True)]
    while waiting:
        node, hangs_on = waiting.pop()
        if (id(node), hangs_on) in seen:
            continue
        seen.add((id(node), hangs_on))
        if isinstance(node, STRUCTURE) and node.kind == "bool":
            known = {id(part.term) for part in t.children(node) if isinstance(part, t.Recorded)}
            # "known, and so" is false where it is unknown: then nothing hangs on the facts below
            waiting += ((part, hangs_on and id(part) not in known) for part in t.children(node))
            continue
        yield (id(node),), node
        if hangs_on and node.kind == "bool" and not isinstance(node, t.Recorded | t.Fact):
            for fact in (below for below in t.walk(node) if isinstance(below, t.Fact)):
                yield (id(node), fact.name), t.choose((t.recorded(node), t.unknown(fact.kind)), otherwise=fact)
