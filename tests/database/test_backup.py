"""Backup and restore: all of it comes back, on either kind of database, or nothing is written."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import verify
from benkoll.chain import commands, tables
from benkoll.chain.book import rebuild
from benkoll.chain.reads import Filter, worklist
from benkoll.errors import BenkollError, InputError, UsageError
from benkoll.exchange.visits.visit import Refused
from benkoll.store import backup as room
from benkoll.store.backup import backup, restore, verified
from benkoll.store.database import Database, open_database
from benkoll.store.keys import Keys
from benkoll.store.metadata import Kind
from database.conftest import made_on_postgresql
from database.hospital import ANNA, BERIT, DAY, EVA, KEYS, chain, derived, episode_ids, hip_of, rows, taken

KINDS = ("sqlite", "postgresql")
Opens = Callable[[str, Kind], Database]


@pytest.fixture
def opens(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Iterator[Opens]:
    """Opens a new migrated database on SQLite or PostgreSQL."""
    all_ = list[Database]()

    def open_(dialect: str, kind: Kind = "real") -> Database:
        if dialect == "postgresql":
            request.getfixturevalue("templates")
            url = made_on_postgresql(request.getfixturevalue("server"), kind)
        else:
            path = tmp_path / f"{len(all_)}.db"
            path.write_bytes((migrated / f"{kind}.db").read_bytes())
            url = f"sqlite:///{path}"
        all_.append(open_database(url))
        return all_[-1]

    yield open_
    for one in all_:
        one.close()


def filled(database: Database) -> Database:
    """With something in every table."""
    taken(database, [hip_of(1, ANNA), hip_of(2, BERIT), Refused((), b"\xff not a message")])
    anna, _ = episode_ids(database)
    working = chain(database)
    commands.record(working, anna, "invited", DAY, {})
    commands.claim(working, anna, "remind")
    commands.merge(working, BERIT, EVA)
    worklist(working, Filter())
    letter = {"kind": "invitation", "lang": "sv", "template": "built in", "status": "waiting", "digest": "0" * 64}
    with database.writing() as connection:
        person = connection.scalar(sa.select(tables.episode.c.person).where(tables.episode.c.id == anna))
        row = {"id": "letter", "episode": anna, "person": person, "made_on": DAY, "sent_on": None, **letter}
        connection.execute(sa.insert(tables.letter).values(text=b"\x00\xff", pdf=bytes(range(256)) * 300, **row))
        connection.execute(sa.insert(tables.unit).values(unit="ORT", hospital="Påhittet", name="Ortopedi åäö"))
    return database


def content(database: Database) -> dict[str, Any]:
    """Every table that there is, whichever room's."""
    there = sa.MetaData()
    with database.reading() as connection:
        there.reflect(connection)
        return {table.name: rows(connection, table) for table in there.sorted_tables}


@pytest.mark.parametrize("to", KINDS)
@pytest.mark.parametrize("of", KINDS)
def test_everything_comes_back(opens: Opens, tmp_path: Path, of: str, to: str) -> None:
    before, path = filled(opens(of)), tmp_path / "kept.benkoll"
    assert min(len(rows) for name, rows in content(before).items() if name.startswith(("chain_", "audit_"))) > 0
    held = backup(before, KEYS, path)
    assert held.rows == sum(map(len, content(before).values())) - 1  # the row of Alembic's is no content
    assert path.stat().st_mode & 0o077 == 0

    after = opens(to)
    assert restore(after, KEYS, path) == held
    assert content(after) == content(before)
    with after.writing() as connection:
        assert verify(connection, KEYS).broken is None
        as_restored = derived(after) if of == "postgresql" == to else None
        rebuild(connection, KEYS)
    assert derived(after) == derived(before)
    assert as_restored in (None, derived(after))


@pytest.mark.parametrize("to", KINDS)
def test_the_restored_chain_goes_on(opens: Opens, tmp_path: Path, to: str) -> None:
    before, path = filled(opens("sqlite")), tmp_path / "kept"
    backup(before, KEYS, path)
    after = opens(to)
    restore(after, KEYS, path)
    last = max(row[0] for row in content(after)["chain_event"])
    commands.record(chain(after), episode_ids(after)[0], "answered", DAY, {})
    assert max(row[0] for row in content(after)["chain_event"]) == last + 1
    assert taken(after, [hip_of(1, ANNA)]).again == 1
    with after.reading() as connection:
        assert verify(connection, KEYS).broken is None


