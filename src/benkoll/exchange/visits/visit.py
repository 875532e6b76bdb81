"""A message of a visit: who was where on which day with which codes, whatever form it came in.

What a message does not say is None or empty, never guessed.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from benkoll.errors import Problem

Sex = Literal["female", "male"]
Side = Literal["left", "right"]
Day = date


@dataclass(frozen=True, slots=True)
class Person:
    """The patient as the message names them; identifiers are cut of blanks, nothing else is checked.

    `system`: who gave out the identifier (URI, OID or type code), where it is said. `protected`: the identity is
    protected (sekretessmarkering or skyddad folkbokföring). `dead`: death is said, `deceased`: on which day, where that
    is said. `other_ids`: the patient's other identifiers.
    """

    person_id: str
    system: str | None = None
    name: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    address: tuple[str, ...] = ()
    protected: bool = False
    dead: bool = False
    deceased: date | None = None
    other_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedFracture:
    """A fracture as it is coded.

    `site`: one of those of latest_fracture_site. `code`: the ICD-10-SE (or SNOMED CT) code that decided, without dot.
    `low_energy` None: not said. `femur_shaft`: below the trochanters, so it may be atypical.
    """

    site: str
    side: Side | None
    code: str
    low_energy: bool | None
    tumour: bool
    femur_shaft: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit or a stay.

    `date`: the day that its fractures are dated by. `ward` None: not admitted. `fractures`: one a site and side.
    `unclear`: codes that may be a fracture of interest but do not say so. `finding`: the text of a radiology report
    that may speak of a vertebral fracture; someone must confirm it. `number`: the visit's own number at the sender.
    """

    date: date
    unit: str
    ward: str | None
    diagnosis_codes: tuple[str, ...]
    external_cause_codes: tuple[str, ...]
    fractures: tuple[CodedFracture, ...]
    unclear: tuple[str, ...]
    finding: str | None = None
    discharged: Day | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The person known as `other_id` is the one that the message names."""

    other_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `message_id` tells it from the others of its `source`.

    `cancels`: the number of the visit that this message takes back; the message then has no visits. `sent`: the day
    that the message itself bears. `raw`: as it came, readable again by itself. `row`: its place in the file, from 1.
    """

    source: str
    message_id: str
    person: Person
    visits: tuple[Visit, ...] = ()
    merges: tuple[Merge, ...] = ()
    cancels: str | None = None
    sent: date | None = None
    raw: bytes = field(default=b"", repr=False, compare=False)
    row: int | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that cannot be used, with all that is wrong with it. `raw`: as it came, readable again by itself."""

    problems: tuple[Problem, ...]
    raw: bytes
