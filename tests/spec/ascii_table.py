"""Tables that read like the guideline: each row is one patient, and what the guideline says about that patient.

    | T    | FRAX | other || treatment_indicated | TX-CONSIDER |
    | -1.1 | 16   | yes   || yes                 | R           |

Left of `||`: facts (or aliases given to `check`); right: recommendation codes, their details, or findings.

Facts: `yes`, `no`, number, text, ISO date, or a date seen from the day assessed (`today`, `-24m-1d`, `-75y`);
`?` is unknown, `.` is what the base patient has. An alias may stand for several facts at once (right of `||` for one
name), and in the column `but` a row names its own facts: `copd yes, current_smoker ?`.
Codes: `R` recommended, `P` possible, `-` not listed. Details and findings: the value; `-` or `?` where there is none;
a list as `a b` (in any order), `a > b` (in this order), `has a b` (these among others) or `lacks a b`;
`some` for whatever there is; of one item of a list `list.item.key`. The column `listed` has all codes. A `.` says
nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from benkoll.assess.answer import Assessment
from benkoll.logic.calendar import add_days, add_months

DAY = date(2026, 3, 2)
CODE = re.compile(r"(INV|SUS|TX|SUPP|REF|SELF|FU|ALERT)-[A-Z-]+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SHIFT = re.compile(r"([+-]\d+)([dmy])")
STATUS = {"recommended": "R", "possible": "P", None: "-"}
# What an object is called by when a cell names it by one word.
HANDLES = ("drug", "value", "codes", "major_percent", "fact", "source")

Facts = dict[str, Any]
Changes = tuple[tuple[str, float], ...]
Test = TypeVar("Test", bound=Callable[..., None])


@dataclass(frozen=True)
class Case:
    """One row: the patient's facts, and what is expected by column."""

    row: str
    facts: Facts
    expected: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table as it stands in a test, with its base patient and aliases."""

    text: str
    base: Facts
    aliases: Mapping[str, str]

    @property
    def cases(self) -> list[Case]:
        lines = [line.strip() for line in self.text.strip().splitlines() if line.strip()]
        given, said = _halves(lines[0])
        return [self._case(line, given, said) for line in lines[1:]]

    def _case(self, line: str, given: list[str], said: list[str]) -> Case:
        left, right = _halves(line)
        if len(left) != len(given) or len(right) != len(said):
            raise ValueError(f"not as many cells as in the header: {line}")
        facts = dict(self.base)
        for column, cell in zip(given, left, strict=True):
            for name, stated in _pairs(cell) if column == "but" else [(column, cell)]:
                for fact in self.aliases.get(name, name).split():
                    _put(facts, fact, stated)
        columns = (self.aliases.get(column, column) for column in said)
        return Case(line, facts, dict(zip(columns, right, strict=True)))


def _halves(line: str) -> tuple[list[str], list[str]]:
    left, bar, right = line.strip("|").partition("||")
    if not bar:
        raise ValueError(f"|| must part the facts from what is said: {line}")
    return [c.strip() for c in left.split("|")], [c.strip() for c in right.split("|")]


def _pairs(cell: str) -> list[tuple[str, str]]:
    pairs = [tuple(pair.split()) for pair in cell.split(",")] if cell != "." else []
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"each is a fact and its value: {cell}")
    return [(fact, stated) for fact, stated in pairs]


def _put(facts: Facts, fact: str, cell: str) -> None:
    if cell == ".":
        return
    facts.pop(fact, None)
    if cell != "?":
        facts.pop({"age": "birth_date", "birth_date": "age"}.get(fact, fact), None)
        facts[fact] = value(cell)


def value(cell: str) -> Any:
    """The value that a cell of facts stands for; dates as ISO text."""
    if cell in ("yes", "no"):
        return cell == "yes"
    if NUMBER.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    return day(cell) or cell


def day(cell: str) -> str | None:
    """The ISO date of `today`, `-24m-1d` and the like; None for what is no such thing."""
    if cell == "today":
        return DAY.isoformat()
    if not re.fullmatch(rf"({SHIFT.pattern})+", cell):
        return None
    moved: date | None = DAY
    for amount, unit in SHIFT.findall(cell):
        assert moved is not None, cell
        months = int(amount) * 12 if unit == "y" else int(amount)
        moved = add_days(moved, months) if unit == "d" else add_months(moved, months)
    return moved.isoformat() if moved else None


# COMPARING


def differences(case: Case, answer: Assessment) -> list[str]:
    """Each column in which the answer is not what the row says."""
    said = {column: lookup(answer, column) for column in case.expected}
    return [
        f"{column}: expected {cell}, got {shown(said[column])}"
        for column, cell in case.expected.items()
        if cell != "." and not agrees(cell, said[column])
    ]


def lookup(answer: Assessment, column: str) -> Any:
    """What the answer holds under a column's name."""
    code, _, path = column.partition(".")
    if column == "listed":
        return [advice.code for advice in answer.recommendations]
    if not CODE.fullmatch(code):
        return _walk(answer.findings, column)
    advice = answer.advice(code)
    if not path:
        return STATUS[advice.status if advice else None]
    if advice is None:
        return "not listed"
    return list(advice.missing) if path == "missing" else _walk(advice.details, path)


