"""Truth by hand: for each operation, what it is worth for what stands below it. No value here was computed by the code.

T, F and U are true, false and unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from benkoll.logic import term as t

T, F, U = True, False, None
A, B, C = (t.Fact(name, "bool") for name in "abc")
X, Y = (t.Fact(name, "number") for name in "xy")
D, E = (t.Fact(name, "date") for name in "de")
S = t.Fact("s", "text")
NO_VALUE = X / Y  # for y = 0


@dataclass(frozen=True)
class Truth:
    """A term, and its value for each of some patients."""

    operation: type[t.Term]
    term: t.Term
    rows: Sequence[tuple[Mapping[str, Any], Any]]


TRUTHS: list[Truth] = []


def truth(term: t.Term, reads: str, table: Mapping[Any, Any]) -> None:
    """`reads`: one letter per fact; `table`: their values (a tuple where there are several) -> the term's value."""
    rows = [
        (dict(zip(reads, values if isinstance(values, tuple) else (values,), strict=True)), worth)
        for values, worth in table.items()
    ]
    TRUTHS.append(Truth(type(term), term, rows))


def constant(term: t.Term, worth: Any) -> None:
    truth(term, "", {(): worth})


# LEAVES

truth(A, "a", {T: T, F: F, U: U})
truth(X, "x", {0: 0, -2.5: -2.5, U: U})
truth(D, "d", {date(2024, 2, 29): date(2024, 2, 29), U: U})
truth(S, "s", {"female": "female", "": "", "näsa": "näsa", U: U})
constant(t.as_term(True), T)
constant(t.as_term(False), F)
constant(t.as_term(-2.5), -2.5)
constant(t.as_term(75), 75)
constant(t.as_term(date(2024, 2, 29)), date(2024, 2, 29))
constant(t.as_term("näsa 'och' \"öra\""), "näsa 'och' \"öra\"")
for kind in ("bool", "number", "date", "text"):
    constant(t.unknown(kind), U)
constant(t.Parameter("old", 75), 75)
constant(t.Parameter("low", -2.5, "<="), -2.5)

# LOGIC

truth(t.Named("named", A, sv="a", en="a"), "a", {T: T, F: F, U: U})
truth(t.Named("measure", X, sv="x", en="x"), "x", {0: 0, 1.5: 1.5, U: U})
truth(t.recorded(A), "a", {T: T, F: T, U: F})
truth(t.recorded(X), "x", {0: T, 1.5: T, U: F})
truth(t.recorded(D), "d", {date(2024, 2, 29): T, U: F})
truth(t.recorded(S), "s", {"": T, "x": T, U: F})
truth(t.recorded(NO_VALUE), "xy", {(1, 0): F, (1, 2): T, (U, 2): F})
constant(t.recorded(t.as_term(False)), T)
constant(t.recorded(t.unknown("bool")), F)
truth(~A, "a", {T: F, F: T, U: U})
truth(~t.recorded(A), "a", {T: F, F: F, U: T})
truth(
    A & B,
    "ab",
    {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U},
)
truth(
    A | B,
    "ab",
    {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U},
)
truth(A & B & C, "abc", {(T, T, T): T, (T, U, T): U, (U, U, F): F, (U, U, U): U, (F, T, T): F, (T, T, F): F})
truth(A | B | C, "abc", {(F, F, F): F, (F, U, F): U, (U, U, T): T, (U, U, U): U, (T, F, F): T, (F, F, T): T})
truth(t.And(A), "a", {T: T, F: F, U: U})
truth(t.Or(A), "a", {T: T, F: F, U: U})
constant(t.And(), T)
constant(t.Or(), F)
truth(t.known_true(A), "a", {T: T, F: F, U: F})
truth(t.known_false(A), "a", {T: F, F: T, U: F})
truth(t.And(A, t.as_term(True)), "a", {T: T, F: F, U: U})
truth(t.And(A, t.unknown("bool")), "a", {T: U, F: F, U: U})
truth(t.Or(A, t.unknown("bool")), "a", {T: T, F: U, U: U})
TWO_OF_THREE = {  # by how many are true, and how many unknown
    (3, 0): T,
    (2, 1): T,
    (2, 0): T,
    (1, 2): U,
    (1, 1): U,
    (1, 0): F,
    (0, 3): U,
    (0, 2): U,
    (0, 1): F,
    (0, 0): F,
}
truth(
    t.at_least(2, A, B, C),
    "abc",
    {three: TWO_OF_THREE[three.count(T), three.count(U)] for three in product((T, F, U), repeat=3)},
)
truth(t.at_least(1, A, B), "ab", {(T, U): T, (F, U): U, (F, F): F, (U, U): U})
truth(t.at_least(0, A), "a", {T: T, F: T, U: T})
truth(t.at_least(2, A), "a", {T: F, F: F, U: F})
truth(t.at_least(2, A, A), "a", {T: T, F: F, U: U})
constant(t.at_least(1), F)

