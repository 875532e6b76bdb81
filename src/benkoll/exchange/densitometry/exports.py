"""Exports of a densitometer's database, whatever the file's form: records with named cells in, checked reports out.

A record is one site (with a column that names it) or one scan (whose columns name the sites); records of one person
and day are one report. Makers' layouts differ between versions, so columns are known by their names alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from benkoll.errors import InputError, Problem
from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.checked import Checked, checked
from benkoll.exchange.densitometry.columns import Column, column_of
from benkoll.exchange.densitometry.days import NO_DAY, day_of
from benkoll.exchange.densitometry.lines import Line, Value, raws
from benkoll.exchange.densitometry.mapping import Mapped, Rule, shipped
from benkoll.exchange.densitometry.sites import Place, place_of, within
from benkoll.exchange.densitometry.words import makers_of, plain, whole
from benkoll.exchange.rows import unusable
from benkoll.facts.messages import shown

LAYOUT = "hologic-database"
"""The table of columns whose unit the database itself fixes."""
_AGE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?) ?(?:years?|år|y)?")
_SCAN_MODE = re.compile(r"^[a-z] (?=\w)")


@dataclass(frozen=True, slots=True)
class Record:
    """One row or element. `cells`: column -> text as it stood. `units`: column -> the unit that stands beside it."""

    row: int
    cells: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that are read, and what is wrong with the others."""

    columns: Mapping[str, Column]
    problems: tuple[Problem, ...]
    heads: Mapping[str, Sequence[str]]
    """What a column of the head reads -> the columns that do."""

    def text(self, record: Record, reads: str) -> str:
        """What the record says in the first filled column that reads so; empty where it says nothing."""
        return next((text for name in self.heads.get(reads, ()) if (text := record.cells.get(name, "").strip())), "")


def layout_of(names: Iterable[str], mapping: Mapped = ()) -> Layout:
    """What the columns of these names say: by the site's own table, else by the shipped one, else by their words.

    Raises InputError where none of them is a quantity.
    """
    columns: dict[str, Column] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        rule = _rule_for(name, (*mapping, *shipped(LAYOUT)))
        found = _mapped(name, rule) if rule else column_of(name)
        if isinstance(found, Column):
            columns[name] = found
        elif found is not None:
            problems.append(Problem(*_NO_SITE, shown(name), shown(found)))
    if not any(one.quantity for one in columns.values()):
        raise InputError(problems) if problems else unusable(*_NO_COLUMN)
    heads: dict[str, list[str]] = defaultdict(list)
    for name, column in columns.items():
        if column.quantity is None:
            heads[column.reads].append(name)
    return Layout(columns, tuple(problems), heads)


def reports_of(records: Iterable[Record], layout: Layout) -> list[Checked]:
    """One report for each person and day, in the order in which they begin."""
    groups: dict[tuple[str, object], list[Record]] = defaultdict(list)
    nobodys: list[Problem] = []
    persons = any(one.reads == "patient" for one in layout.columns.values())
    for record in records:
        who, day = layout.text(record, "patient"), layout.text(record, "measured_on")
        if persons and not who:
            nobodys.append(Problem(*_NOBODY, "patient", row=record.row))
            continue
        groups["".join(filter(str.isalnum, who.casefold())), day_of(day) or day].append(record)
    found = [_report(group, layout) for group in groups.values()]
    beside = (*layout.problems, *nobodys)
    return [*([Checked(None, beside)] if beside else []), *found]


def _rule_for(name: str, rules: Sequence[Rule]) -> Rule | None:
    return next((one for one in rules if one.holds(lambda field: name if field == "column" else "")), None)


def _mapped(name: str, rule: Rule) -> Column | None:
    return None if rule.reads == "ignore" else Column(name, rule.reads, rule.place, rule.unit, rule.reference)


