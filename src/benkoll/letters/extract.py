"""A patient's extract of the log (loggutdrag) as PDF/UA-1: for which unit, when, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from benkoll.errors import Lang
from benkoll.letters.pdf import PAGE, ROOM, STANDARD, shown, typeset
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "title": {"sv": "Utdrag ur åtkomstloggen", "en": "Extract of the access log"},
    "of": {"sv": "Patient: {}", "en": "Patient: {}"},
    "on": {
        "sv": "Framtaget {} av {}. Tider är svensk tid.",
        "en": "Made on {} by {}. Times are Swedish time.",
    },
    "says": {
        "sv": "Utdraget visar varje gång uppgifter om patienten har visats, ändrats, tagits emot eller skickats i "
        "frakturkedjan: när, för vilken vårdenhet och vad som gjordes.",
        "en": "The extract shows each time that information about the patient was shown, changed, received or sent in "
        "the fracture chain: when, for which care unit, and what was done.",
    },
    "count": {"sv": "Antal rader: {}", "en": "Number of entries: {}"},
    "time": {"sv": "Tid", "en": "Time"},
    "unit": {"sv": "Vårdenhet", "en": "Care unit"},
    "commission": {"sv": "Uppdrag", "en": "Commission"},
    "action": {"sv": "Åtgärd", "en": "Action"},
}
HEADER = ("time", "unit", "commission", "action")
PAPER = ROOM / "extract.typ"


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the extract, in words."""

    time: str
    unit: str
    commission: str
    action: str


def as_extract(person_id: str, unit: str, day: date, rows: Sequence[Logged], lang: Lang) -> bytes:
    """The extract as PDF; `unit`: which makes it. The same lines make the same bytes."""
    page, of = PAGE[lang]
    lines = [said(WORDS, "of", lang, person_id), said(WORDS, "on", lang, day, unit), said(WORDS, "says", lang)]
    data = {
        "title": WORDS["title"][lang],
        "lang": lang,
        "unit": shown(unit),
        "date": [day.year, day.month, day.day],
        "page": page,
        "of": of,
        "lines": [shown(line) for line in (*lines, said(WORDS, "count", lang, len(rows)))],
        "header": [WORDS[name][lang] for name in HEADER],
        "rows": [[shown(cell) for cell in (row.time, row.unit, row.commission, row.action)] for row in rows],
    }
    made: bytes = typeset(PAPER, "extract", data, format="pdf", pdf_standards=[STANDARD])
    return made
