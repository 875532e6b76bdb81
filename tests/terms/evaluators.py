"""The three evaluators behind one face: a term and patients in, one value per patient out."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from benkoll.logic import term as t
from benkoll.logic.columns import TYPES, add_columns
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.generate import compile_patient

Facts = Mapping[str, t.Value | None]
Answers = list[dict[str, t.Value | None]]


def by_evaluate(terms: Mapping[str, t.Term], patients: Sequence[Facts]) -> Answers:
    evaluations = [Evaluation(facts) for facts in patients]
    return [{name: one.value(term) for name, term in terms.items()} for one in evaluations]


def by_generate(terms: Mapping[str, t.Term], patients: Sequence[Facts]) -> Answers:
    patient = compile_patient(terms)
    return [patient(facts) for facts in patients]


def by_columns(terms: Mapping[str, t.Term], patients: Sequence[Facts]) -> Answers:
    frame = add_columns(table(terms, patients), terms).select(*terms)
    assert frame.collect_schema() == {name: TYPES[term.kind]() for name, term in terms.items()}
    return frame.collect().rows(named=True)


def table(terms: Mapping[str, t.Term], patients: Sequence[Facts]) -> pl.LazyFrame:
    """The patients as a table; a fact that nobody has gets no column. `row` only keeps the rows."""
    facts = {node.name: TYPES[node.kind] for node in t.walk(*terms.values()) if isinstance(node, t.Fact)}
    columns = {
        name: pl.Series(name, [facts.get(name) for facts in patients], dtype, strict=False)
        for name, dtype in facts.items()
        if any(facts.get(name) is not None for facts in patients)
    }
    return pl.LazyFrame({"row": range(len(patients)), **columns})


EVALUATORS: dict[str, Callable[[Mapping[str, t.Term], Sequence[Facts]], Answers]] = {
    "evaluate": by_evaluate,
    "generate": by_generate,
    "columns": by_columns,
}


def same(one: t.Value | None, other: t.Value | None) -> bool:
    """Equal, where 1 is not true and None is only None; an int and a float of one value are the same number."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
