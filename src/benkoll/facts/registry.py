"""The registry: what each fact is called, what it may be and what its absence means, read from facts.yaml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from benkoll.errors import Lang, UsageError
from benkoll.facts.numbers import read_yaml
from benkoll.logic import words
from benkoll.logic.term import Kind, Value

Type = Literal["bool", "int", "float", "date", "str", "choice"]
KINDS: Mapping[Type, Kind] = MappingProxyType(
    {"bool": "bool", "int": "number", "float": "number", "date": "date", "str": "text", "choice": "text"}
)
"""The kind of term that a fact of each type is."""

Complete = Literal["fractures", "conditions", "oral_drugs", "drugs"]
COMPLETE_KINDS: tuple[str, ...] = get_args(Complete)
"""Kinds of source that, where they are known to be whole, say no by their silence; drugs includes oral_drugs."""

YES_NO: dict[bool, dict[Lang, str]] = {True: {"sv": "ja", "en": "yes"}, False: {"sv": "nej", "en": "no"}}


@dataclass(frozen=True, slots=True)
class Trap:
    """A unit that is often given by mistake, and the values that then meet the eye (both limits included)."""

    unit: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FactInfo:
    """One fact. `low`, `high`: the plausible range, limits included; `choices`: the texts allowed.

    `assumed`: the value that always stands in for an absent one. `complete`: the kind of source that may say no.
    `notes`: assumptions that fill in nothing, as said in the answer. `row`: the fact's words as facts.yaml has them.
    """

    name: str
    group: str
    type: Type
    unit: str | None
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    traps: tuple[Trap, ...]
    assumed: Value | None
    complete: Complete | None
    notes: tuple[str, ...]
    row: Mapping[str, Any]

    @property
    def kind(self) -> Kind:
        """The kind of the fact as a term."""
        return KINDS[self.type]

    def label(self, lang: Lang) -> str:
        """What the fact is called."""
        return str(self.row[lang])

    def unit_label(self, lang: Lang) -> str | None:
        """The unit as it is written in the language."""
        unit = self.row.get("unit")
        return unit[lang] if isinstance(unit, dict) else unit

    def value_label(self, text: str, lang: Lang) -> str:
        """One of the fact's texts in words; another text as it stands."""
        if text in self.notes:
            return self.row["notes"][text] if lang == "sv" else text
        return str(self.row["choices"][text][lang]) if text in self.choices else text

    def said(self, value: Value, lang: Lang) -> str:
        """A value of the fact in words, without unit."""
        if isinstance(value, bool):
            return YES_NO[value][lang]
        if isinstance(value, int | float):
            return words.number(value, lang)
        return value.isoformat() if isinstance(value, date) else self.value_label(value, lang)

    def gist(self, lang: Lang) -> str | None:
        """What the label does not say, or None."""
        return self._text("gist", lang)

    def when_absent(self, lang: Lang) -> str | None:
        """What absence counts as, or None where it is simply unknown."""
        return self._text("when_absent", lang) or (None if self.assumed is None else self.said(self.assumed, lang))

    def follows_from(self, lang: Lang) -> str | None:
        """What settles the fact, or None."""
        return self._text("follows_from", lang)

    def _text(self, slot: str, lang: Lang) -> str | None:
        return self.row[slot][lang] if slot in self.row else None


@cache
def registry() -> Mapping[str, FactInfo]:
    """Every fact by name, in the order of the input contract."""
    groups = read_yaml("benkoll.facts", "facts.yaml")
    return MappingProxyType(
        {name: _fact(name, group, row) for group, facts in groups.items() for name, row in facts.items()}
    )


def _fact(name: str, group: str, row: Mapping[str, Any]) -> FactInfo:
    unit = row.get("unit")
    low, high = row.get("range", (None, None))
    return FactInfo(
        name=name,
        group=group,
        type=row["type"],
        unit=unit["en"] if isinstance(unit, dict) else unit,
        low=low,
        high=high,
        choices=tuple(row.get("choices", ())),
        traps=tuple(Trap(trap["unit"], *trap["range"]) for trap in row.get("traps", ())),
        assumed=row.get("assumed"),
        complete=row.get("complete"),
        notes=tuple(row.get("notes", ())),
        row=row,
    )


def label(fact: str, lang: Lang) -> str:
    """What the fact is called: for `logic.words.say`."""
    return registry()[fact].label(lang)


def value_label(fact: str, text: str, lang: Lang) -> str:
    """A text in words: for `logic.words.say`, which knows no fact ("") for a text that stands by itself."""
    if fact in registry():
        return registry()[fact].value_label(text, lang)
    return next((info.value_label(text, lang) for info in registry().values() if text in info.choices), text)


def domains() -> Mapping[str, tuple[str, ...]]:
    """Every text that each choice can be: for `logic.missing`."""
    return {info.name: info.choices for info in registry().values() if info.choices}


def ranges() -> Mapping[str, tuple[float, float]]:
    """The least and the greatest value of each number: for `logic.missing`."""
    return {
        info.name: (info.low, info.high)
        for info in registry().values()
        if info.low is not None and info.high is not None
    }


def blockable() -> frozenset[str]:
    """What a patient may keep from a reader: all but who the patient is, without which there is no answer."""
    return frozenset(info.name for info in registry().values() if info.group != "identity")


def completed_by(kinds: Collection[str]) -> frozenset[str]:
    """The facts to which whole sources of these kinds answer no by silence; UsageError for a kind that is none."""
    for kind in kinds:
        if kind not in COMPLETE_KINDS:
            allowed = ", ".join(COMPLETE_KINDS)
            raise UsageError(
                f"--complete {kind}: tillåtet är {allowed} (flera skiljs med komma)",
                f"--complete {kind}: allowed is {allowed} (several are separated by commas)",
            )
    whole = {*kinds, "oral_drugs"} if "drugs" in kinds else {*kinds}
    return frozenset(info.name for info in registry().values() if info.complete in whole)
