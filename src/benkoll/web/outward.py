"""Calls that the service makes to others: only to addresses of the configuration, never redirected, with limits."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

LARGEST = 5 * 1024 * 1024
"""Bytes of an answer."""
SECONDS = 5.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Unreachable(Exception):
    """The other did not answer, or not as it should; the message names the host and nothing of what was sent."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{urlsplit(url).hostname}: {why}")


def is_safe(url: str) -> bool:
    """Whether the address may be called: HTTPS, or on the machine itself; without user, password or fragment."""
    try:
        parts = urlsplit(url)
        known = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        return known and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment
    except ValueError:
        return False


def is_below(url: str, base: str) -> bool:
    """Whether the address lies below the base: the same scheme, host and port, and no way up."""
    one, other = urlsplit(url), urlsplit(base)
    inside = one.path == other.path or one.path.startswith(other.path.rstrip("/") + "/")
    same = (one.scheme, one.netloc) == (other.scheme, other.netloc)
    return is_safe(url) and same and inside and "/.." not in one.path and "%2e" not in one.path.lower()


@dataclass(frozen=True, slots=True)
class Outward:
    """`transport`: what stands in for the network (the tests' own servers)."""

    transport: "httpx.BaseTransport | None" = None

    def get(
        self, url: str, token: str | None = None, seconds: float = SECONDS, accept: str = "application/json"
    ) -> Any:
        """The JSON at the address; Unreachable where there is none in time."""
        headers = {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
        return self._asked("GET", url, seconds, headers, None)

    def post_form(
        self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None, seconds: float = SECONDS
    ) -> Any:
        """The JSON that a form is answered with."""
        return self._asked("POST", url, seconds, {"Accept": "application/json"}, form, basic)

    def post_json(self, url: str, body: Mapping[str, Any], token: str | None, seconds: float = SECONDS) -> Any:
        """The JSON that a resource is answered with; None where nothing comes back."""
        headers = {"Accept": "application/fhir+json", "Content-Type": "application/fhir+json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        return self._asked("POST", url, seconds, headers, json.dumps(body))

    def _asked(
        self,
        method: str,
        url: str,
        seconds: float,
        headers: Mapping[str, str],
        body: Mapping[str, str] | str | None,
        basic: tuple[str, str] | None = None,
    ) -> Any:
        import httpx  # slow to load, and not needed before somebody calls

        if not is_safe(url):
            raise Unreachable(url, "not HTTPS")
        until = time.monotonic() + seconds
        content, data = (body, None) if isinstance(body, str) else (None, body)
        auth = httpx.BasicAuth(*basic) if basic else None
        try:
            with (
                httpx.Client(
                    transport=self.transport, timeout=seconds, follow_redirects=False, trust_env=False
                ) as client,
                client.stream(method, url, headers=dict(headers), content=content, data=data, auth=auth) as answer,
            ):
                return _read(url, answer, until)
        except httpx.HTTPError as error:
            raise Unreachable(url, type(error).__name__) from None


def _read(url: str, answer: "httpx.Response", until: float) -> Any:
    found = bytearray()
    for part in answer.iter_bytes():
        found += part
        if len(found) > LARGEST:
            raise Unreachable(url, "too large")
        if time.monotonic() > until:
            raise Unreachable(url, "too slow")
    if not answer.is_success:
        raise Unreachable(url, f"status {answer.status_code}")
    try:
        return json.loads(found) if found else None
    except (ValueError, RecursionError):
        raise Unreachable(url, "no JSON") from None
