"""Why, and why not: a term's tree for one patient, with the value of each branch and whether it decided."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from benkoll.logic import term as t
from benkoll.logic.evaluate import Evaluation

Say = Callable[[t.Term], str]
Joint = Literal["all", "any", "some"]
MOST_TERMS = 300
"""A formula of more terms (the estimate of fracture risk) is told by its value and the facts it stands on."""

JOINTS: dict[type[t.Term], Joint] = {t.And: "all", t.Or: "any", t.AtLeast: "some"}


@dataclass(frozen=True, slots=True)
class Branch:
    """One term for one patient. `value` None is unknown; `decided`: what is above has its value because of this one.

    `joint`: whether it takes all of what is below, any, or some number. `limit`: the parameter that `measured` was held
    against. `facts`: what a leaf of the tree was computed from, with values. `repeated`: what lies below is told at its
    first place in the tree.
    """

    words: str
    value: t.Value | None
    decided: bool
    name: str | None = None
    statements: tuple[str, ...] = ()
    joint: Joint | None = None
    limit: t.Parameter | None = None
    measured: t.Value | None = None
    facts: tuple[tuple[str, t.Value | None], ...] = ()
    below: tuple["Branch", ...] = ()
    repeated: bool = False


def explain(term: t.Term, evaluation: Evaluation, say: Say) -> Branch:
    """The tree of a criterion. `say` puts a term in words."""
    return _Explainer(evaluation, say).branch(term, True)


def decisive(branch: Branch) -> Branch:
    """The tree with only those branches that decided."""
    return replace(branch, below=tuple(decisive(below) for below in branch.below if below.decided))


def every(branch: Branch) -> Iterator[Branch]:
    """The branch and all below it, in the order of the tree."""
    yield branch
    for below in branch.below:
        yield from every(below)


class _Explainer:
    def __init__(self, evaluation: Evaluation, say: Say) -> None:
        self.value = evaluation.value
        self.say = say
        self.told: set[int] = set()

    def branch(self, term: t.Term, decided: bool) -> Branch:
        head = Branch(self.say(term), self.value(term), decided)
        match term:
            case t.Named():
                return self._named(term, head)
            case t.Not():
                return replace(self.branch(term.term, decided), words=head.words, value=head.value)
            case t.And() | t.Or() | t.AtLeast():
                return self._joined(term, head)
            case t.Choose():
                return replace(head, below=self._choice(term))
            case t.Meets():
                return replace(self._leaf(term, head), limit=term.limit, measured=self.value(term.value))
            case _:
                return self._leaf(term, head)

    def _named(self, term: t.Named, head: Branch) -> Branch:
        if id(term) in self.told:
            head = replace(head, repeated=True)
        elif term.kind == "number" and sum(1 for _ in t.walk(term)) > MOST_TERMS:
            self.told.add(id(term))
            head = self._leaf(term, head)
        else:
            self.told.add(id(term))
            head = replace(self.branch(term.term, head.decided), words=head.words)
        return replace(head, name=term.name, statements=term.stands_on)

    def _leaf(self, term: t.Term, head: Branch) -> Branch:
        facts = tuple((name, self.value(fact)) for name, fact in _facts(term).items())
        return replace(head, facts=facts, name=term.name if isinstance(term, t.Fact) else None)

    def _joined(self, term: t.And | t.Or | t.AtLeast, head: Branch) -> Branch:
        parts = self._parts(term)
        if len(parts) == 1:  # nothing but "known, and so"
            return self.branch(parts[0], head.decided)
        below = tuple(self.branch(part, self._decides(part, term)) for part in parts)
        return replace(head, joint=JOINTS[type(term)], below=below)

    def _parts(self, term: t.And | t.Or | t.AtLeast) -> list[t.Term]:
        """What is joined; "it is known" is left out where it is, and what it speaks of stands beside it."""
        beside = {id(part) for part in term.terms}
        return [
            part
            for part in term.terms
            if not (isinstance(part, t.Recorded) and id(part.term) in beside and self.value(part.term) is not None)
        ]

    def _decides(self, part: t.Term, whole: t.And | t.Or | t.AtLeast) -> bool:
        value = self.value(part)
        if isinstance(whole, t.And) and self.value(whole) is True:
            return True
        if isinstance(whole, t.Or) and self.value(whole) is False:
            return True
        return value is self.value(whole)

    def _choice(self, term: t.Choose) -> tuple[Branch, ...]:
        """The conditions as far as they were asked, and what the choice fell on."""
        asked: list[Branch] = []
        for condition, value in term.cases:
            asked.append(self.branch(condition, True))
            if self.value(condition) is None:
                return tuple(asked)
            if self.value(condition):
                return (*asked, *self._chosen(value))
        return (*asked, *self._chosen(term.otherwise))

    def _chosen(self, value: t.Term) -> tuple[Branch, ...]:
        return () if isinstance(value, t.Constant) else (self.branch(value, True),)


def _facts(term: t.Term) -> dict[str, t.Fact]:
    return {node.name: node for node in t.walk(term) if isinstance(node, t.Fact)}
