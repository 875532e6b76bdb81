"""A report typed in, field by field, as a form sends it: checked as every other, its units fixed by the form.

Fields: `<site>_<quantity>`, such as femoral_neck_left_t_score, l1_bmd or lumbar_spine_bmd with `vertebrae` L1-L4; and
those of HEAD. BMD is in g/cm2.
"""

from collections.abc import Mapping
from datetime import date

from benkoll.errors import Problem
from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.checked import Checked, checked
from benkoll.exchange.densitometry.days import NO_DAY, day_of
from benkoll.exchange.densitometry.lines import Line, Value, raws
from benkoll.exchange.densitometry.numbers import Quantity
from benkoll.exchange.densitometry.sites import Place, place_of, within
from benkoll.exchange.densitometry.words import makers_of
from benkoll.facts.messages import shown

SITES: Mapping[str, str] = {
    "lumbar_spine": "lumbar spine",
    "l1": "L1",
    "l2": "L2",
    "l3": "L3",
    "l4": "L4",
    "femoral_neck_left": "femoral neck left",
    "femoral_neck_right": "femoral neck right",
    "total_hip_left": "total hip left",
    "total_hip_right": "total hip right",
}
"""Sites of the form -> their words. Forearm and heel are never the diagnosis, and are not asked for."""
UNITS: Mapping[Quantity, str] = {"bmd": "g/cm2", "t_score": "", "z_score": ""}
"""Quantities of the form, with the unit that it shows."""
HEAD = (
    "patient",
    "sex",
    "birth_date",
    "measured_on",
    "maker",
    "model",
    "device",
    "vertebrae",
    "reference_spine",
    "reference_hip",
)
FIELDS = (*HEAD, *(f"{site}_{quantity}" for site in SITES for quantity in UNITS))
"""All that are read."""


def report(fields: Mapping[str, object]) -> Checked:
    """The report that the fields make. A field that is no text and no number, or that is unknown, is a problem."""
    texts = {name: value for name, value in fields.items() if value is not None and value != ""}
    problems = [Problem(*_UNKNOWN, shown(name)) for name in texts if name not in FIELDS]
    problems += [Problem(*_NO_TEXT, name) for name in HEAD if not isinstance(texts.get(name, ""), str)]
    if problems:
        return Checked(None, tuple(problems))
    head = {name: str(texts.get(name, "")).strip() for name in HEAD}
    about, wrong = _about(head)
    found = checked(about, raws(_lines(texts, head)))
    return Checked(None, (*wrong, *found.problems)) if wrong else found


def _about(head: Mapping[str, str]) -> tuple[About, list[Problem]]:
    days: dict[str, date | None] = {name: day_of(head[name]) for name in ("birth_date", "measured_on") if head[name]}
    wrong = [Problem(*NO_DAY, name, shown(head[name])) for name, day in days.items() if day is None]
    makers = makers_of(head["maker"])
    if head["maker"] and len(makers) != 1:
        wrong.append(Problem(*_MAKER, "maker", shown(head["maker"])))
    return About(
        patients=_one(head["patient"]),
        sexes=_one(head["sex"]),
        birth_dates=tuple(day for name, day in days.items() if day and name == "birth_date"),
        days=tuple(day for name, day in days.items() if day and name == "measured_on"),
        makers=makers,
        models=_one(head["model"]),
        devices=_one(head["device"]),
    ), wrong


def _lines(texts: Mapping[str, object], head: Mapping[str, str]) -> list[Line]:
    lines = []
    for site, said in SITES.items():
        place = place_of(said)
        if site == "lumbar_spine" and head["vertebrae"]:
            levels = place_of(head["vertebrae"])
            place = within(place, levels) if place and levels and levels.vertebrae else None
            said = f"{said} {head['vertebrae']}"
        values = tuple(
            Value(quantity, _number(texts[name]), unit, name)
            for quantity, unit in UNITS.items()
            if (name := f"{site}_{quantity}") in texts
        )
        if values:
            lines.append(Line(said, place, values, None, _reference(place, head)))
    return lines


def _reference(place: Place | None, head: Mapping[str, str]) -> str | None:
    spine = place is None or place.family == "spine"
    return head["reference_spine" if spine else "reference_hip"] or None


def _number(value: object) -> str | float | None:
    return value if isinstance(value, str | int | float) else str(value)


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


_UNKNOWN = (
    f"okänt fält; de som läses är {', '.join(FIELDS)}",
    f"unknown field; those that are read: {', '.join(FIELDS)}",
)
_NO_TEXT = ("ska vara text", "must be text")
_MAKER = ("ska vara Hologic, Lunar (GE) eller Norland", "must be Hologic, Lunar (GE) or Norland")
