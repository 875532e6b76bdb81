"""Terms made and walked: every node of `logic.node`, the functions that build them, and the ways through them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benkoll.logic.node import (
    And,
    Arithmetic,
    AtLeast,
    Between,
    Choose,
    Compare,
    Comparison,
    Constant,
    Fact,
    Function,
    Greatest,
    IsIn,
    Kind,
    Least,
    Lookup,
    Meets,
    Named,
    Not,
    Or,
    Parameter,
    Recorded,
    Round,
    Shift,
    Term,
    TermError,
    Value,
    all_of,
    any_of,
    as_term,
)

__all__ = [
    "And",
    "Arithmetic",
    "AtLeast",
    "Between",
    "Choose",
    "Compare",
    "Comparison",
    "Constant",
    "Fact",
    "Function",
    "Greatest",
    "IsIn",
    "Kind",
    "Least",
    "Lookup",
    "Meets",
    "Named",
    "Not",
    "Or",
    "Parameter",
    "Recorded",
    "Round",
    "Shift",
    "Term",
    "TermError",
    "Value",
    "add_days",
    "add_months",
    "all_of",
    "any_of",
    "as_term",
    "at_least",
    "children",
    "choose",
    "days_between",
    "exp",
    "facts_read",
    "first_known",
    "greatest",
    "known_false",
    "known_true",
    "least",
    "ln",
    "lookup",
    "months_between",
    "power",
    "recorded",
    "rounded",
    "unknown",
    "walk",
    "years_between",
]

# BUILDING


def unknown(kind: Kind) -> Term:
    """A value that nobody knows."""
    return Constant(None, kind)


def at_least(count: int, *terms: Term) -> Term:
    """At least so many of the terms are true."""
    return AtLeast(count, *terms)


def recorded(term: Term) -> Term:
    """Whether the record holds a value for it: true or false, never unknown."""
    return Recorded(term)


def known_true(term: Term) -> Term:
    """Known to be true: false where it is unknown. For the rules that speak of the record."""
    return And(Recorded(term), term)


def known_false(term: Term) -> Term:
    """Known to be false."""
    return And(Recorded(term), Not(term))


def choose(*cases: "tuple[Term, Term | Value]", otherwise: "Term | Value") -> Term:
    """`choose((condition, value), ..., otherwise=value)`: see Choose."""
    return Choose(tuple((condition, as_term(value)) for condition, value in cases), as_term(otherwise))


def first_known(first: Term, *others: Term) -> Term:
    """The first of the terms that has a value: a stated one before a computed one."""
    if not others:
        return first
    return Choose(((Recorded(first), first),), first_known(*others))


def least(*terms: Term) -> Term:
    """The least known value; unknown only where all are."""
    return Least(*terms)


def greatest(*terms: Term) -> Term:
    """The greatest known value; unknown only where all are."""
    return Greatest(*terms)


def rounded(term: Term, decimals: int) -> Term:
    """Rounded half away from zero."""
    return Round(term, decimals)


def exp(term: Term) -> Term:
    """e to the power of the term."""
    return Function("exp", term)


def ln(term: Term) -> Term:
    """The natural logarithm."""
    return Function("ln", term)


def power(base: Term, exponent: float) -> Term:
    """A positive number to a constant power."""
    return exp(ln(base) * exponent)


def lookup(key: Term, table: dict[str, float]) -> Term:
    """The table's number for the key."""
    return Lookup(key, tuple(table.items()))


def add_months(start: Term, months: "Term | float") -> Term:
    """The date so many calendar months later."""
    return Shift(start, as_term(months), "months")


def add_days(start: Term, days: "Term | float") -> Term:
    """The date so many days later."""
    return Shift(start, as_term(days), "days")


def days_between(start: Term, end: Term) -> Term:
    """Days from start to end."""
    return Between("days", start, end)


def months_between(start: Term, end: Term) -> Term:
    """Calendar months from start to end, with the fraction of the running one."""
    return Between("months", start, end)


def years_between(start: Term, end: Term) -> Term:
    """Calendar years from start to end, with the fraction of the running one."""
    return Between("years", start, end)


# WALKING


def _inner(node: Any) -> tuple[Term, ...]:
    return (node.term,)


def _joined(node: Any) -> tuple[Term, ...]:
    terms: tuple[Term, ...] = node.terms
    return terms


def _sides(node: Any) -> tuple[Term, ...]:
    return (node.left, node.right)


_CHILDREN: Mapping[type[Term], Callable[[Any], tuple[Term, ...]]] = {
    **dict.fromkeys((Named, Recorded, Not, Function, Round, IsIn), _inner),
    **dict.fromkeys((And, Or, AtLeast, Least, Greatest), _joined),
    **dict.fromkeys((Compare, Arithmetic), _sides),
    Meets: lambda node: (node.value, node.limit),
    Choose: lambda node: (*(part for case in node.cases for part in case), node.otherwise),
    Lookup: lambda node: (node.key,),
    Shift: lambda node: (node.start, node.amount),
    Between: lambda node: (node.start, node.end),
}


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly below a node, in order; empty for leaves."""
    below = _CHILDREN.get(type(term))
    return below(term) if below else ()


def walk(*roots: Term) -> Iterator[Term]:
    """Every node below (and with) the roots, each once, children before parents."""
    seen: set[int] = set()
    stack: list[tuple[Term, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, opened = stack.pop()
        if opened:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children(node)))


def facts_read(*roots: Term) -> tuple[str, ...]:
    """Names of the facts that the terms read, in order of first appearance."""
    return tuple(dict.fromkeys(node.name for node in walk(*roots) if isinstance(node, Fact)))
