"""Who is concerned by a letter and what it is about; it knows no template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day  # for a field is called date
from typing import Literal, get_args

from benkoll.assess.answer import Assessment
from benkoll.errors import Lang
from benkoll.logic.term import Value

Kind = Literal["invitation", "reminder", "recommendation", "referral", "self_care", "before_denosumab"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TO_CARE: tuple[Kind, ...] = ("recommendation", "referral")
"""The kinds that go to a care centre or a clinic; the others go to the person."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The person that the letter is to, or about. `protected`: the identity is protected in the population register."""

    name: str | None
    person_id: str
    address: tuple[str, ...] = ()
    deceased: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """The unit that writes, and whom there to ask."""

    unit: str
    phone: str | None = None
    contact: str | None = None
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What the letter is about. `date`: of the letter; `fracture_site`: a code of `latest_fracture_site`.

    `assessment` and `known` (the facts that it stands on) are needed by what goes to a care centre or clinic
    (`recipient`, several lines where it has an address); `appointment`: day, time and place in words.
    """

    date: Day
    fracture_site: str | None
    fracture_date: Day | None
    assessment: Assessment | None = None
    known: Mapping[str, Value] = field(default_factory=dict)
    recipient: str | None = None
    appointment: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it was written. `text`: as `letters.blocks` reads it, date and subject first.

    `template`: the name of the template and the first signs of its SHA-256, so that a kept letter says what it was
    made from.
    """

    kind: Kind
    lang: Lang
    title: str
    text: str
    template: str
