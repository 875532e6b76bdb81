"""Small tables of counts, as lines for the terminal and as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from benkoll.errors import Lang
from benkoll.guideline.build import Guideline
from benkoll.letters.lines import WIDTH, Line

Row = Sequence[str]
GAP = "  "
MOST_LETTERS = 32  # of words in a cell on the screen


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a header and rows. The first `words` columns name the row; the others are numbers, set to the right."""

    title: str
    header: Row
    rows: Sequence[Row]
    words: int = 1


def count(number: int, lang: Lang, signed: bool = False) -> str:
    """A count with its thousands apart; a change has its sign."""
    written = f"{number:+,}" if signed and number else f"{number:,}"
    return written.replace(",", "\N{NO-BREAK SPACE}") if lang == "sv" else written


def advice_words(guideline: Guideline, code: str, lang: Lang) -> str:
    """The recommendation in the language."""
    one = guideline.recommendations[code]
    return one.sv if lang == "sv" else one.en


def as_lines(tables: Iterable[Table]) -> Iterator[Line]:
    """The tables as text; one that is broader than the screen goes on below itself, its rows named again."""
    for table in tables:
        yield Line(table.title, "heading")
        rows = [[shorter(cell, MOST_LETTERS) for cell in row] for row in (table.header, *table.rows)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(table.header))]
        for columns in _fitting(widths, table.words):
            for number, row in enumerate(rows):
                cells = [
                    row[place].ljust(widths[place]) if place < table.words else row[place].rjust(widths[place])
                    for place in columns
                ]
                yield Line(f"  {GAP.join(cells)}".rstrip(), "plain" if number else "quiet")
            yield Line("")


def _fitting(widths: Sequence[int], words: int) -> Iterator[list[int]]:
    """The columns in lots that fit the screen, each lot with those that name the row."""
    names, room = list(range(words)), WIDTH
    lot, used = names, sum(widths[:words]) + len(GAP) * words
    start = used
    for place in range(words, len(widths)):
        width = widths[place] + len(GAP)
        if used + width > room and len(lot) > words:
            yield lot
            lot, used = names, start
        lot, used = [*lot, place], used + width
    yield lot


def shorter(words: str, most: int) -> str:
    """The words, cut off with an ellipsis where they have too many letters."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def as_html(table: Table) -> str:
    """The table as an HTML element."""
    names = ' class="names"'
    head = "".join(
        f'<th scope="col"{names if place < table.words else ""}>{escape(cell)}</th>'
        for place, cell in enumerate(table.header)
    )
    rows = "\n".join(f"<tr>{_cells(row, table.words)}</tr>" for row in table.rows)
    return (
        f"<table>\n<caption>{escape(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _cells(row: Row, words: int) -> str:
    names = (f'<th scope="row">{escape(cell)}</th>' for cell in row[:words])
    return "".join((*names, *(f"<td>{escape(cell)}</td>" for cell in row[words:])))
