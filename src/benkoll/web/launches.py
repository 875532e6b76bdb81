"""A SMART launch that waits while somebody logs in: where they go afterwards, kept under the browser's own cookie."""

import secrets
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from benkoll.web.kept import keep, kept_under, take
from benkoll.web.service import Service, service_of

WAIT = timedelta(minutes=10)
RESUME = "/smart/resume"


def _cookie(service: Service) -> str:
    return "__Host-benkoll-launch" if service.secure else "benkoll-launch"


def await_log_in(request: Request, iss: str, launch: str, answer: Response) -> None:
    """Keep the launch until somebody has logged in."""
    service, key = service_of(request), secrets.token_urlsafe(32)
    now = service.clock()
    keep(service.database, service.keys, f"launch {key}", {"iss": iss, "launch": launch}, now, now + WAIT)
    answer.set_cookie(
        _cookie(service),
        key,
        max_age=int(WAIT.total_seconds()),
        path="/",
        secure=service.secure,
        httponly=True,
        samesite="lax",
    )


def after_log_in(request: Request) -> str:
    """Where somebody goes who has just logged in: on with the launch that waits, or to their first page."""
    service, key = service_of(request), _key(request)
    waits = key and kept_under(service.database, service.keys, f"launch {key}", service.clock())
    return RESUME if waits else "/"


def awaited(request: Request) -> tuple[str, str] | None:
    """The launch that waits (`iss`, `launch`), once."""
    service, key = service_of(request), _key(request)
    found = take(service.database, service.keys, f"launch {key}", service.clock()) if key else None
    return None if found is None else (found["iss"], found["launch"])


def _key(request: Request) -> str:
    return request.cookies.get(_cookie(service_of(request)), "")
