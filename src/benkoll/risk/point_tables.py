"""The instruments that are tables of points, read from `data/instruments.yaml`, as terms."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from benkoll.facts.numbers import read_yaml
from benkoll.logic.term import Comparison, Parameter, Term, all_of, choose, unknown
from benkoll.risk.inputs import ANSWERS, NUMBERS, conditions, facts_behind
from benkoll.risk.instruments import (
    Band,
    Both,
    Ends,
    Instrument,
    Item,
    Outcome,
    Span,
    either,
    exactly,
    total,
    whole,
)

Row = Mapping[str, Any]
POINTS: Both = {"sv": "poäng", "en": "points"}
STEPS: Mapping[str, Comparison] = {"from": ">=", "below": "<", "at_most": "<="}


@cache
def point_tables() -> tuple[Instrument, ...]:
    """Every one, in the order of the file."""
    data: Row = read_yaml("benkoll.risk", "data", "instruments.yaml")
    return tuple(_instrument(name, row, data["words"]) for name, row in data["instruments"].items())


def _instrument(name: str, row: Row, words: Mapping[str, Any]) -> Instrument:
    items = tuple(_item(one, words) for one in (*row["items"], *row.get("more", ())))
    points = total([item.span for item in items])
    unsure = row.get("unsure", 0)
    judged = Span(points.low - unsure, points.high + unsure) if unsure else points
    return Instrument(
        name=name,
        title={"sv": row["title"], "en": row.get("title_en", row["title"])},
        source=f"{row['source']}; {row['read_in']}",
        gives=row["gives"],
        items=items,
        outcomes=(Outcome("points", POINTS, points),),
        bands=tuple(_band(f"{name}.{number}", one, judged) for number, one in enumerate(row["bands"])),
        valid_for=tuple(conditions(row["for"])),
        notes=tuple(row["notes"]),
    )


def _item(row: Row, said: Mapping[str, Any]) -> Item:
    of = row["of"]
    words: Both = said[of]
    if of in NUMBERS:
        return Item(words, facts_behind(NUMBERS[of]), exactly(_points(row, NUMBERS[of])))
    answer = ANSWERS.get(of)
    named = () if answer is None else facts_behind(answer)
    return Item(words, named, either(answer, _ends(row["if_yes"]), _ends(row["if_no"])), said[of].get("counted"))


def _points(row: Row, number: Term) -> Term:
    if "each" in row:
        product = number * row["each"]
        return whole(product) if row.get("whole") else product
    (kind,) = STEPS.keys() & row.keys()
    steps = [(Parameter(f"{row['of']}.{limit}", limit, STEPS[kind]), points) for limit, points in row[kind]]
    return choose(*((limit.met_by(number), points) for limit, points in steps), otherwise=row.get("otherwise", 0))


def _ends(points: float | list[float]) -> Ends:
    low, high = points if isinstance(points, list) else (points, points)
    return low, high


def _band(name: str, row: Row, points: Span) -> Band:
    """It holds where both ends of the span lie in it, and does not where the whole span lies on one side of it."""
    limits = [Parameter(f"{name}.{op}", value, op) for op, value in row["when"].items()]
    met = [(limit.met_by(points.low), limit.met_by(points.high)) for limit in limits]
    holds = all_of(*(choose((low & high, True), (~low & ~high, False), otherwise=unknown("bool")) for low, high in met))
    return Band(holds, {"sv": row["sv"], "en": row["en"]})
