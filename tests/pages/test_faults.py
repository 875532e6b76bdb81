"""Faults while the service is used: the database stopped and started, the disk full, the identity provider gone.

Whoever asks is told so in words, what was acknowledged is there afterwards, and all goes on by itself.
"""

import random
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from benkoll.audit.log import verify
from benkoll.chain import tables
from benkoll.chain.demo import make_demo
from benkoll.store.database import Database, open_database
from benkoll.store.migrate import migrate
from benkoll.web.service import OpenId
from database.conftest import server
from database.hospital import DAY, KEYS
from database.server import Server
from pages.live import Live, live

__all__ = ["server"]

CLIENTS = 6
"""People at work at once."""
TOLD = "Databasen svarar inte"


class Person:
    """Somebody at work: notes are written on an episode, and it is kept which were acknowledged."""

    def __init__(self, at: Live, name: str = "karin") -> None:
        self.client = httpx.Client(base_url=at.origin, timeout=60, headers={"Origin": at.origin})
        self.client.post("/login/demo", data={"person": name})
        page = self.client.get("/chain").text
        self.token = page.partition('name="token" value="')[2].partition('"')[0]
        self.episode = page.partition('href="/chain/episode/')[2].partition('"')[0]
        assert self.token
        assert self.episode
        self.kept = list[str]()
        self.statuses = list[int]()
        self.told = set[str]()

    def note(self, text: str) -> int:
        form = {"token": self.token, "kind": "note", "on": DAY.isoformat(), "text": text}
        version = self.version()
        answer = self.client.post(f"/chain/episode/{self.episode}/record", data=form | {"version": version or "0"})
        self.statuses.append(answer.status_code)
        if answer.status_code == 303:
            self.kept.append(text)
        self._hear(answer)
        return answer.status_code

    def _hear(self, answer: httpx.Response) -> None:
        """What is said where it did not go: in words, and nothing of the database itself."""
        if answer.status_code >= 500:
            self.told.add(TOLD if TOLD.lower() in answer.text.lower() else said_in(answer.text))
            assert not re.search("sqlite|postgresql|psycopg|Traceback", answer.text)

    def version(self) -> str | None:
        page = self.client.get(f"/chain/episode/{self.episode}")
        if page.status_code != 200:
            self.statuses.append(page.status_code)
            self._hear(page)
            return None
        return page.text.partition('name="version" value="')[2].partition('"')[0]


def said_in(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub("<[^>]*>", " ", page.partition("<main")[2].partition("</main>")[0]).split())[:300]


@pytest.fixture
def person() -> Iterator[Callable[[Live], Person]]:
    """Has people go to work, until the test ends."""
    people = list[Person]()

    def begins(at: Live) -> Person:
        people.append(Person(at))
        return people[-1]

    yield begins
    for one in people:
        one.client.close()


def notes(database: Database) -> set[str]:
    """What the database holds of them."""
    with database.reading() as connection:
        sealed = connection.scalars(sa.select(tables.event.c.data).where(tables.event.c.kind == "note")).all()
    return {str(KEYS.open_json(one)["text"]) for one in sealed}


def whole(database: Database) -> None:
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None


# THE DATABASE STOPPED AND STARTED


@pytest.fixture
def on_postgresql(server: Server) -> Iterator[Live]:
    url = server.make(f"faults_{random.randrange(10**9)}")
    database, _ = migrate(url, "demo", KEYS)
    make_demo(database, KEYS, DAY, patients=60)
    with live(database) as one:
        yield one
    database.close()


