"""The chain of migrations: up and down step by step, to the tables that the code knows, on both databases."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import benkoll.audit.tables
import benkoll.chain.tables
import benkoll.readings.tables
import benkoll.web.accounts
from benkoll.errors import StoreError, UsageError
from benkoll.store.database import Database, engine_of, journal, open_database
from benkoll.store.keys import Keys
from benkoll.store.metadata import METADATA, Kind
from benkoll.store.migrate import _script, downgrade, migrate, newest, revision_of, upgrade
from database.hospital import (
    ANNA,
    BERIT,
    DAY,
    DORA,
    KEYS,
    counts,
    derived,
    fracture,
    hip_of,
    message,
    people,
    taken,
    visit,
)
from database.server import Server

ROOMS = (benkoll.audit.tables, benkoll.chain.tables, benkoll.readings.tables, benkoll.web.accounts)
STEPS = [one.revision for one in reversed(list(_script().walk_revisions()))]


def tables_of(connection: sa.Connection) -> dict[str, Any]:
    """Every table with its columns, types and indexes, as the database itself tells them."""
    found = sa.MetaData()
    found.reflect(connection)
    return {
        table.name: (
            sorted((column.name, str(column.type), column.nullable) for column in table.c),
            sorted((str(index.name), [column.name for column in index.columns]) for index in table.indexes),
        )
        for table in found.sorted_tables
    }


def test_up_and_down_step_by_step(make: Callable[[str], str]) -> None:
    engine = engine_of(make("empty"))
    with engine.connect() as connection, connection.begin():
        forms: list[Any] = [tables_of(connection)]
        for step in STEPS:
            upgrade(connection, step)
            assert revision_of(connection) == step
            forms.append(tables_of(connection))
        for place in reversed(range(len(STEPS))):
            downgrade(connection, STEPS[place - 1] if place else "base")
            left = tables_of(connection)
            left.pop("alembic_version")
            assert left == {name: form for name, form in forms[place].items() if name != "alembic_version"}
        upgrade(connection, "head")
        assert tables_of(connection) == forms[-1]
        assert len(forms[-1]) == len(METADATA.tables) + 1
    engine.dispose()


def test_the_migrated_database_is_what_the_code_knows(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_a_broken_migration_leaves_nothing(make: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    url = make("empty")
    monkeypatch.setattr(Keys, "check", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        migrate(url, "real", KEYS)
    engine = engine_of(url)
    with engine.connect() as connection:
        assert tables_of(connection) == {}
    engine.dispose()


def test_made_migrated_there(make: Callable[[str], str]) -> None:
    url = make("empty")
    found, done = migrate(url, "real", KEYS)
    with found.writing() as connection:
        downgrade(connection, STEPS[-2])
    found.close()
    with pytest.raises(UsageError, match=f"has form {STEPS[-2]}, not the program's: run benkoll chain init"):
        open_database(url)
    again, done_again = migrate(url, "real", KEYS)
    again.close()
    last, done_last = migrate(url, "real", KEYS)
    last.close()
    assert (done, done_again, done_last) == ("made", "migrated", "there")
    open_database(url).close()


def test_a_newer_form_is_told(url: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(UsageError, match=r"form 9999, which is newer than the program: use a newer Benkoll"):
        migrate(url, "real", KEYS)
    with pytest.raises(UsageError, match="form 9999"):
        open_database(url)


def test_one_that_is_not_made_is_told(make: Callable[[str], str]) -> None:
    with pytest.raises(UsageError, match="the database is not made: run benkoll chain init"):
        open_database(make("empty"))


@pytest.mark.parametrize("bad", ["mysql://a/b", "no url", "sqlite", "oracle+cx://x"])
def test_other_databases_are_refused(bad: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"--database {bad}: write sqlite:///FILE or postgresql://")):
        engine_of(bad)


def test_a_wrong_key_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match=r"the key other\.key is not the database's"):
        migrate(url, "real", Keys(b"b" * 32, Path("other.key")))


@pytest.mark.parametrize("kind", ["real", "demo"])
def test_one_kind_is_not_the_other(make: Callable[[str], str], kind: Kind) -> None:
    url = make(kind)
    other: Kind = "demo" if kind == "real" else "real"
    with pytest.raises(UsageError, match="name another with --database"):
        migrate(url, other, KEYS)
    with pytest.raises(UsageError, match="name another with --database"):
        open_database(url, kind=other)
    opened = open_database(url, kind=kind)
    assert opened.kind == kind
    opened.close()


def test_no_third_kind(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.writing() as connection:
        connection.execute(sa.text("UPDATE benkoll_database SET kind = 'both'"))


def test_the_other_kinds_patients_are_refused(opened: Callable[[Kind], Database]) -> None:
    real, demo = opened("real"), opened("demo")
    of_demo = message(1, ANNA, visit(DAY, fracture()), source="demo")
    refused = taken(real, [of_demo])
    assert (refused.new, refused.refused) == (0, 1)
    assert "the database is for real patients" in refused.problems[0].said("en")
    of_reserve = message(2, "20210325K069", visit(DAY, fracture()))
    refused = taken(demo, [of_reserve, message(3, DORA, visit(DAY)), hip_of(4, people(1)[0])])
    assert (refused.new, refused.refused) == (1, 2)
    assert "use the tax agency's test numbers" in refused.problems[0].said("en")
    assert len(derived(demo)["identity"]) == 1


def test_nor_do_they_come_in_beside_others(opened: Callable[[Kind], Database]) -> None:
    """By a merge, as another identifier, or by a command."""
    from benkoll.chain.commands import died, merge
    from benkoll.exchange.visits.visit import Merge, Person
    from database.hospital import chain

    demo = opened("demo")
    (one,) = people(1)
    by_merge = message(1, one, merges=(Merge("98240301AA06"),))
    as_other = message(2, Person(one, other_ids=("98240301AA06",)), visit(DAY, fracture()))
    assert taken(demo, [by_merge, as_other]).refused == 2
    with pytest.raises(UsageError, match="is a demonstration"):
        merge(chain(demo), one, "98240301AA06")
    with pytest.raises(UsageError, match="is a demonstration"):
        died(chain(demo), "98240301AA06", DAY)
    assert derived(demo)["identity"] == []


CHANGES = (
    "UPDATE chain_event SET kind = 'note'",
    "DELETE FROM chain_event",
    "UPDATE audit_entry SET actor = 'nobody'",
    "DELETE FROM audit_entry",
)


@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE chain_event", "TRUNCATE audit_entry"])
def test_what_was_appended_stays(database: Database, change: str) -> None:
    if change.startswith("TRUNCATE") and not database.is_postgresql:
        return  # SQLite has no such word
    taken(database, [hip_of(1)])
    before = counts(database)
    refused = pytest.raises((StoreError, sa.exc.IntegrityError), match=r"kept|never changed|never deleted|not changed")
    with refused, database.writing() as connection:
        connection.execute(sa.text(change))
    assert counts(database) == before
    assert before["chain_event"] == 2
    assert before["audit_entry"] == 1


@pytest.mark.parametrize(
    ("version", "chosen"),
    [((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 52, 0), "WAL"), ((4, 0, 0), "WAL")],
)
def test_the_journal_is_the_one_that_is_safe(version: tuple[int, ...], chosen: str) -> None:
    assert journal(version) == chosen


def test_sqlite_is_opened_safely(database: Database) -> None:
    if database.is_postgresql:
        return
    with database.reading() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        assert asked == {"journal_mode": journal().lower(), "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_postgresql_keeps_what_it_acknowledged(server: Server) -> None:
    engine = engine_of(server.address("postgres"))
    with engine.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.exec_driver_sql(f"SHOW {name}").scalar() == "on"
    engine.dispose()


def test_newest_is_the_last_step() -> None:
    assert newest() == STEPS[-1]
    assert {table for room in ROOMS for table in vars(room).values() if isinstance(table, sa.Table)} <= set(
        METADATA.sorted_tables
    )


def test_a_reader_sees_one_state(database: Database) -> None:
    """What is written while it reads is not there for it: a log that grows while it is verified is not broken."""
    from benkoll.audit.log import verify

    taken(database, [hip_of(1)])
    if not database.is_postgresql:
        return  # without a write-ahead log a writer waits for the reader
    with database.reading() as connection:
        first = verify(connection, KEYS)
        taken(database, [hip_of(2, BERIT)])
        assert verify(connection, KEYS) == first
    assert first.broken is None
