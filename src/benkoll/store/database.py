"""One engine and one transaction for every room that stores: SQLite for one clinic, PostgreSQL for a hospital.

SQLite before 3.51.3 can corrupt a database in WAL mode that several connections use: below it a rollback journal is
used. Commits are synced in full, always: what was acknowledged stays.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from benkoll.errors import Problem, StoreError, UsageError
from benkoll.store.metadata import KINDS, METADATA, Kind, database_table, retired_table
from benkoll.store.reach import held, refuse_open

DEFAULT = "sqlite:///benkoll.db"
SAFE_WAL = (3, 51, 3)
BUSY_MS = 30_000
"""How long a connection waits for another's transaction before it gives up."""

_WRITES = "benkoll_writes"


class Database:
    """A migrated database; `kind` is what it may hold, `era` how many keys there were before its key of today.

    Where the key was changed since it was opened, nothing is written: what holds it open has the key of before.
    """

    def __init__(self, engine: sa.Engine, kind: Kind, era: int | None = None) -> None:
        self.engine = engine
        self.kind = kind
        self.era = era
        if self.is_postgresql and era is not None:
            sa.event.listen(engine, "connect", self._hold_era)

    @property
    def is_postgresql(self) -> bool:
        """Whether rows are locked one by one (PostgreSQL); SQLite has one writer at a time."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is there afterwards, or nothing. Raises StoreError where the database fails."""
        with _told(self.engine), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                if not self.is_postgresql and self.era is not None:
                    self._refuse_other(era_of(connection))
                yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction that only reads, and sees one state."""
        with _told(self.engine), self.engine.connect() as connection:
            if self.is_postgresql:  # else each question sees what was written before it, not before the first one
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()

    def _hold_era(self, connection: Any, _: object) -> None:
        """PostgreSQL: no key is changed while somebody is connected, so what connects is what is held against it."""
        with connection.cursor() as cursor:
            (era,) = cursor.execute(str(ERA)).fetchone()
        connection.rollback()
        self._refuse_other(era)

    def _refuse_other(self, era: int) -> None:
        if era != self.era:
            raise StoreError(
                [
                    Problem(
                        "databasens nyckel är bytt sedan programmet startade: starta om med den nya",
                        "the database's key was changed since the program began: begin again with the new one",
                    )
                ]
            )


ERA = sa.select(sa.func.count()).select_from(retired_table)


def era_of(connection: sa.Connection) -> int:
    """How many keys there were before the one of today."""
    return int(connection.scalar(ERA) or 0)


def engine_of(url: str) -> sa.Engine:
    """The engine for a database's URL; UsageError where it names none of the two kinds, or one past an open network."""
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError
        # hide_parameters: the values of a statement, a patient's among them, are in no message
        engine = sa.create_engine(parsed, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise UsageError(
            f"--database {url}: skriv sqlite:///FIL eller postgresql://ANVÄNDARE@VÄRD/DATABAS",
            f"--database {url}: write sqlite:///FILE or postgresql://USER@HOST/DATABASE",
        ) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        refuse_open(parsed)
        sa.event.listen(engine, "connect", lambda connection, _: held(connection))
        sa.event.listen(engine, "checkout", _refuse_gone)
    return engine


def open_database(url: str, *, kind: Kind | None = None) -> Database:
    """The database at the URL, of the newest form.

    `kind`: what it must be. Raises StoreError where it cannot be reached, UsageError where it is not made yet, of an
    older or a newer form, or of the other kind.
    """
    from benkoll.store.migrate import newest, revision_of  # alembic, for whom the database is there

    engine = engine_of(url)
    with opening(engine) as connection:
        found = revision_of(connection)
        if found != newest():
            raise UsageError(*_not_migrated(engine.url.render_as_string(), found))
        there: Kind = connection.execute(sa.select(database_table.c.kind)).scalar_one()
        assert there in KINDS
        if kind is not None and there != kind:
            raise other_kind(there, kind)
        era = era_of(connection)
    return Database(engine, there, era)


@contextmanager
def opening(engine: sa.Engine) -> Iterator[sa.Connection]:
    """An engine's first connection; where it fails, or what is found is refused, none is left open."""
    try:
        with _told(engine), engine.connect() as connection:
            yield connection
    except BaseException:
        engine.dispose()
        raise


def other_kind(there: Kind, asked: Kind) -> UsageError:
    """A demonstration must not meet real patients, nor the other way round."""
    named: Mapping[Kind, tuple[str, str]] = {
        "demo": ("en demonstration", "a demonstration"),
        "real": ("riktiga patienter", "real patients"),
    }
    (there_sv, there_en), (asked_sv, asked_en) = named[there], named[asked]
    return UsageError(
        f"databasen är för {there_sv}, inte för {asked_sv}: ange en annan med --database",
        f"the database is for {there_en}, not for {asked_en}: name another with --database",
    )


def _not_migrated(url: str, found: str | None) -> tuple[str, str]:
    if found is None:
        return (
            f"{url}: databasen är inte gjord: kör benkoll chain init",
            f"{url}: the database is not made: run benkoll chain init",
        )
    return (
        f"{url}: databasen har form {found}, inte programmets: kör benkoll chain init (eller ett nyare Benkoll)",
        f"{url}: the database has form {found}, not the program's: run benkoll chain init (or a newer Benkoll)",
    )


@contextmanager
def _told(engine: sa.Engine) -> Iterator[None]:
    """What the database itself refuses, in our own words; a broken rule of its tables is a fault and goes on."""
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.DataError):
        raise
    except DBAPIError as error:
        raise store_error(engine.url.render_as_string(), error) from error


