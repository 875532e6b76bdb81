"""The words of the tool with which vertebrae are drawn, by the names that its script calls them by."""

from benkoll.errors import Lang
from benkoll.measures.vfa_words import JUDGEMENTS, NOT_EVALUABLE
from benkoll.web.views import Words

TOOL: Words = {
    "tools": {"sv": "Verktyg", "en": "Tools"},
    "stage": {"sv": "Ryggbild att rita i", "en": "Image of the spine to draw in"},
    "zoom in": {"sv": "Förstora", "en": "Zoom in"},
    "zoom out": {"sv": "Förminska", "en": "Zoom out"},
    "zoom all": {"sv": "Hela bilden", "en": "Whole image"},
    "follow": {"sv": "Följ kotan", "en": "Follow the vertebra"},
    "undo": {"sv": "Ångra", "en": "Undo"},
    "redo": {"sv": "Gör om", "en": "Redo"},
    "bright": {"sv": "Ljushet", "en": "Brightness"},
    "contrast": {"sv": "Kontrast", "en": "Contrast"},
    "as sent": {"sv": "Som i filen", "en": "As in the file"},
    "hide": {"sv": "Dölj punkter", "en": "Hide points"},
    "snap": {"sv": "Fäst mot kanten", "en": "Snap to the edge"},
    "earlier": {"sv": "Tidigare bild", "en": "Earlier image"},
    "no earlier": {"sv": "(ingen vald)", "en": "(none)"},
    "propose all": {"sv": "Föreslå alla", "en": "Propose all"},
    "mark": {"sv": "Märk mitten", "en": "Mark the centre"},
    "corners": {"sv": "Rita hörnen", "en": "Draw the corners"},
    "say mark": {"sv": "Klicka mitt i {}.", "en": "Click the centre of {}."},
    "say marked": {
        "sv": "{} är märkt. Märk gärna en kota till långt ifrån, eller välj Föreslå alla.",
        "en": "{} is marked. Mark one more, far from it, or choose Propose all.",
    },
    "say corner": {"sv": "{}: klicka på hörnet {}.", "en": "{}: click the {} corner."},
    "corner anterior_top": {"sv": "fram upptill", "en": "upper front"},
    "corner posterior_top": {"sv": "bak upptill", "en": "upper back"},
    "corner posterior_bottom": {"sv": "bak nedtill", "en": "lower back"},
    "corner anterior_bottom": {"sv": "fram nedtill", "en": "lower front"},
    "say check": {
        "sv": "{}: rätta punkterna om det behövs och godkänn (Enter).",
        "en": "{}: correct the points where needed, and approve (Enter).",
    },
    "say unsure": {
        "sv": "{}: osäkert förslag. Granska punkterna noga innan du godkänner.",
        "en": "{}: an uncertain proposal. Look at the points with care before you approve.",
    },
    "say nothing": {
        "sv": "Inget att föreslå: alla nivåer har punkter.",
        "en": "Nothing to propose: all levels have points.",
    },
    "say label": {"sv": "Märk ut en kota först.", "en": "Label one vertebra first."},
    "say done": {
        "sv": "Alla kotor är bedömda. Signera när du är klar.",
        "en": "All levels are settled. Sign when you are done.",
    },
    "say judge": {"sv": "Ange vad deformiteten är: {}.", "en": "Say what the deformity is: {}."},
    "say undone": {"sv": "Ångrat.", "en": "Undone."},
    "say redone": {"sv": "Gjort om.", "en": "Redone."},
    "say point": {"sv": "{}, punkt {}", "en": "{}, point {}"},
    "say left": {"sv": "Återstår: {}.", "en": "Left: {}."},
    "saving": {"sv": "Sparar …", "en": "Saving …"},
    "saved": {"sv": "Sparat", "en": "Saved"},
    "unsaved": {"sv": "Inte sparat. Försök igen.", "en": "Not saved. Try again."},
    "again": {"sv": "Försök igen", "en": "Try again"},
    "conflict": {
        "sv": "Granskningen har ändrats på ett annat ställe. Det senaste du gjorde här sparades inte.",
        "en": "The reading was changed elsewhere. What you did here last was not kept.",
    },
    "reload": {"sv": "Läs in på nytt", "en": "Load it anew"},
    "approve": {"sv": "Godkänn", "en": "Approve"},
    "approved": {"sv": "godkänd", "en": "approved"},
    "proposed": {"sv": "förslag", "en": "proposed"},
    "unsure": {"sv": "osäkert förslag", "en": "uncertain proposal"},
    "drawn": {"sv": "ritad", "en": "drawn"},
    "marked": {"sv": "märkt", "en": "marked"},
    "empty": {"sv": "–", "en": "–"},
    "not evaluable": {"sv": "Ej bedömbar", "en": "Not evaluable"},
    "choose": {"sv": "(välj)", "en": "(choose)"},
    "remove": {"sv": "Ta bort punkterna", "en": "Remove the points"},
    "propose one": {"sv": "Föreslå denna", "en": "Propose this one"},
    "up": {"sv": "Alla en nivå upp", "en": "All one level up"},
    "down": {"sv": "Alla en nivå ned", "en": "All one level down"},
    "say up": {
        "sv": "Alla kotor heter en nivå högre upp. Godkänn dem på nytt.",
        "en": "All vertebrae are called one level further up. Approve them anew.",
    },
    "say down": {
        "sv": "Alla kotor heter en nivå längre ned. Godkänn dem på nytt.",
        "en": "All vertebrae are called one level further down. Approve them anew.",
    },
    "say none drawn": {"sv": "Ingen kota är utritad än.", "en": "No vertebra is drawn yet."},
    "say no room": {
        "sv": "{} har punkter och får ingen nivå att heta. Ta bort dess punkter först.",
        "en": "{} has points, and there is no level left to call it by. Remove its points first.",
    },
    "your grade": {"sv": "Din grad (semikvantitativ)", "en": "Your grade (semiquantitative)"},
    "no grade": {"sv": "ingen", "en": "none"},
    "judgement": {"sv": "Vad är det?", "en": "What is it?"},
    "computed": {"sv": "Beräknad grad", "en": "Computed grade"},
    "grade of": {"sv": "Grad {}", "en": "Grade {}"},
    "heights": {"sv": "Höjd fram / mitt / bak", "en": "Height front / mid / back"},
    "ratios": {"sv": "Kil / bikonkav / kompression", "en": "Wedge / biconcave / crush"},
    "loss": {"sv": "Höjdförlust", "en": "Height loss"},
    "shape": {"sv": "Form", "en": "Shape"},
    "near": {"sv": "nära gränsen {} %", "en": "near the limit of {} %"},
    "weak": {"sv": "Grad 1 är den osäkraste graden.", "en": "Grade 1 is the least certain grade."},
    "details": {"sv": "Vald kota", "en": "Selected vertebra"},
    "sign": {"sv": "Signera", "en": "Sign"},
    "keys": {"sv": "Tangenter", "en": "Keys"},
    "keys hint": {"sv": "De gäller när bilden har fokus.", "en": "They hold while the image has the focus."},
}
POINTS: Words = {
    "anterior_top": {"sv": "fram upptill", "en": "front, upper"},
    "anterior_bottom": {"sv": "fram nedtill", "en": "front, lower"},
    "middle_top": {"sv": "mitten upptill", "en": "middle, upper"},
    "middle_bottom": {"sv": "mitten nedtill", "en": "middle, lower"},
    "posterior_top": {"sv": "bak upptill", "en": "back, upper"},
    "posterior_bottom": {"sv": "bak nedtill", "en": "back, lower"},
}
KEYS: tuple[tuple[str, dict[Lang, str]], ...] = (
    ("J K", {"sv": "nästa och förra kotan (nedåt, uppåt)", "en": "next and previous level (down, up)"}),
    (
        "1–6",
        {
            "sv": "välj punkt: fram, mitt, bak upptill; fram, mitt, bak nedtill",
            "en": "choose a point: front, middle, back above; front, middle, back below",
        },
    ),
    (
        "← ↑ → ↓",
        {
            "sv": "flytta punkten (eller hårkorset) en bildpunkt, med Skift tio",
            "en": "move the point (or the crosshair) one pixel, ten with Shift",
        },
    ),
    (
        "Mellanslag / Space",
        {"sv": "märk mitten eller hörnet vid hårkorset", "en": "mark the centre or the corner at the crosshair"},
    ),
    ("C", {"sv": "rita hörnen i stället för att märka mitten", "en": "draw the corners instead of marking the centre"}),
    ("P", {"sv": "föreslå alla som saknar punkter", "en": "propose all that have no points"}),
    ("< >", {"sv": "alla kotor en nivå upp, ned: felräknade", "en": "all vertebrae a level up, down: miscounted"}),
    ("S", {"sv": "fäst vald punkt mot kanten", "en": "snap the chosen point to the edge"}),
    ("Enter", {"sv": "godkänn och gå vidare", "en": "approve, and go on"}),
    ("E", {"sv": "ej bedömbar: välj skälet", "en": "not evaluable: choose the reason"}),
    ("G", {"sv": "till din grad och bedömning", "en": "to your grade and judgement"}),
    ("U / Ctrl+Z, R / Ctrl+Y", {"sv": "ångra, gör om", "en": "undo, redo"}),
    ("+ − 0", {"sv": "förstora, förminska, hela bilden", "en": "zoom in, zoom out, whole image"}),
    ("F", {"sv": "följ kotan", "en": "follow the vertebra"}),
    ("H", {"sv": "dölj eller visa punkterna", "en": "hide or show the points"}),
    ("[ ] , .", {"sv": "kontrast, ljushet", "en": "contrast, brightness"}),
)


def words_of(lang: Lang) -> dict[str, object]:
    """All of it in one language, as the script reads it."""
    return {
        "say": {name: both[lang] for name, both in TOOL.items()},
        "points": {name: both[lang] for name, both in POINTS.items()},
        "judgements": {name: both[lang] for name, both in JUDGEMENTS.items()},
        "reasons": {name: both[lang] for name, both in NOT_EVALUABLE.items()},
    }
