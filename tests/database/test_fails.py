"""The database fails in the middle: it is said in words, nothing is half written, and it goes on where it was."""

import re
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import verify
from benkoll.chain.intake import take_in
from benkoll.chain.reads import Filter, worklist
from benkoll.errors import NO_DATABASE, StoreError
from benkoll.store.database import Database, open_database
from database.conftest import made_on_postgresql
from database.hospital import ANNA, KEYS, actor, chain, counts, derived, hip_of, people, taken
from database.server import Server

MESSAGES = [hip_of(number, person) for number, person in enumerate(people(60))]
ROOM = 20
"""Pages of the database file that are left, beyond the empty one's."""


@pytest.fixture
def on_postgresql(server: Server, templates: None) -> Iterator[Database]:
    opened = open_database(made_on_postgresql(server, "real"))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benkoll.chain.intake.BATCH", 10)


def whole(database: Database) -> None:
    """What is there holds together, and is of whole batches."""
    there = counts(database)
    assert there["chain_message"] % 10 == 0
    assert there["chain_event"] == 2 * there["chain_message"]
    assert there["audit_entry"] == there["chain_message"]
    assert there["chain_episode"] == there["chain_item"] == there["chain_message"]
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None


def until_it_fails(database: Database, messages: Iterable[Any]) -> tuple[int, StoreError]:
    """How many messages it said were kept, and what it said then."""
    kept = 0
    try:
        for done in take_in(database, KEYS, actor(), messages, "test.csv"):
            kept += done.new
    except StoreError as error:
        return kept, error
    raise AssertionError("it did not fail")


def goes_on(database: Database, kept: int) -> None:
    found = taken(database, MESSAGES)
    assert (found.again, found.new, found.refused) == (kept, len(MESSAGES) - kept, 0)
    assert counts(database)["chain_episode"] == len(MESSAGES)


def test_the_disk_is_full(migrated: Path, tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    path.write_bytes((migrated / "real.db").read_bytes())
    database = open_database(f"sqlite:///{path}")

    def little_room(connection: Any, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {max(pages, empty + ROOM)}")

    with database.reading() as connection:
        empty = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    database.engine.dispose()
    sa.event.listen(database.engine, "connect", little_room)
    kept, error = until_it_fails(database, MESSAGES)
    assert re.search(r"full\.db: the database does not do its part: .*disk is full", error.said("en"))
    assert "databasen svarar inte som den ska" in error.said("sv")
    assert error.exit_code == NO_DATABASE
    assert 0 < kept < len(MESSAGES)
    assert counts(database)["chain_message"] == kept
    whole(database)
    with pytest.raises(StoreError):  # in the end there is no room to log it: nothing is shown
        [worklist(chain(database), Filter()) for _ in range(5)]
    database.close()
    database = open_database(f"sqlite:///{path}")
    goes_on(database, kept)
    database.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["it is shut down", "it breaks down"])
@pytest.mark.parametrize("statement", [1, 3, 6, 9, 14])
def test_gone_in_the_middle_and_back(
    on_postgresql: Database, server: Server, how: signal.Signals, statement: int
) -> None:
    database = on_postgresql
    assert taken(database, MESSAGES[:20]).new == 20
    said = 0

    def gone(*_: object) -> None:
        nonlocal said
        said += 1
        if said == statement:
            server.stop(how)

    sa.event.listen(database.engine, "before_cursor_execute", gone)
    try:
        with pytest.raises(StoreError, match="the database does not do its part: ") as error:
            taken(database, MESSAGES)
        assert error.value.exit_code == NO_DATABASE
        assert said >= statement
        with pytest.raises(StoreError, match="the database does not do its part: "):
            worklist(chain(database), Filter())
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", gone)
        server.start()
    whole(database)
    assert counts(database)["chain_message"] == 20
    goes_on(database, 20)


def test_gone_between_two_batches(on_postgresql: Database, server: Server) -> None:
    database = on_postgresql

    def messages() -> Iterator[Any]:
        yield from MESSAGES[:25]
        server.stop()
        yield from MESSAGES[25:]

    try:
        kept, _ = until_it_fails(database, messages())
    finally:
        server.start()
    assert kept == 20
    whole(database)
    goes_on(database, kept)


def test_connections_that_the_server_ended_while_nobody_used_them(on_postgresql: Database, server: Server) -> None:
    """The next who ask get new ones, and notice nothing: no one connection is given up for another's sake."""
    database = on_postgresql
    with database.reading() as one, database.reading() as other:
        ended = [connection.scalar(sa.text("SELECT pg_backend_pid()")) for connection in (one, other)]
    for process in ended:
        server.say(f"SELECT pg_terminate_backend({process}, 10000)")
    for _ in range(3):
        with database.reading() as one, database.reading() as other:
            now = [connection.scalar(sa.text("SELECT pg_backend_pid()")) for connection in (one, other)]
        assert not set(ended) & set(now)
    server.stop()
    server.start()
    assert taken(database, MESSAGES[:20]).new == 20


def test_nobody_answers() -> None:
    with pytest.raises(
        StoreError, match=r"postgresql\+psycopg://a@127\.0\.0\.1:1/b: the database does not do its part"
    ):
        open_database("postgresql://a@127.0.0.1:1/b")


def test_a_password_is_not_said() -> None:
    with pytest.raises(StoreError) as error:
        open_database("postgresql://a:secret@127.0.0.1:1/b")
    assert "secret" not in error.value.said("en") + error.value.said("sv")


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 40, b"\0" * 4096])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "text.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"text\.db: the database does not do its part"):
        open_database(f"sqlite:///{path}")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        open_database(f"sqlite:///{tmp_path}/no/such.db")


def test_a_damaged_file_is_told(migrated: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes((migrated / "real.db").read_bytes())
    database = open_database(f"sqlite:///{path}")
    taken(database, [hip_of(1, ANNA)])
    database.close()
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="malformed"):
        derived(open_database(f"sqlite:///{path}"))
