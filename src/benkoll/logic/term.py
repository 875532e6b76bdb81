"""A term: an immutable expression over facts, made with Python operators, whose logic is Kleene's.

Each operation is one node type, and its fields are its meaning; what can be done with a term (evaluate it, compile it,
say it, ask what it lacks) are functions elsewhere in this room. Unknown is `None`. The rules that hold for every node:

- unknown in, unknown out, save where the node's own docstring says otherwise;
- whatever has no value (division by zero, logarithm of nothing positive, a date past the calendar) is unknown;
- every number is a finite float or int; NaN never enters.

Two terms are the same only if they are the same object: share a term by naming it once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NoReturn

from benkoll.logic.calendar import Unit

Value = bool | int | float | str | date
Kind = Literal["bool", "number", "date", "text"]
Comparison = Literal["<", "<=", ">", ">="]


class TermError(TypeError):
    """A term that cannot be built: wrong kinds, or Python's `and`/`or`/`not` in place of `&`, `|`, `~`."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Term:
    """What all nodes share: a kind, and the operators that build larger terms."""

    kind: Kind

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

    def __radd__(self, other: float) -> "Term":
        return Arithmetic("+", as_term(other), self)

    def __sub__(self, other: "Term | float") -> "Term":
        return Arithmetic("-", self, as_term(other))

    def __rsub__(self, other: float) -> "Term":
        return Arithmetic("-", as_term(other), self)

    def __mul__(self, other: "Term | float") -> "Term":
        return Arithmetic("*", self, as_term(other))

    def __rmul__(self, other: float) -> "Term":
        return Arithmetic("*", as_term(other), self)

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


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Fact(Term):
    """What is known, or not, about the patient under this name."""

    name: str

    def __init__(self, name: str, kind: Kind) -> None:
        _set(self, kind, name=name)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Constant(Term):
    """A value that is the same for every patient; None is unknown for every patient."""

    value: Value | None

    def __init__(self, value: Value | None, kind: Kind) -> None:
        _set(self, kind, value=value)


@dataclass(frozen=True, eq=False, slots=True, init=False)
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


