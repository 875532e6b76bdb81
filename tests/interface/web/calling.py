"""Systems that call the interfaces: with a session and its token, with a token of their own, or with nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from benkoll.audit.log import Actor
from benkoll.web.permissions import ALL_UNITS, Role, Who
from benkoll.web.tokens import make_token
from database.hospital import KEYS
from security.served import OWN_UNIT, Served


@dataclass(frozen=True)
class Caller:
    """Somebody who calls, with what shows who it is."""

    served: Served
    headers: dict[str, str]

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET."""
        return self.served.send("GET", path, headers=self.headers, **more)

    def post(self, path: str, content: bytes | str, form: str, **more: Any) -> httpx.Response:
        """POST of a content of that type."""
        return self.served.send("POST", path, headers={**self.headers, "content-type": form}, content=content, **more)

    def send(self, path: str, value: Any, form: str = "application/json") -> httpx.Response:
        """POST of a JSON value."""
        return self.post(path, json.dumps(value), form)


def nobody(served: Served) -> Caller:
    """Who brings nothing."""
    return Caller(served, {})


def person(served: Served, role: Role, units: Sequence[str] | None = None) -> Caller:
    """Somebody logged in by a session, who brings its token."""
    who = served.who(role)
    if units is not None:
        who = Who(who.id, who.name, who.roles, who.unit, who.commission, frozenset(units))
    cookie, asks = served.logged_in(who)
    return Caller(served, {"cookie": cookie, "X-Token": asks.token})


def system(served: Served, *roles: Role, units: Sequence[str] = (OWN_UNIT,), name: str = "EHR") -> Caller:
    """A system with a token of its own."""
    given = [role.value for role in roles or (Role.SYSTEM,)]
    actor = Actor("test", "test", "test", served.clock)
    secret = make_token(served.database, KEYS, actor, name, given, units, "IT", 30)
    return Caller(served, {"authorization": f"Bearer {secret}"})


def everywhere(served: Served, *roles: Role, name: str = "whole") -> Caller:
    """A system that sees the patients of every unit."""
    return system(served, *roles, units=(ALL_UNITS,), name=name)


def is_problem(answer: httpx.Response, status: int) -> bool:
    """Whether it is a problem of this status, told as RFC 9457 has it."""
    return (
        answer.status_code == status
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["status"] == status
    )


def wrong_fields(answer: httpx.Response) -> list[str | None]:
    """The fields that a problem names."""
    return [one.get("field") for one in answer.json()["errors"]]
