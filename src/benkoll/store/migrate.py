"""Makes a database, or brings an older one to the form of today: the chain of migrations, run by Alembic."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from benkoll.errors import UsageError
from benkoll.store.database import Database, engine_of, era_of, opening, other_kind
from benkoll.store.keys import Keys
from benkoll.store.metadata import Kind, database_table, retired_table

FOLDER = Path(__file__).parent / "migrations"


def migrate(url: str, kind: Kind, keys: Keys) -> tuple[Database, Literal["made", "migrated", "there"]]:
    """The database at the URL, made or brought to the newest form; all of it, or nothing.

    Raises UsageError where it is of the other kind, of a form newer than this program, or kept under another key.
    """
    engine = engine_of(url)
    with opening(engine) as connection, connection.execution_options(benkoll_writes=True).begin():
        found = revision_of(connection)
        if found is not None and found not in {one.revision for one in _script().walk_revisions()}:
            raise UsageError(
                f"databasen har form {found}, som är nyare än programmet: använd ett nyare Benkoll",
                f"the database has form {found}, which is newer than the program: use a newer Benkoll",
            )
        there: Kind | None = connection.scalar(sa.select(database_table.c.kind)) if found else None
        if there is not None and there != kind:
            raise other_kind(there, kind)
        if found != newest():
            upgrade(connection, "head")
        if there is None:
            connection.execute(sa.insert(database_table).values(id=1, kind=kind, key_check=keys.check()))
        else:
            check_key(connection, keys)
        era = era_of(connection)
    done: Literal["made", "migrated", "there"] = "there"
    if found != newest():
        done = "made" if found is None else "migrated"
    return Database(engine, kind, era), done


def check_key(connection: sa.Connection, keys: Keys) -> Keys:
    """The keys with those before them, which the database holds; UsageError where they are not the database's."""
    if connection.scalar(sa.select(database_table.c.key_check)) != keys.check():
        raise UsageError(
            f"nyckeln {keys.path} är inte databasens: ange rätt fil med BENKOLL_KEY_FILE",
            f"the key {keys.path} is not the database's: name the right file with BENKOLL_KEY_FILE",
        )
    before = connection.scalars(sa.select(retired_table.c.secret).order_by(retired_table.c.id.desc()))
    return replace(keys, retired=tuple(Keys(keys.open(secret)) for secret in before))


def upgrade(connection: sa.Connection, to: str) -> None:
    """Run the migrations up to this one, in the connection's transaction."""
    command.upgrade(_config(connection), to)


def downgrade(connection: sa.Connection, to: str) -> None:
    """Undo the migrations down to this one, in the connection's transaction."""
    command.downgrade(_config(connection), to)


def revision_of(connection: sa.Connection) -> str | None:
    """The migration that the database has come to; None where it is not ours, or empty."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str:
    """The last migration that there is."""
    head = _script().get_current_head()
    assert head is not None
    return head


@cache
def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
