"""A densitometer's database as XML, of Hologic or Lunar: any element with numbers is a record, within those around it.

No schema of a maker is known in public, so elements and attributes are known by their names, as columns are. Read by
expat with neither document type nor entities: a DOCTYPE refuses the file, so nothing can expand or be fetched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from benkoll.errors import InputError, Problem
from benkoll.exchange.densitometry.checked import Checked
from benkoll.exchange.densitometry.columns import Column, column_of, spaced
from benkoll.exchange.densitometry.exports import Record, layout_of, reports_of
from benkoll.exchange.densitometry.mapping import Mapped
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.exchange.densitometry.sites import place_of
from benkoll.exchange.rows import unusable
from benkoll.facts.messages import shown

UNITS = ("unit", "units", "uom")
"""Attributes that hold an element's unit."""
NAMES = ("name", "type", "label")
"""Attributes and elements by which an element says which of its kind it is."""


@dataclass(slots=True)
class _Element:
    name: str
    line: int
    attributes: Mapping[str, str]
    texts: list[str] = field(default_factory=list)
    children: "list[_Element]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts).strip()


def reports(data: bytes, mapping: Mapped = ()) -> list[Checked]:
    """The reports of a whole file. Raises InputError where it is not XML, has a DOCTYPE, or holds no number."""
    root = _parsed(data)
    records = list(_records(root, {}))
    return reports_of(records, layout_of((name for one in records for name in one.cells), mapping))


def _parsed(data: bytes) -> _Element:
    top = _Element("", 0, {})
    open_elements = [top]
    parser = expat.ParserCreate()
    parser.buffer_text = True
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_elements) > LIMITS["deepest"] or count > LIMITS["most_rows"]:
            raise unusable(*_TOO_MUCH)
        element = _Element(
            _bare(name), parser.CurrentLineNumber, {_bare(one): text for one, text in attributes.items()}
        )
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_name: str) -> None:
        open_elements.pop()

    def refused(*_: object) -> None:
        raise unusable(*_DOCTYPE)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: open_elements[-1].texts.append(text)
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        line, column = error.lineno, error.offset + 1
        raise unusable(
            f"filen är inte XML, eller avhuggen: felet står på rad {line}, tecken {column}",
            f"the file is not XML, or cut off: the fault is on line {line}, character {column}",
        ) from None
    except (ValueError, LookupError):  # an encoding that is declared and not known, or not what is there
        raise unusable(
            "filens teckenkodning är inte den som den anger, eller okänd: spara den som UTF-8",
            "the file is not in the encoding that it states, or that is unknown: save it as UTF-8",
        ) from None
    return top


def _records(element: _Element, around: Mapping[str, str]) -> Iterator[Record]:
    """The element's own record, where a number stands in it, and those of the elements within.

    What stands around it, and beside it in elements without numbers, is said of it too.
    """
    units, told = dict[str, str](), dict[str, str]()
    for name, text, unit in _told(element):
        if told.setdefault(name, text) != text:
            raise InputError([Problem(*_TWICE, shown(name), shown(text), element.line)])
        if unit:
            units[name] = unit
    own = _kept(around, told) | told
    place = place_of(spaced(element.name))
    reads = "region" if place and (place.region or place.total) else "scan"
    if place and not _says(own, reads):
        own[reads] = spaced(element.name)
    if any(map(_is_number, told)):
        yield Record(element.line, own, units)
    heads = {name: text for name, text in own.items() if not _is_number(name)}
    for child in element.children:
        if _holds_numbers(child):
            yield from _records(child, heads)


def _told(element: _Element) -> Iterator[tuple[str, str, str]]:
    """Column, text and unit of each attribute, each element without elements, and all that a head within says."""
    for name, text in element.attributes.items():
        if name.casefold() not in UNITS:
            yield _column(element.name, name), text, ""
    for child in element.children:
        if not child.children and _column(element.name, child.name) and not _holds_numbers_itself(child):
            unit = next((text for one, text in child.attributes.items() if one.casefold() in UNITS), "")
            text = child.text or child.attributes.get("value", "")
            if text:
                yield _column(element.name, child.name), text, unit
        elif child.children and not _holds_numbers(child):
            yield from _told(child)


def _column(element: str, name: str) -> str:
    """The column that a name within an element is: by both, by itself, or by the element where it says which it is."""
    both = f"{spaced(element)} {spaced(name)}"
    if column_of(both) is not None and column_of(name) is None:
        return both
    return element if column_of(name) is None and name.casefold() in NAMES else name


def _kept(around: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """What stands around and is not said anew here; a region within a region is a part of what the outer one scans."""
    anew = {_reads(name) for name in told} - {None}
    kept = {name: text for name, text in around.items() if _reads(name) not in anew}
    outer = next((text for name, text in around.items() if _reads(name) == "region"), None)
    if "region" in anew and outer and not _says(around, "scan") and "scan" not in anew:
        kept["scan"] = outer
    return kept


def _says(cells: Mapping[str, str], reads: str) -> bool:
    return any(_reads(name) == reads for name in cells)


def _reads(name: str) -> str | None:
    found = column_of(name)
    return found.reads if isinstance(found, Column) else None


def _holds_numbers(element: _Element) -> bool:
    return _holds_numbers_itself(element) or any(
        _is_number(child.name) or _holds_numbers(child) for child in element.children
    )


def _holds_numbers_itself(element: _Element) -> bool:
    return any(map(_is_number, element.attributes))


def _is_number(name: str) -> bool:
    found = column_of(name)
    return isinstance(found, str) or (found is not None and found.quantity is not None)


def _bare(name: str) -> str:
    """The name without its namespace's prefix."""
    return name.rpartition(":")[2]


_DOCTYPE = (
    "filen har en DOCTYPE eller entiteter, som kan hämta eller växa: sådan XML läses inte. Exportera utan DTD",
    "the file has a DOCTYPE or entities, which can fetch or grow: such XML is not read. Export it without a DTD",
)
_TOO_MUCH = (
    f"filen är nästlad djupare än {LIMITS['deepest']:g} nivåer eller har mer än {LIMITS['most_rows']:g} element",
    f"the file is nested deeper than {LIMITS['deepest']:g} levels or has more than {LIMITS['most_rows']:g} elements",
)
_TWICE = (
    "står två gånger med olika text där ett är väntat: det går inte att säga vilket som gäller",
    "stands twice with different texts where one is expected: it cannot be said which one holds",
)
