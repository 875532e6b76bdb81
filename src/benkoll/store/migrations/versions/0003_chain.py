"""The care chain: identities, the book of events, what follows from it, letters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SQLITE = (
    """CREATE TRIGGER chain_event_unchanged BEFORE UPDATE ON chain_event
       BEGIN SELECT RAISE(ABORT, 'events are appended and never changed'); END""",
    """CREATE TRIGGER chain_event_kept BEFORE DELETE ON chain_event
       BEGIN SELECT RAISE(ABORT, 'events are appended and never deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION chain_event_refused() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'events are appended, never changed or deleted'; END $$""",
    """CREATE TRIGGER chain_event_kept BEFORE UPDATE OR DELETE ON chain_event
       FOR EACH ROW EXECUTE FUNCTION chain_event_refused()""",
    """CREATE TRIGGER chain_event_whole BEFORE TRUNCATE ON chain_event
       FOR EACH STATEMENT EXECUTE FUNCTION chain_event_refused()""",
)


def upgrade() -> None:
    """Make the tables."""
    _what_comes()
    _what_follows()
    _what_leaves()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def _what_comes() -> None:
    op.create_table(
        "chain_identity",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("known", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_identity")),
    )
    op.create_index("ix_chain_identity_person", "chain_identity", ["person"], unique=False)
    op.create_table(
        "chain_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["chain_identity.id"], name=op.f("fk_chain_event_person")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_chain_event")),
        sa.UniqueConstraint("id", name=op.f("uq_chain_event_id")),
    )
    op.create_index("ix_chain_event_person", "chain_event", ["person", "seq"], unique=False)
    op.create_table(
        "chain_message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_message")),
    )
    op.create_table(
        "chain_refused",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message", sa.String(length=32), nullable=True),
        sa.Column("file", sa.String(length=400), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_refused")),
    )
    op.create_index("ix_chain_refused_message", "chain_refused", ["message"], unique=False)


def _what_follows() -> None:
    op.create_table(
        "chain_episode",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("fracture_date", sa.Date(), nullable=False),
        sa.Column("site", sa.String(length=24), nullable=True),
        sa.Column("side", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=True),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("ward", sa.String(length=200), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["chain_identity.id"], name=op.f("fk_chain_episode_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_episode")),
    )
    op.create_index("ix_chain_episode_fracture_date", "chain_episode", ["fracture_date"], unique=False)
    op.create_index("ix_chain_episode_person", "chain_episode", ["person"], unique=False)
    op.create_index("ix_chain_episode_state", "chain_episode", ["state"], unique=False)
    op.create_table(
        "chain_alias",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("episode", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["episode"], ["chain_episode.id"], name=op.f("fk_chain_alias_episode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_alias")),
    )
    op.create_index("ix_chain_alias_episode", "chain_alias", ["episode"], unique=False)
    op.create_table(
        "chain_item",
        sa.Column("episode", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("shows", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["episode"], ["chain_episode.id"], name=op.f("fk_chain_item_episode")),
        sa.PrimaryKeyConstraint("episode", "key", name=op.f("pk_chain_item")),
    )
    op.create_index("ix_chain_item_list", "chain_item", ["weight", "due", "episode"], unique=False)
    for name in ("unit", "owner", "step"):
        op.create_index(f"ix_chain_item_{name}", "chain_item", [name, "weight", "due", "episode"], unique=False)


def _what_leaves() -> None:
    op.create_table(
        "chain_letter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("episode", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("template", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["chain_identity.id"], name=op.f("fk_chain_letter_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_letter")),
    )
    op.create_index("ix_chain_letter_person", "chain_letter", ["person"], unique=False)
    op.create_index("ix_chain_letter_status", "chain_letter", ["status"], unique=False)
    op.create_table(
        "chain_unit",
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("hospital", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_chain_unit")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("step", "owner", "unit", "list"):
        op.drop_index(f"ix_chain_item_{name}", table_name="chain_item")
    op.drop_table("chain_item")
    op.drop_index("ix_chain_alias_episode", table_name="chain_alias")
    op.drop_table("chain_alias")
    op.drop_index("ix_chain_letter_status", table_name="chain_letter")
    op.drop_index("ix_chain_letter_person", table_name="chain_letter")
    op.drop_table("chain_letter")
    op.drop_index("ix_chain_event_person", table_name="chain_event")
    op.drop_table("chain_event")
    op.drop_index("ix_chain_episode_state", table_name="chain_episode")
    op.drop_index("ix_chain_episode_person", table_name="chain_episode")
    op.drop_index("ix_chain_episode_fracture_date", table_name="chain_episode")
    op.drop_table("chain_episode")
    op.drop_table("chain_unit")
    op.drop_table("chain_refused")
    op.drop_table("chain_message")
    op.drop_index("ix_chain_identity_person", table_name="chain_identity")
    op.drop_table("chain_identity")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION chain_event_refused()")
