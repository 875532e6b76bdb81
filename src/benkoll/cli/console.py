"""Where a command reads and prints: the three streams, the language and whether there are colours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from benkoll.errors import Lang
from benkoll.letters.lines import Line, Style
from benkoll.settings import Settings, read_settings

ANSI: dict[Style, str] = {"title": "1", "heading": "1;36", "alert": "1;31", "quiet": "2"}


@dataclass(frozen=True, slots=True)
class Console:
    """What a command has to do with the outside; `colour` is for `out` alone, and False where it cannot show any."""

    lang: Lang
    stdin: BinaryIO
    out: TextIO
    err: TextIO
    colour: bool = False
    debug: bool = False
    settings: Settings = field(default_factory=lambda: read_settings({}))

    def show(self, lines: Iterable[Line | str]) -> None:
        """Print the lines, in colour where that can be seen."""
        for line in lines:
            self.out.write(self._painted(line) + "\n")

    def warn(self, *texts: str) -> None:
        """Print what is not the answer, on standard error, after the program's name."""
        self.out.flush()  # so that the two streams come in order where they are one
        for text in texts:
            for line in text.splitlines():
                self.err.write(f"benkoll: {line}\n")

    def _painted(self, line: Line | str) -> str:
        if isinstance(line, str):
            return line
        code = ANSI.get(line.style) if self.colour and line.text else None
        return f"\033[{code}m{line.text}\033[0m" if code else line.text
