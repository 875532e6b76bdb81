"""Terms made into one Python function: straight-line code, each shared node one local variable.

The function means what `evaluate` means, and the tests hold it to that; it is only faster, for it asks no node what
it is. A node that can never be unknown (`sure`) is not asked whether it is.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from benkoll.logic import calendar, evaluate
from benkoll.logic import term as t

Patient = Callable[[Mapping[str, t.Value | None]], dict[str, t.Value | None]]

LARGEST = sys.float_info.max
IN_PLACE = 240  # characters: Python's parser goes only so deep
HELPERS: dict[str, object] = {
    "exp": partial(evaluate.finite, evaluate.FUNCTIONS["exp"]),
    "ln": partial(evaluate.finite, evaluate.FUNCTIONS["ln"]),
    "rounded": partial(evaluate.finite, evaluate.round_half_away),
    "shift": evaluate.shift,
    "between": calendar.between,
}


class _Code(NamedTuple):
    """A node's Python: a name, a literal or an expression, and whether it is sure never to be None.

    `inside`: it stands where it is read, and would be worked out anew wherever else it stood.
    """

    text: str
    sure: bool
    inside: bool = False


def compile_patient(terms: Mapping[str, t.Term]) -> Patient:
    """A function from a patient's facts (name -> value; absent or None is unknown) to the value of every named term."""
    writer = _Writer(list(t.walk(*terms.values())))
    result = ", ".join(f"{name!r}: {writer.code[id(term)].text}" for name, term in terms.items())
    patient: Patient = writer.function(f"{{{result}}}")
    return patient


class Nodes(NamedTuple):
    """Nearly every node of some terms, valued at once.

    `values`: from a patient's facts, as of `compile_patient`, to the values; `places`: the id of a node, which must
    live as long as this is used -> where its value is among them. What is as soon worked out anew has no place.
    """

    values: Callable[[Mapping[str, t.Value | None]], tuple[t.Value | None, ...]]
    places: Mapping[int, int]


def compile_nodes(*terms: t.Term) -> Nodes:
    """A function from a patient's facts to the values of the terms, and of what is below them."""
    nodes = list(t.walk(*terms))
    writer = _Writer(nodes, own=frozenset(id(_unnamed(term)) for term in terms))
    texts = dict[str, int]()
    codes = {id(node): writer.code[id(node)] for node in nodes}
    places = {node: texts.setdefault(code.text, len(texts)) for node, code in codes.items() if not code.inside}
    return Nodes(writer.function(f"({' '.join(f'{text},' for text in texts)})"), places)


def _unnamed(term: t.Term) -> t.Term:
    return _unnamed(term.term) if isinstance(term, t.Named) else term


