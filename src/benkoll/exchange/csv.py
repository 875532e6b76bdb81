"""CSV as Swedish Excel saves it: a header of fact names, one patient a row, an empty cell for what is unknown.

Comma or semicolon between the cells; decimal comma where it is a semicolon; truth as true/false, sant/falskt, ja/nej,
1/0; dates as 2026-03-02. Everything else is an error that says how to save the file.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence

from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.rows import Reject, Row, reject, unusable
from benkoll.facts import fractures
from benkoll.facts.messages import problem, shown, unknown_fact
from benkoll.facts.patient import ISO_DATE
from benkoll.facts.registry import FactInfo, registry

TRUTH = {
    **dict.fromkeys(("true", "sant", "ja", "1"), True),  # Excel turns a typed `true` into SANT
    **dict.fromkeys(("false", "falskt", "nej", "0"), False),
}
NUMBER = {
    ";": re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,15})?"),  # a program may write points between semicolons
    ",": re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?"),
}
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
ROUNDED_ID = re.compile(r"[0-9]+([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def rows(text: str) -> Iterator[Row | Reject]:
    """The patients, numbered as in Excel without the header; an empty row is skipped, a broken one set aside.

    Raises InputError where the header cannot be used.
    """
    separator = separator_of(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    facts = [registry()[name] for name in header_of(lines)]
    number = 0
    while True:
        number += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield broken_quotes(number)
            continue
        if any(cell.strip() for cell in cells):
            yield row_of(number, cells, facts, separator)


def broken_quotes(number: int) -> Reject:
    """A row in which a quotation mark stands wrong."""
    return reject(
        number,
        'ett citattecken (") står fel eller stängs aldrig: raden, och de rader som det drar med sig, går inte att läsa',
        'a quotation mark (") is misplaced or never closed: the row, and the lines it swallows, cannot be read',
    )


def separator_of(text: str) -> str:
    """What stands between the cells, by the header. Raises InputError where it is tabs."""
    header = "".join(text.lstrip().splitlines()[:1])
    if "\t" in header:
        raise unusable(
            'cellerna skiljs åt av tabbar. Spara om filen, i Excel som "CSV UTF-8", med semikolon eller komma',
            'the cells are separated by tabs. Save the file anew, in Excel as "CSV UTF-8", with semicolon or comma',
        )
    return ";" if ";" in header else ","


def header_of(lines: Iterator[list[str]], beside: Collection[str] = ()) -> Sequence[str]:
    """The names of the columns, each a fact or one of those `beside`; empty ones at the end, Excel's leavings, go."""
    try:
        names = [name.strip() for name in next(lines)]
    except csv.Error:
        raise unusable(
            'ett citattecken (") i rubrikraden står fel eller stängs aldrig',
            'a quotation mark (") in the header is misplaced or never closed',
        ) from None
    while names and not names[-1]:
        names.pop()
    if not names:
        raise unusable(
            "första raden är tom: där ska namnen på kolumnernas uppgifter stå, till exempel birth_date",
            "the first line is empty: it must hold the names of the facts in the columns, such as birth_date",
        )
    wrong = [found for place in range(len(names)) if (found := _column_problem(place, names, beside))]
    if wrong:
        raise InputError(wrong)
    return names


def _column_problem(place: int, names: Sequence[str], beside: Collection[str]) -> Problem | None:
    name = names[place]
    if not name:
        number = place + 1
        return Problem(f"kolumn {number} saknar namn", f"column {number} has no name")
    if name == fractures.NAME:
        return problem("events in table", name)
    if name not in registry() and name not in beside:
        return unknown_fact(name)
    if name in names[:place]:
        return Problem("kolumnen står flera gånger", "the column stands more than once", name)
    return None


