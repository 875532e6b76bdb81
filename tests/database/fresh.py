"""One database that is emptied again and again, for tests that need hundreds: SQLite in memory, or PostgreSQL."""

from pathlib import Path

import sqlalchemy as sa

from benkoll.audit.log import START
from benkoll.audit.tables import head
from benkoll.store.database import Database, engine_of
from benkoll.store.metadata import METADATA


class Memory:
    """SQLite in memory, each time as the migrated file is."""

    def __init__(self, migrated: Path) -> None:
        self.content = migrated.read_bytes()
        self.engine = engine_of("sqlite://")

    def new(self) -> Database:
        with self.engine.connect() as connection:
            plain = connection.connection.driver_connection
            assert plain is not None
            plain.deserialize(self.content)
        return Database(self.engine, "real")


class Emptied:
    """PostgreSQL, its tables emptied past their triggers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def new(self) -> Database:
        names = [table.name for table in METADATA.sorted_tables if table.name not in ("benkoll_database", "audit_head")]
        with self.database.engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            connection.execute(sa.text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
            connection.execute(sa.update(head).values(seq=0, hash=START, first_seq=1, first_previous=START))
        return self.database


Fresh = Memory | Emptied
