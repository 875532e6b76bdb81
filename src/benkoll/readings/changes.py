"""What a reader does to a reading: changes of fixed kinds, appended and never changed; each says what its kind has."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

from benkoll.errors import InputError
from benkoll.measures.vertebra import LEVELS, POINTS, Vertebra
from benkoll.measures.vfa_report import Judgement, NotEvaluable, ReaderGrade
from benkoll.store.fields import Field, is_text, one_of, problems, refused

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


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST and is_text(value)


def _is_point(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_coordinate, value))


def _is_coordinate(value: Any) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and abs(value) <= FARTHEST


def _is_vertebra(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == set(POINTS) and all(map(_is_point, value.values()))


def _or_none(field: Field) -> Field:
    return Field(lambda value: value is None or field.fits(value), field.allowed, needed=True)


_LEVEL = one_of(LEVELS, needed=True)
_WORDS = Field(_is_words, f"text, 1-{LONGEST}")
_REASON = Field(_is_words, f"text, 1-{LONGEST}", needed=True)
_POINT = Field(_is_point, "[x, y] in pixels", needed=True)
_VERTEBRA = Field(_is_vertebra, f"{', '.join(POINTS)}: each [x, y] in pixels", needed=True)
_STEP = Field(lambda value: value in (-1, 1) and not isinstance(value, bool), "-1, 1", needed=True)
_YES_NO = Field(lambda value: isinstance(value, bool), "true, false")
_NUMBER = Field(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0,
    "the number of a change",
    needed=True,
)
FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "placed": {
            "level": _LEVEL,
            "points": _VERTEBRA,
            "proposed": _YES_NO,
            "unsure": _YES_NO,
        },
        "moved": {"level": _LEVEL, "point": one_of(POINTS, needed=True), "to": _POINT},
        "removed": {"level": _LEVEL},
        "relabelled": {"by": _STEP},
        "approved": {"level": _LEVEL},
        "not_evaluable": {"level": _LEVEL, "reason": one_of(REASONS, needed=True), "words": _WORDS},
        "graded": {"level": _LEVEL, "grade": _or_none(one_of(GRADES))},
        "judged": {"level": _LEVEL, "judgement": _or_none(one_of(JUDGEMENTS))},
        "concluded": {"words": _or_none(_REASON)},
        "undone": {"about": _NUMBER},
        "taken_over": {},
        "signed": {
            "report": Field(lambda value: isinstance(value, Mapping), "the report as it was signed", needed=True)
        },
        "reopened": {"reason": _REASON},
    }
)
"""What each kind says. `proposed`: the program proposed the points; `unsure`: and was not sure of them. `graded`,
`judged`, `concluded` None: taken back.

`relabelled`: every vertebra is called by the level so many steps below (-1: above) it: the count was wrong.
"""


def check(kind: str, data: Mapping[str, Any]) -> None:
    """Refuse (InputError) a change that is not of a kind, or says something else than its kind has."""
    fields = FIELDS.get(kind)
    found = [refused("kind", kind, ", ".join(KINDS))] if fields is None else problems(fields, data)
    if found:
        raise InputError(found)


def points_of(vertebra: Vertebra) -> dict[str, list[float]]:
    """The six points as JSON has them: name -> [x, y]."""
    return {name: list(point) for name, point in asdict(vertebra).items()}


def vertebra_of(points: Mapping[str, Any]) -> Vertebra:
    """The vertebra of six points as `points_of` gives them."""
    return Vertebra(**{name: (float(points[name][0]), float(points[name][1])) for name in POINTS})
