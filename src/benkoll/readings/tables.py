"""The tables of readings: images as they came, readings with their changes, phantoms' truth, density reports."""

import sqlalchemy as sa

from benkoll.store.metadata import DIGEST, METADATA, PERSON, SEALED

Text = sa.String

image = sa.Table(
    "reading_image",
    METADATA,
    sa.Column("id", Text(32), primary_key=True),
    sa.Column("patient", Text(64), nullable=True, info=PERSON),
    sa.Column("unit", Text(200), nullable=False),
    sa.Column("training", sa.Boolean, nullable=False),
    sa.Column("made_on", sa.Date, nullable=True),
    sa.Column("instance", Text(64), nullable=True, info=DIGEST),
    sa.Column("digest", Text(64), nullable=False, info=DIGEST),
    sa.Column("about", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("stored_at", Text(32), nullable=False),
    sa.Column("stored_by", Text(200), nullable=False),
    sa.Column("withdrawn", Text(32), nullable=True),
    sa.Column("content", sa.LargeBinary, nullable=False, info=SEALED),  # last: SQLite reads what is before it alone
    sa.CheckConstraint("training = (patient IS NULL)", name="patient_or_training"),
    sa.Index("ix_reading_image_patient", "patient", "made_on"),
    sa.Index("ix_reading_image_instance", "instance"),
    sa.Index(
        "uq_reading_image_digest",
        "digest",
        "patient",
        unique=True,
        sqlite_where=sa.text("withdrawn IS NULL"),
        postgresql_where=sa.text("withdrawn IS NULL"),
    ),
)
"""`patient`: a key that the chain knows; None for a phantom, and for no other. `unit`: whose patient it is.

`content`: the bytes as they came, sealed; `about`: sealed JSON, what was read of them (UIDs, size, spacing, device).
`digest`, `instance`: keyed, of the content, and of the image's own UID. `withdrawn`: since when it
counts no longer.
"""

reading = sa.Table(
    "reading_vfa",
    METADATA,
    sa.Column("id", Text(32), primary_key=True),
    sa.Column("image", Text(32), sa.ForeignKey("reading_image.id"), nullable=False),
    sa.Column("reader", Text(200), nullable=False),
    sa.Column("blind", sa.Boolean, nullable=False),
    sa.Column("started_at", Text(32), nullable=False),
    sa.Column("started_on", sa.Date, nullable=False),
    sa.Column("signed_on", sa.Date, nullable=True),
    sa.Column("signed_first", sa.Date, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_reading_vfa_image", "image"),
    sa.Index("ix_reading_vfa_reader", "reader", "started_at"),
)
"""One reading of one image. `reader`: who makes it now; `blind`: none of its readers had seen another's of the image.

`signed_on`: None while it is open; `signed_first`: when it was signed first. `version`: the last change's number. All
of it but `blind` follows from the changes, and stands here so that lists are quick.
"""

change = sa.Table(
    "reading_change",
    METADATA,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("reading", Text(32), sa.ForeignKey("reading_vfa.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", Text(24), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("actor", Text(200), nullable=False),
    sa.Column("at", Text(32), nullable=False),
    sa.Index("uq_reading_change_reading", "reading", "number", unique=True),
)
"""Appended, never changed; those of a patient's reading are never deleted. `data`: sealed JSON."""

truth = sa.Table(
    "reading_truth",
    METADATA,
    sa.Column("image", Text(32), sa.ForeignKey("reading_image.id"), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False, info=SEALED),
)
"""What a phantom really is, apart from its image: sealed JSON, shown to whoever has signed their reading."""

density = sa.Table(
    "reading_density",
    METADATA,
    sa.Column("id", Text(32), primary_key=True),
    sa.Column("patient", Text(64), nullable=False, info=PERSON),
    sa.Column("unit", Text(200), nullable=False),
    sa.Column("measured_on", sa.Date, nullable=True),
    sa.Column("source", Text(24), nullable=False),
    sa.Column("digest", Text(64), nullable=False, info=DIGEST),
    sa.Column("report", sa.LargeBinary, nullable=False, info=SEALED),
    sa.Column("received_at", Text(32), nullable=False),
    sa.Column("received_by", Text(200), nullable=False),
    sa.Column("withdrawn", Text(32), nullable=True),
    sa.Column("raw", sa.LargeBinary, nullable=True, info=SEALED),
    sa.Index("ix_reading_density_patient", "patient", "measured_on"),
    sa.Index(
        "uq_reading_density_digest",
        "digest",
        "patient",
        unique=True,
        sqlite_where=sa.text("withdrawn IS NULL"),
        postgresql_where=sa.text("withdrawn IS NULL"),
    ),
)
"""A densitometry report as it was received. `source`: in which form; `report`: what it says, sealed JSON; `raw`: the
bytes as they came, sealed, None where it was typed in; the rest as in `image`.
"""