def store_error(url: str, error: DBAPIError) -> StoreError:
    """The database could not be reached, or could not do what it was asked."""
    said = " ".join(str(error.orig).split())
    return StoreError(
        [Problem(f"databasen svarar inte som den ska: {said}", f"the database does not do its part: {said}", file=url)]
    )


P = ParamSpec("P")
R = TypeVar("R")

_BROKEN_OFF = ("40P01", "40001", "23505")
"""SQLSTATEs of PostgreSQL: two waited for each other, or wrote the same at once."""
_TRIES = 5


def again(transaction: Callable[P, R]) -> Callable[P, R]:
    """What is one transaction, begun anew where PostgreSQL broke it off because another waited for the same rows, or
    where another wrote the same first.
    """

    @wraps(transaction)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for left in reversed(range(_TRIES)):
            try:
                return transaction(*args, **kwargs)
            except (StoreError, sa.exc.IntegrityError) as error:
                if not (left and _may_go_well_again(error)):
                    raise
        raise AssertionError

    return tried


def _may_go_well_again(error: Exception) -> bool:
    broken = error.__cause__ if isinstance(error, StoreError) else error
    return getattr(getattr(broken, "orig", None), "sqlstate", None) in _BROKEN_OFF


# POSTGRESQL


def _refuse_gone(connection: Any, *_: object) -> None:
    """What the server has ended since it was last used is replaced by a new one; to ask it would take a round trip."""
    try:
        connection.pgconn.consume_input()  # the server's last words, if it has said them
        connection.pgconn.consume_input()  # the end of the connection
    except connection.Error as error:
        raise sa.exc.DisconnectionError from error


# SQLITE


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins the transactions, not Python
    cursor = connection.cursor()
    for setting in (f"busy_timeout={BUSY_MS}", f"journal_mode={journal()}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def journal(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Literal["WAL", "TRUNCATE"]:
    """The journal that is safe with this version of SQLite."""
    return "WAL" if version >= SAFE_WAL else "TRUNCATE"


def _begin_sqlite(connection: sa.Connection) -> None:
    # a transaction that will write says so at once: one that finds out later fails where it should have waited
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


__all__ = ["DEFAULT", "METADATA", "Database", "again", "engine_of", "journal", "open_database", "other_kind"]