def _walk(found: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(found, list | tuple):
            found = next((item for item in found if plain(item) == key), None)
        else:
            found = found.get(key) if isinstance(found, Mapping) else None
    return found


def plain(found: Any) -> Any:
    """An object as the one word that it is called by; a list item by item."""
    if isinstance(found, list | tuple):
        return [plain(item) for item in found]
    if not isinstance(found, Mapping):
        return found
    if "limit" in found:
        return f"{found['value']:g}/{found['limit']:g}"
    handle = next((key for key in HANDLES if key in found), None)
    return plain(found[handle]) if handle else sorted(found)


def agrees(cell: str, found: Any) -> bool:
    """Whether what was found is what the cell says."""
    found = plain(found)
    if cell == "some":
        return bool(found)
    if isinstance(found, list):
        return _list_agrees(cell, [str(item) for item in found])
    if found is None or found == "unknown":
        return cell in ("-", "?")
    if isinstance(found, bool):
        return cell == ("yes" if found else "no")
    if isinstance(found, int | float):
        return bool(NUMBER.fullmatch(cell)) and abs(float(cell) - found) < 1e-9
    return str(found) == (day(cell) or cell)


def _list_agrees(cell: str, found: list[str]) -> bool:
    word, *rest = cell.split()
    if word == "has":
        return set(rest) <= set(found)
    if word == "lacks":
        return not set(rest) & set(found)
    if ">" in rest:
        return [item.strip() for item in cell.split(">")] == found
    return sorted(found) == ([] if cell in ("-", "?") else sorted([word, *rest]))


def shown(found: Any) -> str:
    """What was found, in the words of a cell."""
    found = plain(found)
    if isinstance(found, list):
        return " ".join(map(str, found)) or "-"
    if isinstance(found, float):
        return f"{found:g}"
    return {"None": "?", "True": "yes", "False": "no"}.get(str(found), str(found))


# RUNNING


def answer(facts: Facts, changes: Changes = ()) -> Assessment:
    """The assessment of one patient by the public way in, with single parameters changed."""
    from benkoll.assess.patient import assess
    from benkoll.facts.derive import settle
    from benkoll.facts.patient import read_patient
    from benkoll.guideline.build import load

    return assess(settle(read_patient(facts)), load(changes=changes) if changes else load())


def run(table: Table, changes: Changes = ()) -> None:
    """Assess each row; all rows that differ are shown at once."""
    wrong = [(case, differences(case, answer(case.facts, changes))) for case in table.cases]
    told = [f"{case.row}\n    " + "\n    ".join(found) for case, found in wrong if found]
    header = table.text.strip().splitlines()[0].strip()
    assert not told, "\n".join(["", header, *told])


_handler: Callable[[Table], None] = run


def check(text: str, base: Facts, **aliases: str) -> None:
    """Hold every row of a table against the guideline."""
    _handler(_table(text, base, aliases))


def check_with(changes: Mapping[str, float], text: str, base: Facts, **aliases: str) -> None:
    """The same with parameters changed. Never gathered: documents and mutation are about the guideline as it stands."""
    if _handler is run:
        run(_table(text, base, aliases), tuple(changes.items()))


def _table(text: str, base: Facts, aliases: Mapping[str, str]) -> Table:
    return Table(text, {"assessment_date": DAY.isoformat(), **base}, aliases)


@contextmanager
def collecting() -> Iterator[list[Table]]:
    """Within it `check` assesses nothing: the tables are gathered, for documents and for mutation."""
    global _handler
    tables: list[Table] = []
    before, _handler = _handler, tables.append
    try:
        yield tables
    finally:
        _handler = before


def shows(*statements: str) -> Callable[[Test], Test]:
    """Name the statements that a test shows."""

    def mark(test: Test) -> Test:
        test.shows = statements  # type: ignore[attr-defined]
        return test

    return mark
