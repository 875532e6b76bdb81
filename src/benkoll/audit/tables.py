"""The log's two tables: its entries, and the head that the next one is chained to."""

import sqlalchemy as sa

from benkoll.store.metadata import METADATA, NAMED, PERSON

entry = sa.Table(
    "audit_entry",
    METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("unit", sa.String(200), nullable=False),
    sa.Column("commission", sa.String(200), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("patient", sa.String(64), nullable=True, info=PERSON),
    sa.Column("object", sa.String(200), nullable=True, info=NAMED),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(400), nullable=True),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("ix_audit_entry_patient", "patient", "seq"),
    sa.Index("ix_audit_entry_at", "at"),
)
"""`at`: UTC, ISO 8601. `patient`: the digest of an identity number. `hash`: of the entry and the hash before it."""

head = sa.Table(
    "audit_head",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("first_previous", sa.String(64), nullable=False),
)
"""One row: the last entry, and what the first one that is still kept is chained to."""
