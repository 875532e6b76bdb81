"""Decision diagrams: a value as a function of variables, each of which is a line cut into cells.

A node asks where its variable lies among its cuts; cell i runs from cut i - 1 (inclusive) to cut i, and leads to
branch i. Ends hold the value. Nodes are shared and reduced (neighbouring cells never lead to the same branch, and no
node has one branch only), so two functions are equal exactly when they are the same object, and a function depends on
a variable exactly when the variable stands in its diagram.

Truth is Kleene's: an end None is a value that stays unknown whatever the variables turn out to be.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

END = sys.maxsize
UNKNOWN_END = 1  # in `Node.tags`: an end of the diagram is None
KNOWN_END = 2  # in `Node.tags`: an end of the diagram is a value
ENDS = UNKNOWN_END | KNOWN_END
FIRST_FREE_TAG = 4


@dataclass(slots=True, eq=False)
class Variable:
    """A line from `low` to `high` (both inclusive); nodes nearer the top have the lower level.

    `tags` is a set of bits that every diagram with this variable bears. `compound`: no fact and no measure with asks.
    """

    level: int
    tags: int
    low: float
    high: float
    compound: bool = False


@dataclass(slots=True, eq=False)
class Node:
    """A question with its branches; or an end, with a value: a constant, None, or a Variable's own."""

    variable: Variable
    level: int
    cuts: tuple[float, ...]
    branches: "tuple[Node, ...]"
    tags: int
    value: Any = None


BELOW_ALL = Variable(END, 0, 0, 0)


class Diagrams:
    """All diagrams that are compared or combined with each other. Each operation is done once and kept.

    Nothing in here points back at it, so that all of it goes when it is let go, and no collector is waited for.
    """

    def __init__(self) -> None:
        self.node = _Nodes().node
        self._ends: dict[Any, Node] = {}
        self._chosen: dict[tuple[Node, Node, Node], Node] = {}
        self.unknown = _end(None, UNKNOWN_END)
        self.true = _end(True, KNOWN_END)
        self.false = _end(False, KNOWN_END)
        self._negated = {self.unknown: self.unknown, self.true: self.false, self.false: self.true}
        self.both = _Connective(self.node, neutral=self.true, absorbing=self.false).joined
        self.either = _Connective(self.node, neutral=self.false, absorbing=self.true).joined

    def end(self, value: Any) -> Node:
        """The diagram of a constant, or of a variable's own value."""
        if value is True:
            return self.true
        if value is False:
            return self.false
        if value is None:
            return self.unknown
        if value not in self._ends:
            tags = value.tags if isinstance(value, Variable) else KNOWN_END
            self._ends[value] = _end(value, tags)
        return self._ends[value]

    def cells(self, variable: Variable, cuts: tuple[float, ...], branches: tuple[Node, ...]) -> Node:
        """The diagram that leads from each cell of the variable to its branch, whatever variables the branches ask."""
        if not cuts:
            return branches[0]
        if variable.level < min([branch.level for branch in branches]):
            return self.node(variable, cuts, branches)
        result = branches[0]
        for cut, branch in zip(cuts, branches[1:], strict=True):
            result = self.choose(self.reaches(variable, cut), branch, result)
        return result

    def reaches(self, variable: Variable, cut: float) -> Node:
        """Whether the variable is at or above the cut."""
        if cut <= variable.low:
            return self.true
        if cut > variable.high:
            return self.false
        return self.node(variable, (cut,), (self.false, self.true))

    def negation(self, term: Node) -> Node:
        """Kleene's not."""
        found = self._negated.get(term)
        if found is None:
            found = self.node(term.variable, term.cuts, tuple(map(self.negation, term.branches)))
            self._negated[term] = found
            self._negated[found] = term
        return found

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """One or the other by the condition; unknown where that stays unknown."""
        if condition is self.true:
            return then
        if condition is self.false:
            return otherwise
        if condition is self.unknown:
            return self.unknown
        if then is self.true and otherwise is self.false:
            return condition
        if then is otherwise and not condition.tags & UNKNOWN_END:
            return then
        key = (condition, then, otherwise)
        found = self._chosen.get(key)
        if found is None:
            variable, cuts = _top(*key)
            sides = zip(*[_along(part, variable.level, cuts) for part in key], strict=True)
            found = self._chosen[key] = self.node(variable, cuts, tuple([self.choose(*side) for side in sides]))
        return found

    def at_ends(self, diagram: Node, follow: Callable[[Node], Node]) -> Node:
        """The diagram with what follows from each end in that end's place."""
        return follow(diagram) if diagram.level == END else self._replaced(diagram, follow, {})

    def _replaced(self, node: Node, follow: Callable[[Node], Node], done: dict[Node, Node]) -> Node:
        found = done.get(node)
        if found is None:
            branches = [
                follow(branch) if branch.level == END else self._replaced(branch, follow, done)
                for branch in node.branches
            ]
            found = done[node] = self.cells(node.variable, node.cuts, tuple(branches))
        return found


