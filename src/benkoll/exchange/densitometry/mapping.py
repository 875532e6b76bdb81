"""A site's own mapping table: which field of an HL7 message, or column of an export, says which value of which site.

CSV with semicolons or commas, one rule a row. `when`: what must stand where (`OBX-3.1=LS-BMD & OBX-4=1`, `column=NECK`;
a text may end in * for any end). `reads`: what it is. `site`, `side`, `vertebrae`: in words. `value`: the field that
holds it, else OBX-5. `unit`: the unit meant where none stands there. `reference`: what the T-scores are against.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from benkoll.errors import InputError, Problem
from benkoll.exchange.densitometry.numbers import QUANTITIES
from benkoll.exchange.densitometry.sites import Place, place_of
from benkoll.exchange.rows import placed, unusable
from benkoll.exchange.text import text_of
from benkoll.facts.messages import shown

COLUMNS = ("when", "reads", "site", "side", "vertebrae", "value", "unit", "reference", "comment")
READS = (*QUANTITIES, "measured_on", "maker", "model", "device", "reference", "text", "ignore")
"""What a rule may read. text: the text of a report, read as a printed one. ignore: nothing, and nothing is told."""

_FIELD = re.compile(r"(?P<segment>MSH|PID|OBR|OBX)-(?P<field>[0-9]{1,2})(\.(?P<component>[0-9]{1,2}))?|column")
_VALUE = "OBX-5"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `conditions`: field and text, all of which must hold. `place` None: no site of its own."""

    conditions: tuple[tuple[str, str], ...]
    reads: str
    place: Place | None
    value: str
    unit: str
    reference: str | None
    row: int

    def holds(self, get: Callable[[str], str]) -> bool:
        """Whether its conditions hold; `get` gives the text of a field."""
        return all(_is(get(field).strip(), text) for field, text in self.conditions)


Mapped = tuple[Rule, ...]


def read_mapping(data: bytes, name: str) -> Mapped:
    """The rules of a table called `name`. Raises InputError, with row and column, where it is none."""
    try:
        text = text_of(data)
        lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        try:
            head = [one.strip() for one in lines.fieldnames or ()]
            _check_head(head)
            lines.fieldnames = head
            read = [
                _rule(number, row)
                for number, row in enumerate(lines, 1)
                if any((row.get(one) or "").strip() for one in head)
            ]
        except csv.Error:
            raise unusable(
                'ett citattecken (") i tabellen står fel eller stängs aldrig',
                'a quotation mark (") in the table is misplaced or never closed',
            ) from None
        problems = [one for found in read if not isinstance(found, Rule) for one in found]
        if problems:
            raise InputError(problems)
    except InputError as error:
        raise InputError(placed(one, name) for one in error.problems) from None
    rules = tuple(one for one in read if isinstance(one, Rule))
    if not rules:
        raise InputError([placed(Problem("tabellen har inga rader", "the table has no rows"), name)])
    return rules


def shipped_names() -> tuple[str, ...]:
    """The tables that come with Benkoll, as examples that work."""
    return tuple(sorted(one.name.removesuffix(".csv") for one in _folder().iterdir() if one.name.endswith(".csv")))


@cache
def shipped(name: str) -> Mapped:
    """The rules of a table that comes with Benkoll; KeyError where there is none of that name."""
    if name not in shipped_names():
        raise KeyError(name)
    return read_mapping(_folder().joinpath(f"{name}.csv").read_bytes(), name)


def parts_of(field: str) -> tuple[str, int, int] | None:
    """Segment, field and component of `OBX-3.1`; None for a column."""
    found = _FIELD.fullmatch(field)
    if found is None or found["segment"] is None:
        return None
    return found["segment"], int(found["field"]), int(found["component"] or 1)


def _folder() -> Traversable:
    return files("benkoll.exchange").joinpath("densitometry", "mappings")


def _filled(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _separator(text: str) -> str:
    head = text.lstrip().splitlines()[0]
    return max(";,\t", key=head.count)


def _check_head(head: list[str]) -> None:
    missing = [one for one in ("when", "reads") if one not in head]
    unknown = [one for one in head if one and one not in COLUMNS]
    if missing or unknown:
        allowed = ", ".join(COLUMNS)
        odd = ", ".join(missing or unknown)
        raise unusable(
            f"kolumnerna ska heta {allowed}, och when och reads måste finnas: {shown(odd)}",
            f"the columns must be called {allowed}, and when and reads must be there: {shown(odd)}",
        )


def _rule(number: int, row: Mapping[str | None, object]) -> Rule | list[Problem]:
    cells = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    problems = [replace(one, row=number) for one in _wrong(cells, beyond=bool(row.get(None)))]
    if problems:
        return problems
    words = " ".join(filter(None, (cells["site"], cells["vertebrae"], cells["side"])))
    return Rule(
        conditions=tuple(_conditions(cells["when"])),
        reads=cells["reads"],
        place=place_of(words.replace("_", " ")) if words else None,
        value=cells["value"] or _VALUE,
        unit=cells["unit"],
        reference=cells["reference"] or None,
        row=number,
    )


def _wrong(cells: Mapping[str, str], *, beyond: bool) -> Iterator[Problem]:
    if beyond:
        yield Problem("raden har fler celler än rubriken", "the row has more cells than the header")
    conditions = _conditions(cells["when"])
    bad = [field for field, _ in conditions if not _FIELD.fullmatch(field)]
    if not conditions or bad or not all(text for _, text in conditions):
        yield Problem(*_WHEN, "when", shown(cells["when"]) or None)
    if cells["reads"] not in READS:
        allowed = ", ".join(READS)
        yield Problem(f"ska vara något av {allowed}", f"must be one of {allowed}", "reads", shown(cells["reads"]))
    if cells["value"] and parts_of(cells["value"]) is None:
        yield Problem(*_VALUE_FIELD, "value", shown(cells["value"]))
    words = " ".join(filter(None, (cells["site"], cells["vertebrae"], cells["side"]))).replace("_", " ")
    if words and place_of(words) is None:
        yield Problem(*_SITE, "site", shown(words))
    elif not words and cells["reads"] in QUANTITIES and not any(field == "column" for field, _ in conditions):
        yield Problem("saknas; ett värde ska ha en plats", "missing; a value must have a site", "site")


def _conditions(text: str) -> list[tuple[str, str]]:
    parts = [one.partition("=") for one in text.split("&") if one.strip()]
    return [(field.strip(), said.strip()) for field, _, said in parts]


def _is(text: str, wanted: str) -> bool:
    text, wanted = text.casefold(), wanted.casefold()
    return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted


_WHEN = (
    "ska vara villkor som OBX-3.1=LS-BMD, flera med & emellan (OBX-3.1=BMD & OBX-4=2), eller column=NAMN för en "
    "export; segmenten är MSH, PID, OBR, OBX",
    "must be conditions such as OBX-3.1=LS-BMD, several joined by & (OBX-3.1=BMD & OBX-4=2), or column=NAME for an "
    "export; the segments are MSH, PID, OBR, OBX",
)
_VALUE_FIELD = (
    "ska vara ett fält som OBX-5 eller OBX-5.2, eller tomt (OBX-5)",
    "must be a field such as OBX-5 or OBX-5.2, or empty (OBX-5)",
)
_SITE = (
    "platsen, sidan eller kotorna känns inte igen, eller motsäger varandra; till exempel femoral_neck, left, L1-L4",
    "site, side or vertebrae are not recognised, or contradict each other; such as femoral_neck, left, L1-L4",
)