# ORDER: below, on and above the limit

HAIR = 2.0**-44  # over 75, the next number but a few
for op, below, on, above in (("<", T, F, F), ("<=", T, T, F), (">", F, F, T), (">=", F, T, T)):
    truth(
        t.Compare(op, X, Y),
        "xy",
        {
            (74, 75): below,
            (75 - HAIR, 75): below,
            (75, 75): on,
            (0.0, -0.0): on,
            (75 + HAIR, 75): above,
            (-1, -2): above,
            (U, 75): U,
            (75, U): U,
            (U, U): U,
        },
    )
    truth(
        t.Compare(op, D, E),
        "de",
        {
            (date(2024, 2, 29), date(2024, 3, 1)): below,
            (date(1, 1, 1), date(9999, 12, 31)): below,
            (date(2024, 2, 29), date(2024, 2, 29)): on,
            (date(2024, 1, 1), date(2023, 12, 31)): above,
            (U, date(2024, 2, 29)): U,
            (date(2024, 2, 29), U): U,
        },
    )
    truth(t.Compare(op, X, t.as_term(0)), "x", {-5e-324: below, 0: on, 5e-324: above, U: U})
    truth(
        t.Parameter("limit", -2.5, op).met_by(X),
        "x",
        {-2.6: below, -2.5: on, -2.4: above, 0: above, U: U},
    )

# MEMBERSHIP

truth(S.is_("female"), "s", {"female": T, "male": F, "Female": F, "": F, U: U})
truth(S.is_in("hip", "vertebra"), "s", {"hip": T, "vertebra": T, "wrist": F, U: U})
truth(S.is_in(), "s", {"hip": F, U: U})
truth(
    t.lookup(S, {"prednisone": 1, "hydrocortisone": 0.25}), "s", {"prednisone": 1, "hydrocortisone": 0.25, "x": U, U: U}
)
truth(t.lookup(S, {}), "s", {"prednisone": U, U: U})

# CHOICE: an unknown condition is never passed by

truth(
    t.choose((A, 1), (B, 2), otherwise=3),
    "ab",
    {(T, T): 1, (T, F): 1, (T, U): 1, (F, T): 2, (F, F): 3, (F, U): U, (U, T): U, (U, F): U, (U, U): U},
)
truth(
    t.choose((A, X), otherwise=Y),
    "axy",
    {(T, 1, 2): 1, (T, U, 2): U, (T, 1, U): 1, (F, 1, U): U, (F, U, 2): 2, (U, 1, 1): U},
)
truth(t.choose((A, "yes"), otherwise="no"), "a", {T: "yes", F: "no", U: U})
truth(
    t.choose((A, date(2024, 2, 29)), otherwise=D), "ad", {(T, U): date(2024, 2, 29), (F, date(1, 1, 1)): date(1, 1, 1)}
)
truth(t.choose((A, B), otherwise=True), "ab", {(T, F): F, (T, U): U, (F, U): T, (U, T): U})
truth(t.choose((t.recorded(A), A), otherwise=False), "a", {T: T, F: F, U: F})
truth(t.first_known(X, Y), "xy", {(1, 2): 1, (U, 2): 2, (1, U): 1, (U, U): U})
constant(t.choose(otherwise="only"), "only")

# NUMBERS

