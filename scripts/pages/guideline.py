"""docs/guideline/: one page per chapter, its patients, and which test shows which statement."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from benkoll.guideline.statements import statements
from pages.markdown import anchor, code, codes, page, table
from pages.spec import Paragraph, Section, chapters
from spec import patients
from spec.ascii_table import Table

TITLES = {"calcium_vitamin_d": "Calcium and vitamin D"}
INTRODUCTION = (
    "Every row of every table on these pages is a test that is run. What the statements (`DX-1` and the like) say, and "
    "where each of them lives: [statements](../statements.md)."
)
READING = (
    "Each row is one patient. Left of the double line stands what is changed in the base "
    "patient named below the table (`?`: unknown; `.`: as the base patient; `-24m`: 24 months before the day of the "
    "assessment). Right of it stands what the guideline says: of a recommendation R (recommended), P (possible: what "
    "is unknown decides) or - (not); of a finding or a detail its value."
)


def bases() -> dict[str, Mapping[str, Any]]:
    """The patients that tables start from, by name as in `well woman`."""
    return {
        name.lower().replace("_", " "): found
        for name, found in vars(patients).items()
        if name.isupper() and isinstance(found, dict) and "birth_date" in found
    }


def pages() -> dict[str, str]:
    """Path within the project -> text."""
    found = {f"docs/guideline/{chapter}.md": _chapter(chapter, parts) for chapter, parts in chapters().items()}
    found["docs/guideline/patients.md"] = _patients()
    found["docs/guideline/README.md"] = _index()
    found["src/benkoll/guideline/shown_by_tests.yaml"] = _shown_by_tests()
    return found


def _title(chapter: str) -> str:
    return TITLES.get(chapter, chapter.replace("_", " ").capitalize())


def _index() -> str:
    rows = [
        [f"[{_title(chapter)}]({chapter}.md)", ", ".join(section.title for section in sections)]
        for chapter, sections in chapters().items()
    ]
    how = ["## How to read the tables"]
    return page("The guideline, as it is tested", [INTRODUCTION], table(["chapter", "sections"], rows), how, [READING])


def _chapter(chapter: str, sections: list[Section]) -> str:
    blocks = [["[How to read the tables](README.md#how-to-read-the-tables)"]]
    for section in sections:
        blocks.append([f"## {section.title}"])
        blocks.append([f"[{section.file}](../../{section.file})"])
        for paragraph in section.paragraphs:
            blocks += _paragraph(paragraph)
    return page(_title(chapter), *blocks)


def _paragraph(paragraph: Paragraph) -> Iterator[list[str]]:
    links = ", ".join(f"[{key}](../statements.md#{anchor(key)})" for key in paragraph.statements)
    yield [f"**{paragraph.says}** {links}".strip()]
    for found in paragraph.tables:
        yield _rows(found)
        yield [_below(found)]


def _rows(found: Table) -> list[str]:
    lines = [line.strip() for line in found.text.strip().splitlines() if line.strip()]
    cut = [[cell.strip() for cell in line.strip("|").replace("||", "|‖|").split("|")] for line in lines]
    header = [cell if cell == "‖" else code(cell) for cell in cut[0]]
    return table(header, cut[1:])


def _below(found: Table) -> str:
    """The base patient of a table, by the nearest name and what differs, and the columns' meaning."""
    near, differs = min(((name, _differs(found.base, base)) for name, base in bases().items()), key=lambda x: len(x[1]))
    parts = [f"Base: [{near}](patients.md#{anchor(near)})"]
    if differs:
        parts.append("but " + ", ".join(f"{code(name)} {said}" for name, said in differs.items()))
    used = {name: facts for name, facts in found.aliases.items() if name != facts}
    meaning = [f"{code(name)}: {codes(facts.split())}" for name, facts in used.items() if _heads(found, name)]
    return " ".join([", ".join(parts) + ".", *([("; ".join(meaning)) + "."] if meaning else [])])


def _heads(found: Table, name: str) -> bool:
    header = found.text.strip().splitlines()[0]
    return name in [cell.strip() for cell in header.replace("||", "|").split("|")]


def _differs(patient: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, str]:
    names = {*patient, *base} - {"assessment_date"}
    return {name: _said(patient.get(name)) for name in sorted(names) if patient.get(name) != base.get(name)}


def _said(value: Any) -> str:
    if value is None:
        return "unknown"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _patients() -> str:
    blocks: list[list[str]] = [
        ["The patients that the tables start from. What is not named of a patient is unknown. The day is 2026-03-02."]
    ]
    for name, facts in bases().items():
        near = _nearest_before(name)
        blocks.append([f"## {name.capitalize()}"])
        if near is None:
            blocks.append(table(["fact", "value"], [[code(fact), _said(value)] for fact, value in facts.items()]))
        else:
            differs = ", ".join(f"{code(fact)} {said}" for fact, said in _differs(facts, bases()[near]).items())
            blocks.append([f"As [{near}](#{anchor(near)}), but {differs}."])
    return page("The patients of the tables", *blocks)


def _nearest_before(name: str) -> str | None:
    """The patient above that differs least, if it shares more than it differs in."""
    known = bases()
    above = list(known)[: list(known).index(name)]
    differs = {other: len(_differs(known[name], known[other])) for other in above}
    near = min(differs, key=differs.__getitem__, default=None)
    return near if near is not None and differs[near] < len(known[name]) / 2 else None


def _shown_by_tests() -> str:
    shown: dict[str, list[str]] = {}
    for sections in chapters().values():
        for paragraph in (paragraph for section in sections for paragraph in section.paragraphs):
            for key in paragraph.statements:
                shown.setdefault(key, []).append(paragraph.test)
    ordered = {key: shown[key] for key in [*statements(), *sorted(shown.keys() - statements().keys())] if key in shown}
    made = "# Statement -> the tests that show it. Made by `make generated`; do not edit.\n"
    return made + str(yaml.safe_dump(ordered, sort_keys=False, width=200))
