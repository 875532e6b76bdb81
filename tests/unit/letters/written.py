"""Letters for the tests: one sender, one addressee, and an example patient to write about."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, get_args

import pytest

from benkoll.errors import Lang
from benkoll.letters.letter import KINDS, Addressee, Kind, Letter, Sender, Subject, write_letter
from unit.letters.answers import answered, examples

DAY = date(2026, 3, 2)
TO = Addressee("Anna Östlund", "19540115-1234", ("Storgatan 12 B", "501 23 Borås"))
SENDER = Sender("Frakturkedjan i Borås", "033-616 00 00", "Eva Berg", ("Brämhultsvägen 53", "501 82 Borås"))
CARE_CENTRE = "Vårdcentralen Bodaholm\nBodagatan 1\n507 42 Borås"
LANGS: tuple[Lang, ...] = get_args(Lang)
by_lang = pytest.mark.parametrize("lang", LANGS)
by_kind = pytest.mark.parametrize("kind", KINDS)


@cache
def subject(lang: Lang, patient: str = "vertebral-fracture-woman-72-primary-care", **changed: Any) -> Subject:
    """What a letter about the example patient is about."""
    assessment, known = answered(next(one for one in examples() if one["patient_id"] == patient), lang)
    site, day = known.get("latest_fracture_site"), known.get("latest_fracture_date")
    about = Subject(DAY, site, day, assessment, known, CARE_CENTRE)  # type: ignore[arg-type]
    return replace(about, **changed)


def letter(kind: Kind, lang: Lang = "sv", to: Addressee = TO, sender: Sender = SENDER, **changed: Any) -> Letter:
    """The letter of this kind, with that which is changed of its subject."""
    return write_letter(kind, lang, to, sender, subject(lang, **changed))
