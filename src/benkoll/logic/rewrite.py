"""Terms changed node by node: a variant's parameters, a known fact put in, a mutation."""

from collections.abc import Callable, Sequence

from benkoll.logic import term as t


def rewrite(roots: Sequence[t.Term], change: Callable[[t.Term], t.Term | None]) -> list[t.Term]:
    """The roots rebuilt from the leaves up, in the same order; what was shared stays shared.

    `change` gets each node once, its children already rewritten, and returns what shall stand in its place, or None
    to keep it. A node below which nothing changed stays the same object. Raises TermError where the result does not
    fit (the limit of a Meets must remain a Parameter with a comparison, kinds must still match).
    """
    new: dict[int, t.Term] = {}
    for node in t.walk(*roots):
        old = t.children(node)
        below = tuple(new[id(child)] for child in old)
        kept = all(after is before for after, before in zip(below, old, strict=True))
        rebuilt = node if kept else with_children(node, below)
        changed = change(rebuilt)
        new[id(node)] = rebuilt if changed is None else changed
    return [new[id(root)] for root in roots]


def with_children(node: t.Term, below: Sequence[t.Term]) -> t.Term:
    """A node like this one over other children, given in the order of `term.children`."""
    match node:
        case t.Named():
            return t.Named(node.name, below[0], sv=node.sv, en=node.en, stands_on=node.stands_on, asks=node.asks)
        case t.Recorded() | t.Not() | t.And() | t.Or() | t.Least() | t.Greatest():
            return type(node)(*below)
        case t.AtLeast():
            return t.AtLeast(node.count, *below)
        case t.Compare() | t.Arithmetic():
            return type(node)(node.op, *below)  # type: ignore[arg-type]
        case t.Meets():
            return _meets(*below)
        case t.IsIn():
            return t.IsIn(below[0], node.texts)
        case t.Choose():
            return t.Choose(tuple(zip(below[:-1:2], below[1::2], strict=True)), below[-1])
        case t.Lookup():
            return t.Lookup(below[0], node.table)
        case t.Function():
            return t.Function(node.name, *below)
        case t.Round():
            return t.Round(below[0], node.decimals)
        case t.Shift():
            return t.Shift(below[0], below[1], node.unit)
        case t.Between():
            return t.Between(node.unit, *below)
        case _:
            raise t.TermError(f"{type(node).__name__} has no children to change: give it a case in rewrite.py")


def _meets(value: t.Term, limit: t.Term) -> t.Term:
    if not isinstance(limit, t.Parameter):
        raise t.TermError(f"{type(limit).__name__} cannot stand as a limit: only a Parameter can")
    return t.Meets(value, limit)
