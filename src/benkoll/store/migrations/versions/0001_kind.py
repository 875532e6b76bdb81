"""What the database may hold: a demonstration, or real patients."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "benkoll_database",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("key_check", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_benkoll_database"),
        sa.CheckConstraint("kind in ('demo', 'real')", name="ck_benkoll_database_kind"),
    )


def downgrade() -> None:
    """Drop what `upgrade` made."""
    op.drop_table("benkoll_database")
