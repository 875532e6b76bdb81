"""The keys before the one of today, so that what was digested under them is still found."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "benkoll_retired",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_benkoll_retired"),
    )


def downgrade() -> None:
    """Drop what `upgrade` made."""
    op.drop_table("benkoll_retired")
