"""People who log in: whom the identity provider says that they are, and who may not log in any more."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "web_person",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=True),
        sa.Column("who", sa.LargeBinary, nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("barred_at", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_web_person"),
    )


def downgrade() -> None:
    """Drop what `upgrade` made."""
    op.drop_table("web_person")
