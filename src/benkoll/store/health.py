"""What a database says of itself, for whoever looks after it: its version, its settings, its size, its rights."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benkoll.store.database import SAFE_WAL, journal

SYNCED = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings of PostgreSQL without which something acknowledged can be lost."""
UNCHANGED = (
    *(("chain_event", right) for right in ("UPDATE", "DELETE")),
    *((table, "UPDATE") for table in ("audit_entry", "reading_change")),
    ("reading_density", "DELETE"),
    *(("benkoll_retired", right) for right in ("INSERT", "UPDATE", "DELETE")),
)
"""What the daily role should have no right to."""


@dataclass(frozen=True, slots=True)
class Health:
    """`version` and `journal` (of SQLite) in words; `old`: a version whose WAL is not safe; `lax`: settings by which
    something acknowledged can be lost; `rights`: what the role may change and should not; `clock`: its time (UTC), of
    a server; `file`: of SQLite.
    """

    version: str
    journal: str | None
    old: bool
    lax: Sequence[str]
    rights: Sequence[str]
    bytes: int
    clock: str | None
    file: Path | None


def health(connection: sa.Connection) -> Health:
    """How the database of the connection is."""
    if connection.dialect.name == "postgresql":
        return _postgresql(connection)
    place = connection.engine.url.database
    pages, size = (connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("page_count", "page_size"))
    synced = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    return Health(
        f"SQLite {sqlite3.sqlite_version}",
        journal(),
        sqlite3.sqlite_version_info < SAFE_WAL,
        [] if synced is not None and int(synced) >= 2 else ["synchronous"],
        [],
        int(pages or 0) * int(size or 0),
        None,
        Path(place) if place else None,
    )


def _postgresql(connection: sa.Connection) -> Health:
    def said(question: str) -> str:
        return str(connection.exec_driver_sql(question).scalar())

    rights = [
        f"{right} {table}"
        for table, right in UNCHANGED
        if connection.scalar(sa.text("SELECT has_table_privilege(:table, :right)"), {"table": table, "right": right})
    ]
    return Health(
        f"PostgreSQL {said('SHOW server_version')}",
        None,
        False,
        [one for one in SYNCED if said(f"SHOW {one}") == "off"],
        rights,
        int(said("SELECT pg_database_size(current_database())")),
        said("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS+00:00')"),
        None,
    )
