"""What stands round every request: limits, the guard against foreign forms, and the headers of every answer.

A browser that sends a form says where from (Origin, Sec-Fetch-Site): from elsewhere it is refused, whatever it holds.
The session's token is held against the form besides (`forms`).
"""

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benkoll.web.callers import Callers, address_of
from benkoll.web.problems import Refused, to_system
from benkoll.web.security_log import Event, told
from benkoll.web.service import Service

LARGEST = 10 * 1024 * 1024
"""Bytes that a request may hold; a file of visits is the largest."""

UPLOADS, LARGEST_UPLOAD = "/vfa/upload/", 65 * 1024 * 1024
"""An image, with what its form holds besides; the file alone has a limit of its own (`exchange.dicom`)."""

BULK, LARGEST_BULK = "/bulk", 1024 * 1024 * 1024
"""A bulk export, which is read line by line from disk."""

SLOWEST_SECONDS, SLOWEST_BULK_SECONDS = 60, 1800
"""A body that takes longer to come is broken off: whoever sends a byte a minute holds nothing up."""

SAFE = ("GET", "HEAD", "OPTIONS")
SYSTEM_PATHS = ("/cds-services", "/api/", "/fhir", "/bulk")
"""Here no cookie counts where a token is brought, and other origins may call as the configuration lets them."""

REQUESTS_A_MINUTE, LOG_INS_A_MINUTE, HOOKS_A_MINUTE = 6000, 30, 60_000
"""From one address, to each process: enough for a hospital behind one, too few to try passwords or to copy a register.

CDS Hooks is asked by one EHR for a whole region, at each patient that is opened, and tells nothing it was not given.
"""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors {frames}"
)


def headers_for(service: Service, path: str) -> Mapping[str, str]:
    """The security headers of an answer."""
    frames = " ".join(service.frames) or "'none'"
    found = {
        "Content-Security-Policy": POLICY.format(frames=frames),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # with none at all a browser says no Origin of its own forms
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }
    if not service.frames:
        found["X-Frame-Options"] = "DENY"
    if service.secure:
        found["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if path.startswith("/static/"):
        found["Cache-Control"] = "public, max-age=3600"
    return found


LOG = logging.getLogger("benkoll.web")
WHY: Mapping[int, tuple[Event, str]] = {
    429: ("too many", "requests from one address"),
    413: ("request refused", "too large"),
    403: ("form refused", "from another site"),
}
"""How the security log says what is refused before anybody is asked."""


class Guarded:
    """The application with limits before it and headers after it (ASGI); `failed`: the answer to a fault of ours."""

    def __init__(self, app: ASGIApp, service: Service, failed: Callable[[Request, Exception], Response]) -> None:
        self.app = app
        self.service = service
        self.failed = failed
        self.callers = Callers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        extra = headers_for(self.service, path)

        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in extra.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refused = self._too_many(scope) or _too_large(headers, path) or self._foreign(scope["method"], path, headers)
        if refused is not None:
            request = Request(scope)
            if refused.status != 429 or self.callers.is_first_too_many(*self._counted(scope)):
                event, why = WHY[refused.status]
                told(request, event, why, status=refused.status)
            answer = to_system(request, refused, "sv")
            await answer(scope, receive, headed)
            return
        try:
            await self.app(scope, _limited(receive, path), headed)
        except Exception as error:  # here and not in the framework, whose answer has no headers and whose log tells all
            LOG.error("%s: %s", scope["method"], where(error))
            if not begun:
                await self.failed(Request(scope), error)(scope, receive, headed)

    def _too_many(self, scope: Scope) -> Refused | None:
        wait = self.callers.wait(*self._counted(scope))
        if wait is None:
            return None
        return Refused(
            429,
            f"för många anrop: vänta {wait} sekunder",
            f"too many requests: wait {wait} seconds",
            {"Retry-After": str(wait)},
        )

    def _counted(self, scope: Scope) -> tuple[str, int]:
        """From where it comes, and how many such may come from there."""
        return address_of(scope, self.service.proxies), _limit(scope["method"], scope["path"])

    def _foreign(self, method: str, path: str, headers: Headers) -> Refused | None:
        """A request that changes something, sent by a browser from another place than our own pages."""
        if method in SAFE or (path.startswith(SYSTEM_PATHS) and "authorization" in headers):
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        allowed = {self.service.origin, *(self.service.callers if path.startswith("/cds-services") else ())}
        foreign = origin is not None and origin not in allowed
        if not foreign and (site in (None, "same-origin", "none") or origin in allowed):
            return None
        return Refused(403, "begäran kommer från en annan webbplats", "the request comes from another site")


def where(error: BaseException) -> str:
    """What kind of fault and at which lines; not its words, which may speak of a patient."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "benkoll" in frame.filename]
    cause = f", from {where(error.__cause__)}" if error.__cause__ is not None else ""
    return f"{type(error).__name__} at {' < '.join(reversed(lines))}{cause}"


def largest(path: str) -> int:
    """Bytes that a request to this path may hold."""
    if path.startswith(UPLOADS):
        return LARGEST_UPLOAD
    return LARGEST_BULK if path.startswith(BULK) else LARGEST


def _too_large(headers: Headers, path: str) -> Refused | None:
    length, most = headers.get("content-length", "0"), largest(path)
    if length.isdigit() and int(length) <= most:
        return None
    return Refused(413, f"högst {most} byte", f"at most {most} bytes")


def _limited(receive: Receive, path: str) -> Receive:
    """A body that says no length is cut at the limit, and a slow one: what reads it finds it broken off."""
    seconds = SLOWEST_BULK_SECONDS if path.startswith(BULK) else SLOWEST_SECONDS
    left, whole, ends = largest(path), False, time.monotonic() + seconds

    async def read() -> Message:
        nonlocal left, whole
        if whole:  # from here on it is waited for the end of the connection, which may be long
            return await receive()
        try:
            async with asyncio.timeout(ends - time.monotonic()):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if left < 0:
                return {"type": "http.disconnect"}
        return message

    return read


def _limit(method: str, path: str) -> int:
    """How many such requests one address may make in a minute."""
    if method == "POST" and path.startswith("/login"):
        return LOG_INS_A_MINUTE
    return HOOKS_A_MINUTE if path.startswith("/cds-services") else REQUESTS_A_MINUTE
