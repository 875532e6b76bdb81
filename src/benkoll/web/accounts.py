"""The service's own tables: people, sessions, systems' tokens, log-ins under way, what was used, feedback of an EHR."""

import sqlalchemy as sa

from benkoll.store.metadata import DIGEST, ENDS, METADATA, SEALED

session = sa.Table(
    "web_session",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("who", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("token", sa.String(64), nullable=False),
    sa.Column("made_at", sa.String(32), nullable=False),
    sa.Column("seen_at", sa.String(32), nullable=False),
    sa.Index("ix_web_session_seen_at", "seen_at"),
    info=ENDS,
)
"""`id`: a digest of what the cookie holds; `who`: sealed; `token`: what forms must bring back."""

token = sa.Table(
    "web_token",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True, info=DIGEST),
    sa.Column("who", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("made_at", sa.String(32), nullable=False),
    sa.Column("ends_at", sa.String(32), nullable=False),
)
"""`id`: a digest of what a system brings; `who`: sealed. One that was revoked is not there."""

used = sa.Table(
    "web_used",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True, info=DIGEST),
    sa.Column("until", sa.String(32), nullable=False),
    sa.Index("ix_web_used_until", "until"),
)
"""What may be used once (a token's `jti`, a log-in's state): its digest, and when it may be forgotten."""

kept = sa.Table(
    "web_kept",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("until", sa.String(32), nullable=False),
    sa.Index("ix_web_kept_until", "until"),
    info=ENDS,
)
"""What is kept for a short while (a log-in or a SMART launch under way): sealed."""

feedback = sa.Table(
    "web_feedback",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True, info=DIGEST),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("service", sa.String(64), nullable=False),
    sa.Column("card", sa.String(64), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(64), nullable=True),
    sa.Column("content", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Index("ix_web_feedback_card", "card"),
)
"""What became of a CDS Hooks card: accepted, overridden and why. `content`: as it came, sealed."""

person = sa.Table(
    "web_person",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True, info=DIGEST),
    sa.Column("subject", sa.String(64), nullable=True, info=DIGEST),
    sa.Column("who", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("seen_at", sa.String(32), nullable=False),
    sa.Column("barred_at", sa.String(32), nullable=True),
)
"""Who has logged in: `id` a digest of their HSA-id, `who` their id and name, sealed, `seen_at` when they did last.

`subject`: a digest of whom the identity provider says that it is (`sub`); `barred_at`: since when they may not log in.
"""
