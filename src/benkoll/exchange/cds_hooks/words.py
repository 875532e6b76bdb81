"""What a card says, in Swedish and English."""

from collections.abc import Mapping
from functools import partial

from benkoll.exchange.fhir.proposals import spoken

TEXTS: Mapping[str, tuple[str, str]] = {
    "excluded": ("{} är uteslutet: {}", "{} is excluded: {}"),
    "remove": ("Ta bort ordinationen av {}", "Remove the order of {}"),
    "instead": ("Ersätt med {}", "Replace it by {}"),
    "check": ("Kontrollera före {}: {}", "Check before {}: {}"),
    "check detail": (
        "Journalens uppgifter räcker inte för att veta att {} är tillåtet.",
        "The record does not say enough to know that {} is allowed.",
    ),
    "stop": (
        "Denosumab sätts aldrig bara ut: ge ett antiresorptivt läkemedel efteråt, utan glapp",
        "Denosumab is never simply stopped: give an antiresorptive drug afterwards, without a gap",
    ),
    "cortisone": (
        "Kortison minst {:g} mg/dag i minst {:g} månader: skydda skelettet",
        "Cortisone of at least {:g} mg/day for at least {:g} months: protect the skeleton",
    ),
    "cortisone length": (
        "Kortison minst {:g} mg/dag: om det ska ges i minst {:g} månader behöver skelettet skydd",
        "Cortisone of at least {:g} mg/day: if for at least {:g} months, the skeleton needs protection",
    ),
    "length unknown": ("Ordinationen säger inte hur länge.", "The order does not say for how long."),
    "perhaps": ("Kan gälla: {}. Hänger på: {}", "May hold: {}. It depends on: {}"),
    "now": ("Osteoporos, att göra: {}", "Osteoporosis, to do: {}"),
    "late then": (
        "Denosumabdosen blir försenad före besöket {}: ges senast {}",
        "The denosumab dose will be late before the visit on {}: give it by {}",
    ),
    "before visit": ("Före besöket {}: {}", "Before the visit on {}: {}"),
    "because": ("Därför:", "Because:"),
    "reading": ("*(läsning)*", "*(reading)*"),
    "first": ("Förstahandsval: {}, {} {}, {}.", "First choice: {}, {} {}, {}."),
    "provisional": ("Preliminärt, ta först reda på: {}.", "Provisional, first find out: {}."),
    "await": (
        "Osteoporosmottagningen bör avgöra först.",
        "The osteoporosis clinic should decide first.",
    ),
    "not before": ("Tidigast {}.", "Not before {}."),
    "ask": ("Mest värt att ta reda på: {}.", "Most worth finding out: {}."),
    "due": ("Senast {}.", "By {}."),
    "not received": (
        "Har inte kommit från journalsystemet, räknas som okänt: {}.",
        "Did not come from the EHR, counts as unknown: {}.",
    ),
    "unusable": ("Kunde inte användas, räknas som okänt: {}.", "Could not be used, counts as unknown: {}."),
    "support": (
        "Beslutsstöd, inte CE-märkt. Ersätter inte klinisk bedömning.",
        "Supports a decision, not CE-marked. Does not replace clinical judgement.",
    ),
    "open": ("Öppna bedömningen i Benkoll", "Open the assessment in Benkoll"),
    "guideline": ("Riktlinjens påståenden", "The guideline's statements"),
    "key patient": ("patientens uppgifter", "the patient's data"),
    "key conditions": ("diagnoser", "conditions"),
    "key requests": ("ordinationer", "orders of drugs"),
    "key statements": ("läkemedelslista", "list of drugs"),
    "key doses": ("givna doser", "doses given"),
    "key laboratory": ("laboratorievärden", "laboratory values"),
    "key density": ("DXA och FRAX", "DXA and FRAX"),
}

OVERRIDES: Mapping[str, tuple[str, str]] = {
    "done": ("Redan känt eller åtgärdat", "Already known or done"),
    "wrong-data": ("Uppgifterna stämmer inte", "The data are not right"),
    "judgement": ("Annan klinisk bedömning", "Another clinical judgement"),
    "declined": ("Patienten avböjer", "The patient declines"),
    "elsewhere": ("Sköts av någon annan", "Somebody else attends to it"),
}
"""Reasons to set a card aside: code -> words."""

said = partial(spoken, TEXTS)
"""One of the texts in the language."""
