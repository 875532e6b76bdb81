"""Forms as a browser sends them, and what the pages that answer say."""

import re
from html import unescape
from urllib.parse import urlencode

import httpx

from benkoll.web.permissions import Role
from interface.web.calling import Caller, person
from security.served import Served

FORM = "application/x-www-form-urlencoded"


def send(caller: Caller, path: str, fields: dict[str, str | list[str]], **more: str) -> httpx.Response:
    """The form sent; `more`: headers."""
    by_htmx = Caller(caller.served, {**caller.headers, **more})
    return by_htmx.post(path, urlencode(fields, doseq=True), FORM)


def said(answer: httpx.Response) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def at(served: Served, role: Role = Role.COORDINATOR, lang: str = "en") -> Caller:
    """Somebody of the role who reads in the language."""
    caller = person(served, role)
    return Caller(served, {**caller.headers, "cookie": f"{caller.headers['cookie']}; lang={lang}"})
