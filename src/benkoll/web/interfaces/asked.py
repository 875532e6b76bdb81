"""What a system asks, read strictly: its body of a declared form, its query, and each field with what is allowed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from starlette.requests import ClientDisconnect, Request

from benkoll.errors import Absent, InputError, Lang, Problem
from benkoll.exchange.json import read_strictly
from benkoll.facts.messages import shown
from benkoll.facts.patient import ISO_DATE
from benkoll.web.forms import HEADER, held
from benkoll.web.problems import Refused
from benkoll.web.routes import who_asks
from benkoll.web.security import LARGEST

JSON = ("application/json",)
SEEN = 20
"""How many problems of one request are told."""

_UNKNOWN = ("finns inte; de som finns: {}", "does not exist; those that do: {}")
_MEANT = (" (menade du {}?)", " (did you mean {}?)")
_TWICE = ("står flera gånger", "stands more than once")
_MISSING = ("saknas", "is missing")
_ALLOWED = ("tillåtet: {}", "allowed: {}")

Body = Callable[[Request], Awaitable[bytes]]


def body_of(*types: str) -> Body:
    """A dependency: the body, of one of these content types, from whom it may be taken.

    Who is logged in by a cookie brings the session's token in X-Token; a system with a token of its own need not.
    """

    async def read(request: Request) -> bytes:
        taken_from(request, types)
        try:
            return await request.body()
        except ClientDisconnect:
            raise Refused(413, f"högst {LARGEST} byte", f"at most {LARGEST} bytes") from None

    return read


def taken_from(request: Request, types: Sequence[str]) -> str:
    """The content type of a request, which is one of these; from whom a body may be taken, by the session's token."""
    who = who_asks(request)
    if who.session:
        held(who, request.headers.get(HEADER, ""))
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared not in types:
        allowed = ", ".join(types)
        raise Refused(415, f"Content-Type ska vara {allowed}", f"Content-Type is to be {allowed}")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(415, "skicka innehållet opackat", "send the content unpacked")
    return declared


def object_of(data: bytes, *allowed: str) -> "Fields":
    """The JSON object of a body, which has no other keys than these."""
    return Fields(read_strictly(data), allowed)


def query_of(request: Request, *allowed: str) -> "Fields":
    """The query, in which nothing unknown stands and nothing twice."""
    found = dict[str, Any]()
    problems = []
    for name, value in request.query_params.multi_items():
        if name in found:
            problems.append(Problem(*_TWICE, fact=shown(name)))
        found[name] = value
    return Fields(found, allowed, problems, texts=True)


class Fields:
    """The fields of an object, read one by one; what is wrong with them is told together by `done`.

    `texts`: everything is a text, as in a query.
    """

    def __init__(
        self, said: Mapping[str, Any], allowed: Sequence[str], problems: Sequence[Problem] = (), texts: bool = False
    ) -> None:
        self.said = said
        self.texts = texts
        self.problems = [*problems, *(_unknown(name, allowed) for name in said if name not in allowed)]

    def done(self) -> None:
        """Refuse the request (InputError) where anything of it is wrong."""
        if self.problems:
            raise InputError(self.problems[:SEEN])

    def wrong(self, name: str, value: object, sv: str, en: str) -> None:
        """Keep that this is wrong with a field."""
        self.problems.append(Problem(sv, en, fact=name, value=None if value is None else shown(value)))

    def _allowed(self, name: str, value: object, allowed: str) -> None:
        self.wrong(name, value, *(text.format(allowed) for text in _ALLOWED))

    def has(self, name: str) -> bool:
        """Whether the field stands there, with something in it."""
        return self.said.get(name) is not None

    def needed(self, name: str) -> None:
        """The field must stand there."""
        if not self.has(name):
            self.wrong(name, None, *_MISSING)

    def text(self, name: str, longest: int = 200) -> str | None:
        """A text."""
        value = self.said.get(name)
        if value is None or (isinstance(value, str) and 0 < len(value) <= longest and "\0" not in value):
            return value
        self._allowed(name, value, f"text, 1-{longest}")
        return None

    def one_of(self, name: str, choices: Sequence[str], otherwise: str | None = None) -> str | None:
        """One of the choices; where nothing stands there, what it is otherwise."""
        value = self.said.get(name)
        if value is None:
            return otherwise
        if isinstance(value, str) and value in choices:
            return value
        self._allowed(name, value, ", ".join(choices))
        return otherwise

    def key(self, name: str, choices: Sequence[str]) -> str:
        """One of many names, large and small letters alike; where it is none, the nearest is told."""
        value = self.text(name) or ""
        there = {choice.lower(): choice for choice in choices}
        if value and value.lower() not in there:
            self.wrong(name, value, *_absent(value.lower(), there))
        return there.get(value.lower(), "")

    def lang(self) -> Lang:
        """The language of the answer, Swedish where it is not said."""
        return "en" if self.one_of("lang", ("sv", "en"), "sv") == "en" else "sv"

    def day(self, name: str) -> date | None:
        """A day, written YYYY-MM-DD."""
        value = self.said.get(name)
        if value is None:
            return None
        try:
            if isinstance(value, str) and ISO_DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._allowed(name, value, "YYYY-MM-DD")
        return None

    def whole(self, name: str, least: int, most: int, otherwise: int | None = None) -> int | None:
        """A whole number."""
        value = self.said.get(name)
        if value is None:
            return otherwise
        if (
            self.texts
            and isinstance(value, str)
            and value.isascii()
            and value.isdigit()
            and len(value) <= len(str(most))
        ):
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._allowed(name, value, f"{least}-{most}")
        return otherwise

    def object(self, name: str) -> Mapping[str, Any]:
        """An object; an empty one where nothing stands there."""
        value = self.said.get(name)
        if value is None or isinstance(value, dict):
            return value or {}
        self._allowed(name, value, "{...}")
        return {}

    def list(self, name: str, most: int) -> list[Any]:
        """A list of so many at most; an empty one where nothing stands there."""
        value = self.said.get(name)
        if value is None or (isinstance(value, list) and len(value) <= most):
            return value or []
        shown_value = f"[{len(value)}]" if isinstance(value, list) else value
        self._allowed(name, shown_value, f"[...], 0-{most}")
        return []


def _unknown(name: str, allowed: Sequence[str]) -> Problem:
    near = get_close_matches(name, allowed, n=1)
    sv, en = (
        text.format(", ".join(allowed) or "-") + (meant.format(near[0]) if near else "")
        for text, meant in zip(_UNKNOWN, _MEANT, strict=True)
    )
    return Problem(sv, en, fact=shown(name))


def no_such(name: str, allowed: Sequence[str]) -> Absent:
    """What a path names is not there; the nearest that is, is named."""
    sv, en = _absent(name.lower(), {one.lower(): one for one in allowed})
    return Absent(f"{shown(name)}: {sv}", f"{shown(name)}: {en}")


def _absent(small: str, there: Mapping[str, str]) -> tuple[str, str]:
    """That a name is none, in both languages, with the nearest one. `there`: in small letters -> as it is."""
    near = get_close_matches(small[:200], there, n=1)
    sv, en = (meant.format(there[near[0]]) if near else "" for meant in _MEANT)
    return f"finns inte{sv}", f"does not exist{en}"