@dataclass(frozen=True, eq=False, slots=True, init=False)
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


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Recorded(Term):
    """True where the term has a value, else false; never unknown. For rules that speak of what the record holds."""

    term: Term

    def __init__(self, term: Term) -> None:
        _set(self, "bool", term=term)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Not(Term):
    """Kleene's not."""

    term: Term

    def __init__(self, term: Term) -> None:
        _demand(term.kind == "bool", f"~ needs a truth value, not {term.kind}")
        _set(self, "bool", term=term)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class And(Term):
    """Kleene's and: false as soon as one is false."""

    terms: tuple[Term, ...]

    def __init__(self, *terms: Term) -> None:
        _demand(all(t.kind == "bool" for t in terms), "& needs truth values")
        _set(self, "bool", terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Or(Term):
    """Kleene's or: true as soon as one is true."""

    terms: tuple[Term, ...]

    def __init__(self, *terms: Term) -> None:
        _demand(all(t.kind == "bool" for t in terms), "| needs truth values")
        _set(self, "bool", terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class AtLeast(Term):
    """At least `count` of the terms are true: settled as soon as the known ones settle it."""

    count: int
    terms: tuple[Term, ...]

    def __init__(self, count: int, *terms: Term) -> None:
        _demand(all(t.kind == "bool" for t in terms), "at_least counts truth values")
        _set(self, "bool", count=count, terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Compare(Term):
    """Order of two numbers or two dates."""

    op: Comparison
    left: Term
    right: Term

    def __init__(self, op: Comparison, left: Term, right: Term) -> None:
        _demand(
            left.kind == right.kind and left.kind in ("number", "date"), f"{left.kind} {op} {right.kind}: unlike kinds"
        )
        _set(self, "bool", op=op, left=left, right=right)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Meets(Term):
    """A number against a limit, by the limit's own comparison."""

    value: Term
    limit: Parameter

    def __init__(self, value: Term, limit: Parameter) -> None:
        _demand(value.kind == "number", f"{limit.name} needs a number, not {value.kind}")
        _demand(limit.comparison is not None, f"{limit.name} has no comparison, so nothing can meet it")
        _set(self, "bool", value=value, limit=limit)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class IsIn(Term):
    """Whether a text is one of some texts."""

    term: Term
    texts: tuple[str, ...]

    def __init__(self, term: Term, texts: tuple[str, ...]) -> None:
        _demand(term.kind == "text", f"is_in needs a text, not {term.kind}")
        _set(self, "bool", term=term, texts=texts)


# CHOICE


@dataclass(frozen=True, eq=False, slots=True, init=False)
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


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Lookup(Term):
    """The number that a table holds for a text; unknown for a text that is not in it."""

    key: Term
    table: tuple[tuple[str, float], ...]

    def __init__(self, key: Term, table: tuple[tuple[str, float], ...]) -> None:
        _demand(key.kind == "text", "a table is looked up by a text")
        _set(self, "number", key=key, table=table)


# NUMBERS AND DATES


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Arithmetic(Term):
    """Sum, difference, product, quotient; division by zero and overflow are unknown."""

    op: Literal["+", "-", "*", "/"]
    left: Term
    right: Term

    def __init__(self, op: Literal["+", "-", "*", "/"], left: Term, right: Term) -> None:
        _demand(left.kind == right.kind == "number", f"{left.kind} {op} {right.kind}: needs numbers")
        _set(self, "number", op=op, left=left, right=right)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Function(Term):
    """exp or ln; unknown where it has no finite value."""

    name: Literal["exp", "ln"]
    term: Term

    def __init__(self, name: Literal["exp", "ln"], term: Term) -> None:
        _demand(term.kind == "number", f"{name} needs a number, not {term.kind}")
        _set(self, "number", name=name, term=term)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Round(Term):
    """Rounded to so many decimals, half away from zero: floor(|x| * 10^d + 0.5 + 1e-9) / 10^d with the sign of x."""

    term: Term
    decimals: int

    def __init__(self, term: Term, decimals: int) -> None:
        _demand(term.kind == "number", f"round needs a number, not {term.kind}")
        _set(self, "number", term=term, decimals=decimals)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Least(Term):
    """The least of the known ones (numbers or dates); unknown only where all are."""

    terms: tuple[Term, ...]

    def __init__(self, *terms: Term) -> None:
        _demand(len({t.kind for t in terms}) == 1 and terms[0].kind in ("number", "date"), "least: unlike kinds")
        _set(self, terms[0].kind, terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Greatest(Term):
    """The greatest of the known ones (numbers or dates); unknown only where all are."""

    terms: tuple[Term, ...]

    def __init__(self, *terms: Term) -> None:
        _demand(len({t.kind for t in terms}) == 1 and terms[0].kind in ("number", "date"), "greatest: unlike kinds")
        _set(self, terms[0].kind, terms=terms)


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Shift(Term):
    """A date moved by days or calendar months (`logic.calendar`); a part of a unit does not count."""

    start: Term
    amount: Term
    unit: Literal["days", "months"]

    def __init__(self, start: Term, amount: Term, unit: Literal["days", "months"]) -> None:
        _demand(start.kind == "date" and amount.kind == "number", "shift needs a date and a number")
        _set(self, "date", start=start, amount=amount, unit=unit)


@dataclass(frozen=True, eq=False, slots=True, init=False)
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


# BUILDING


def as_term(value: "Term | Value") -> Term:
    """The term itself, or a constant of the value's own kind."""
    if isinstance(value, Term):
        return value
    kind: Kind
    if isinstance(value, bool):
        kind = "bool"
    elif isinstance(value, int | float):
        kind = "number"
    elif isinstance(value, date):
        kind = "date"
    else:
        kind = "text"
    return Constant(value, kind)


def unknown(kind: Kind) -> Term:
    """A value that nobody knows."""
    return Constant(None, kind)


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


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly below a node, in order; empty for leaves."""
    match term:
        case Named() | Recorded() | Not() | Function() | Round() | IsIn():
            return (term.term,)
        case And() | Or() | AtLeast() | Least() | Greatest():
            return term.terms
        case Compare() | Arithmetic():
            return (term.left, term.right)
        case Meets():
            return (term.value, term.limit)
        case Choose():
            return (*(part for case in term.cases for part in case), term.otherwise)
        case Lookup():
            return (term.key,)
        case Shift():
            return (term.start, term.amount)
        case Between():
            return (term.start, term.end)
        case _:
            return ()


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
