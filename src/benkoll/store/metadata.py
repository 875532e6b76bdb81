"""The tables of all rooms in one catalogue, and the one that says what the database may hold."""

from typing import Literal, get_args

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

database_table = sa.Table(
    "benkoll_database",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("key_check", sa.String(64), nullable=False),
)
"""One row. `kind`: demo or real, from the first migration on. `key_check`: a digest that only the right key gives."""