LARGE = 1.7e308
truth(X + Y, "xy", {(1, 2.5): 3.5, (0.1, 0.2): 0.30000000000000004, (LARGE, LARGE): U, (U, 1): U, (1, U): U, (0, U): U})
truth(X - Y, "xy", {(1, 2.5): -1.5, (75, 75): 0, (-LARGE, LARGE): U, (U, 1): U, (1, U): U})
truth(X * Y, "xy", {(3, 2.5): 7.5, (0, -1): 0, (1e200, 1e200): U, (1e-200, 1e-200): 0, (U, 0): U, (0, U): U})
truth(
    X / Y,
    "xy",
    {(5, 2): 2.5, (0, 5): 0, (5, 0): U, (-5, 0): U, (0, 0): U, (1e200, 1e-200): U, (U, 2): U, (2, U): U},
)
truth(t.as_term(5) / X, "x", {-0.0: U, 2: 2.5})
truth(1 / X, "x", {4: 0.25, 0: U, U: U})
truth(X / 0, "x", {4: U, 0: U, U: U})
truth(10 - X, "x", {4: 6, U: U})
truth(X + t.unknown("number"), "x", {4: U, U: U})
truth(t.exp(X), "x", {0: 1, 1: 2.718281828459045, -1000: 0, 710: U, U: U})
truth(t.ln(X), "x", {1: 0, 0: U, -1: U, 2.718281828459045: 1, U: U})
truth(t.power(X, 2), "x", {1: 1, 0: U, -2: U, U: U})
truth(
    t.rounded(X, 0),
    "x",
    {2.5: 3, 3.5: 4, -2.5: -3, 2.4999: 2, -0.5: -1, -0.4: 0, 0: 0, 35: 35, LARGE: LARGE, U: U},
)
truth(
    t.rounded(X, 1),
    "x",
    {-2.45: -2.5, -2.44: -2.4, 0.05: 0.1, -0.05: -0.1, 0.25: 0.3, 0.35: 0.4, -0.04: 0, 24.95: 25, LARGE: U, U: U},
)
truth(t.rounded(X, 2), "x", {1.005: 1.01, 2.675: 2.68, -1.005: -1.01, 2.145: 2.15, 2.1449: 2.14, U: U})
truth(t.rounded(X, -1), "x", {15: 20, -15: -20, 14.9: 10, U: U})

# THE LEAST AND THE GREATEST of those known

NEW_YEAR, LEAP_DAY = date(2024, 1, 1), date(2024, 2, 29)
truth(t.least(X, Y), "xy", {(1, 2): 1, (2, 1): 1, (-1, U): -1, (U, 2): 2, (0, 0): 0, (U, U): U})
truth(t.greatest(X, Y), "xy", {(1, 2): 2, (2, 1): 2, (-1, U): -1, (U, 2): 2, (0, 0): 0, (U, U): U})
truth(t.least(D, E), "de", {(NEW_YEAR, LEAP_DAY): NEW_YEAR, (U, LEAP_DAY): LEAP_DAY, (U, U): U})
truth(t.greatest(D, E), "de", {(NEW_YEAR, LEAP_DAY): LEAP_DAY, (NEW_YEAR, U): NEW_YEAR, (U, U): U})
truth(t.least(X), "x", {1: 1, U: U})
truth(t.greatest(X, t.as_term(0)), "x", {1: 1, -1: 0, U: 0})

# THE CALENDAR

