"""The head of a printed report: what its labels say of the person, the day and the machine."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from benkoll.errors import Problem
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.densitometry.about import About
from benkoll.exchange.densitometry.days import NO_DAY, day_of
from benkoll.exchange.densitometry.words import makers_of
from benkoll.facts.messages import shown

_END = re.compile(r"\s{2,}|\t|;|\s+[^\W\d_]+:")
_SERIAL = re.compile(r"\(?\bS/N:? *([\w+-]+)\)?", re.IGNORECASE)
_GE_SERIAL = re.compile(r"\(((?:ME|PA|LU|DF|HD|LP)\+\d+)\)")
_FIGURE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)?")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Head:
    """What labels have said so far, each with its line."""

    said: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, number: int, reads: str, text: str) -> None:
        """Note what a label says on a line."""
        if text:
            self.said.setdefault(reads, []).append((number, text))

    def about(self, text: str) -> tuple[About, list[Problem]]:
        """All of it, and what cannot be read. `text`: the report without the words of its references."""
        problems: list[Problem] = []
        models = [_SERIAL.sub("", one).strip(" ()") for one in self._texts("model")] or _models(text)
        devices = [*self._texts("device"), *(one[1] for one in _SERIAL.finditer(text)), *_GE_SERIAL.findall(text)]
        ages = (_FIGURE.match(one) for one in self._texts("age"))
        sexes = (_WORD.match(one) for one in self._texts("sex"))
        about = About(
            patients=self._texts("patient"),
            sexes=tuple(one[0] for one in sexes if one),
            birth_dates=tuple(self._days("birth_date", problems)),
            ages=tuple(float(one[0].replace(",", ".")) for one in ages if one),
            days=tuple(self._days("measured_on", problems)),
            makers=makers_of(text),
            models=tuple(dict.fromkeys(models)),
            devices=tuple(dict.fromkeys(devices)),
        )
        return about, problems

    def _texts(self, reads: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for _, text in self.said.get(reads, ())))

    def _days(self, reads: str, problems: list[Problem]) -> Iterator[date]:
        for number, text in self.said.get(reads, ()):
            day = day_of(text)
            if day:
                yield day
            else:
                problems.append(Problem(*NO_DAY, reads, shown(text), number))


def labelled(line: str) -> Sequence[tuple[str, str]]:
    """What each label of the line reads as, and the text after it as it stands."""
    found = sorted(
        ((one.start(), -one.end(), reads) for pattern, reads in _labels() for one in pattern.finditer(line)),
    )
    kept: list[tuple[int, int, str]] = []
    for start, end, reads in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, -end, reads))
    ends = [*(start for start, _, _ in kept), len(line)][1:]
    return [
        (reads, _END.split(line[after:end].strip(), maxsplit=1)[0].strip(" ,"))
        for (_, after, reads), end in zip(kept, ends, strict=True)
    ]


@cache
def _labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<![^\W_])(?:{row['pattern']})\s*:\s*", re.IGNORECASE), row["reads"])
        for row in rows("density_words")
        if row["kind"] == "column" and row["reads"] not in ("region", "unit", "vertebrae")
    )


@cache
def _model() -> re.Pattern[str]:
    (row,) = (row for row in rows("density_words") if row["kind"] == "model")
    return re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE)


def _models(text: str) -> list[str]:
    """The models that the text names, where no label does; one that only says less of another falls away."""
    found = list(dict.fromkeys(" ".join(one[0].split()) for one in _model().finditer(text)))
    return [one for one in found if not any(one != other and one.casefold() in other.casefold() for other in found)]