def test_the_database_stopped_and_started_while_people_work(
    on_postgresql: Live, server: Server, person: Callable[[Live], Person]
) -> None:
    people = [person(on_postgresql) for _ in range(CLIENTS)]
    end = threading.Event()

    def works(who: int) -> None:
        count = 0
        while not end.is_set():
            people[who].note(f"{who}-{count}")
            count += 1

    threads = [threading.Thread(target=works, args=(who,)) for who in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            waited_for(lambda: sum(len(one.kept) for one in people) >= 5)
            server.stop()
            waited_for(lambda: any(503 in one.statuses for one in people))
            time.sleep(0.5)
            server.start()
            before = sum(len(one.kept) for one in people)
            waited_for(lambda before=before: sum(len(one.kept) for one in people) > before + 5)  # by itself
    finally:
        end.set()
        for thread in threads:
            thread.join()
    statuses = {status for one in people for status in one.statuses}
    assert statuses <= {303, 409, 503}, statuses
    assert {told for one in people for told in one.told} == {TOLD}
    kept = {text for one in people for text in one.kept}
    assert kept <= notes(on_postgresql.database)  # what was acknowledged is there
    whole(on_postgresql.database)
    assert httpx.get(f"{on_postgresql.origin}/health").json() == {"status": "ok"}


def waited_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_a_system_is_told_while_the_database_is_gone(on_postgresql: Live, server: Server) -> None:
    server.stop()
    try:
        for path in ("/health", "/login"):
            answer = httpx.get(on_postgresql.origin + path, timeout=60)
            assert answer.status_code == 503
        found = httpx.get(f"{on_postgresql.origin}/health", timeout=60)
        assert found.headers["content-type"] == "application/problem+json"
        assert found.json()["title"] in (TOLD, "The database does not answer")
        assert "127.0.0.1" not in found.text
        guideline = httpx.get(f"{on_postgresql.origin}/guideline", timeout=60)
        assert guideline.status_code == 200  # what needs no database is there
    finally:
        server.start()
    assert httpx.get(f"{on_postgresql.origin}/health", timeout=60).status_code == 200


# THE DISK FULL


def test_the_disk_is_full(hospital_file: Path, tmp_path: Path, person: Callable[[Live], Person]) -> None:
    copy = tmp_path / "full.db"
    shutil.copy(hospital_file, copy)
    database = open_database(f"sqlite:///{copy}", kind="demo")
    full = True

    def little_room(connection: Any, _: object, __: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 4 if full else 1_000_000}")

    with live(database) as one:
        karin = person(one)
        database.engine.dispose()
        sa.event.listen(database.engine, "checkout", little_room)
        written = 0
        while written < 200 and karin.note(f"{written} " + "x" * 15_000) != 503:
            written += 1
        assert karin.told == {TOLD}
        assert set(karin.kept) <= notes(database)
        episode = karin.client.get(f"/chain/episode/{karin.episode}")
        assert episode.status_code in (200, 503)  # shown where the log has room for it; else not
        full = False  # somebody made room
        assert karin.note("room again") == 303
        assert notes(database) >= {*karin.kept}
        whole(database)
    database.close()


# THE IDENTITY PROVIDER GONE


def test_the_identity_provider_is_gone(tmp_path: Path) -> None:
    database, _ = migrate(f"sqlite:///{tmp_path}/real.db", "real", KEYS)
    with live(database, openid=OpenId("http://127.0.0.1:1", "benkoll", "secret")) as one:
        assert httpx.get(f"{one.origin}/login").status_code == 200
        answer = httpx.get(f"{one.origin}/login/openid", timeout=60)
        assert answer.status_code == 503
        assert "<h1>" in answer.text
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert httpx.get(f"{one.origin}/guideline").status_code == 200
        assert httpx.get(f"{one.origin}/health").status_code == 200
    database.close()


def test_who_is_logged_in_works_on_while_the_provider_is_gone(
    hospital_file: Path, tmp_path: Path, person: Callable[[Live], Person]
) -> None:
    """A session is the service's own: nobody is asked again before it ends."""
    copy = tmp_path / "hospital.db"
    shutil.copy(hospital_file, copy)
    database = open_database(f"sqlite:///{copy}", kind="demo")
    with live(database, openid=OpenId("http://127.0.0.1:1", "benkoll", "secret")) as one:
        karin = person(one)
        assert karin.note("kept") == 303
        one.clock.at += timedelta(minutes=29)
        assert karin.client.get("/chain").status_code == 200
    database.close()
