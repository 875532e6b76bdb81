"""Faults to plant in a guideline, each a change of nodes as `logic.rewrite` makes it."""

from collections.abc import Callable

from benkoll.logic import term as t
from terms.changed import Change

YES, NO = t.as_term(True), t.as_term(False)


def _body(name: str, of: Callable[[t.Term], t.Term]) -> Change:
    """The named term with another body."""

    def change(node: t.Term) -> t.Term | None:
        if not isinstance(node, t.Named) or node.name != name:
            return None
        return t.Named(name, of(node.term), sv=node.sv, en=node.en, stands_on=node.stands_on, asks=node.asks)

    return change


def never(name: str) -> Change:
    """The criterion never holds."""
    return _body(name, lambda body: NO)


def always(name: str) -> Change:
    """The criterion always holds."""
    return _body(name, lambda body: YES)


def nobody_knows(name: str) -> Change:
    """The named term never has a value."""
    return _body(name, lambda body: t.unknown(body.kind))


def whatever_the_condition(name: str) -> Change:
    """The named choice falls on its first value, whether or not that one's condition holds."""

    def first(body: t.Term) -> t.Term:
        assert isinstance(body, t.Choose), f"{name} is no choice"
        return body.cases[0][1]

    return _body(name, first)


def taken_for_known(name: str) -> Change:
    """Where the criterion must be known to hold, it need not."""

    def change(node: t.Term) -> t.Term | None:
        if not isinstance(node, t.And) or not any(
            isinstance(p, t.Recorded) and _name(p.term) == name for p in node.terms
        ):
            return None
        return t.And(*(p for p in node.terms if _name(p.term if isinstance(p, t.Recorded) else p) != name))

    return change


def unknown_is_no(name: str) -> Change:
    """Where the criterion is unknown, it counts as not so."""
    return _body(name, t.known_true)


def without(name: str, *parts: str) -> Change:
    """The criterion, an and or an or, with these criteria (or their denials) left out."""

    def left(body: t.Term) -> t.Term:
        assert isinstance(body, t.And | t.Or), f"{name} is neither an and nor an or"
        kept = [term for term in body.terms if _name(term) not in parts]
        assert len(kept) < len(body.terms), f"{name} has no {parts}"
        return type(body)(*kept)

    return _body(name, left)


def _name(term: t.Term) -> str | None:
    inner = term.term if isinstance(term, t.Not) else term
    return inner.name if isinstance(inner, t.Named) else None


def limit(name: str, value: float) -> Change:
    """The parameter has another value."""

    def change(node: t.Term) -> t.Term | None:
        is_it = isinstance(node, t.Parameter) and node.name == name
        return t.Parameter(name, value, node.comparison) if is_it else None

    return change


def never_on_record(name: str) -> Change:
    """The record is never asked whether the criterion is known: it counts as unknown wherever that matters."""

    def change(node: t.Term) -> t.Term | None:
        return NO if isinstance(node, t.Recorded) and _name(node.term) == name else None

    return change


def unknown_passes(name: str) -> Change:
    """Where a value is unknown it counts as on the right side of the limit."""

    def change(node: t.Term) -> t.Term | None:
        return t.known_true(node) if isinstance(node, t.Meets) and node.limit.name == name else None

    return change


def never_one_of(fact: str, *texts: str) -> Change:
    """The fact is never found to be one of these texts where just these are asked for."""

    def change(node: t.Term) -> t.Term | None:
        is_it = isinstance(node, t.IsIn) and isinstance(node.term, t.Fact | t.Named) and node.term.name == fact
        return NO if is_it and node.texts == texts else None

    return change


def all_of_them(*changes: Change) -> Change:
    """Several faults at once."""

    def change(node: t.Term) -> t.Term | None:
        return next((changed for one in changes if (changed := one(node)) is not None), None)

    return change
