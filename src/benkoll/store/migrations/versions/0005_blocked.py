"""Blocked information: which episodes are for their unit alone; whose a message is that was set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BLOCKED = ("chain_episode", "chain_item")


def upgrade() -> None:
    """Add the columns."""
    for table in BLOCKED:
        op.add_column(table, sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("chain_refused", sa.Column("unit", sa.String(200), nullable=True))


def downgrade() -> None:
    """Drop what `upgrade` added."""
    op.drop_column("chain_refused", "unit")
    for table in BLOCKED:
        op.drop_column(table, "blocked")
