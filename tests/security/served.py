"""The whole service on a small demonstration of its own, and who may ask it: one of each role, of one hospital."""

import asyncio
import shutil
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from benkoll.audit.log import patient_digest
from benkoll.audit.tables import entry
from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.chain.demo import make_demo
from benkoll.chain.fhir_task import assessed_risk, id_of
from benkoll.chain.intake import take_in
from benkoll.chain.post import make
from benkoll.chain.reads import Filter, worklist
from benkoll.errors import Absent, Problem
from benkoll.exchange.visits.visit import Person, Refused
from benkoll.store.database import Database, open_database
from benkoll.store.migrate import migrate
from benkoll.web.app import make_app
from benkoll.web.permissions import Permission, Role, Who
from benkoll.web.problems import is_for_system
from benkoll.web.routes import needs_of
from benkoll.web.service import Service
from benkoll.web.sessions import log_in, who_is
from database import hospital
from database.hospital import DAY, KEYS, Clock
from security.measured import OTHER_UNIT, OWN_UNIT, Measured, Whose

WHOSE: tuple[Whose, ...] = ("own", "other", "absent")
ORIGIN = "http://127.0.0.1"
ABSENT = "f" * 32
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
"""The name, ward and note of one patient of the own hospital."""
XSS_NUMBER = hospital.number(date(1931, 5, 17), 990)
HOSPITAL = "Sagolunds universitetssjukhus"


@dataclass(frozen=True)
class Named:
    """A patient by whatever a page could give them away."""

    digest: str
    number: str
    name: str | None

    def said_in(self, text: str) -> bool:
        """Whether the text tells who it is."""
        short = self.number[2:]
        forms = {self.number, f"{self.number[:8]}-{self.number[8:]}", f"{short[:6]}-{short[6:]}"}
        return any(form in text for form in forms)


def fill(folder: Path) -> Path:
    """A demonstration of forty patients in one file, with letters, and one patient whose name is an attack."""
    path = folder / "served.db"
    database, _ = migrate(f"sqlite:///{path}", "demo", KEYS)
    make_demo(database, KEYS, DAY, patients=60)
    attacker = Person(XSS_NUMBER, name=XSS, sex="female", address=(XSS, XSS))
    seen = hospital.visit(DAY - timedelta(days=9), hospital.fracture(), unit=OWN_UNIT, ward="<b>x</b>")
    told = hospital.message("xss", attacker, seen)
    problems = [
        problem for one in take_in(database, KEYS, hospital.actor(), [told], "xss.csv") for problem in one.problems
    ]
    assert problems == []
    for number, unit in enumerate((HOSPITAL, OTHER_UNIT)):
        refused = Refused((Problem("fel", "wrong"),), f"a message of {unit}".encode())
        list(take_in(database, KEYS, replace(hospital.actor(), unit=unit), [refused], f"{number}.csv"))
    served = Served(database)
    for whose in WHOSE[:2]:
        served.read(whose)
        served.measure(whose)
    whole = replace(served.service.chain(served.who(Role.COORDINATOR)), units=None)
    for episode in (served.episode("own"), served.episode("other"), served.attacked):
        make(whole, episode, "invitation", "sv")
    with whole.book() as book:
        row = book.connection.execute(sa.select(tables.episode).where(tables.episode.c.id == served.attacked)).one()
        book.append(row.person, "note", DAY, {"episode": row.id, "text": XSS})
    served.close()
    return path


def opened(template: Path, folder: Path) -> "Served":
    """The service on a copy of that file."""
    copy = folder / "copy.db"
    shutil.copy(template, copy)
    return Served(open_database(f"sqlite:///{copy}", kind="demo"))


T = TypeVar("T")


class Loop:
    """An event loop of its own in a thread of its own: the browser's tests leave theirs running in the first one."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives."""
        return self._thread.submit(self._runner.run, work).result()

    def close(self) -> None:
        """End the loop, and its thread."""
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()


