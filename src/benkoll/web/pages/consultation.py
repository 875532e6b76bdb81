"""The consultation: one patient assessed while the facts are gathered. Nothing is kept unless somebody says so."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.assess.shown import Consultation, consult
from benkoll.chain.assessing import assess_episode
from benkoll.chain.consulting import facts_of_episode
from benkoll.errors import FactsError, InputError, Problem
from benkoll.guideline.statements import statements
from benkoll.guideline.variants import variant_names
from benkoll.letters.parties import TO_CARE
from benkoll.web.forms import form_of
from benkoll.web.interfaces.smart import prefilled
from benkoll.web.pages.chain_forms import Form
from benkoll.web.pages.consultation_answer import answer, letter_of
from benkoll.web.pages.consultation_form import (
    BLOCKABLE,
    EPISODE,
    FILLED,
    FROM,
    Entry,
    entry,
    entry_of,
    first_wrong,
    sections,
    wrong,
)
from benkoll.web.pages.consultation_words import WORDS
from benkoll.web.pages.density_choices import found_in_densities
from benkoll.web.pages.pictures import SHAPES
from benkoll.web.pages.vfa_stated import found_in_images
from benkoll.web.permissions import Permission
from benkoll.web.problems import Forbidden, Refused
from benkoll.web.routes import Door, who_asks
from benkoll.web.service import service_of
from benkoll.web.views import lang_of, render

PAGE, ANSWER = "consultation.html", "consultation_answer.html"
NO_AGE = ("age", "birth_date")
EPISODES = "/chain/episode/{}"
door = Door(prefix="/assess")


@door.get("", Permission.ASSESS)
def begin(request: Request) -> Response:
    """An empty form; or filled in with what was read from the EHR that started the service."""
    key = request.query_params.get(FROM)
    if not key:
        return shown(request, Entry())
    return shown(request, entry_of(prefilled(request, key), lang_of(request), record=key))


@door.post("", Permission.ASSESS)
async def assessed(request: Request) -> Response:
    """The answer to what the form holds; from an episode the form filled in with what the chain knows."""
    form = await form_of(request, who_asks(request))
    if EPISODE in form and FILLED not in form:
        return from_episode(request, form[EPISODE][0], Form(form))
    return shown(request, entry(form))


def from_episode(request: Request, episode: str, form: Form) -> Response:
    """The form filled in with what the chain knows of an episode's patient, who is logged as seen.

    Where the form names an examination of their bone density, with what that says, too.
    """
    who = who_asks(request)
    if not who.may(Permission.CHAIN_READ):
        raise Forbidden
    chain = service_of(request).chain(who)
    facts, withheld = facts_of_episode(chain, episode)
    facts |= found_in_densities(request, episode, form)
    facts |= found_in_images(request, episode)
    return shown(request, entry_of(facts, lang_of(request), episode=episode, withheld=withheld))


@door.post("/letter", Permission.ASSESS)
async def letter(request: Request) -> Response:
    """A letter to care as PDF: a download, not kept."""
    from benkoll.letters.pdf import as_pdf  # a heavy guest

    who, lang = who_asks(request), lang_of(request)
    form = await form_of(request, who)
    kind = next((one for one in TO_CARE if one in form.get("kind", ())), None)
    if kind is None:
        allowed = ", ".join(TO_CARE)
        raise Refused(422, f"slag av brev: tillåtet är {allowed}", f"kind of letter: allowed is {allowed}")
    entered = entry(form)
    try:
        pdf = as_pdf(*letter_of(_consulted(request, entered), kind, lang, who))
    except InputError as error:
        return _with_problems(request, entered, error.problems)
    name = {"sv": {"referral": "remiss", "recommendation": "rekommendation"}}.get(lang, {}).get(kind, kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@door.post("/save", Permission.CHAIN_WRITE)
async def save(request: Request) -> Response:
    """Keep the assessment in the chain, as an event of the episode that the consultation began from."""
    who = who_asks(request)
    entered = entry(await form_of(request, who))
    if not entered.episode:
        raise Refused(
            422,
            "bedömningen hör inte till någon episod: börja från episodens sida för att spara",
            "the assessment belongs to no episode: begin from the episode's page to keep it",
        )
    try:
        if entered.problems:
            raise FactsError(entered.problems)
        assess_episode(
            service_of(request).chain(who),
            entered.episode,
            entered.known,
            entered.variant,
            blocked=entered.blocked_facts(),
        )
    except FactsError as error:
        return _with_problems(request, entered, error.problems)
    return RedirectResponse(EPISODES.format(entered.episode), 303)


def shown(request: Request, entered: Entry) -> Response:
    """The page, or to htmx the answer alone."""
    if not entered.texts and not entered.blocked:
        return _page(request, entered, 200, [])
    try:
        result = _consulted(request, entered)
    except FactsError as error:
        return _with_problems(request, entered, error.problems)
    said = answer(result, lang_of(request), service_of(request).today(), entered, who_asks(request))
    return _page(request, entered, 200, [], **said)


def _consulted(request: Request, entered: Entry) -> Consultation:
    """FactsError with all that is wrong: what could not be read, and what cannot be used."""
    day = service_of(request).today()
    unread = {one.fact for one in entered.problems}
    problems = list(entered.problems)
    try:
        result = consult(entered.known, entered.unseen(), entered.variant, day, lang_of(request))
    except FactsError as error:
        aged = unread.intersection(NO_AGE)
        problems += [one for one in error.problems if not (aged and one.fact == "age" and one.value is None)]
    if problems:
        raise FactsError(problems)
    return result


def _with_problems(request: Request, entered: Entry, problems: tuple[Problem, ...]) -> Response:
    """All that was written stays; a form without an age is not finished, which is no error."""
    unfinished = all(one.fact == "age" and one.value is None for one in problems)
    return _page(request, entered, 200 if unfinished else 422, list(problems), unfinished=unfinished)


def _page(request: Request, entered: Entry, status: int, problems: list[Problem], **said: Any) -> Response:
    lang = lang_of(request)
    wrongs = [wrong(one, lang) for one in problems]
    partial = request.headers.get("HX-Request") == "true"
    values: dict[str, Any] = {
        "entered": entered,
        "wrongs": [] if said.get("unfinished") else wrongs,
        "unfinished": False,
        "partial": partial,
        "shapes": SHAPES,
        "statements": statements(),
        "may_save": bool(entered.episode) and who_asks(request).may(Permission.CHAIN_WRITE),
        **said,
    }
    if not partial:
        words = {key: WORDS[key][lang] for key in ("unknown", "absent")}
        values |= {
            "sections": sections(entered, first_wrong(values["wrongs"]), words, lang),
            "blockable": BLOCKABLE,
            "variants": variant_names(),
        }
    return render(request, ANSWER if partial else PAGE, WORDS, status, **values)
