"""Log-in: by an identity provider (see `openid`), or in a demonstration by picking one of eight invented persons."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.web.forms import form_of
from benkoll.web.launches import after_log_in
from benkoll.web.permissions import ALL_UNITS, NOBODY, Permission, Role, Who
from benkoll.web.problems import Forbidden, Refused
from benkoll.web.routes import Door, who_asks
from benkoll.web.security_log import told
from benkoll.web.service import Service, from_loopback, service_of
from benkoll.web.sessions import DEMONSTRATION, log_in, log_out
from benkoll.web.staff import NotLet
from benkoll.web.views import Words, lang_cookie, lang_of, render

WORDS: Words = {
    "title": {"sv": "Logga in", "en": "Log in"},
    "pick": {
        "sv": "Välj en av de påhittade personerna. Inget lösenord behövs, bara från den här datorn.",
        "en": "Pick one of the invented persons. No password is needed, from this machine only.",
    },
    "provider": {"sv": "Logga in med SITHS", "en": "Log in with SITHS"},
    "nobody": {
        "sv": "Ingen identitetstjänst är inställd: ingen kan logga in. Se benkoll doctor.",
        "en": "No identity provider is set: nobody can log in. See benkoll doctor.",
    },
    "CLINICIAN": {"sv": "Läkare på vårdcentral", "en": "GP"},
    "COORDINATOR": {"sv": "Frakturkoordinator", "en": "Fracture-chain coordinator"},
    "CLINIC": {"sv": "Läkare på osteoporosmottagning", "en": "Physician at the osteoporosis clinic"},
    "MANAGER": {"sv": "Verksamhetschef", "en": "Manager"},
    "LOG_REVIEWER": {"sv": "Loggranskare", "en": "Log reviewer"},
    "ADMINISTRATOR": {"sv": "Administratör", "en": "Administrator"},
    "SYSTEM": {"sv": "Journalsystem", "en": "EHR system"},
}
door = Door()


def people(service: Service) -> dict[str, Who]:
    """The demonstration's eight persons; coordinators and the GP see their own hospital's units alone."""
    from benkoll.chain.units import units_of

    hospitals: dict[str, set[str]] = {}
    for unit in units_of(service.chain(NOBODY)):
        hospitals.setdefault(unit["hospital"], set()).add(unit["unit"])
    names = sorted(hospitals) or [""]
    first, second = names[0], names[1 % len(names)]
    drawn = (
        ("anna", "Anna Allmän", Role.CLINICIAN, first),
        ("karin", "Karin Koordinator", Role.COORDINATOR, first),
        ("kalle", "Kalle Koordinator", Role.COORDINATOR, second),
        ("olle", "Olle Osteoporos", Role.CLINIC, first),
        ("maria", "Maria Chef", Role.MANAGER, first),
        ("lars", "Lars Loggranskare", Role.LOG_REVIEWER, first),
        ("ada", "Ada Administratör", Role.ADMINISTRATOR, first),
        ("system", "Journalsystemet", Role.SYSTEM, first),
    )
    return {
        key: Who(
            f"demo-{key}",
            name,
            frozenset({role}),
            hospital,
            DEMONSTRATION,
            frozenset({ALL_UNITS}) if role in (Role.CLINIC, Role.SYSTEM) else frozenset(hospitals.get(hospital, ())),
        )
        for key, name, role, hospital in drawn
    }


@door.get("/login", Permission.PUBLIC)
def page(request: Request) -> Response:
    """Who may log in how."""
    service = service_of(request)
    chosen = people(service) if service.demo and from_loopback(request) else {}
    roles = {key: next(iter(who.roles)).name for key, who in chosen.items()}
    return render(request, "login.html", WORDS, people=chosen, roles=roles, provider=service.openid is not None)


@door.post("/login/demo", Permission.PUBLIC)
async def demo(request: Request) -> Response:
    """Log in as one of the invented persons."""
    service = service_of(request)
    if not (service.demo and from_loopback(request)):
        raise Forbidden
    form = await request.form()
    who = people(service).get(str(form.get("person")))
    if who is None:
        raise Refused(422, "välj en av personerna", "pick one of the persons")
    answer = RedirectResponse(after_log_in(request), 303)
    try:
        log_in(service, who, answer, before=who_asks(request))
    except NotLet:
        told(request, "log in refused", "barred", who=who, status=403)
        request.state.told = True
        raise Refused(403, "personen är avstängd", "the person is barred") from None
    told(request, "log in", "demonstration", who=who, status=303)
    return answer


@door.post("/logout", Permission.SIGNED_IN)
async def leave(request: Request) -> Response:
    """End the session."""
    who = who_asks(request)
    await form_of(request, who)
    answer = RedirectResponse("/login", 303)
    log_out(service_of(request), who, answer)
    told(request, "log out", status=303)
    return answer


@door.post("/language", Permission.PUBLIC)
def language(request: Request) -> Response:
    """The other language from now on; back to where it was asked for."""
    service = service_of(request)
    other = "sv" if lang_of(request) == "en" else "en"
    back = request.query_params.get("back", "/")
    answer = RedirectResponse(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/", 303)
    answer.set_cookie(
        lang_cookie(service), other, max_age=31_536_000, path="/", secure=service.secure, httponly=True, samesite="lax"
    )
    return answer
