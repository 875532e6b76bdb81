"""What can go wrong, as one tree; each kind has the exit code of a command that ends with it.

    BenkollError            fault of the program                     4
    ├── UsageError          the command was written wrongly          2
    │   └── Absent          what is named is not there, or not to be seen
    ├── Conflict            somebody else was first: read again      6
    └── InputError          nothing in the input can be used         3
        ├── FactsError      one patient's facts cannot be used       (a row set aside: 1)
        └── StoreError      the database cannot do what is asked     5

Every message is said in Swedish and English, and says what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Lang = Literal["sv", "en"]

DONE, SOME_SET_ASIDE, USAGE, NOTHING_USABLE, FAULT, NO_DATABASE, CONFLICT = range(7)
"""Exit codes."""

_ROW: dict[Lang, str] = {"sv": "rad {}", "en": "row {}"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: where it is, and in words what is wrong and what is allowed.

    `row`: 1 is the first patient (or resource) of the file, a header not counted. `value`: as it stood in the file.
    """

    sv: str
    en: str
    fact: str | None = None
    value: str | None = None
    row: int | None = None
    file: str | None = None

    def said(self, lang: Lang) -> str:
        """`file, row, fact = value: what is wrong`, as far as they are known."""
        row = None if self.row is None else _ROW[lang].format(self.row)
        fact = self.fact if self.value is None or self.fact is None else f"{self.fact} = {self.value}"
        where = ", ".join(part for part in (self.file, row, fact) if part)
        what = self.sv if lang == "sv" else self.en
        return f"{where}: {what}" if where else what


class BenkollError(Exception):
    """Anything that Benkoll itself reports; by itself a fault of the program."""

    exit_code = FAULT

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv = sv
        self.en = en

    def said(self, lang: Lang) -> str:
        """The message in the language."""
        return self.sv if lang == "sv" else self.en


class UsageError(BenkollError):
    """The command, or a call, was written wrongly."""

    exit_code = USAGE


class Absent(UsageError):
    """What is named is not there, or is not for the one who asks: the two are said in the same words."""


class InputError(BenkollError):
    """The input cannot be used; `problems` says where and why, one by one."""

    exit_code = NOTHING_USABLE

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*("\n".join(problem.said(lang) for problem in self.problems) for lang in ("sv", "en")))


class FactsError(InputError):
    """One patient's facts cannot be used: out of range, of the wrong type, contradictory, or no age."""


class StoreError(InputError):
    """The database cannot be reached, is full, or holds what it should not; what was acknowledged is kept."""

    exit_code = NO_DATABASE


class Conflict(BenkollError):
    """Somebody else changed the same thing first: nothing was done, and what there is must be read again."""

    exit_code = CONFLICT
