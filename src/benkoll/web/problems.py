"""What goes wrong, told: as RFC 9457 problem details to a system, as a page to a person; nothing of a patient."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from benkoll.errors import Absent, BenkollError, Conflict, InputError, Lang, Problem, StoreError, UsageError
from benkoll.web import outcomes

SYSTEMS = ("/api/", "/fhir", "/cds-services", "/bulk", "/health")
"""Paths that systems call."""

JSON = "application/problem+json"


class LogIn(Exception):
    """Nobody is logged in: a person is sent to the log-in, a system gets 401."""


class Forbidden(Exception):
    """What is asked for is not there, or not for the one who asks: the two look the same."""


class Refused(Exception):
    """A request that is refused for its form: `status`, and in words what is wrong and what is allowed."""

    def __init__(self, status: int, sv: str, en: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(en)
        self.status, self.sv, self.en, self.headers = status, sv, en, dict(headers or {})


TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Begäran går inte att förstå", "The request cannot be understood"),
    401: ("Logga in", "Log in"),
    403: ("Nekas", "Refused"),
    404: ("Finns inte", "Not found"),
    405: ("Metoden finns inte här", "Method not allowed"),
    409: ("Någon annan var först", "Somebody else was first"),
    413: ("För stort", "Too large"),
    415: ("Formen läses inte", "Unsupported media type"),
    422: ("Uppgifterna går inte att använda", "The input cannot be used"),
    429: ("För många försök", "Too many requests"),
    500: ("Fel i programmet", "Internal error"),
    503: ("Databasen svarar inte", "The database does not answer"),
}

ELSEWHERE = ("Går inte just nu", "Not possible just now")
"""503 where it is not our database that does not answer."""


UNSURE = (
    "databasen svarar inte: det är inte säkert att det sparades, läs om sidan och se efter innan du försöker igen",
    "the database does not answer: it is not certain that it was kept, load the page anew and see before you retry",
)


def status_of(error: Exception) -> int:
    """The HTTP status of what went wrong."""
    match error:
        case LogIn():
            return 401
        case Refused():
            return error.status
        case Forbidden() | Absent():
            return 404
        case Conflict():
            return 409
        case StoreError():
            return 503
        case InputError() | UsageError():
            return 422
        case _:
            return 500


def is_for_system(request: Request) -> bool:
    """Whether a system called."""
    return request.url.path.startswith(SYSTEMS)


def body_of(error: Exception, lang: Lang) -> dict[str, Any]:
    """The problem details; each thing that is wrong with the input names its field."""
    status = status_of(error)
    titles = ELSEWHERE if status == 503 and not isinstance(error, StoreError) else TITLES.get(status, TITLES[500])
    title = titles[lang == "en"]
    found: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if isinstance(error, StoreError):  # what the database itself says is for its log, not for who asks
        found["detail"] = UNSURE[lang == "en"]
    elif isinstance(error, InputError):
        found["detail"] = "; ".join(problem.said(lang) for problem in error.problems)
        found["errors"] = [field_of(problem, lang) for problem in error.problems]
    elif isinstance(error, UsageError | Conflict):
        found["detail"] = error.said(lang)
    elif isinstance(error, Refused):
        found["detail"] = error.sv if lang == "sv" else error.en
    return found


def field_of(problem: Problem, lang: Lang) -> dict[str, Any]:
    """One thing that is wrong: its field, row and value as far as they are known, and what is wrong with it."""
    said = {
        "field": problem.fact,
        "file": problem.file,
        "row": problem.row,
        "value": problem.value,
        "detail": problem.sv if lang == "sv" else problem.en,
    }
    return {name: value for name, value in said.items() if value is not None}


def to_system(request: Request, error: Exception, lang: Lang) -> Response:
    """The answer to a system, in the form of the interface that it called."""
    status = status_of(error)
    headers = error.headers if isinstance(error, Refused) else {}
    if status == 401:
        headers = headers | {"WWW-Authenticate": "Bearer"}
    body = body_of(error, lang)
    if request.url.path.startswith(outcomes.PATH):
        return JSONResponse(outcomes.outcome_of(body), status, headers=headers, media_type=outcomes.FHIR)
    return JSONResponse(body, status, headers=headers, media_type=JSON)


def to_log_in(request: Request) -> Response:
    """A person who is not logged in is sent to the log-in; htmx too, as a whole page."""
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    return RedirectResponse("/login", 303)


__all__ = [
    "BenkollError",
    "Forbidden",
    "LogIn",
    "Refused",
    "body_of",
    "field_of",
    "is_for_system",
    "status_of",
    "to_log_in",
    "to_system",
]
