"""The application: the service, its routes, what stands round them, and how what goes wrong is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from benkoll.errors import Absent, BenkollError, Conflict, InputError, Problem, StoreError, UsageError
from benkoll.web import login, openid
from benkoll.web.interfaces import api, api_chain, bulk, cds_hooks, fhir, smart
from benkoll.web.pages import (
    administration,
    consultation,
    density,
    economics,
    episode,
    guideline,
    indicators,
    letters,
    log_review,
    own_sessions,
    people,
    plan,
    refused,
    today,
    vfa,
    vfa_reading,
    vfa_report,
    vfa_training,
)
from benkoll.web.permissions import Permission
from benkoll.web.problems import Forbidden, LogIn, Refused, body_of, is_for_system, status_of, to_log_in, to_system
from benkoll.web.routes import Door, refuse_open_routes, who_asks
from benkoll.web.security import LARGEST, Guarded
from benkoll.web.security_log import told
from benkoll.web.service import Service, service_of
from benkoll.web.sessions import cookie_name, who_is
from benkoll.web.views import FOLDER, Words, lang_of, render
from benkoll.web.warm import leave_alone, warm

WORDS: Words = {
    "absent": {
        "sv": "Det du söker finns inte, eller är inte till för dig.",
        "en": "What you look for is not there, or not for you.",
    },
    "to begin": {"sv": "Till början", "en": "To the beginning"},
}
UP_SECONDS = 0.1
"""Sooner the service would be up later: it would wait for what is built."""
home = Door()
App = FastAPI
"""What `make_app` makes, for those who may not know of whom."""


@home.get("/", Permission.SIGNED_IN)
def first_page(request: Request) -> Response:
    """Where somebody's work begins."""
    who = who_asks(request)
    for path, needs in (
        ("/chain", Permission.CHAIN_WRITE),
        ("/assess", Permission.ASSESS),
        ("/indicators", Permission.INDICATORS),
        ("/log", Permission.LOG_REVIEW),
        ("/administration", Permission.ADMINISTER),
    ):
        if who.may(needs):
            return RedirectResponse(path, 303)
    return RedirectResponse("/guideline", 303)


@home.get("/health", Permission.PUBLIC)
def health(request: Request) -> dict[str, str]:
    """Whether the service and its database answer."""
    service: Service = request.app.state.service
    with service.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    return {"status": "ok"}


def make_app(service: Service, *, alone: bool = False) -> FastAPI:
    """The application. RuntimeError where a route declares no permission. `alone`: its process does nothing else."""
    app = FastAPI(title="Benkoll", version="1", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_alive)
    app.state.service, app.state.alone = service, alone
    for door in _doors():
        app.router.routes.extend(door.router.routes)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    for kind in (BenkollError, LogIn, Forbidden, Refused, ClientDisconnect, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _told)
    refuse_open_routes(app)
    app.add_middleware(Guarded, service=service, failed=_told)
    return app


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    """When the service answers the guideline is built, so that the first who asks it has an answer in time.

    When it ends, so does the process that reads images.
    """

    async def build() -> None:
        await asyncio.sleep(UP_SECONDS)
        await asyncio.to_thread(warm, app.state.service)
        if app.state.alone:
            leave_alone()

    building = asyncio.create_task(build())
    try:
        yield
    finally:
        app.state.service.images.close()
        building.cancel()
        with suppress(asyncio.CancelledError):
            await building


def _doors() -> Sequence[Door]:
    return (
        cds_hooks.door,  # it is called most often, and they are looked through in this order
        *(home, login.door, openid.door, consultation.door, plan.door, guideline.door),
        *(today.door, people.door, episode.door, letters.door, refused.door, indicators.door, log_review.door),
        economics.door,
        *(own_sessions.door, administration.door),
        *(vfa.door, vfa_reading.door, vfa_report.door, vfa_training.door, density.door),
        *(api.door, api_chain.door, bulk.door, fhir.door, smart.door),
    )


def _told(request: Request, error: Exception) -> Response:
    """What went wrong, to a system or to a person; a stranger learns nothing of what is there."""
    known = _known(error)
    _to_security(request, known)
    lang = lang_of(request)
    if is_for_system(request):
        return to_system(request, known, lang)
    if isinstance(known, LogIn):
        return to_log_in(request)
    if not hasattr(request.state, "who") and not isinstance(known, StoreError):
        request.state.who = who_is(request)  # a path that is no route: the page is the same as one that is forbidden
    body = body_of(known, lang)
    page = render(request, "error.html", WORDS, status_of(known), problem=body)
    page.headers.update(known.headers if isinstance(known, Refused) else {})
    return page


def _to_security(request: Request, error: Exception) -> None:
    """What the security log says of it: an attempt is told by its kind, and never by what was sent."""
    status = status_of(error)
    if getattr(request.state, "told", False):
        return
    match error:
        case LogIn():
            if "authorization" in request.headers:
                told(request, "token refused", status=status)
            elif cookie_name(service_of(request)) in request.cookies:
                told(request, "permission refused", "no session", status=status)
        case Forbidden() | Absent():
            told(request, "absent or another's", status=status)
        case Refused() if status < 500:
            told(request, "form refused" if status == 403 else "request refused", status=status)
        case InputError() | UsageError() if status < 500:  # a database that fails is one of input, too
            told(request, "input refused", status=status)
        case Conflict():
            return
        case _:
            told(request, "fault", type(error).__name__, status=status)


def _known(error: Exception) -> Exception:
    """The framework's own errors as ours."""
    if isinstance(error, RequestValidationError):
        return InputError(
            Problem(f"{one['msg']}", f"{one['msg']}", fact=".".join(map(str, one["loc"]))) for one in error.errors()
        )
    if isinstance(error, ClientDisconnect):  # by us: `security` breaks off what is too long or too slow
        return Refused(413, f"högst {LARGEST} byte", f"at most {LARGEST} bytes")
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return Forbidden()
        return Refused(error.status_code, str(error.detail), str(error.detail), error.headers)
    return error
