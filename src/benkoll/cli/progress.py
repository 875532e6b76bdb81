"""How far a long command is, on one line of a terminal; where standard error is a file, at every tenth."""

import time

from benkoll.cli.arguments import Both
from benkoll.cli.console import Console
from benkoll.population.tables import count


class Progress:
    """Told how much is done; `words` have places for done, all, how many a second, and the time left."""

    def __init__(self, console: Console, words: Both) -> None:
        self.console, self.words = console, words
        self.begun = time.monotonic()
        self.first: int | None = None
        self.tenth = -1

    def told(self, done: int, of: int) -> None:
        """So many are done, of so many; what a broken run had done counts as done, not for the rate."""
        lang, err = self.console.lang, self.console.err
        self.first = done if self.first is None else self.first
        if not err.isatty() and (done * 10 // of == self.tenth or not done):
            return
        self.tenth = done * 10 // of
        rate = (done - self.first) / max(time.monotonic() - self.begun, 1e-6)
        left = _clock((of - done) / rate) if rate else "-"
        said = self.words[lang].format(count(done, lang), count(of, lang), count(round(rate), lang), left)
        ends = ("\r", "\n" if done == of else "") if err.isatty() else ("benkoll: ", "\n")
        err.write(f"{ends[0]}{said}{ends[1]}")
        err.flush()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