truth(
    t.add_months(D, X),
    "dx",
    {
        (date(2024, 1, 31), 1): date(2024, 2, 29),
        (date(2023, 1, 31), 1): date(2023, 2, 28),
        (date(1900, 1, 31), 1): date(1900, 2, 28),
        (date(2000, 1, 31), 1): date(2000, 2, 29),
        (date(2024, 1, 31), 3): date(2024, 4, 30),
        (LEAP_DAY, 12): date(2025, 2, 28),
        (LEAP_DAY, -12): date(2023, 2, 28),
        (LEAP_DAY, 48): date(2028, 2, 29),
        (date(2024, 12, 15), 1): date(2025, 1, 15),
        (date(2024, 1, 15), -1): date(2023, 12, 15),
        (date(2024, 3, 31), -1): LEAP_DAY,
        (LEAP_DAY, 0): LEAP_DAY,
        (date(2024, 1, 15), 1.9): date(2024, 2, 15),
        (date(2024, 1, 15), -0.5): date(2023, 12, 15),
        (date(9999, 11, 30), 1): date(9999, 12, 30),
        (date(9999, 12, 1), 1): U,
        (date(1, 2, 28), -1): date(1, 1, 28),
        (date(1, 1, 31), -1): U,
        (LEAP_DAY, 1e6): U,
        (LEAP_DAY, -1e300): U,
        (U, 1): U,
        (LEAP_DAY, U): U,
    },
)
truth(
    t.add_days(D, X),
    "dx",
    {
        (date(2024, 2, 28), 1): LEAP_DAY,
        (date(2023, 2, 28), 1): date(2023, 3, 1),
        (date(2024, 3, 1), -1): LEAP_DAY,
        (LEAP_DAY, 14): date(2024, 3, 14),
        (LEAP_DAY, 1.9): date(2024, 3, 1),
        (LEAP_DAY, -0.1): date(2024, 2, 28),
        (date(1969, 12, 31), 1): date(1970, 1, 1),
        (date(9999, 12, 30), 1): date(9999, 12, 31),
        (date(9999, 12, 31), 1): U,
        (date(1, 1, 1), -1): U,
        (date(1, 1, 1), 1_000_000): date(2738, 11, 29),
        (date(1, 1, 1), 1_000_001): U,
        (LEAP_DAY, 1e300): U,
        (U, 1): U,
        (LEAP_DAY, U): U,
    },
)
truth(t.add_months(D, 6), "d", {date(2024, 8, 31): date(2025, 2, 28), U: U})
truth(
    t.days_between(D, E),
    "de",
    {
        (date(2024, 2, 28), date(2024, 3, 1)): 2,
        (date(2023, 2, 28), date(2023, 3, 1)): 1,
        (LEAP_DAY, LEAP_DAY): 0,
        (date(2024, 3, 1), LEAP_DAY): -1,
        (date(1, 1, 1), date(9999, 12, 31)): 3_652_058,
        (U, LEAP_DAY): U,
        (LEAP_DAY, U): U,
    },
)
truth(
    t.months_between(D, E),
    "de",
    {
        (LEAP_DAY, LEAP_DAY): 0,
        (date(2024, 1, 15), date(2024, 2, 15)): 1,
        (date(2024, 1, 15), date(2024, 2, 14)): 30 / 31,
        (date(2024, 1, 15), date(2024, 2, 16)): 1 + 1 / 29,
        (date(2024, 1, 31), date(2024, 2, 28)): 28 / 29,
        (date(2024, 1, 31), LEAP_DAY): 1,
        (date(2024, 1, 31), date(2024, 3, 30)): 1 + 30 / 31,
        (date(2024, 1, 31), date(2024, 3, 31)): 2,
        (date(2024, 1, 31), date(2024, 4, 30)): 3,
        (LEAP_DAY, date(2025, 2, 28)): 12,
        (LEAP_DAY, date(2025, 2, 27)): 11 + 29 / 30,
        (date(2024, 3, 15), date(2024, 3, 1)): -1 + 15 / 29,
        (date(2024, 3, 31), date(2024, 2, 29)): -1,
        (date(9999, 11, 1), date(9999, 12, 1)): U,
        (date(9999, 10, 1), date(9999, 11, 30)): 1 + 29 / 30,
        (date(1, 1, 31), date(1, 1, 30)): U,
        (U, LEAP_DAY): U,
        (LEAP_DAY, U): U,
    },
)
truth(
    t.years_between(D, E),
    "de",
    {
        (date(1950, 5, 17), date(2025, 5, 17)): 75,
        (date(1950, 5, 17), date(2025, 5, 16)): 74 + 364 / 365,
        (date(1950, 5, 17), date(2025, 5, 18)): 75 + 1 / 365,
        (date(2023, 3, 1), LEAP_DAY): 365 / 366,
        (LEAP_DAY, date(2025, 2, 28)): 1,
        (LEAP_DAY, date(2025, 2, 27)): 364 / 365,
        (LEAP_DAY, date(2025, 3, 1)): 1 + 1 / 365,
        (LEAP_DAY, date(2028, 2, 28)): 3 + 365 / 366,
        (LEAP_DAY, date(2028, 2, 29)): 4,
        (date(2023, 2, 28), LEAP_DAY): 1 + 1 / 366,
        (LEAP_DAY, date(2024, 2, 28)): -1 + 365 / 366,
        (date(2024, 1, 1), date(2023, 1, 1)): -1,
        (date(9998, 1, 1), date(9998, 12, 31)): 364 / 365,
        (date(9999, 1, 1), date(9999, 12, 31)): U,
        (date(1, 6, 1), date(1, 1, 1)): U,
        (U, LEAP_DAY): U,
        (LEAP_DAY, U): U,
    },
)
