"""The treatment plan: a drug and its start, and what comes when. Nothing is kept."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from benkoll.errors import FactsError, Problem
from benkoll.facts.patient import valid
from benkoll.guideline.build import load
from benkoll.guideline.drugs import drug_name
from benkoll.guideline.plan import PLANNED, Course, plan
from benkoll.guideline.statements import statements
from benkoll.letters.phrases import capital
from benkoll.web.forms import form_of
from benkoll.web.pages.consultation_form import Entry, Field, entry, fields_of, first_wrong, wrong
from benkoll.web.pages.consultation_words import WORDS as CONSULTATION
from benkoll.web.pages.pictures import SHAPES, timeline
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door, who_asks
from benkoll.web.service import service_of
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    **CONSULTATION,
    "title": {"sv": "Behandlingsplan", "en": "Treatment plan"},
    "intro": {
        "sv": "Välj läkemedel och startdag, så visas vad riktlinjen vill ha gjort när. Planen säger inte om läkemedlet "
        "passar: det gör bedömningen. Inget sparas.",
        "en": "Choose a drug and the day it began to see what the guideline wants done when. The plan does not say "
        "whether the drug suits: the assessment does. Nothing is kept.",
    },
    "show": {"sv": "Visa planen", "en": "Show the plan"},
    "plan of": {"sv": "{} från {}", "en": "{} from {}"},
    "dose hint": {
        "sv": "Utan senaste dos räknas doserna från start.",
        "en": "Without a last dose the doses are counted from the start.",
    },
    "choose": {"sv": "välj", "en": "choose"},
}
ASKED = (
    "osteoporosis_drug",
    "drug_start_date",
    "last_dose_date",
    "earlier_bisphosphonate_years_oral",
    "earlier_bisphosphonate_years_parenteral",
    "dxa_date",
)
UNHINTED = ("osteoporosis_drug", "drug_start_date", "dxa_date")
NEEDED = ("osteoporosis_drug", "drug_start_date")
NEEDED_WORDS = ("saknas; ange läkemedel och startdatum", "missing; state the drug and its start")
door = Door(prefix="/plan")


@door.get("", Permission.ASSESS)
def begin(request: Request) -> Response:
    """An empty form."""
    return _page(request, Entry(), 200, [])


@door.post("", Permission.ASSESS)
async def shown(request: Request) -> Response:
    """The plan of what the form holds."""
    entered = entry(await form_of(request, who_asks(request)))
    today, lang = service_of(request).today(), lang_of(request)
    try:
        made = plan(_course(entered), load(entered.variant))
    except FactsError as error:
        return _page(request, entered, 422, list(error.problems))
    heading = (capital(drug_name(made.course.drug, lang)), made.course.start.isoformat())
    return _page(request, entered, 200, [], plan=made, timeline=timeline(made, lang, today), heading=heading)


def _course(entered: Entry) -> Course:
    """FactsError with all that lacks or cannot be used."""
    known, problems = valid({name: value for name, value in entered.known.items() if name in ASKED})
    lacking = (name for name in NEEDED if name not in entered.texts)
    problems = [*entered.problems, *problems, *(Problem(*NEEDED_WORDS, fact=name) for name in lacking)]
    if problems:
        raise FactsError(problems)
    return Course(
        drug=known["osteoporosis_drug"],
        start=known["drug_start_date"],
        last_dose=known.get("last_dose_date"),
        oral_years=known.get("earlier_bisphosphonate_years_oral", 0.0),
        parenteral_years=known.get("earlier_bisphosphonate_years_parenteral", 0.0),
        dxa_date=known.get("dxa_date"),
    )


def _page(request: Request, entered: Entry, status: int, problems: list[Problem], **said: Any) -> Response:
    lang = lang_of(request)
    wrongs = [wrong(one, lang) for one in problems]
    words = {"unknown": WORDS["choose"][lang], "absent": WORDS["absent"][lang]}
    fields = [_for_a_plan(one) for one in fields_of(ASKED, entered, first_wrong(wrongs), words, lang)]
    values = {"plan": None, "fields": fields, "wrongs": wrongs, "shapes": SHAPES, "statements": statements(), **said}
    return render(request, "plan.html", WORDS, status, **values)


def _for_a_plan(asked: Field) -> Field:
    """Without the hints that an assessment needs; of the drugs those alone that have a plan."""
    hint = "" if asked.name in UNHINTED else asked.hint
    if asked.name != "osteoporosis_drug":
        return replace(asked, hint=hint)
    return replace(asked, hint=hint, choices=tuple(one for one in asked.choices if one[0] in ("", *PLANNED)))
