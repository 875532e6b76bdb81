"""The usual things that happen in an episode, as forms: what each asks for, and what was sent as an event's data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benkoll.chain.events import DRUGS, EXCLUDED, FOLLOW_UPS
from benkoll.chain.words import KINDS, VALUES
from benkoll.errors import Lang
from benkoll.web.pages.chain_forms import Form
from benkoll.web.views import Words

Sort = Literal["day", "flag", "line", "text", "choice"]
WORDS: Words = {
    "group contact": {"sv": "Kontakt och utredning", "en": "Contact and investigation"},
    "group drug": {"sv": "Läkemedel", "en": "Drug"},
    "group follow": {"sv": "Uppföljning", "en": "Follow-up"},
    "group end": {"sv": "Avsluta eller lämna över", "en": "End or hand over"},
    "group note": {"sv": "Anteckning", "en": "Note"},
    "on": {"sv": "Dag", "en": "Day"},
    "record": {"sv": "Anteckna", "en": "Record"},
    "appointment": {"sv": "Tid för mätning", "en": "Appointment"},
    "reason": {"sv": "Skäl", "en": "Reason"},
    "vfa": {"sv": "Med VFA", "en": "With VFA"},
    "drug": {"sv": "Läkemedel", "en": "Drug"},
    "requisition": {"sv": "På rekvisition", "en": "On requisition"},
    "until": {"sv": "Paus till", "en": "Paused until"},
    "at": {"sv": "Vilken kontroll", "en": "Which check"},
    "on_drug": {"sv": "Tar läkemedlet", "en": "Takes the drug"},
    "to": {"sv": "Vart", "en": "To where"},
    "unit": {"sv": "Enhet som tar över", "en": "Unit that takes over"},
    "words": {"sv": "Med ord", "en": "In words"},
    "text": {"sv": "Text", "en": "Text"},
    "yes": {"sv": "ja", "en": "yes"},
    "no": {"sv": "nej", "en": "no"},
    "not told": {"sv": "inte sagt", "en": "not told"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """What a form asks for."""

    name: str
    sort: Sort
    needed: bool = False
    choices: Sequence[str] = ()


_DRUG = Field("drug", "choice", True, DRUGS)
_REQUISITION = Field("requisition", "flag")
GROUPS: Mapping[str, Mapping[str, Sequence[Field]]] = {
    "contact": {
        "answered": (Field("appointment", "day"),),
        "declined": (Field("reason", "line"),),
        "dxa_done": (Field("vfa", "flag"),),
        "blood_tests_done": (),
        "falls_assessed": (),
        "training_started": (),
    },
    "drug": {
        "prescribed": (_DRUG,),
        "treatment_started": (_DRUG, _REQUISITION),
        "dose_given": (_DRUG, _REQUISITION),
        "treatment_paused": (Field("until", "day"),),
        "treatment_stopped": (Field("reason", "line"),),
    },
    "follow": {"followed_up": (Field("at", "choice", True, FOLLOW_UPS), Field("on_drug", "flag"))},
    "end": {
        "moved": (Field("to", "line"),),
        "taken_over": (Field("unit", "line", True),),
        "excluded": (Field("reason", "choice", True, EXCLUDED), Field("words", "line")),
        "died": (),
    },
    "note": {"note": (Field("text", "text", True),)},
}
KINDS_ASKED = {kind: fields for kinds in GROUPS.values() for kind, fields in kinds.items()}


def data_of(kind: str, form: Form) -> dict[str, Any]:
    """What the form says of an event of this kind, as the chain checks it."""
    found = dict[str, Any]()
    for field in KINDS_ASKED[kind]:
        value = form.get(field.name)
        if value is not None:
            found[field.name] = value == "yes" if field.sort == "flag" else value
    return found


def groups(lang: Lang, entered: Form | None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The forms by group; the one that was sent and not taken holds what it held, and stands open."""
    sent = None if entered is None else entered.get("kind")
    for group, kinds in GROUPS.items():
        yield group, [_form(kind, fields, lang, entered if kind == sent else None) for kind, fields in kinds.items()]


def _form(kind: str, fields: Sequence[Field], lang: Lang, entered: Form | None) -> dict[str, Any]:
    shown = [
        {
            "name": field.name,
            "sort": field.sort,
            "needed": field.needed,
            "choices": [(one, VALUES[one][lang]) for one in field.choices],
            "value": "" if entered is None else entered.get(field.name) or "",
        }
        for field in fields
    ]
    on = "" if entered is None else entered.get("on") or ""
    return {"kind": kind, "title": KINDS[kind][lang], "fields": shown, "open": entered is not None, "on": on}
