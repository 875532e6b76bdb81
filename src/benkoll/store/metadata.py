"""The tables of all rooms in one catalogue: what each column has to do with the key, and what the database may hold.

A column that the key has made says so in its `info` (`SEALED`, `PERSON`, `DIGEST`, `NAMED`), a table whose rows end
with the key in its own (`ENDS`): by that, and nothing else, `rekey` finds what a new key must make anew.
"""

from typing import Any, Literal, get_args

import sqlalchemy as sa

Kind = Literal["demo", "real"]
KINDS: tuple[Kind, ...] = get_args(Kind)

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# WHAT THE KEY HAS MADE

ROLE = "key"
SEALED: dict[Any, Any] = {ROLE: "sealed"}
"""`Keys.seal` of something, or NULL."""

PERSON: dict[Any, Any] = {ROLE: "person"}
"""The digest of an identity number, as the column that `digest_of` names holds it; NULL, or another's digest."""

DIGEST: dict[Any, Any] = {ROLE: "digest"}
"""A digest of something that is kept nowhere: it is digested again (`Keys.anew`) and found by `Keys.every`."""

NAMED: dict[Any, Any] = {ROLE: "named"}
"""An id or words: made anew where it is an identity's digest, or an id that its room makes anew (`rekey.Before`)."""

ENDS: dict[Any, Any] = {ROLE: "ends"}
"""Of a table: its rows count under their own key alone, and are gone with it."""


def sealed_with(*persons: str) -> dict[Any, Any]:
    """Sealed JSON in which these names hold the digest of an identity number."""
    return SEALED | {"persons": persons}


def digest_of(purpose: str, column: str) -> dict[Any, Any]:
    """The digest, for that purpose, of the text that the same row's sealed `column` holds: where persons come from."""
    return PERSON | {"purpose": purpose, "of": column}


database_table = sa.Table(
    "benkoll_database",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("key_check", sa.String(64), nullable=False),
)
"""One row. `kind`: demo or real, from the first migration on. `key_check`: a digest that only the right key gives."""

retired_table = sa.Table(
    "benkoll_retired",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("secret", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("at", sa.String(32), nullable=False),
)
"""The keys before this one, numbered from 1: each sealed under the key of today, for what was digested under it."""
