"""A fresh database for each test that asks for one: SQLite, and PostgreSQL where it is to be had."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from benkoll.store.database import Database, open_database
from benkoll.store.metadata import Kind
from benkoll.store.migrate import migrate
from database.fresh import Emptied, Memory
from database.hospital import KEYS
from database.server import Server, programs

Made = Callable[[str], str]
"""Makes a database, of a kind or `empty`; its URL."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL not found (initdb): nothing was tested on it")
    made = Server(found)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def made_on_postgresql(server: Server, kind: str) -> str:
    """A database copied from one that was migrated; it goes with the server."""
    return server.make(f"benkoll_{uuid4().hex}", "template1" if kind == "empty" else f"template_{kind}")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated SQLite database of each kind."""
    folder = tmp_path_factory.mktemp("migrated")
    for kind in ("real", "demo"):
        migrate(f"sqlite:///{folder / kind}.db", kind, KEYS)[0].close()  # type: ignore[arg-type]
    return folder


@pytest.fixture(scope="session")
def templates(server: Server) -> None:
    for kind in ("real", "demo"):
        migrate(server.make(f"template_{kind}"), kind, KEYS)[0].close()  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """Makes databases of the kind or `empty`, on SQLite and then on PostgreSQL."""
    if request.param == "postgresql":
        request.getfixturevalue("templates")
        return partial(made_on_postgresql, request.getfixturevalue("server"))
    migrated: Path = request.getfixturevalue("migrated")

    def copied(kind: str) -> str:
        path = tmp_path / f"{uuid4().hex}.db"
        if kind != "empty":
            shutil.copy(migrated / f"{kind}.db", path)
        return f"sqlite:///{path}"

    return copied


@pytest.fixture
def url(make: Made) -> str:
    """The URL of a migrated database for real patients."""
    return make("real")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A migrated database for real patients."""
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def opened(make: Made) -> Iterator[Callable[[Kind], Database]]:
    """Opens a new migrated database of the kind."""
    all_ = list[Database]()

    def open_(kind: Kind) -> Database:
        all_.append(open_database(make(kind)))
        return all_[-1]

    yield open_
    for one in all_:
        one.close()


@pytest.fixture(scope="session")
def emptied(server: Server, templates: None) -> Iterator[Emptied]:
    """A database on PostgreSQL that is emptied whenever a new one is asked for."""
    opened = open_database(made_on_postgresql(server, "real"))
    yield Emptied(opened)
    opened.close()


@pytest.fixture(scope="session")
def memory(migrated: Path) -> Memory:
    return Memory(migrated / "real.db")
