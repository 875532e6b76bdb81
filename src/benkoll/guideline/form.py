"""The forms that the guideline is filled into; every slot is required, for what is optional is not there."""

from dataclasses import dataclass

from benkoll.guideline.parameters import parameters
from benkoll.guideline.words import fill
from benkoll.logic.term import Named, Term

SMPC = "SmPC"  # the drug's product information: a source, never the guideline's word
READING = "reading"  # among what a term stands on: ours, not the guideline's word; shown to the user as such


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a drug is excluded, changed or warned of, with its source (statement id or SmPC)."""

    sv: str
    en: str
    source: str
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A detail with one value: the term's value under `key` (dates as ISO text)."""

    key: str
    term: Term


@dataclass(frozen=True, slots=True)
class DrugIf:
    """The drug that a pathway would name, shown while the pathway is only possible; "none" where it would name none."""

    term: Term


@dataclass(frozen=True, slots=True)
class Due:
    """When it is to be done: `due`, and in `due_missing` the facts that would tell where that is unknown."""

    term: Term


@dataclass(frozen=True, slots=True)
class Items:
    """A detail that lists the items whose condition is known to be true, under `key` (or `key.key`)."""

    key: str
    items: tuple[tuple[Term, str | Reason], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences to show where their condition is known to be true: (condition, Swedish, English)."""

    lines: tuple[tuple[Term, str, str], ...]


Detail = Value | DrugIf | Due | Items | Words


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the guideline wants done: a code, when it holds, what it stands on, words, and details.

    `reading_*`: how we read the guideline here, shown to the user as a reading; None where nothing was read into it.
    """

    code: str
    when: Term
    stands_on: tuple[str, ...]
    sv: str
    en: str
    details: tuple[Detail, ...] = ()
    reading_sv: str | None = None
    reading_en: str | None = None


TEMPLATES: dict[str, tuple[str, str]] = {}
"""Criterion -> its words (sv, en) as they were written, for a variant puts its own numbers into them."""


def criterion(name: str, when: Term, *stands_on: str, sv: str, en: str) -> Named:
    """A named term with the statements (or SmPC) that it stands on, said in Swedish and English.

    A `{parameter}` in the words is said with its number: see `guideline.words`.
    """
    if not stands_on:
        raise ValueError(f"criterion {name}: name the statement that it stands on")
    if "{" in sv + en:
        TEMPLATES[name] = sv, en
        sv, en = fill(sv, parameters(), "sv"), fill(en, parameters(), "en")
    return Named(name, when, sv=sv, en=en, stands_on=stands_on)
