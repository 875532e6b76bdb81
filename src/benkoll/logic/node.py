"""A term: an immutable expression over facts, made with Python operators, whose logic is Kleene's.

Each operation is one node type, and its fields are its meaning; what can be done with a term (evaluate it, compile it,
say it, ask what it lacks) are functions elsewhere in this room. Unknown is `None`. The rules that hold for every node:

- unknown in, unknown out, save where the node's own docstring says otherwise;
- whatever has no value (division by zero, logarithm of nothing positive, a date past the calendar) is unknown;
- every number is a finite float or int; NaN never enters.

Two terms are the same only if they are the same object: share a term by naming it once.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NoReturn

from benkoll.logic.calendar import Unit

Value = bool | int | float | str | date
Kind = Literal["bool", "number", "date", "text"]
Comparison = Literal["<", "<=", ">", ">="]


class TermError(TypeError):
    """A term that cannot be built: wrong kinds, or Python's `and`/`or`/`not` in place of `&`, `|`, `~`."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True, repr=False)
class Term:
    """What all nodes share: a kind, and the operators that build larger terms."""

    kind: Kind

    def __repr__(self) -> str:  # what is below may be shared without end
        return f"<{type(self).__name__} {getattr(self, 'name', '')}>"

    def __bool__(self) -> NoReturn:
        raise TermError("a term is not true or false until it meets a patient: use & for and, | for or, ~ for not")

    def __and__(self, other: "Term") -> "Term":
        return all_of(self, other)

    def __or__(self, other: "Term") -> "Term":
        return any_of(self, other)

    def __invert__(self) -> "Term":
        return Not(self)

    def __lt__(self, other: "Term | float | date") -> "Term":
        return Compare("<", self, as_term(other))

    def __le__(self, other: "Term | float | date") -> "Term":
        return Compare("<=", self, as_term(other))

    def __gt__(self, other: "Term | float | date") -> "Term":
        return Compare(">", self, as_term(other))

    def __ge__(self, other: "Term | float | date") -> "Term":
        return Compare(">=", self, as_term(other))

    def __add__(self, other: "Term | float") -> "Term":
        return Arithmetic("+", self, as_term(other))

    __radd__ = __add__

    def __sub__(self, other: "Term | float") -> "Term":
        return Arithmetic("-", self, as_term(other))

    def __rsub__(self, other: float) -> "Term":
        return Arithmetic("-", as_term(other), self)

    def __mul__(self, other: "Term | float") -> "Term":
        return Arithmetic("*", self, as_term(other))

    __rmul__ = __mul__

    def __truediv__(self, other: "Term | float") -> "Term":
        return Arithmetic("/", self, as_term(other))

    def __rtruediv__(self, other: float) -> "Term":
        return Arithmetic("/", as_term(other), self)

    def is_(self, text: str) -> "Term":
        """Membership of one: `osteoporosis_drug.is_("denosumab")`."""
        return IsIn(self, (text,))

    def is_in(self, *texts: str) -> "Term":
        """Membership: `sex.is_in("female", "male")`."""
        return IsIn(self, texts)


def _demand(condition: bool, what: str) -> None:
    if not condition:
        raise TermError(what)


# LEAVES


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Fact(Term):
    """What is known, or not, about the patient under this name."""

    name: str

    def __init__(self, name: str, kind: Kind) -> None:
        _set(self, kind, name=name)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Constant(Term):
    """A value that is the same for every patient; None is unknown for every patient."""

    value: Value | None

    def __init__(self, value: Value | None, kind: Kind) -> None:
        _set(self, kind, value=value)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Parameter(Term):
    """A named number, which a variant may change; with a comparison it is a limit, and owns number and comparison."""

    name: str
    value: float
    comparison: Comparison | None

    def __init__(self, name: str, value: float, comparison: Comparison | None = None) -> None:
        _set(self, "number", name=name, value=value, comparison=comparison)

    def met_by(self, value: Term) -> Term:
        """The term `value <comparison> <number>`."""
        return Meets(value, self)


