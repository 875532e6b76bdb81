"""The security log: a line of JSON for each log-in, refusal and attempt to get past a control, and no personal data.

Who, and from where, are keyed digests: they tell whether it is the same one again, and give nobody away without the key
(the access log names who works here, and is reviewed by those who may). A route stands by its own name, never by what
was asked for; nothing that a caller wrote stands in a line.
"""

import json
import logging
from datetime import UTC
from typing import Literal

from starlette.requests import Request

from benkoll.web.callers import address_of
from benkoll.web.permissions import NOBODY, Who
from benkoll.web.service import service_of

Event = Literal[
    "log in",
    "log in refused",
    "log out",
    "sessions ended",
    "token refused",
    "permission refused",
    "absent or another's",
    "form refused",
    "request refused",
    "input refused",
    "too many",
    "fault",
]
LOG = logging.getLogger("benkoll.security")
SIGNS = 16
"""Of a digest: enough to tell some thousands apart."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def to_file(path: str | None) -> None:
    """From now on the lines go to the file (begun anew where it was moved away), or to standard error.

    OSError where the file cannot be written.
    """
    from logging.handlers import WatchedFileHandler

    handler = logging.StreamHandler() if path is None else WatchedFileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    for before in LOG.handlers:
        before.close()
    LOG.handlers[:], LOG.propagate = [handler], False
    LOG.setLevel(logging.INFO)


def told(request: Request, event: Event, why: str = "", *, who: Who | None = None, status: int = 0) -> None:
    """Write a line. `why`: in a word of ours; `who`: where the request does not say it yet."""
    if not LOG.isEnabledFor(logging.INFO):
        return
    service = service_of(request)
    asks: Who = getattr(request.state, "who", NOBODY) if who is None else who
    address = address_of(request.scope, service.proxies)
    said = {
        "at": service.clock().astimezone(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "why": why,
        "method": request.method if request.method in METHODS else "other",
        "route": getattr(request.scope.get("route"), "path", ""),
        "status": status,
        "who": service.keys.digest("who of a line", asks.id)[:SIGNS] if asks.id else "",
        "roles": sorted(asks.roles),
        "session": asks.session[:SIGNS],
        "from": service.keys.digest("where from of a line", address)[:SIGNS],
    }
    LOG.info(json.dumps({name: value for name, value in said.items() if value}))
