"""The web service: log-in sessions and tokens, what may be used once or is kept for a while, feedback from an EHR."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "web_session",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("who", sa.LargeBinary, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_session"),
    )
    op.create_index("ix_web_session_seen_at", "web_session", ["seen_at"])
    op.create_table(
        "web_token",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("who", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("ends_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_token"),
    )
    op.create_table(
        "web_used",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_used"),
    )
    op.create_index("ix_web_used_until", "web_used", ["until"])
    op.create_table(
        "web_kept",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_kept"),
    )
    op.create_index("ix_web_kept_until", "web_kept", ["until"])
    op.create_table(
        "web_feedback",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(64), nullable=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_feedback"),
    )
    op.create_index("ix_web_feedback_card", "web_feedback", ["card"])


def downgrade() -> None:
    """Drop what `upgrade` made."""
    for table in ("web_feedback", "web_kept", "web_used", "web_token", "web_session"):
        op.drop_table(table)
