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
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benkoll.errors import BenkollError, InputError, Problem, UsageError
from benkoll.store.database import Database, other_kind
from benkoll.store.keys import Keys
from benkoll.store.metadata import Kind, database_table
from benkoll.store.migrate import newest
from benkoll.store.portions import BYTES, ROWS, portion_of

FORM = 1
FIRST_ROWS = ("benkoll_database", "audit_head")
"""Tables of one row, which a database has from the start."""
_MARK = "benkoll_backup"
_START = f'{{"{_MARK}":'.encode()
_LEVEL = 1  # what is sealed cannot be made smaller, and the rest is small at any level
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
    columns: Mapping[str, tuple[str, ...]]

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
    holds = {table.name: {"rows": _count(connection, table), "columns": list(table.c.keys())} for table in tables}
    line({_MARK: FORM, "revision": newest(), "kind": row.kind, "key_check": row.key_check, "tables": holds})
    for table in tables:
        asked = sa.select(table).order_by(*table.primary_key.columns)
        for row in connection.execute(asked, execution_options={"yield_per": portion_of(connection, table)}):
            line([_plain(value) for value in row])
    line({"sha256": made.hexdigest(), "keyed": keys.digest("backup", made.hexdigest())})


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """Every table that the database itself has, whichever room's, in an order in which they can be filled."""
    there = sa.MetaData()
    there.reflect(connection)
    return [table for table in there.sorted_tables if table.name != "alembic_version"]


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case date() if type(value) is date:
            return value.isoformat()
        case None | bool() | int() | float() | str():
            return value
    raise AssertionError(f"no value of a table of ours: {value!r}")


# READ


def verified(path: Path, keys: Keys) -> Held:
    """What the backup holds, when every byte of it has been held against its digests.

    Raises InputError where it is no backup or not whole, UsageError where it was made under another key.
    """
    with gzip.GzipFile(path, "rb") as file:
        return _verified(file, path, keys)


def _verified(file: gzip.GzipFile, path: Path, keys: Keys) -> Held:
    made, count, last = sha256(), 0, b""
    first = next(_lines(file, path), b"")
    if not first.startswith(_START):
        raise _wrong(path, "ingen säkerhetskopia från Benkoll", "not a backup by Benkoll")
    file.seek(0)
    for text in _lines(file, path):
        made.update(last)
        last, count = text, count + 1
    end = _said(last)
    if end.get("sha256") != made.hexdigest():
        raise _damaged(path)
    held = _held(_said(first), path)
    if held.key_check != keys.check():
        raise UsageError(
            f"{path}: säkerhetskopian är gjord under en annan nyckel än {keys.path}: "
            "ange rätt fil med BENKOLL_KEY_FILE",
            f"{path}: the backup was made under another key than {keys.path}: "
            "name the right file with BENKOLL_KEY_FILE",
        )
    if end.get("keyed") != keys.digest("backup", made.hexdigest()) or count != held.rows + 2:
        raise _damaged(path)
    return held


def _held(said: Mapping[str, Any], path: Path) -> Held:
    """What the first line of a whole backup says."""
    if said[_MARK] > FORM:
        raise UsageError(
            f"{path}: säkerhetskopian är gjord av ett nyare Benkoll: använd det",
            f"{path}: the backup was made by a newer Benkoll: use that",
        )
    tables = said["tables"]
    return Held(
        said[_MARK],
        said["revision"],
        said["kind"],
        said["key_check"],
        {name: one["rows"] for name, one in tables.items()},
        {name: tuple(one["columns"]) for name, one in tables.items()},
    )