class Served(Measured):
    """The service, its application, and what is in its database."""

    def __init__(self, database: Database, origin: str = ORIGIN, **more: Any) -> None:
        self.database = database
        self.clock = Clock()
        self.runner = Loop()
        self.service = Service(database, KEYS, self.clock, origin, **more)

    @cached_property
    def app(self) -> FastAPI:
        """The application with every route that it has."""
        return make_app(self.service)

    @property
    def routes(self) -> list[APIRoute]:
        """Every route; mounted files are not among them."""
        return [route for route in self.app.routes if isinstance(route, APIRoute)]

    # WHO ASKS

    def who(self, role: Role) -> Who:
        """Somebody of the role, who sees the patients of the first hospital alone."""
        units = frozenset({"SAGO-ORT", "SAGO-AKUT", "SAGO-RTG"})
        return Who(f"test-{role}", f"Prövare {role}", frozenset({role}), HOSPITAL, "test", units)

    def logged_in(self, who: Who | Role) -> tuple[str, Who]:
        """A new session: its cookie, and who the service then says that it is."""
        answer = Response()
        log_in(self.service, self.who(who) if isinstance(who, Role) else who, answer)
        cookie = answer.headers["set-cookie"].partition(";")[0]
        scope = {"type": "http", "headers": [(b"cookie", cookie.encode())], "app": self.app}
        return cookie, who_is(Request(scope))

    def send(self, method: str, path: str, *, address: str = "127.0.0.1", **more: Any) -> httpx.Response:
        """The answer to a request from that address; redirects are not followed, no cookie is kept."""

        async def sent() -> httpx.Response:
            inside = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 50000))
            async with httpx.AsyncClient(transport=inside, base_url=self.service.origin) as client:
                return await client.request(method, path, **more)

        return self.runner.run(sent())

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return self.send("GET", path, **more)

    def close(self) -> None:
        """Let the database and the loop go."""
        self.service.images.close()
        self.database.close()
        self.runner.close()

    def ask(
        self, route: APIRoute, who: Who | Role | None, whose: Whose = "own", *, token: bool = True, **more: Any
    ) -> httpx.Response:
        """The route's answer to somebody (None: nobody), with the token in a form that holds nothing else."""
        headers: dict[str, str] = dict(more.pop("headers", {}))
        if who is not None:
            cookie, asks = self.logged_in(who)
            headers["cookie"] = cookie
            if token:
                headers["X-Token"] = asks.token
        return self.send(method(route), self.path(route, whose), headers=headers, **more)

    # WHAT IS ASKED FOR

    def path(self, route: APIRoute, whose: Whose = "own") -> str:
        """The route's path with real ids in it: of one's own patient, another unit's, or none."""
        return route.path_format.format(**{name: self.value(name, whose) for name in route.param_convertors})

    def value(self, name: str, whose: Whose) -> str:
        """What a path parameter of that name may be."""
        if name in PUBLIC_VALUES:
            return PUBLIC_VALUES[name] if whose == "own" else ABSENT
        if whose == "absent":
            return ABSENT
        return str(getattr(self, PATIENT_VALUES.get(name, "episode"))(whose))

    def task(self, whose: Whose) -> str:
        """A task of today at that unit."""
        unit = frozenset({OWN_UNIT if whose == "own" else OTHER_UNIT})
        (first,) = worklist(self.whole, Filter(units=unit), 1)
        return id_of(first.episode, first.key)

    def assessed(self, whose: Whose) -> str:
        """An episode at that unit that was assessed, with the risk known, of somebody who was never at another."""
        table = tables.episode.c
        one = sa.select(table.person).group_by(table.person).having(sa.func.count() == 1)
        unit = OWN_UNIT if whose == "own" else OTHER_UNIT
        with self.database.reading() as connection:
            ids = connection.scalars(sa.select(table.id).where(table.unit == unit, table.person.in_(one))).all()
        for found in sorted(ids):
            with suppress(Absent):
                assessed_risk(self.whole, found)
                return found
        raise AssertionError(f"nobody at {unit} was assessed")

    def entry(self, whose: Whose) -> str:
        """An entry of the log, of somebody who worked for the reviewer's units, or for others."""
        asks = self.who(Role.LOG_REVIEWER)
        mine = entry.c.unit.in_([*asks.units, asks.unit])
        with self.database.reading() as connection:
            seq = connection.scalar(sa.select(sa.func.min(entry.c.seq)).where(mine if whose == "own" else ~mine))
        assert seq is not None
        return str(seq)

    @property
    def whole(self) -> Chain:
        """The chain in the hands of one who sees every unit's patients."""
        return replace(self.service.chain(self.who(Role.COORDINATOR)), units=None)

    def episode(self, whose: Whose) -> str:
        """The first episode at the own unit, or at another hospital's, of somebody who was never at another."""
        unit = {"own": OWN_UNIT, "other": OTHER_UNIT}[whose]
        table = tables.episode.c
        one = sa.select(table.person).group_by(table.person).having(sa.func.count() == 1)
        asked = sa.select(table.id).where(table.unit == unit, table.person.in_(one), table.state != "died")
        with self.database.reading() as connection:
            ids = connection.scalars(asked.order_by(table.fracture_date.desc(), table.id)).all()
        return next(one for one in ids if one != self.attacked)

    def person(self, whose: Whose) -> str:
        """Whose that episode is."""
        with self.database.reading() as connection:
            asked = sa.select(tables.episode.c.person).where(tables.episode.c.id == self.episode(whose))
            return str(connection.scalars(asked).one())

    def letter(self, whose: Whose) -> str:
        """That episode's letter."""
        with self.database.reading() as connection:
            table = tables.letter.c
            return connection.scalars(sa.select(table.id).where(table.episode == self.episode(whose))).first() or ""

    def set_aside(self, whose: Whose) -> str:
        """A message that the own unit, or another, could not take in."""
        unit = {"own": HOSPITAL, "other": OTHER_UNIT}[whose]
        with self.database.reading() as connection:
            return connection.scalars(sa.select(tables.refused.c.id).where(tables.refused.c.unit == unit)).first() or ""

    @cached_property
    def attacked(self) -> str:
        """The episode of the patient whose name is an attack."""
        digest = patient_digest(KEYS, XSS_NUMBER)
        with self.database.reading() as connection:
            asked = sa.select(tables.episode.c.id).where(tables.episode.c.person == digest)
            return connection.scalars(asked).one()

    @cached_property
    def patients(self) -> list[Named]:
        """Everybody in the database."""
        table = tables.identity
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(table)).all()
        known = {row.id: KEYS.open_json(row.known) for row in rows if row.known}
        return [
            Named(row.person, KEYS.open(row.number).decode(), known.get(row.person, {}).get("name")) for row in rows
        ]

    def told_of(self, text: str) -> list[Named]:
        """The patients whose number, or whose name, the text holds."""
        return [one for one in self.patients if one.said_in(text) or (one.name and one.name in text)]

    # THE LOG

    def last_entry(self) -> int:
        """The number of the log's last entry."""
        with self.database.reading() as connection:
            return connection.scalar(sa.select(sa.func.max(entry.c.seq))) or 0

    def logged_since(self, seq: int) -> set[str]:
        """Whom the log has spoken of since then."""
        with self.database.reading() as connection:
            return {one for one in connection.scalars(sa.select(entry.c.patient).where(entry.c.seq > seq)) if one}


