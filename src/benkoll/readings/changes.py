"""What a reader does to a reading: changes of fixed kinds, appended and never changed; each says what its kind has."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

from benkoll.errors import InputError, Problem
from benkoll.measures.vertebra import LEVELS, POINTS, Vertebra
from benkoll.measures.vfa_report import Judgement, NotEvaluable, ReaderGrade

Kind = Literal[
    "placed",
    "moved",
    "removed",
    "relabelled",
    "approved",
    "not_evaluable",
    "graded",
    "judged",
    "concluded",
    "undone",
    "taken_over",
    "signed",
    "reopened",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

DRAWN = KINDS[: KINDS.index("undone") + 1]
"""What can be undone: all that a reader says of the picture, and an undoing, which brings back what it undid."""

GRADES: tuple[ReaderGrade, ...] = get_args(ReaderGrade)
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
REASONS: tuple[NotEvaluable, ...] = get_args(NotEvaluable)
LONGEST = 2000
"""Signs of a text that a reader writes, so that it can be shown beside the picture."""

FARTHEST = 100_000.0
"""Pixels; no image is so large, and a point beyond it is a fault of whoever sends it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a reader did. `number`: its place among the reading's changes, from 1; `data`: as `FIELDS` says.

    `actor`: who; `at`: when, as the log writes it.
    """

    number: int
    kind: Kind
    data: Mapping[str, Any]
    actor: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What a kind of change says: `allowed` in words, `fits` whether a value is that."""

    fits: Callable[[Any], bool]
    allowed: str
    needed: bool = True


def _one_of(choices: tuple[str, ...], needed: bool = True) -> Field:
    return Field(lambda value: isinstance(value, str) and value in choices, ", ".join(choices), needed)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST and _can_be_kept(value)


def _can_be_kept(value: str) -> bool:
    return not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)


def _is_point(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_coordinate, value))


def _is_coordinate(value: Any) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and abs(value) <= FARTHEST


def _is_vertebra(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == set(POINTS) and all(map(_is_point, value.values()))


_LEVEL = _one_of(LEVELS)
_WORDS = Field(_is_text, f"text, 1-{LONGEST}", needed=False)
_REASON = Field(_is_text, f"text, 1-{LONGEST}")
_NUMBER = Field(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0, "the number of a change"
)
FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "placed": {
            "level": _LEVEL,
            "points": Field(_is_vertebra, f"{', '.join(POINTS)}: each [x, y] in pixels"),
            "proposed": Field(lambda value: isinstance(value, bool), "true, false", needed=False),
        },
        "moved": {"level": _LEVEL, "point": _one_of(POINTS), "to": Field(_is_point, "[x, y] in pixels")},
        "removed": {"level": _LEVEL},
        "relabelled": {"by": Field(lambda value: value in (-1, 1) and not isinstance(value, bool), "-1, 1")},
        "approved": {"level": _LEVEL},
        "not_evaluable": {"level": _LEVEL, "reason": _one_of(REASONS), "words": _WORDS},
        "graded": {"level": _LEVEL, "grade": Field(lambda value: value is None or value in GRADES, ", ".join(GRADES))},
        "judged": {
            "level": _LEVEL,
            "judgement": Field(lambda value: value is None or value in JUDGEMENTS, ", ".join(JUDGEMENTS)),
        },
        "concluded": {"words": Field(lambda value: value is None or _is_text(value), f"text, 1-{LONGEST}")},
        "undone": {"about": _NUMBER},
        "taken_over": {},
        "signed": {"report": Field(lambda value: isinstance(value, Mapping), "the report as it was signed")},
        "reopened": {"reason": _REASON},
    }
)
"""What each kind says. `proposed`: the program proposed the points; `graded`, `judged`, `concluded` None: taken back.

`relabelled`: every vertebra is called by the level so many steps below (-1: above) it: the count was wrong.
"""


def check(kind: str, data: Mapping[str, Any]) -> None:
    """Refuse (InputError) a change that is not of a kind, or says something else than its kind has."""
    fields = FIELDS.get(kind)
    if fields is None:
        raise InputError([_problem("kind", kind, ", ".join(KINDS))])
    problems = [_problem(name, value, ", ".join(fields) or "-") for name, value in data.items() if name not in fields]
    for name, field in fields.items():
        if name in data and not field.fits(data[name]):
            problems.append(_problem(name, data[name], field.allowed))
        elif name not in data and field.needed:
            problems.append(_problem(name, None, field.allowed))
    if problems:
        raise InputError(problems)


def _problem(name: str, value: object, allowed: str) -> Problem:
    said = None if value is None else str(value)[:80]
    sv, en = ("saknas", "is missing") if value is None else ("går inte att använda", "cannot be used")
    return Problem(f"{sv}; tillåtet: {allowed}", f"{en}; allowed: {allowed}", fact=name, value=said)


def points_of(vertebra: Vertebra) -> dict[str, list[float]]:
    """The six points as JSON has them: name -> [x, y]."""
    return {name: list(point) for name, point in asdict(vertebra).items()}


def vertebra_of(points: Mapping[str, Any]) -> Vertebra:
    """The vertebra of six points as `points_of` gives them."""
    return Vertebra(**{name: (float(points[name][0]), float(points[name][1])) for name in POINTS})
