"""A template of a letter: a title, the statements that it stands on, and text with `{placeholders}`.

docs/letters.md says how one is written. A paragraph or item in which a placeholder is unknown drops out whole; one that
begins with `| ` stands in for what dropped out before it. A heading with nothing left below it drops out, too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256

from benkoll.errors import InputError, Problem
from benkoll.guideline.form import SMPC
from benkoll.guideline.statements import statements
from benkoll.letters.blocks import Block, Sort, clean

Filling = str | tuple[str, ...] | None
"""What goes into a placeholder: words, several for a list, or None where nothing is known."""

HOLE = re.compile(r"\{([^{}]*)\}")
FENCE = "---"
KEYS = ("title", "sources")
HEADING = re.compile(r"#{1,6} +")
STARTS: tuple[tuple[re.Pattern[str], Sort], ...] = (
    (HEADING, "heading"),
    (re.compile(r"[-*] +"), "item"),
    (re.compile(r"! +"), "alert"),
)
INSTEAD = re.compile(r"\| *")
WRONG: dict[str, tuple[str, str]] = {
    "encoding": ("rad {}: texten är inte UTF-8; spara filen som UTF-8", "line {}: not UTF-8; save the file as UTF-8"),
    "fence": (
        "rad 1: mallen ska börja med en rad ---, sedan title: och sources:, och en rad --- till",
        "line 1: a template begins with a line ---, then title: and sources:, and one more line ---",
    ),
    "key": (
        "rad {}: {} finns inte; tillåtet är title: och sources:",
        "line {}: there is no {}; allowed: title:, sources:",
    ),
    "title": (
        "title: saknas eller är tom; skriv brevets rubrik",
        "title: is missing or empty; write the letter's subject",
    ),
    "title hole": (
        "rad {}: {} får inte stå i rubriken; skriv title: utan platshållare",
        "line {}: {} may not stand in the subject; write title: without placeholders",
    ),
    "source": (
        "rad {}: sources: {} är inget påstående i riktlinjen; se docs/statements.md",
        "line {}: sources: {} is no statement of the guideline; see docs/statements.md",
    ),
    "brace": (
        "rad {}: {} utan sin andra klammer; platshållare skrivs {{namn}} på en rad",
        "line {}: {} without its other brace; a placeholder is written {{name}} on one line",
    ),
    "unknown": (
        "rad {}: {} finns inte{}; tillåtet i det här brevet är {}",
        "line {}: there is no {}{}; allowed in this letter: {}",
    ),
    "list": (
        "rad {}: {} är en lista och ska stå ensam: - {}",
        "line {}: {} is a list and stands alone: - {}",
    ),
    "missing": ("{} saknas; det här brevet måste ha {}", "{} is missing; this letter must have {}"),
    "empty": (
        "brevet är tomt; skriv dess text under den andra raden ---",
        "the letter is empty; write below the second ---",
    ),
    "instead": (
        "rad {}: | har ingenting före sig att stå i stället för",
        "line {}: | has nothing before it to stand in for",
    ),
}
MEANT = (" (menade du {}?)", " (did you mean {}?)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What may and must stand in a template: `lists` are the placeholders that become one item for each part."""

    allowed: tuple[str, ...]
    lists: frozenset[str]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the template as written; `instead`: it stands in for the one before it."""

    sort: Sort
    words: str
    line: int
    instead: bool

    def holes(self) -> list[str]:
        """The placeholders in it."""
        return HOLE.findall(self.words)


@dataclass(frozen=True, slots=True)
class Template:
    """One template, read and checked. `name`: `sv/invitation.md` and the first signs of the file's SHA-256."""

    name: str
    title: str
    sources: tuple[str, ...]
    parts: tuple[Part, ...]

    def filled(self, fillings: Mapping[str, Filling]) -> list[Block]:
        """The blocks of the letter: what is unknown has dropped out."""
        kept: list[Block] = []
        wanted = True  # whether the next `|` is used: all before it in its row dropped out
        for part in self.parts:
            if part.instead and not wanted:
                continue
            made = list(_made(part, fillings))
            wanted = not made
            kept += made
        below = (*kept[1:], None)
        return [
            block
            for block, after in zip(kept, below, strict=True)
            if block.sort != "heading" or (after is not None and after.sort != "heading")
        ]


def _made(part: Part, fillings: Mapping[str, Filling]) -> Iterator[Block]:
    holes = part.holes()
    given = {hole: fillings.get(hole) for hole in holes}
    if not all(given.values()):
        return
    for several in given.values():
        if isinstance(several, tuple):
            yield from (Block(part.sort, clean(one)) for one in several)
            return
    words = HOLE.sub(lambda hole: clean(str(given[hole[1]])), part.words)
    yield Block(part.sort, words)


