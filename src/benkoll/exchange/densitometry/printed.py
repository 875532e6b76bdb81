"""The text of a printed report, pasted in: Hologic APEX, GE enCORE, Norland, or a record's own sentences.

A heading says what is scanned and which side, a header which column is what, a row which site. What a line does not
say clearly is told and left out; a line of another day, another side or another part of the body never lends its own.
"""

import re
from dataclasses import dataclass, field, replace

from benkoll.errors import Problem
from benkoll.exchange.densitometry.checked import Checked, Raw, checked
from benkoll.exchange.densitometry.lines import Line, raws
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.exchange.densitometry.printed_head import Head, labelled
from benkoll.exchange.densitometry.printed_rows import (
    CUT_SHORT,
    Header,
    Odd,
    cut_short,
    header_of,
    row_of,
    sentences_of,
)
from benkoll.exchange.densitometry.sites import Place, place_of
from benkoll.exchange.densitometry.words import plain, words
from benkoll.facts.messages import shown

_HEADER_LINES = 2
"""Lines between which a header goes on."""
_TWO_HEADERS = (
    "rubrikens två rader säger inte samma kolumner: tabellen läses inte",
    "the two lines of the header do not say the same columns: the table is not read",
)
_SKIPPED = (
    "står under en rubrik för andra dagar eller annat än bentäthet (trend, tidigare, FRAX) och läses inte: hör raden "
    "till undersökningen, flytta den ovanför",
    "stands below a heading of other days or of something else (trend, previous, FRAX) and is not read: if the line is "
    "of this examination, move it above",
)
_LONG = (
    f"raden är längre än {LIMITS['longest_line']:g} tecken och läses inte: dela den",
    f"the line is longer than {LIMITS['longest_line']:g} characters and not read: split it",
)
_FOOTNOTE = re.compile(r"^[0-9] ?[-.)]? ?(?=\D)")


@dataclass(slots=True)
class _Section:
    """What stands under one heading."""

    place: Place | None = None
    header: Header | None = None
    header_at: int = 0
    lines: list[Line] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    spoilt: list[Place] = field(default_factory=list)


class _Reader:
    """Goes through the lines, heading by heading."""

    def __init__(self) -> None:
        self.head = Head()
        self.sections = [_Section()]
        self.problems: list[Problem] = []
        self.not_of_maker: set[int] = set()

    @property
    def here(self) -> _Section:
        """The section that is being read."""
        return self.sections[-1]

    def read(self, number: int, text: str, at_end: bool) -> None:
        """Take one line; `at_end`: no line break ends it."""
        if len(text) > LIMITS["longest_line"]:
            self.problems.append(Problem(*_LONG, row=number))
            return
        line = plain(text)
        if not line or self._is_table(number, line, at_end):
            return
        labels = labelled(text)
        for reads, said in labels:
            if reads == "reference":
                self.here.references.append(said)
                self.not_of_maker.add(number)
            elif reads not in ("scan", "side"):
                self.head.add(number, reads, said)
        headings = [said for reads, said in labels if reads in ("scan", "side")]
        if headings:
            for said in headings:
                self._heading(plain(said))
        elif not labels and not self._is_reference(number, text, line):
            self._heading(line)

    def _is_table(self, number: int, line: str, at_end: bool) -> bool:
        """Whether the line is a header, a row or a sentence with numbers; it is read then."""
        skipped = self.here.place is not None and self.here.place.left_out
        found = header_of(line)
        if found:
            header, units_alone = found
            before = self.here.header
            if before and number - self.here.header_at > _HEADER_LINES:
                before = None
            lacking = {one for one in before.columns if one} - set(header.columns) if before else set()
            if before and units_alone:
                header = before.with_units(header)
            elif lacking:
                self.problems.append(Problem(*_TWO_HEADERS, shown(line), row=number))
            self.here.header = None if lacking and not units_alone else header
            self.here.header_at = number
            return True
        context = None if skipped else self.here.place
        read = sentences_of(line, context)
        if not read:
            row = row_of(line, self.here.header, context)
            read = [row] if row else []
        for one in read:
            if skipped:
                if isinstance(one, Line) and one.place and one.place.region:
                    self.problems.append(Problem(*_SKIPPED, row=number, fact=shown(line)))
            elif isinstance(one, Odd):
                self._spoil(one.place, Problem(one.sv, one.en, row=number, fact=shown(one.value)))
            elif cut_short(one, at_end and one is read[-1]):
                self._spoil(one.place, Problem(*CUT_SHORT, row=number, fact=shown(line)))
            else:
                self.here.lines.append(replace(one, row=number))
        return bool(read)

    def _spoil(self, place: Place | None, problem: Problem) -> None:
        """Tell what cannot be read; no other number of its site is, either."""
        self.problems.append(problem)
        self.here.spoilt += [place] if place else []

    def _is_reference(self, number: int, text: str, line: str) -> bool:
        if not words(line, "reference"):
            return False
        self.not_of_maker.add(number)
        if not line.startswith(("z-score", "age-matched", "åldersmatchad")):
            self.here.references.append(_FOOTNOTE.sub("", " ".join(text.split())))
        return True

    def _heading(self, line: str) -> None:
        """A line without numbers: a heading, or text that must not lend its side or site to what follows."""
        if words(line, "skip"):
            self._open(Place(left_out=True))
            return
        place = place_of(line[2:] if line[1:2] == " " and line[0].isalpha() else line)
        if place:
            self._open(place)
            return
        context = self.here.place
        if context is None:
            return
        sides = {one.reads for one in words(line, "side")}
        if sides - {context.side} and context.family != "spine":
            self.here.place = context = replace(context, side="left/right")
        if words(line, "site"):
            self.here.place = replace(context, family=None, region=None, vertebrae=())

    def _open(self, place: Place) -> None:
        before = self.here
        if before.lines or (before.place and before.place.left_out):
            self.sections.append(_Section(place))
        else:
            before.place, before.header = _both(before.place, place), None


def _both(before: Place | None, place: Place) -> Place:
    """What two headings in a row say: of the same part of the body, both sides that they name."""
    if before is None or before.family != place.family:
        return place
    return replace(place, side="/".join(dict.fromkeys(one for one in (before.side, place.side) if one)) or None)


def report(text: str) -> Checked:
    """The one report that the text is."""
    reader, named = _read(text)
    about, wrong = reader.head.about(named)
    found = checked(about, _values(reader))
    problems = (*wrong, *reader.problems, *found.problems)
    return Checked(None if wrong else found.report, problems, found.warnings)


def values(text: str) -> tuple[list[Raw], list[Problem]]:
    """The numbers of a text whose head stands elsewhere, and what cannot be read of it."""
    reader, _ = _read(text)
    return _values(reader), reader.problems


def _read(text: str) -> tuple[_Reader, str]:
    """The reader after the last line, and the lines that may name the machine."""
    reader = _Reader()
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        reader.read(number, line, number == len(lines) and not text.endswith("\n"))
    return reader, "\n".join(line for number, line in enumerate(lines, 1) if number not in reader.not_of_maker)


def _values(reader: _Reader) -> list[Raw]:
    everywhere = [] if reader.sections[0].lines else reader.sections[0].references
    return [
        raw
        for section in reader.sections
        for raw in raws(
            replace(one, reference=_joined(section.references or everywhere))
            for one in section.lines
            if one.place not in section.spoilt
        )
    ]


def _joined(references: list[str]) -> str | None:
    return " / ".join(dict.fromkeys(references)) or None