def test_a_backup_of_a_backup_is_the_same_to_the_byte(opens: Opens, tmp_path: Path) -> None:
    backup(filled(opens("sqlite")), KEYS, tmp_path / "one")
    after = opens("sqlite")
    restore(after, KEYS, tmp_path / "one")
    backup(after, KEYS, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_no_name_and_no_number_stands_in_it(opens: Opens, tmp_path: Path) -> None:
    backup(filled(opens("sqlite")), KEYS, tmp_path / "kept")
    text = gzip.decompress((tmp_path / "kept").read_bytes())
    assert ANNA.encode() not in text
    assert ANNA[2:].encode() not in text


# WHAT IS REFUSED


def refused(opens: Opens, path: Path, error: type[Exception], words: str, keys: Keys = KEYS) -> None:
    """The restore is refused in those words, on both kinds of database, and nothing is written."""
    for dialect in KINDS:
        database = opens(dialect)
        there = content(database)
        with pytest.raises(error, match=words):
            restore(database, keys, path)
        assert content(database) == there


def test_only_an_empty_database_is_filled(opens: Opens, tmp_path: Path) -> None:
    backup(filled(opens("sqlite")), KEYS, tmp_path / "kept")
    for dialect in KINDS:
        database = opens(dialect)
        worklist(chain(database), Filter())  # nothing to show and nothing logged: it is still empty
        taken(database, [hip_of(7, EVA)])
        there = content(database)
        with pytest.raises(UsageError, match="not empty"):
            restore(database, KEYS, tmp_path / "kept")
        assert content(database) == there


def test_another_kind_is_refused(opens: Opens, tmp_path: Path) -> None:
    backup(opens("sqlite", "demo"), KEYS, tmp_path / "kept")
    refused(opens, tmp_path / "kept", UsageError, "not for a demonstration")


def test_another_key_is_refused(opens: Opens, tmp_path: Path) -> None:
    backup(filled(opens("sqlite")), KEYS, tmp_path / "kept")
    other = Keys(b"quite another key, of 32 bytes..", Path("other.key"))
    refused(opens, tmp_path / "kept", UsageError, r"under another key than other\.key", other)


def test_another_form_of_the_tables_is_refused(opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(room, "newest", lambda: "0001")
        backup(filled(opens("sqlite")), KEYS, tmp_path / "kept")
    refused(opens, tmp_path / "kept", UsageError, "has form 0001")


def test_what_is_no_backup_is_refused(opens: Opens, tmp_path: Path) -> None:
    for number, found in enumerate((b"", b"SQLite format 3\0", gzip.compress(b"{}\n"), gzip.compress(b"\xff" * 99))):
        path = tmp_path / f"{number}"
        path.write_bytes(found)
        refused(opens, path, InputError, "not a backup by Benkoll")


def test_a_newer_backup_is_refused(opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(room, "FORM", 2)
        backup(filled(opens("sqlite")), KEYS, tmp_path / "kept")
    refused(opens, tmp_path / "kept", UsageError, "newer Benkoll")


def test_no_damage_is_overlooked(opens: Opens, tmp_path: Path) -> None:
    """A byte changed, and an end cut off, is found before anything is written."""
    path, random = tmp_path / "kept", Random(1)
    backup(filled(opens("sqlite")), KEYS, path)
    whole = path.read_bytes()
    database = opens("sqlite")
    there = content(database)
    damaged = [whole[:place] for place in random.sample(range(len(whole)), 50)]
    damaged += [whole + b"more", whole + gzip.compress(b"more\n"), whole[: len(whole) // 2] + whole]
    for place in random.sample(range(10, len(whole)), 150):  # the first ten bytes: how gzip was made
        changed = bytes([whole[place] ^ 1 << random.randrange(8)])
        damaged.append(whole[:place] + changed + whole[place + 1 :])
    for one in damaged:
        path.write_bytes(one)
        if unpacked(one) == unpacked(whole):  # a bit between two blocks, which says nothing
            continue
        with pytest.raises(InputError, match=r"damaged or cut off|not a backup"):
            restore(database, KEYS, path)
    assert content(database) == there


def unpacked(data: bytes) -> bytes | None:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


def test_what_was_changed_without_the_key_is_refused(opens: Opens, tmp_path: Path) -> None:
    """Whoever changes a row can make the plain digest anew, but not the keyed one."""
    path = tmp_path / "kept"
    backup(filled(opens("sqlite")), KEYS, path)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    lines = [line.replace(b'"waiting"', b'"sent"') for line in lines]
    end = json.loads(lines[-1])
    end["sha256"] = room.sha256(b"".join(lines[:-1])).hexdigest()
    path.write_bytes(gzip.compress(b"".join([*lines[:-1], json.dumps(end, separators=(",", ":")).encode() + b"\n"])))
    refused(opens, path, InputError, "damaged")


@pytest.mark.parametrize("dialect", KINDS)
def test_what_else_must_hold_undoes_it(opens: Opens, tmp_path: Path, dialect: str) -> None:
    backup(filled(opens("sqlite")), KEYS, tmp_path / "kept")
    database = opens(dialect)
    there = content(database)

    def no(connection: sa.Connection) -> None:
        raise InputError([])

    with pytest.raises(InputError):
        restore(database, KEYS, tmp_path / "kept", no)
    assert content(database) == there


def test_a_backup_that_fails_leaves_the_old_one(opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, database = tmp_path / "kept", filled(opens("sqlite"))
    held = backup(database, KEYS, path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_write", full)
    with pytest.raises(OSError, match="No space"):
        backup(database, KEYS, path)
    assert verified(path, KEYS) == held
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_table_of_a_room_that_is_not_loaded_is_kept_as_well(opens: Opens, tmp_path: Path) -> None:
    databases = [opens("sqlite"), opens("sqlite")]
    for database in databases:
        with database.writing() as connection:
            connection.execute(sa.text("CREATE TABLE other (id INTEGER PRIMARY KEY, at DATE, what BLOB, yes BOOLEAN)"))
    with databases[0].writing() as connection:
        connection.execute(sa.text("INSERT INTO other VALUES (1, '2026-03-02', x'00ff', 1), (2, NULL, NULL, NULL)"))
    backup(databases[0], KEYS, tmp_path / "kept")
    restore(databases[1], KEYS, tmp_path / "kept")
    assert content(databases[0])["other"] == content(databases[1])["other"] != []
    with pytest.raises(BenkollError, match="other tables than the database"):
        restore(opens("sqlite"), KEYS, tmp_path / "kept")