PUBLIC_VALUES: Mapping[str, str] = {
    "statement": "TX-3b",
    "code": "TX-CONSIDER",
    "indicator": "UK-02",
    "service": "benkoll-patient-view",
}
"""Path parameters that name no patient, and something that they can be."""

OPEN = (Permission.PUBLIC, Permission.TOKEN)
"""What needs no log-in here: in a demonstration the machine itself calls without a signed token."""

PATIENT_VALUES: Mapping[str, str] = {
    "episode": "episode",
    "letter": "letter",
    "task": "task",
    "assessed": "assessed",
    "entry": "entry",
    "aside": "set_aside",
    "image": "image",
    "density": "density",
    "reading": "reading",
}
"""Path parameters that do, and which of `Served` gives one."""


def needs(route: APIRoute) -> Permission:
    """What the route says that it needs."""
    return Permission(needs_of(route) or "")


def method(route: APIRoute) -> str:
    """The route's one method."""
    (only,) = route.methods
    return only


def of_patient(route: APIRoute) -> bool:
    """Whether its path names a patient."""
    return bool(PATIENT_VALUES.keys() & route.param_convertors.keys())


def for_system(route: APIRoute) -> bool:
    """Whether systems call it."""
    return is_for_system(Request({"type": "http", "path": route.path, "headers": []}))


def said(route: APIRoute) -> str:
    """The route in words."""
    return f"{method(route)} {route.path} ({needs(route)})"


def walked(served: Served) -> Iterator[tuple[APIRoute, httpx.Response]]:
    """The answer of every route that reads, to somebody who may see it, of their own patient."""
    for route in served.routes:
        if method(route) == "GET":
            yield route, served.ask(route, able(route))


def able(route: APIRoute) -> Role:
    """A role that may ask for it."""
    from benkoll.web.permissions import GRANTED

    return next((role for role in Role if needs(route) in GRANTED[role]), Role.SYSTEM)
