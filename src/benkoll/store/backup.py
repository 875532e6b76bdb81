"""A backup: every table of a database in one file, restored to SQLite or PostgreSQL, whichever it came from.

The file is gzip over lines of JSON: what it holds, every row of every table, and at the end a digest of all before it,
once plain (is it whole?) and once keyed (did whoever made it have the key?). What is sealed in the database is sealed
in the file, so without its key, which is not in it, nobody is named by it.
"""

import base64
import gzip
import json
import os
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benkoll.errors import BenkollError, InputError, Problem, UsageError
from benkoll.store.database import Database, other_kind
from benkoll.store.keys import Keys
from benkoll.store.metadata import KINDS, METADATA, Kind, database_table
from benkoll.store.migrate import newest

FORM = 1
FIRST_ROWS = ("benkoll_database", "audit_head")
"""Tables of one row, which a database has from the start."""
_MARK = "benkoll_backup"
_LEVEL = 1  # what is sealed cannot be made smaller, and the rest is small at any level
_ROWS = 1000
_LONGEST_LINE = 2**28
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup holds: rows by table, of a database of that kind and form, under the key of that check."""

    form: int
    revision: str
    kind: Kind
    key_check: str
    counts: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.counts.values())


# WRITE


def backup(database: Database, keys: Keys, path: Path) -> Held:
    """Write all that the database holds, as it stood at one moment, to the file, which is there when it is whole.

    It is read back before it gets its name. Raises OSError where it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(handle, "wb") as file:
            with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed, database.reading() as connection:
                _write(connection, keys, packed)
            file.flush()
            os.fsync(file.fileno())
        held = verified(unfinished, keys)
        unfinished.replace(path)
        _keep_name(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return held


def _keep_name(folder: Path) -> None:
    """The new name outlives a power cut as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(connection: sa.Connection, keys: Keys, packed: gzip.GzipFile) -> None:
    made = sha256()

    def line(value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        made.update(text)
        packed.write(text)

    tables = _tables(connection)
    row = connection.execute(sa.select(database_table)).one()
    counts = {table.name: _count(connection, table) for table in tables}
    line({_MARK: FORM, "revision": newest(), "kind": row.kind, "key_check": row.key_check, "counts": counts})
    for table in tables:
        asked = sa.select(table).order_by(*table.primary_key.columns)
        for row in connection.execute(asked, execution_options={"yield_per": _ROWS}):
            line([_plain(value) for value in row])
    line({"sha256": made.hexdigest(), "keyed": keys.digest("backup", made.hexdigest())})


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables in the order in which they can be filled: all that the database has, or it is a fault."""
    there = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    if there != set(METADATA.tables):
        names = ", ".join(sorted(there ^ set(METADATA.tables)))
        raise BenkollError(f"tabeller som inte är kända: {names}", f"tables that are not known: {names}")
    return METADATA.sorted_tables


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case date():
            return value.isoformat()
        case _:
            return value


# READ


def verified(path: Path, keys: Keys) -> Held:
    """What the backup holds, when every byte of it has been held against its digests.

    Raises InputError where it is no backup or not whole, UsageError where it was made under another key.
    """
    for _ in (lines := _Lines(path, keys)):
        pass
    return lines.held


class _Lines:
    """The rows of a backup, table by table; the digests are held against what was read at the end."""

    def __init__(self, path: Path, keys: Keys) -> None:
        self.path = path
        self.keys = keys
        self.made = sha256()
        self.file = gzip.GzipFile(path, "rb")
        try:
            self.held = self._head()
        except BaseException:
            self.file.close()
            raise

    def __iter__(self) -> Iterator[tuple[str, list[Any]]]:
        with self.file:
            for name, count in self.held.counts.items():
                for _ in range(count):
                    row = self._line()
                    if not isinstance(row, list):
                        raise self._damaged()
                    yield name, row
            before = self.made.hexdigest()
            end = self._line()
            said = {"sha256": before, "keyed": self.keys.digest("backup", before)}
            if end != said or self._read() != b"":
                raise self._damaged()

    def _head(self) -> Held:
        try:
            first = self._line()
        except InputError:
            first = None
        match first:
            case {
                "benkoll_backup": int(form),
                "revision": str(revision),
                "kind": str(kind),
                "key_check": str(key_check),
                "counts": dict(counts),
            } if kind in KINDS and form == FORM and all(isinstance(one, int) for one in counts.values()):
                held = Held(form, revision, kind, key_check, counts)
            case {"benkoll_backup": int(form)} if form > FORM:
                raise UsageError(
                    f"{self.path}: säkerhetskopian är gjord av ett nyare Benkoll: använd det",
                    f"{self.path}: the backup was made by a newer Benkoll: use that",
                )
            case _:
                raise self._wrong("ingen säkerhetskopia från Benkoll", "not a backup by Benkoll")
        if held.key_check != self.keys.check():
            raise UsageError(
                f"{self.path}: säkerhetskopian är gjord under en annan nyckel än {self.keys.path}: "
                "ange rätt fil med BENKOLL_KEY_FILE",
                f"{self.path}: the backup was made under another key than {self.keys.path}: "
                "name the right file with BENKOLL_KEY_FILE",
            )
        return held

    def _line(self) -> Any:
        text = self._read()
        if not text.endswith(b"\n"):
            raise self._damaged()
        self.made.update(text)
        try:
            return json.loads(text)
        except ValueError:
            raise self._damaged() from None

    def _read(self) -> bytes:
        try:
            return self.file.readline(_LONGEST_LINE)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise self._damaged() from None

    def _damaged(self) -> InputError:
        return self._wrong(
            "säkerhetskopian är skadad eller avkortad: inget av den är inläst; använd en annan",
            "the backup is damaged or cut off: nothing of it was restored; use another",
        )

    def _wrong(self, sv: str, en: str) -> InputError:
        return InputError([Problem(sv, en, file=str(self.path))])


# RESTORE


def restore(database: Database, keys: Keys, path: Path, also: Callable[[sa.Connection], None] | None = None) -> Held:
    """Fill a database that is made and empty with what the backup holds, in one transaction.

    `also`: what else must hold, or be done, before it counts; it raises where it does not. Raises InputError where the
    backup is not whole, UsageError where it, or the database, is not one that this can be done with.
    """
    held = verified(path, keys)
    if held.kind != database.kind:
        raise other_kind(database.kind, held.kind)
    if held.revision != newest():
        raise UsageError(
            f"{path}: säkerhetskopian har form {held.revision}, programmet {newest()}: läs in den med samma version av "
            "Benkoll som gjorde den, och kör sedan benkoll chain init med den nya",
            f"{path}: the backup has form {held.revision}, the program {newest()}: restore it with the version of "
            "Benkoll that made it, then run benkoll chain init with the new one",
        )
    with database.writing() as connection:
        _refuse_full(connection)
        _fill(connection, _Lines(path, keys))
        _set_sequences(connection)
        counts = {table.name: _count(connection, table) for table in METADATA.sorted_tables}
        if counts != dict(held.counts):
            raise BenkollError(f"{path}: rader saknas efter inläsningen", f"{path}: rows are missing after the restore")
        if also is not None:
            also(connection)
    return held


def _refuse_full(connection: sa.Connection) -> None:
    """Refuse (UsageError) a database that holds anything but its first rows as they were made."""
    for table in _tables(connection):
        if table.name in FIRST_ROWS:
            full = "seq" in table.c and connection.scalar(sa.select(table.c.seq)) != 0
        else:
            full = _count(connection, table) > 0
        if full:
            raise UsageError(
                "databasen är inte tom: läs in säkerhetskopian i en ny, gjord med benkoll chain init",
                "the database is not empty: restore to a new one, made with benkoll chain init",
            )


def _fill(connection: sa.Connection, lines: _Lines) -> None:
    for name in FIRST_ROWS:
        connection.execute(sa.delete(METADATA.tables[name]))
    waiting, of = list[dict[str, Any]](), ""

    def write() -> None:
        if waiting:
            connection.execute(sa.insert(METADATA.tables[of]), waiting)
            waiting.clear()

    for name, row in lines:
        if name != of or len(waiting) == _ROWS:
            write()
        of = name
        table = METADATA.tables[name]
        waiting.append({column.name: _value(column, value) for column, value in zip(table.c, row, strict=True)})
    write()


def _value(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case sa.LargeBinary():
            return base64.b64decode(value, validate=True)
        case sa.Date():
            return date.fromisoformat(value)
        case _:
            return value


def _set_sequences(connection: sa.Connection) -> None:
    """PostgreSQL numbers the next row by a counter of its own, which does not know of rows that bring their number."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        counter = connection.scalar(sa.func.pg_get_serial_sequence(table.name, column.name).select())
        last = connection.scalar(sa.select(sa.func.max(column)))
        if counter is not None and last is not None:
            connection.execute(sa.func.setval(counter, last).select())