def _report(records: Sequence[Record], layout: Layout) -> Checked:
    about, problems = _about(records, layout)
    tables: dict[Place | None, list[Line]] = defaultdict(list)
    for record in records:
        context, text = _context(record, layout)
        tables[context].extend(_lines(record, layout, context, text))
    found = checked(about, [raw for lines in tables.values() for raw in raws(lines)])
    if problems:
        return Checked(None, (*problems, *found.problems))
    return found


def _about(records: Sequence[Record], layout: Layout) -> tuple[About, list[Problem]]:
    def every(reads: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for one in records if (text := layout.text(one, reads))))

    problems: list[Problem] = []

    def days(reads: str) -> tuple[date, ...]:
        read = {text: day_of(text) for text in every(reads)}
        wrong = [text for text, day in read.items() if day is None]
        problems.extend(Problem(*NO_DAY, reads, shown(text), records[0].row) for text in wrong)
        return tuple(dict.fromkeys(day for day in read.values() if day))

    ages = (_AGE.fullmatch(plain(text)) for text in every("age"))
    about = About(
        patients=every("patient"),
        sexes=every("sex"),
        birth_dates=days("birth_date"),
        ages=tuple(float(one[1].replace(",", ".")) for one in ages if one),
        days=days("measured_on"),
        makers=makers_of(" ".join((*every("maker"), *every("model")))),
        models=every("model"),
        devices=every("device"),
        row=records[0].row,
    )
    return about, problems


def _context(record: Record, layout: Layout) -> tuple[Place | None, str]:
    """What the record's scan and side say of all its numbers, and their words."""
    scan, side = layout.text(record, "scan"), layout.text(record, "side")
    place = place_of(_SCAN_MODE.sub("", plain(scan))) if scan else None
    if side:
        said = whole(plain(side), "side") or whole(plain(side), "side_letter") or side
        place = within(place or Place(), Place(side=said))
    levels = place_of(layout.text(record, "vertebrae"))
    if levels and levels.vertebrae:
        place = replace(place or Place(), vertebrae=levels.vertebrae)
    return place, " ".join(filter(None, (scan, side)))


def _lines(record: Record, layout: Layout, context: Place | None, words: str) -> Iterable[Line]:
    region, reference = layout.text(record, "region"), layout.text(record, "reference") or None
    here = [(name, one) for name, one in layout.columns.items() if one.quantity and record.cells.get(name, "").strip()]
    own = tuple(_value(record, layout, name, column) for name, column in here if column.place is None)
    if own:
        place = place_of(region) if region else context
        site = region or words
        if place and region:
            place = within(place, context)
        against = reference or next((one.reference for _, one in here if one.place is None and one.reference), None)
        yield Line(site, place, own, record.row, against)
    for name, column in here:
        if column.place is not None:
            place = within(column.place, context)
            yield Line(name, place, (_value(record, layout, name, column),), record.row, column.reference or reference)


def _value(record: Record, layout: Layout, name: str, column: Column) -> Value:
    """The number with its unit: the header's, and what stands in the row; two that differ are none that is known."""
    assert column.quantity is not None
    beside = record.units.get(name, "")
    if column.quantity == "bmd" and not beside:
        beside = layout.text(record, "unit")
    units = dict.fromkeys(filter(None, (column.unit, "".join(plain(beside).split()))))
    return Value(column.quantity, record.cells[name], " ".join(units), name)


_NO_COLUMN = (
    "ingen kolumn känns igen som BMD, T-score eller Z-score: är det en export av bentätheter? Annars anges kolumnerna "
    "i en egen tabell (--mapping)",
    "no column is recognised as BMD, T-score or Z-score: is it an export of bone densities? Else state the columns in "
    "a table of your own (--mapping)",
)
_NO_SITE = (
    "kolumnen är ett mätvärde, men säger ingen plats som känns igen: byt namn på den, eller ange den i en egen tabell "
    "(--mapping)",
    "the column is a measurement, but names no site that is recognised: rename it, or state it in a table of your own "
    "(--mapping)",
)
_NOBODY = (
    "patientens identitet saknas på raden: det går inte att säga vem värdena gäller",
    "the patient's identity is missing in the row: it cannot be said whose values they are",
)