def read_template(content: bytes, file: str, name: str, rules: Rules) -> Template:
    """The template in these bytes; InputError with all that is wrong. `file`: as it is called in the error."""
    return _Reader(file, rules).read(content, name)


class _Reader:
    def __init__(self, file: str, rules: Rules) -> None:
        self.file = file
        self.rules = rules
        self.problems: list[Problem] = []

    def read(self, content: bytes, name: str) -> Template:
        lines = self._lines(content)
        head, body = self._split(lines)
        title, sources = self._head(head)
        parts = tuple(self._parts(body, len(head) + 2))
        self._check(parts)
        if self.problems:
            raise InputError(self.problems)
        return Template(f"{name} {sha256(content).hexdigest()[:12]}", title, sources, parts)

    def _wrong(self, key: str, *said: object) -> None:
        """Note that this is wrong; what differs between the languages comes as a pair."""
        sv, en = (
            form.format(*(one[place] if isinstance(one, tuple) else one for one in said))
            for place, form in enumerate(WRONG[key])
        )
        self.problems.append(Problem(sv, en, file=self.file))

    def _lines(self, content: bytes) -> list[str]:
        try:
            return content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            self._wrong("encoding", content[: error.start].count(b"\n") + 1)
            raise InputError(self.problems) from None

    def _split(self, lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        bare = [line.strip() for line in lines]
        if not bare or bare[0] != FENCE or FENCE not in bare[1:]:
            self._wrong("fence")
            raise InputError(self.problems)
        end = bare.index(FENCE, 1)
        return lines[1:end], lines[end + 1 :]

    def _head(self, lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        found: dict[str, str] = {}
        for number, line in enumerate(lines, 2):
            key, _, value = (part.strip() for part in line.partition(":"))
            if not line.strip():
                continue
            if key not in KEYS:
                self._wrong("key", number, f"{key}:")
            found[key] = clean(value)
            if key == "title" and re.search("[{}]", value):
                self._wrong("title hole", number, re.findall("[{].*[}]|[{}]", value)[0])
            if key == "sources":
                self._sources(found[key], number)
        if not found.get("title"):
            self._wrong("title")
        return found.get("title", ""), _ids(found.get("sources", ""))

    def _sources(self, words: str, number: int) -> None:
        for one in _ids(words):
            if one not in statements() and one != SMPC:
                self._wrong("source", number, one)

    def _parts(self, lines: Sequence[str], before: int) -> Iterator[Part]:
        """Lines that follow each other are one paragraph; a heading, an item and a `|` begin anew."""
        gathered: list[str] = []
        start = 0
        for number, line in enumerate((*lines, ""), before + 1):
            bare = clean(line)
            if gathered and (not bare or _begins(bare) or HEADING.match(gathered[0])):
                yield self._part(gathered, start)
                gathered = []
            if bare:
                start = start if gathered else number
                gathered.append(bare)

    def _part(self, lines: Sequence[str], start: int) -> Part:
        words = " ".join(lines)
        instead = INSTEAD.match(words)
        words = words[instead.end() :] if instead else words
        sort: Sort = "plain"
        for sign, begun in STARTS:
            if found := sign.match(words):
                words, sort = words[found.end() :], begun
                break
        return Part(sort, words, start, bool(instead))

    def _check(self, parts: Sequence[Part]) -> None:
        if not parts:
            self._wrong("empty")
        for before, part in zip((None, *parts), parts, strict=False):
            if part.instead and before is None:
                self._wrong("instead", part.line)
            for brace in re.findall("[{}]", HOLE.sub("", part.words))[:1]:
                self._wrong("brace", part.line, brace)
            for hole in part.holes():
                self._hole(hole, part)
        there = {hole for part in parts for hole in part.holes()}
        needed = ", ".join(_braced(one) for one in self.rules.required)
        for one in self.rules.required:
            if one not in there:
                self._wrong("missing", _braced(one), needed)

    def _hole(self, hole: str, part: Part) -> None:
        allowed = self.rules.allowed
        if hole not in allowed:
            near = get_close_matches(hole, allowed, n=1)
            names = ", ".join(_braced(one) for one in allowed)
            meant = tuple(form.format(_braced(near[0])) if near else "" for form in MEANT)
            self._wrong("unknown", part.line, _braced(hole), meant, names)
        elif hole in self.rules.lists and (part.sort != "item" or part.words != _braced(hole)):
            self._wrong("list", part.line, _braced(hole), _braced(hole))


def _begins(line: str) -> bool:
    return bool(INSTEAD.match(line)) or any(sign.match(line) for sign, _ in STARTS)


def _braced(name: str) -> str:
    return f"{{{name}}}"


def _ids(words: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in words.split(",") if one.strip())