class _Nodes:
    """All nodes, each once."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, tuple[float, ...], tuple[Node, ...]], Node] = {}

    def node(self, variable: Variable, cuts: tuple[float, ...], branches: tuple[Node, ...]) -> Node:
        """The reduced node; the variable must stand above all that the branches ask."""
        if len(branches) > 2:
            kept = [i for i, branch in enumerate(branches) if i == 0 or branch is not branches[i - 1]]
            cuts = tuple([cuts[i - 1] for i in kept[1:]])
            branches = tuple([branches[i] for i in kept])
        if len(branches) == 1 or branches[0] is branches[1]:
            return branches[0]
        key = (variable.level, cuts, branches)
        found = self._found.get(key)
        if found is None:
            tags = variable.tags
            for branch in branches:
                tags |= branch.tags
            found = self._found[key] = Node(variable, variable.level, cuts, branches, tags)
        return found


def _end(value: Any, tags: int) -> Node:
    return Node(BELOW_ALL, END, (), (), tags, value)


class _Connective:
    """Kleene's and (neutral: true, absorbing: false), or his or (the reverse)."""

    def __init__(self, node: Callable[..., Node], neutral: Node, absorbing: Node) -> None:
        self._node, self._neutral, self._absorbing = node, neutral, absorbing
        self._done: dict[tuple[Node, Node], Node] = {}

    def joined(self, left: Node, right: Node) -> Node:
        """The one and the other, or the one or the other."""
        if left is right or right is self._neutral or left is self._absorbing:
            return left
        if left is self._neutral or right is self._absorbing:
            return right
        if left.level > right.level:
            left, right = right, left
        found = self._done.get((left, right))
        if found is None:
            variable, cuts = left.variable, left.cuts
            if left.level < right.level:
                branches = [self.joined(branch, right) for branch in left.branches]
            elif cuts == right.cuts:
                branches = [self.joined(one, other) for one, other in zip(left.branches, right.branches, strict=True)]
            else:
                cuts = tuple(sorted({*cuts, *right.cuts}))
                both = zip(_along(left, left.level, cuts), _along(right, left.level, cuts), strict=True)
                branches = [self.joined(one, other) for one, other in both]
            found = self._done[left, right] = self._node(variable, cuts, tuple(branches))
        return found


def _top(*parts: Node) -> tuple[Variable, tuple[float, ...]]:
    """The topmost variable of the diagrams, and all cuts that they make in it."""
    top = min(parts, key=attrgetter("level"))
    return top.variable, tuple(sorted({cut for part in parts if part.level == top.level for cut in part.cuts}))


def _along(part: Node, level: int, cuts: tuple[float, ...]) -> tuple[Node, ...]:
    """Where the diagram leads from each of the cells between the cuts of the variable at this level."""
    if part.level != level:
        return (part,) * (len(cuts) + 1)
    if part.cuts == cuts:
        return part.branches
    passed, branches = 0, [part.branches[0]]
    for cut in cuts:
        while passed < len(part.cuts) and part.cuts[passed] <= cut:
            passed += 1
        branches.append(part.branches[passed])
    return tuple(branches)
