"""What was done to a reading, the last first, in words: who, when, and what it was."""

from collections.abc import Sequence
from typing import Any

from benkoll.errors import Lang
from benkoll.letters.phrases import figure, speaker
from benkoll.measures.vfa_words import JUDGEMENTS, NOT_EVALUABLE
from benkoll.readings.changes import Change
from benkoll.web.pages.vfa_tool_words import POINTS

CHANGES: dict[str, dict[Lang, str]] = {
    "placed": {"sv": "{}: punkterna ritade", "en": "{}: the points drawn"},
    "placed by the program": {
        "sv": "{}: punkterna föreslagna av programmet",
        "en": "{}: points proposed by the program",
    },
    "moved": {"sv": "{}: en punkt flyttad, {}", "en": "{}: a point moved, {}"},
    "removed": {"sv": "{}: punkterna borttagna", "en": "{}: the points removed"},
    "relabelled": {"sv": "alla kotor en nivå ned", "en": "all vertebrae one level down"},
    "relabelled up": {"sv": "alla kotor en nivå upp", "en": "all vertebrae one level up"},
    "approved": {"sv": "{}: godkänd", "en": "{}: approved"},
    "not_evaluable": {"sv": "{}: ej bedömbar, {}", "en": "{}: not evaluable, {}"},
    "graded": {"sv": "{}: egen grad {}", "en": "{}: the reader's grade {}"},
    "graded none": {"sv": "{}: den egna graden tillbakatagen", "en": "{}: the reader's grade taken back"},
    "judged": {"sv": "{}: bedömd som {}", "en": "{}: judged as {}"},
    "judged none": {"sv": "{}: bedömningen tillbakatagen", "en": "{}: the judgement taken back"},
    "concluded": {"sv": "egna ord skrivna", "en": "the reader's own words written"},
    "concluded none": {"sv": "egna ord borttagna", "en": "the reader's own words taken away"},
    "undone": {"sv": "ändring {} ångrad", "en": "change {} undone"},
    "redone": {"sv": "ändring {} gjord igen", "en": "change {} done again"},
    "taken_over": {"sv": "granskningen övertagen", "en": "the reading taken over"},
    "signed": {"sv": "signerad", "en": "signed"},
    "reopened": {"sv": "öppnad för rättelse: {}", "en": "opened for correction: {}"},
}


def history(changes: Sequence[Change], lang: Lang) -> list[dict[str, Any]]:
    """Every change, the last first; `number`: its place, from 1, by which an undoing names it."""
    by_number = {one.number: one for one in changes}
    return [
        {
            "number": one.number,
            "actor": one.actor,
            "at": one.at[:19].replace("T", " "),
            "said": _said(one, by_number, lang),
        }
        for one in sorted(changes, key=lambda one: one.number, reverse=True)
    ]


def _said(one: Change, every: dict[int, Change], lang: Lang) -> str:
    word, data = speaker(CHANGES, lang), one.data
    level = data.get("level", "")
    match one.kind:
        case "placed" if data.get("proposed"):
            return word("placed by the program", level)
        case "moved":
            return word("moved", level, POINTS[data["point"]][lang])
        case "relabelled" if data["by"] < 0:
            return word("relabelled up")
        case "not_evaluable":
            return word("not_evaluable", level, NOT_EVALUABLE[data["reason"]][lang])
        case "graded" if data["grade"] is not None:
            return word("graded", level, figure(float(data["grade"]), lang))
        case "judged" if data["judgement"] is not None:
            return word("judged", level, JUDGEMENTS[data["judgement"]][lang])
        case "graded" | "judged":
            return word(f"{one.kind} none", level)
        case "concluded" if data["words"] is None:
            return word("concluded none")
        case "undone":
            return _undone(one, every, lang)
        case "reopened":
            return word("reopened", data["reason"])
    return word(one.kind, level)


def _undone(one: Change, every: dict[int, Change], lang: Lang) -> str:
    """An undoing of what was done; or of an undoing, and so on, which brings back or takes away what that was about."""
    about, back = every.get(one.data["about"]), False
    while about is not None and about.kind == "undone":
        about, back = every.get(about.data["about"]), not back
    number = one.data["about"] if about is None else about.number
    return speaker(CHANGES, lang)("redone" if back else "undone", number)
