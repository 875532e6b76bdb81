"""What can be done with a term. Each must know every operation; a new one is put here and is then tested for all."""

from collections.abc import Callable

import polars as pl

from benkoll.logic import term as t
from benkoll.logic.columns import plan
from benkoll.logic.evaluate import evaluate
from benkoll.logic.generate import compile_patient
from benkoll.logic.missing import Missing
from benkoll.logic.rewrite import with_children
from benkoll.logic.words import say
from proofs.translate import Translation

OPERATIONS: list[type[t.Term]] = [
    node for node in vars(t).values() if isinstance(node, type) and issubclass(node, t.Term) and node is not t.Term
]


def _rewritten(term: t.Term) -> t.Term:
    below = t.children(term)
    return with_children(term, below) if below else term


CAPABILITIES: dict[str, Callable[[t.Term], object]] = {
    "evaluate": lambda term: evaluate(term, {}),
    "generate": lambda term: compile_patient({"it": term}),
    "columns": lambda term: [pl.LazyFrame().with_columns(stage) for stage in plan({"it": term}, {})],
    "words": lambda term: [say(term, "sv", lambda fact, _: fact), say(term, "en", lambda fact, _: fact)],
    "Z3": lambda term: Translation({"s": ("hip",)}).worth(term),
    "missing": lambda term: Missing({}).of(term),
    "rewrite": _rewritten,
}
"""Name -> a use of it on one term, which raises TermError where it does not know the operation."""
