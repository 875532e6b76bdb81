"""A browser that logs in by the tests' identity provider."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from interface.web.network import Network
from interface.web.provider import ORIGIN, Provider
from security.served import Served

AT_HOME = "https://benkoll.example"
CALLBACK = "/login/openid/callback"


class Browser:
    """A browser with its cookies, somewhere else than the machine."""

    def __init__(self, served: Served, idp: Provider) -> None:
        self.served, self.idp = served, idp
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = self.served.send(
            method, path, headers={**headers, **more.pop("headers", {})}, address="192.0.2.1", **more
        )
        for name, value in answer.cookies.items():
            self.cookies[name] = value.strip('"')
        for one in answer.headers.get_list("set-cookie"):
            if "Max-Age=0" in one or "expires=Thu, 01 Jan 1970" in one:
                self.cookies.pop(one.partition("=")[0], None)
        return answer

    def begin(self, again: str = "") -> str:
        """Where the service sends it; `again`: from a page that asks for a new log-in."""
        answer = self.send("GET", f"/login/openid?again={again}" if again else "/login/openid")
        assert answer.status_code == 303
        return answer.headers["location"]

    def at_provider(self, address: str, person: str) -> str:
        """Where the provider sends it back, as path and query."""
        self.idp.now = self.served.clock.at.timestamp()
        answer = Network({ORIGIN: self.idp.app}).handle_request(httpx.Request("GET", f"{address}&person={person}"))
        parts = urlsplit(answer.headers["location"])
        assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (AT_HOME, CALLBACK)
        return f"{parts.path}?{parts.query}"

    def log_in(self, person: str) -> httpx.Response:
        """The service's answer in the end."""
        return self.send("GET", self.at_provider(self.begin(), person))

    def lands(self) -> str | None:
        """Where the first page leads: what the one who is logged in may do."""
        return self.send("GET", "/").headers.get("location")