class _Writer:
    """One line of code for each node, children before parents."""

    def __init__(self, nodes: Sequence[t.Term], own: Set[int] = frozenset()) -> None:
        """Writes all the nodes, in this order. `own`: the ids of those that have a line of their own in any case."""
        self.own = own
        self.uses = Counter(id(child) for node in nodes for child in t.children(node))
        self.lines: list[str] = []
        self.names: dict[str, Any] = dict(HELPERS)
        self.code: dict[int, _Code] = {}
        for node in nodes:
            self._write(node)

    def function(self, result: str) -> Any:
        """The function of a patient's facts that gives the result, an expression."""
        source = "\n ".join(["def patient(facts):", "get = facts.get", *self.lines, f"return {result}"])
        exec(compile(source, "<terms>", "exec"), self.names)
        return self.names["patient"]

    def _write(self, node: t.Term) -> None:
        match node:
            case t.Constant() | t.Parameter():
                code = self._literal(node.value)
            case t.Named():
                code = self.code[id(node.term)]
            case _:
                code = self._line(node, self._expression(node, [self.code[id(child)] for child in t.children(node)]))
        self.code[id(node)] = code

    def _line(self, node: t.Term, code: _Code) -> _Code:
        """A variable of its own; what is sure, short and read once stands where it is read."""
        once = self.uses[id(node)] == 1 or isinstance(node, t.Recorded)
        if once and code.sure and len(code.text) < IN_PLACE and id(node) not in self.own:
            return _Code(f"({code.text})", True, inside=True)
        variable = f"v{len(self.lines)}"
        self.lines.append(f"{variable} = {code.text}")
        return _Code(variable, code.sure)

    def _literal(self, value: t.Value | None) -> _Code:
        return _Code(self._hold(value) if isinstance(value, date) else repr(value), value is not None)

    def _hold(self, value: object) -> str:
        name = f"held{len(self.names)}"
        self.names[name] = value
        return name

    def _expression(self, node: t.Term, below: list[_Code]) -> _Code:
        match node:
            case t.Fact():
                return _Code(f"get({node.name!r})", False)
            case t.Recorded():
                return _Code("True" if below[0].sure else f"{below[0].text} is not None", True)
            case t.And():
                return _all(_known(node, below), "False", "True")
            case t.Or():
                return _all(below, "True", "False")
            case t.AtLeast():
                return _at_least(node.count, below)
            case t.Choose():
                return _choose(below)
            case t.Least():
                return _pick("min", below)
            case t.Greatest():
                return _pick("max", below)
            case _:
                text, total = self._strict(node, *(code.text for code in below))
                doubt = " or ".join(f"{code.text} is None" for code in below if not code.sure)
                return _Code(f"None if {doubt} else {text}" if doubt else text, total and not doubt)

    def _strict(self, node: t.Term, *below: str) -> tuple[str, bool]:
        """The code where all below is known, and whether it then always has a value."""
        match node:
            case t.Not():
                return f"not {below[0]}", True
            case t.Compare():
                return f"{below[0]} {node.op} {below[1]}", True
            case t.Meets():
                return f"{below[0]} {node.limit.comparison} {below[1]}", True
            case t.IsIn():
                return f"{below[0]} in {node.texts!r}", True
            case t.Lookup():
                return f"{self._hold(dict(node.table))}.get({below[0]})", False
            case t.Arithmetic():
                return _arithmetic(node.op, *below), False
            case t.Function():
                return f"{node.name}({below[0]})", False
            case t.Round():
                return f"rounded({below[0]}, {node.decimals})", False
            case t.Shift():
                return f"shift({below[0]}, {below[1]}, {node.unit!r})", False
            case t.Between():
                return f"between({node.unit!r}, {below[0]}, {below[1]})", False
            case _:
                raise t.TermError(f"{type(node).__name__} has no code in generate.py: give it one")


def _known(node: t.And, below: list[_Code]) -> list[_Code]:
    """The parts of an and, "it is known, and it is so" put as one that is sure."""
    asked = {id(part.term) for part in node.terms if isinstance(part, t.Recorded)}
    joined = asked & {id(part) for part in node.terms}
    return [
        _Code(f"({code.text} is True)", True) if id(part) in joined else code
        for part, code in zip(node.terms, below, strict=True)
        if not (isinstance(part, t.Recorded) and id(part.term) in joined)
    ]


def _all(below: list[_Code], settles: str, otherwise: str) -> _Code:
    """Kleene's and, or with the truth values exchanged his or: one `settles` settles it."""
    if not below:
        return _Code(otherwise, True)
    if all(code.sure for code in below):
        return _Code((" and " if otherwise == "True" else " or ").join(code.text for code in below), True)
    settled = " or ".join(_is(code, settles) for code in below)
    doubt = " or ".join(f"{code.text} is None" for code in below if not code.sure)
    rest = f"None if {doubt} else {otherwise}" if doubt else otherwise
    return _Code(f"{settles} if {settled} else {rest}", not doubt)


def _is(code: _Code, truth: str) -> str:
    if code.sure:
        return code.text if truth == "True" else f"not {code.text}"
    return f"{code.text} is {truth}"


def _at_least(count: int, below: list[_Code]) -> _Code:
    true = " + ".join(f"({code.text} is True)" for code in below) or "0"
    possible = " + ".join(f"({code.text} is not False)" for code in below) or "0"
    return _Code(
        f"True if {true} >= {count} else None if {possible} >= {count} else False", all(code.sure for code in below)
    )


def _choose(below: list[_Code]) -> _Code:
    *cases, otherwise = below
    text = otherwise.text
    for condition, value in reversed(list(zip(cases[::2], cases[1::2], strict=True))):
        text = f"{value.text} if {condition.text} else {text}"
        if not condition.sure:
            text = f"None if {condition.text} is None else {text}"
    return _Code(text, all(code.sure for code in below))


def _pick(function: str, below: list[_Code]) -> _Code:
    every = ", ".join(code.text for code in below)
    return _Code(
        f"{function}([value for value in ({every},) if value is not None], default=None)",
        any(code.sure for code in below),
    )


def _arithmetic(op: str, left: str, right: str) -> str:
    finite = f"x if {-LARGEST} <= (x := {left} {op} {right} + 0.0) <= {LARGEST} else None"
    return f"None if {right} == 0 else {finite}" if op == "/" else finite