def _said(text: bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _lines(file: gzip.GzipFile, path: Path) -> Iterator[bytes]:
    """The lines to the end; what is no gzip at all has none."""
    try:
        while text := file.readline(_LONGEST_LINE):
            yield text
    except (gzip.BadGzipFile, EOFError, zlib.error):
        if file.tell():
            raise _damaged(path) from None


def _damaged(path: Path) -> InputError:
    return _wrong(
        path,
        "säkerhetskopian är skadad eller avkortad: inget av den är inläst; använd en annan",
        "the backup is damaged or cut off: nothing of it was restored; use another",
    )


def _wrong(path: Path, sv: str, en: str) -> InputError:
    return InputError([Problem(sv, en, file=str(path))])


# RESTORE


def restore(database: Database, keys: Keys, path: Path, also: Callable[[sa.Connection], None] | None = None) -> Held:
    """Fill a database that is made and empty with what the backup holds, in one transaction.

    `also`: what else must hold, or be done, before it counts; it raises where it does not. Raises InputError where the
    backup is not whole, UsageError where it, or the database, is not one that this can be done with.
    """
    with gzip.GzipFile(path, "rb") as file:
        held = _verified(file, path, keys)
        if held.kind != database.kind:
            raise other_kind(database.kind, held.kind)
        if held.revision != newest():
            raise _other_form(path, held)
        file.seek(0)
        with database.writing() as connection:
            tables = {table.name: table for table in _tables(connection)}
            if {name: set(table.c.keys()) for name, table in tables.items()} != _as_sets(held.columns):
                raise BenkollError(
                    f"{path}: säkerhetskopian har andra tabeller än databasen",
                    f"{path}: the backup has other tables than the database",
                )
            _refuse_full(connection, tables)
            _fill(connection, tables, held, _lines(file, path))
            _set_sequences(connection, tables)
            if {name: _count(connection, table) for name, table in tables.items()} != dict(held.counts):
                raise BenkollError(
                    f"{path}: rader saknas efter inläsningen", f"{path}: rows are missing after the restore"
                )
            if also is not None:
                also(connection)
    return held


def _as_sets(columns: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    return {name: set(names) for name, names in columns.items()}


def _other_form(path: Path, held: Held) -> UsageError:
    return UsageError(
        f"{path}: säkerhetskopian har form {held.revision}, programmet {newest()}: läs in den med samma version av "
        "Benkoll som gjorde den, och kör sedan benkoll chain init med den nya",
        f"{path}: the backup has form {held.revision}, the program {newest()}: restore it with the version of "
        "Benkoll that made it, then run benkoll chain init with the new one",
    )


def _refuse_full(connection: sa.Connection, tables: Mapping[str, sa.Table]) -> None:
    """Refuse (UsageError) a database that holds anything but its first rows as they were made."""
    for table in tables.values():
        if table.name in FIRST_ROWS:
            full = "seq" in table.c and connection.scalar(sa.select(table.c.seq)) != 0
        else:
            full = _count(connection, table) > 0
        if full:
            raise UsageError(
                "databasen är inte tom: läs in säkerhetskopian i en ny, gjord med benkoll chain init",
                "the database is not empty: restore to a new one, made with benkoll chain init",
            )


def _fill(connection: sa.Connection, tables: Mapping[str, sa.Table], held: Held, lines: Iterator[bytes]) -> None:
    for name in FIRST_ROWS:
        connection.execute(sa.delete(tables[name]))
    next(lines)
    for name, count in held.counts.items():
        columns = [tables[name].c[column] for column in held.columns[name]]
        for some in _portions(islice(lines, count)):
            rows = map(json.loads, some)
            filled = [{one.name: _value(one, value) for one, value in zip(columns, row, strict=True)} for row in rows]
            connection.execute(sa.insert(tables[name]), filled)


def _portions(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """The lines, so many at once that they can be held."""
    some, size = list[bytes](), 0
    for line in lines:
        some.append(line)
        size += len(line)
        if len(some) == ROWS or size >= BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


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


def _set_sequences(connection: sa.Connection, tables: Mapping[str, sa.Table]) -> None:
    """PostgreSQL numbers the next row by a counter of its own, which does not know of rows that bring their number."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.values():
        column = table.autoincrement_column
        if column is None:
            continue
        counter = connection.scalar(sa.func.pg_get_serial_sequence(table.name, column.name).select())
        last = connection.scalar(sa.select(sa.func.max(column)))
        if counter is not None and last is not None:
            connection.execute(sa.func.setval(counter, last).select())