def row_of(number: int, cells: list[str], facts: Sequence[FactInfo], separator: str) -> Row | Reject:
    """One row, its cells in the order of the facts."""
    if any("\n" in cell or "\r" in cell for cell in cells):
        return reject(
            number,
            'en cell innehåller radbrytning: fattas ett citattecken (")?',
            'a cell holds a line break: is a quotation mark (") missing?',
        )
    beyond = any(cell.strip() for cell in cells[len(facts) :])
    if beyond or len(cells) < len(facts):
        return wrong_length(number, len(cells), len(facts), separator)
    texts = {fact.name: cell.strip() for fact, cell in zip(facts, cells, strict=False) if cell.strip()}
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for fact in facts:
        if (text := texts.get(fact.name)) is not None:
            found[fact.name] = _value(fact, text, separator)
            wrong = _cell_problem(fact, text, found[fact.name], separator)
            problems += [wrong] if wrong else []
    return Row(number, found, texts, tuple(problems))


def _value(fact: FactInfo, text: str, separator: str) -> object:
    """What the cell says; what it should not say stays text, which the registry refuses."""
    if fact.type == "bool":
        return TRUTH.get(text.casefold(), text)
    if fact.type in ("int", "float") and NUMBER[separator].fullmatch(text):
        point = text.replace(",", ".")
        return float(point) if "." in point else int(point)
    return text


def _cell_problem(fact: FactInfo, text: str, value: object, separator: str) -> Problem | None:
    """What is wrong with how the cell is written; what is wrong with its value the registry says."""
    if fact.type == "str" and ROUNDED_ID.fullmatch(text):
        sv = "Excel har avrundat numret: formatera kolumnen som text och fyll i det på nytt"
        en = "Excel has rounded the number: format the column as text and enter it anew"
    elif fact.type == "bool" and isinstance(value, str):
        sv, en = "ska vara ja eller nej (eller true, false, 1, 0)", "must be ja or nej (or true, false, 1, 0)"
    elif fact.type == "date" and not ISO_DATE.fullmatch(text):
        sv = "ska vara ett datum skrivet ÅÅÅÅ-MM-DD: ge kolumnen det formatet i Excel och spara om"
        en = "must be a date written YYYY-MM-DD: give the column that format in Excel and save it anew"
    elif fact.type in ("int", "float") and isinstance(value, str):
        sv, en = _no_number(fact, text, separator)
    else:
        return None
    return Problem(sv, en, fact.name, shown(text))


def _no_number(fact: FactInfo, text: str, separator: str) -> tuple[str, str]:
    sv = f"ska vara ett tal {_span(fact, 'till', 'sv')}"
    en = f"must be a number {_span(fact, 'to', 'en')}"
    if separator == "," and _DECIMAL_COMMA.fullmatch(text):
        return (
            f"{sv}; decimalkomma går bara där semikolon skiljer cellerna åt: spara filen så, eller skriv punkt",
            f"{en}; a decimal comma needs semicolons between the cells: save the file so, or write a point",
        )
    mark_sv, mark_en = ("punkt", "point") if separator == "," else ("komma", "comma")
    return (
        f"{sv}, skrivet med siffror och decimal{mark_sv}, utan mellanslag, tusentalstecken och enhet",
        f"{en}, written with digits and a decimal {mark_en}, without space, thousands separator or unit",
    )


def _span(fact: FactInfo, to: str, lang: Lang) -> str:
    """The plausible range in words."""
    assert fact.low is not None
    assert fact.high is not None
    return f"{fact.said(fact.low, lang)} {to} {fact.said(fact.high, lang)} {fact.unit_label(lang) or ''}".rstrip()


def wrong_length(number: int, cells: int, columns: int, separator: str) -> Reject:
    """A row that has another number of cells than the header."""
    if cells < columns:
        return reject(
            number,
            f"raden har {cells} celler och rubriken {columns}: är filen avhuggen?",
            f"the row has {cells} cells and the header {columns}: is the file cut off?",
        )
    hint_sv = hint_en = ""
    if separator == ",":
        hint_sv = ". Är ett tal skrivet med decimalkomma? Spara med semikolon mellan cellerna, eller skriv punkt"
        hint_en = ". Is a number written with a decimal comma? Save with semicolons, or write a point"
    return reject(
        number,
        f"raden har {cells} celler och rubriken {columns}{hint_sv}",
        f"the row has {cells} cells and the header {columns}{hint_en}",
    )
