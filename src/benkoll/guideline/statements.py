"""What the guideline says, statement by statement, in our own words: what every rule, number and text stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from benkoll.errors import Lang
from benkoll.facts.numbers import read_yaml

Kind = Literal["rule", "process", "info", "figure"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the guideline states: from `low` to `high`, None where that side is open."""

    name: str
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `chapter`: the module that carries it; `section`: the guideline's own heading.

    `reading_*`: how we read it where it leaves room; `shown_by`: the rules beside which an info is shown.
    """

    id: str
    chapter: str
    section: str
    kind: Kind
    sv: str
    en: str
    reading_sv: str | None
    reading_en: str | None
    figures: tuple[Figure, ...]
    shown_by: tuple[str, ...]


@cache
def statements() -> Mapping[str, Statement]:
    """All statements by id, in the order of the guideline."""
    return {key: read_statement(key, row) for key, row in read_yaml("benkoll.guideline", "statements.yaml").items()}


def section_name(section: str, lang: Lang) -> str:
    """The guideline's heading in the language: its own in Swedish, our translation in English."""
    return section if lang == "sv" else str(_sections()[section])


@cache
def _sections() -> Mapping[str, Any]:
    names: Mapping[str, Any] = read_yaml("benkoll.guideline", "sections.yaml")
    return names


def read_statement(key: str, row: Mapping[str, Any]) -> Statement:
    """One row of statements.yaml; a missing slot is a KeyError, an unknown kind a ValueError."""
    if row["kind"] not in KINDS:
        raise ValueError(f"statement {key}: kind is {row['kind']!r}, allowed: {', '.join(KINDS)}")
    return Statement(
        id=key,
        chapter=row["chapter"],
        section=row["section"],
        kind=row["kind"],
        sv=row["sv"],
        en=row["en"],
        reading_sv=row.get("reading_sv"),
        reading_en=row.get("reading_en"),
        figures=tuple(Figure(name, *figure) for name, figure in row.get("figures", {}).items()),
        shown_by=tuple(row.get("shown_by", ())),
    )
