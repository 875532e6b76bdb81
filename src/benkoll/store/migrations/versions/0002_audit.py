"""The log of access and change; the database itself refuses to change it, or to delete what is not five years old."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = (
    """CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the log is not changed'); END""",
    """CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry
       WHEN OLD.at > strftime('%Y-%m-%d', 'now', '-5 years')
       BEGIN SELECT RAISE(ABORT, 'the log is kept for five years'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION audit_entry_refused() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' AND OLD.at <= to_char(now() - interval '5 years', 'YYYY-MM-DD') THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'the log is not changed, and is kept for five years';
       END $$""",
    """CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_refused()""",
    """CREATE TRIGGER audit_entry_whole BEFORE TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refused()""",
)


def upgrade() -> None:
    """Make the tables, and what guards them."""
    entry = op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("commission", sa.String(200), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("patient", sa.String(64), nullable=True),
        sa.Column("object", sa.String(200), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(400), nullable=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_entry"),
    )
    assert entry is not None
    op.create_index("ix_audit_entry_patient", "audit_entry", ["patient", "seq"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("first_seq", sa.BigInteger, nullable=False),
        sa.Column("first_previous", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    assert head is not None
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64, "first_seq": 1, "first_previous": "0" * 64}])
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop what `upgrade` made."""
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refused()")
