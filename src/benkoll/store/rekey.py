"""The key changed: all that it sealed is sealed anew and all that it digested digested anew, in one transaction.

What that is, the tables say themselves (`metadata`). Killed at any moment the database is whole, under the one key or
the other. The old secret stays, sealed under the new key: what is kept nowhere but as a digest is still found by it.
Nobody else may use the database meanwhile, and whoever has it open with the old key writes nothing in it any more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from benkoll.errors import BenkollError, UsageError
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.metadata import METADATA, ROLE, database_table, retired_table
from benkoll.store.migrate import check_key
from benkoll.store.portions import portion_of

Before = Callable[[sa.Connection, Keys, Keys], Mapping[str, str]]
"""What must hold under the old keys, or it raises; and the ids that change with the key besides, with the new ones."""

Also = Callable[[sa.Connection, Keys], None]
"""What a room makes anew itself, with the new keys, after the rest."""

_OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def is_under(database: Database, keys: Keys) -> bool:
    """Whether the database is under these keys already: so it is where whoever changed them was killed afterwards."""
    with database.reading() as connection:
        return bool(connection.scalar(sa.select(database_table.c.key_check)) == keys.check())


def rekey(database: Database, old: Keys, new: Keys, at: str, before: Before, also: Also) -> Mapping[str, int]:
    """Change the key from `old` to `new` at that time; how many rows of each table were written.

    `before` and `also` are of the same transaction. Raises UsageError where `old` is not the database's, where `new` is
    no new one, where somebody else is connected (PostgreSQL); StoreError where the role may not.
    """
    with database.writing() as connection:
        _refuse_unknown(connection)
        _alone(connection)
        old = check_key(connection, old)
        if new.check() in {one.check() for one in (old, *old.retired)}:
            raise UsageError(
                "den nya nyckeln är redan använd: gör en ny", "the new key was used before: make a new one"
            )
        new = replace(new, retired=(replace(old, retired=()), *old.retired))
        ids = before(connection, old, new)
        with _unguarded(connection):
            written = _Anew(connection, old, new, ids).all()
            connection.execute(sa.insert(retired_table), _retired(connection, old, new, at))
            connection.execute(sa.update(database_table).values(key_check=new.check()))
            also(connection, new)
    if database.era is not None:
        database.era += 1
    return written


def _refuse_unknown(connection: sa.Connection) -> None:
    """Every table that is there says what the key has made in it: else something would be left under the old one."""
    there = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    strange = sorted(there - METADATA.tables.keys())
    if strange:
        raise BenkollError(f"okända tabeller: {', '.join(strange)}", f"unknown tables: {', '.join(strange)}")


def _retired(connection: sa.Connection, old: Keys, new: Keys, at: str) -> dict[str, Any]:
    last = connection.scalar(sa.select(sa.func.max(retired_table.c.id))) or 0
    return {"id": last + 1, "secret": new.seal(old.secret), "at": at}


def _alone(connection: sa.Connection) -> None:
    """Nobody else reads or writes until it is done. UsageError where somebody is connected."""
    if connection.dialect.name != "postgresql":
        return  # one writer at a time, and what is open finds out by `Database.era`
    tables = ", ".join(table.name for table in METADATA.sorted_tables)
    connection.exec_driver_sql(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
    others = connection.scalar(_OTHERS)
    if others:
        raise UsageError(
            f"{others} andra är anslutna till databasen: stoppa webbtjänsten och watch först",
            f"{others} others are connected to the database: stop the web service and watch first",
        )


# WHAT GUARDS THE TABLES


@contextmanager
def _unguarded(connection: sa.Connection) -> Iterator[None]:
    """What refuses to change the log and the events lets this once, and an identity may change before who names it."""
    if connection.dialect.name == "postgresql":
        named = [one for table in METADATA.sorted_tables for one in table.foreign_key_constraints]
        for table in METADATA.sorted_tables:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
        for one in named:
            connection.exec_driver_sql(_constraint(one, "DEFERRABLE INITIALLY DEFERRED"))
        yield
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        for one in named:
            connection.exec_driver_sql(_constraint(one, "NOT DEFERRABLE"))
        for table in METADATA.sorted_tables:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, made in triggers:
        connection.exec_driver_sql(made)


def _constraint(one: sa.ForeignKeyConstraint, how: str) -> str:
    return f"ALTER TABLE {one.table.name} ALTER CONSTRAINT {one.name} {how}"


# THE TABLES


class _Anew:
    """One table after the other; `persons`: each identity's digest under the old key, and under the new one."""

    def __init__(self, connection: sa.Connection, old: Keys, new: Keys, ids: Mapping[str, str]) -> None:
        self.connection = connection
        self.old = old
        self.new = new
        self.ids = ids
        self.persons = dict(self._persons())

    def all(self) -> dict[str, int]:
        """Write every table's columns that the key has made; how many rows of each."""
        return {table.name: self._table(table) for table in METADATA.sorted_tables if made_by_key(table)}

    def _persons(self) -> Iterator[tuple[str, str]]:
        for table in METADATA.sorted_tables:
            for column in made_by_key(table):
                if "of" in column.info:
                    sealed = table.c[column.info["of"]]
                    for digest, number in self.connection.execute(sa.select(column, sealed)):
                        yield digest, self.new.digest(column.info["purpose"], self.old.open(number).decode())

    def _table(self, table: sa.Table) -> int:
        if table.info.get(ROLE) == "ends":
            return self.connection.execute(sa.delete(table)).rowcount
        columns, key = made_by_key(table), list(table.primary_key.columns)
        places = [tuple(row) for row in self.connection.execute(sa.select(*key).order_by(*key))]
        where = [one == sa.bindparam(f"at_{one.name}") for one in key]
        changed = sa.update(table).where(*where).values({one: sa.bindparam(f"to_{one.name}") for one in columns})
        at_once = portion_of(self.connection, table)
        for first in range(0, len(places), at_once):
            some = sa.tuple_(*key).in_(places[first : first + at_once])
            rows = self.connection.execute(sa.select(*key, *columns).where(some)).all()
            self.connection.execute(changed, [self._row(key, columns, tuple(row)) for row in rows])
        return len(places)

    def _row(
        self, key: Sequence[sa.Column[Any]], columns: Sequence[sa.Column[Any]], values: Sequence[Any]
    ) -> dict[str, Any]:
        at = {f"at_{one.name}": value for one, value in zip(key, values, strict=False)}
        to = zip(columns, values[len(key) :], strict=True)
        return at | {f"to_{one.name}": self._value(one.info, value) for one, value in to}

    def _value(self, info: Mapping[Any, Any], value: Any) -> Any:
        if value is None:
            return None
        match info[ROLE]:
            case "sealed" if "persons" in info:
                return self.new.seal_json(self._named(self.old.open_json(value), info["persons"]))
            case "sealed":
                return self.new.seal(self.old.open(value))
            case "person":  # of somebody who is not there: as any other digest
                return self.persons.get(value) or self.new.anew(value)
            case "named":
                return self.persons.get(value) or self.ids.get(value, value)
            case _:
                return self.new.anew(value)

    def _named(self, said: dict[str, Any], persons: Sequence[str]) -> dict[str, Any]:
        there = {name: said[name] for name in persons if name in said}
        return said | {name: self.persons.get(value) or self.new.anew(value) for name, value in there.items()}


def made_by_key(table: sa.Table) -> list[sa.Column[Any]]:
    """The table's columns that a new key must make anew; every one of a table whose rows end with the key."""
    return [column for column in table.c if ROLE in column.info or ROLE in table.info]


__all__ = ["is_under", "made_by_key", "rekey"]
