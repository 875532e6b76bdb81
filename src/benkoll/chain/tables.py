"""The chain's tables: what happened (events, identities), and what follows from it (episodes, items, the lists)."""

import sqlalchemy as sa

from benkoll.store.metadata import DIGEST, METADATA, NAMED, PERSON, SEALED, digest_of, sealed_with

Text = sa.String

identity = sa.Table(
    "chain_identity",
    METADATA,
    sa.Column("id", Text(64), primary_key=True, info=digest_of("person", "number")),
    sa.Column("type", Text(20), nullable=False),
    sa.Column("number", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("person", Text(64), nullable=False, info=PERSON),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("known", sa.LargeBinary, nullable=True, info=SEALED),
    sa.Index("ix_chain_identity_person", "person"),
)
"""One identity number: `id` is its keyed digest, by which it is found, `number` the number itself, sealed.

`person`: the identity that this one's person goes by; itself, unless they were merged (derived). `version`: counts the
writes, for the optimistic lock. `known`: sealed; name, sex, address and the like of the person (derived).
"""

event = sa.Table(
    "chain_event",
    METADATA,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("id", Text(32), nullable=False, unique=True),
    sa.Column("person", Text(64), sa.ForeignKey("chain_identity.id"), nullable=False, info=PERSON),
    sa.Column("kind", Text(24), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False, info=sealed_with("other")),
    sa.Column("actor", Text(200), nullable=False),
    sa.Column("at", Text(32), nullable=False),
    sa.Index("ix_chain_event_person", "person", "seq"),
)
"""Appended, never changed. `data`: sealed JSON, for findings, notes and assessments speak of the patient."""

message = sa.Table(
    "chain_message",
    METADATA,
    sa.Column("id", Text(32), primary_key=True, info=NAMED),
    sa.Column("source", Text(200), nullable=False),
    sa.Column("message_id", Text(200), nullable=False),
    sa.Column("content", Text(64), nullable=False, info=DIGEST),
    sa.Column("at", Text(32), nullable=False),
)
"""Every message that was taken in, once. `content`: a digest, so that another message of the same id is found out."""

refused = sa.Table(
    "chain_refused",
    METADATA,
    sa.Column("id", Text(32), primary_key=True, info=NAMED),
    sa.Column("message", Text(32), nullable=True, info=DIGEST),
    sa.Column("file", Text(400), nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("why", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("at", Text(32), nullable=False),
    sa.Column("unit", Text(200), nullable=True),
    sa.Index("ix_chain_refused_message", "message"),
)
"""Messages set aside, until they are mended and taken in: one of the same `message` takes its place.

`raw`: as it came, sealed; `why`: the problems, sealed; `unit`: of whoever took it in, for those who see some alone.
"""

episode = sa.Table(
    "chain_episode",
    METADATA,
    sa.Column("id", Text(32), primary_key=True),
    sa.Column("person", Text(64), sa.ForeignKey("chain_identity.id"), nullable=False, info=PERSON),
    sa.Column("fracture_date", sa.Date, nullable=False),
    sa.Column("site", Text(24), nullable=True),
    sa.Column("side", Text(8), nullable=True),
    sa.Column("state", Text(24), nullable=False),
    sa.Column("why", Text(400), nullable=True),
    sa.Column("unit", Text(200), nullable=True),
    sa.Column("ward", Text(200), nullable=True),
    sa.Column("started_on", sa.Date, nullable=True),
    sa.Column("closed_on", sa.Date, nullable=True),
    sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_chain_episode_person", "person"),
    sa.Index("ix_chain_episode_fracture_date", "fracture_date"),
    sa.Index("ix_chain_episode_state", "state"),
)
"""Derived, as `item` and `alias` are: `chain rebuild` makes them anew from the events, and they are the same.

`blocked`: for those of its unit alone.
"""

alias = sa.Table(
    "chain_alias",
    METADATA,
    sa.Column("id", Text(32), primary_key=True),
    sa.Column("episode", Text(32), sa.ForeignKey("chain_episode.id"), nullable=False),
    sa.Index("ix_chain_alias_episode", "episode"),
)
"""Every report of a fracture -> its episode: an episode that was named by a later report is still found."""

item = sa.Table(
    "chain_item",
    METADATA,
    sa.Column("episode", Text(32), sa.ForeignKey("chain_episode.id"), primary_key=True),
    sa.Column("key", Text(60), primary_key=True),
    sa.Column("step", Text(32), nullable=False),
    sa.Column("shows", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("weight", sa.SmallInteger, nullable=False),
    sa.Column("role", Text(16), nullable=False),
    sa.Column("why", Text(32), nullable=False),
    sa.Column("owner", Text(200), nullable=True),
    sa.Column("unit", Text(200), nullable=True),
    sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_chain_item_list", "weight", "due", "episode"),
    sa.Index("ix_chain_item_unit", "unit", "weight", "due", "episode"),
    sa.Index("ix_chain_item_owner", "owner", "weight", "due", "episode"),
    sa.Index("ix_chain_item_step", "step", "weight", "due", "episode"),
)
"""What is to be done. `shows`: from that day on the list, `due`: late after it; `owner`: who has claimed it.

`unit`, `blocked`: the episode's. Each index gives the list of whoever asks for it in its order.
"""

letter = sa.Table(
    "chain_letter",
    METADATA,
    sa.Column("id", Text(32), primary_key=True),
    sa.Column("episode", Text(32), nullable=False),
    sa.Column("person", Text(64), sa.ForeignKey("chain_identity.id"), nullable=False, info=PERSON),
    sa.Column("kind", Text(24), nullable=False),
    sa.Column("lang", Text(2), nullable=False),
    sa.Column("template", Text(200), nullable=False),
    sa.Column("status", Text(12), nullable=False),
    sa.Column("made_on", sa.Date, nullable=False),
    sa.Column("sent_on", sa.Date, nullable=True),
    sa.Column("text", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("pdf", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("digest", Text(64), nullable=False),
    sa.Index("ix_chain_letter_person", "person"),
    sa.Index("ix_chain_letter_status", "status"),
)
"""Letters as they were made, byte for byte (sealed). `status`: waiting, sent, stopped; `digest`: SHA-256 of the PDF."""

unit = sa.Table(
    "chain_unit",
    METADATA,
    sa.Column("unit", Text(200), primary_key=True),
    sa.Column("hospital", Text(200), nullable=False),
    sa.Column("name", Text(200), nullable=False),
    sa.Column("phone", Text(60), nullable=True),
    sa.Column("address", Text(400), nullable=True),
)
"""What messages call a unit -> its hospital, and how its patients know and reach it."""