# LOGIC


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Named(Term):
    """A criterion or measure: a term with a name, words, and the statements or sources that it stands on.

    `asks` names the facts to get where the value is unknown although what it reads is known (a reading too old).
    """

    name: str
    term: Term
    sv: str
    en: str
    stands_on: tuple[str, ...]
    asks: tuple[str, ...]

    def __init__(
        self, name: str, term: Term, *, sv: str, en: str, stands_on: tuple[str, ...] = (), asks: tuple[str, ...] = ()
    ) -> None:
        _demand(bool(name and sv and en), f"{name or 'a named term'}: name, sv and en are all required")
        _set(self, term.kind, name=name, term=term, sv=sv, en=en, stands_on=stands_on, asks=asks)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Recorded(Term):
    """True where the term has a value, else false; never unknown. For rules that speak of what the record holds."""

    term: Term

    def __init__(self, term: Term) -> None:
        _set(self, "bool", term=term)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Not(Term):
    """Kleene's not."""

    term: Term

    def __init__(self, term: Term) -> None:
        _demand(term.kind == "bool", f"~ needs a truth value, not {term.kind}")
        _set(self, "bool", term=term)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class _Joined(Term):
    terms: tuple[Term, ...]

    def __init__(self, *terms: Term) -> None:
        _demand(all(t.kind == "bool" for t in terms), "& and | need truth values")
        _set(self, "bool", terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class And(_Joined):
    """Kleene's and: false as soon as one is false."""


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Or(_Joined):
    """Kleene's or: true as soon as one is true."""


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class AtLeast(Term):
    """At least `count` of the terms are true: settled as soon as the known ones settle it."""

    count: int
    terms: tuple[Term, ...]

    def __init__(self, count: int, *terms: Term) -> None:
        _demand(all(t.kind == "bool" for t in terms), "at_least counts truth values")
        _set(self, "bool", count=count, terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Compare(Term):
    """Order of two numbers or two dates."""

    op: Comparison
    left: Term
    right: Term

    def __init__(self, op: Comparison, left: Term, right: Term) -> None:
        alike = left.kind == right.kind and left.kind in ("number", "date")
        _demand(alike, f"{left.kind} {op} {right.kind}: unlike kinds")
        _set(self, "bool", op=op, left=left, right=right)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Meets(Term):
    """A number against a limit, by the limit's own comparison."""

    value: Term
    limit: Parameter

    def __init__(self, value: Term, limit: Parameter) -> None:
        _demand(value.kind == "number", f"{limit.name} needs a number, not {value.kind}")
        _demand(limit.comparison is not None, f"{limit.name} has no comparison, so nothing can meet it")
        _set(self, "bool", value=value, limit=limit)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class IsIn(Term):
    """Whether a text is one of some texts."""

    term: Term
    texts: tuple[str, ...]

    def __init__(self, term: Term, texts: tuple[str, ...]) -> None:
        _demand(term.kind == "text", f"is_in needs a text, not {term.kind}")
        _set(self, "bool", term=term, texts=texts)


# CHOICE


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Choose(Term):
    """The value beside the first condition that is true, else `otherwise`; an unknown condition before that: unknown.

    It never falls through an unknown condition to a later branch.
    """

    cases: tuple[tuple[Term, Term], ...]
    otherwise: Term

    def __init__(self, cases: tuple[tuple[Term, Term], ...], otherwise: Term) -> None:
        _demand(all(condition.kind == "bool" for condition, _ in cases), "a case needs a truth value")
        _demand(all(value.kind == otherwise.kind for _, value in cases), "all branches must be of one kind")
        _set(self, otherwise.kind, cases=cases, otherwise=otherwise)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Lookup(Term):
    """The number that a table holds for a text; unknown for a text that is not in it."""

    key: Term
    table: tuple[tuple[str, float], ...]

    def __init__(self, key: Term, table: tuple[tuple[str, float], ...]) -> None:
        _demand(key.kind == "text", "a table is looked up by a text")
        _set(self, "number", key=key, table=table)


# NUMBERS AND DATES


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Arithmetic(Term):
    """Sum, difference, product, quotient; division by zero and overflow are unknown."""

    op: Literal["+", "-", "*", "/"]
    left: Term
    right: Term

    def __init__(self, op: Literal["+", "-", "*", "/"], left: Term, right: Term) -> None:
        _demand(left.kind == right.kind == "number", f"{left.kind} {op} {right.kind}: needs numbers")
        _set(self, "number", op=op, left=left, right=right)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Function(Term):
    """exp or ln; unknown where it has no finite value."""

    name: Literal["exp", "ln"]
    term: Term

    def __init__(self, name: Literal["exp", "ln"], term: Term) -> None:
        _demand(term.kind == "number", f"{name} needs a number, not {term.kind}")
        _set(self, "number", name=name, term=term)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Round(Term):
    """Rounded to so many decimals, half away from zero: floor(|x| * 10^d + 0.5 + 1e-9) / 10^d with the sign of x."""

    term: Term
    decimals: int

    def __init__(self, term: Term, decimals: int) -> None:
        _demand(term.kind == "number", f"round needs a number, not {term.kind}")
        _set(self, "number", term=term, decimals=decimals)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class _Extreme(Term):
    terms: tuple[Term, ...]

    def __init__(self, *terms: Term) -> None:
        _demand(len({t.kind for t in terms}) == 1 and terms[0].kind in ("number", "date"), "least of unlike kinds")
        _set(self, terms[0].kind, terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Least(_Extreme):
    """The least of the known ones (numbers or dates); unknown only where all are."""


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Greatest(_Extreme):
    """The greatest of the known ones (numbers or dates); unknown only where all are."""


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Shift(Term):
    """A date moved by days or calendar months (`logic.calendar`); a part of a unit does not count."""

    start: Term
    amount: Term
    unit: Literal["days", "months"]

    def __init__(self, start: Term, amount: Term, unit: Literal["days", "months"]) -> None:
        _demand(start.kind == "date" and amount.kind == "number", "shift needs a date and a number")
        _set(self, "date", start=start, amount=amount, unit=unit)


@dataclass(frozen=True, eq=False, slots=True, init=False, repr=False)
class Between(Term):
    """Time from one date to another in days, calendar months or calendar years, with fraction (`logic.calendar`)."""

    unit: Unit
    start: Term
    end: Term

    def __init__(self, unit: Unit, start: Term, end: Term) -> None:
        _demand(start.kind == end.kind == "date", "between needs two dates")
        _set(self, "number", unit=unit, start=start, end=end)


def _set(node: Term, kind: Kind, **fields: object) -> None:
    object.__setattr__(node, "kind", kind)
    for name, value in fields.items():
        object.__setattr__(node, name, value)


# WHAT THE OPERATORS BUILD


def as_term(value: "Term | Value") -> Term:
    """The term itself, or a constant of the value's own kind."""
    if isinstance(value, Term):
        return value
    if isinstance(value, bool):
        return Constant(value, "bool")
    if isinstance(value, int | float):
        return Constant(value, "number")
    return Constant(value, "date" if isinstance(value, date) else "text")


def all_of(*terms: Term) -> Term:
    """Kleene's and over many; nested ands are one."""
    flat: list[Term] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, And) else (term,))
    return And(*flat)


def any_of(*terms: Term) -> Term:
    """Kleene's or over many; nested ors are one."""
    flat: list[Term] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, Or) else (term,))
    return Or(*flat)
