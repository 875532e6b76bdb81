"""Readings of images: images as they came, readings and their changes, phantoms' truth, density reports."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

OF_A_PATIENT = """SELECT 1 FROM reading_vfa JOIN reading_image ON reading_image.id = reading_vfa.image
    WHERE reading_vfa.id = OLD.reading AND reading_image.patient IS NOT NULL"""
IMAGE = "id, patient, unit, training, made_on, instance, digest, about, content, stored_at, stored_by"
DENSITY = "id, patient, unit, measured_on, source, digest, report, raw, received_at, received_by"
SQLITE = (
    """CREATE TRIGGER reading_change_unchanged BEFORE UPDATE ON reading_change
       BEGIN SELECT RAISE(ABORT, 'changes are appended and never changed'); END""",
    f"""CREATE TRIGGER reading_change_kept BEFORE DELETE ON reading_change WHEN EXISTS ({OF_A_PATIENT})
       BEGIN SELECT RAISE(ABORT, 'the changes of a patient''s reading are kept'); END""",
    f"""CREATE TRIGGER reading_image_unchanged BEFORE UPDATE OF {IMAGE} ON reading_image
       BEGIN SELECT RAISE(ABORT, 'an image is kept as it came'); END""",
    f"""CREATE TRIGGER reading_density_unchanged BEFORE UPDATE OF {DENSITY} ON reading_density
       BEGIN SELECT RAISE(ABORT, 'a report is kept as it came'); END""",
    """CREATE TRIGGER reading_density_kept BEFORE DELETE ON reading_density
       BEGIN SELECT RAISE(ABORT, 'a report is kept'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION reading_change_refused() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' AND NOT EXISTS ({OF_A_PATIENT}) THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'changes are appended, never changed, and those of a patient''s reading are kept';
       END $$""",
    """CREATE FUNCTION reading_kept() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'what was received is kept as it came'; END $$""",
    """CREATE TRIGGER reading_change_kept BEFORE UPDATE OR DELETE ON reading_change
       FOR EACH ROW EXECUTE FUNCTION reading_change_refused()""",
    """CREATE TRIGGER reading_change_whole BEFORE TRUNCATE ON reading_change
       FOR EACH STATEMENT EXECUTE FUNCTION reading_kept()""",
    f"""CREATE TRIGGER reading_image_unchanged BEFORE UPDATE OF {IMAGE} ON reading_image
       FOR EACH ROW EXECUTE FUNCTION reading_kept()""",
    f"""CREATE TRIGGER reading_density_unchanged BEFORE UPDATE OF {DENSITY} ON reading_density
       FOR EACH ROW EXECUTE FUNCTION reading_kept()""",
    """CREATE TRIGGER reading_density_kept BEFORE DELETE ON reading_density
       FOR EACH ROW EXECUTE FUNCTION reading_kept()""",
    """CREATE TRIGGER reading_density_whole BEFORE TRUNCATE ON reading_density
       FOR EACH STATEMENT EXECUTE FUNCTION reading_kept()""",
)


def upgrade() -> None:
    """Make the tables, and what guards them."""
    _images()
    _readings()
    _densities()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def _images() -> None:
    op.create_table(
        "reading_image",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("patient", sa.String(64), nullable=True),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("made_on", sa.Date, nullable=True),
        sa.Column("instance", sa.String(64), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("about", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", sa.String(32), nullable=False),
        sa.Column("stored_by", sa.String(200), nullable=False),
        sa.Column("withdrawn", sa.String(32), nullable=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading_image"),
        sa.CheckConstraint("training = (patient IS NULL)", name="ck_reading_image_patient_or_training"),
    )
    op.create_index("ix_reading_image_patient", "reading_image", ["patient", "made_on"])
    op.create_index("ix_reading_image_instance", "reading_image", ["instance"])
    _one_of_each("reading_image")
    op.create_table(
        "reading_truth",
        sa.Column("image", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["image"], ["reading_image.id"], name="fk_reading_truth_image"),
        sa.PrimaryKeyConstraint("image", name="pk_reading_truth"),
    )


def _one_of_each(table: str) -> None:
    """What was withdrawn may come again."""
    there = sa.text("withdrawn IS NULL")
    name = f"uq_{table}_digest"
    op.create_index(name, table, ["digest", "patient"], unique=True, sqlite_where=there, postgresql_where=there)


def _readings() -> None:
    op.create_table(
        "reading_vfa",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("image", sa.String(32), nullable=False),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column("blind", sa.Boolean, nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("signed_on", sa.Date, nullable=True),
        sa.Column("signed_first", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["image"], ["reading_image.id"], name="fk_reading_vfa_image"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_vfa"),
    )
    op.create_index("ix_reading_vfa_image", "reading_vfa", ["image"])
    op.create_index("ix_reading_vfa_reader", "reading_vfa", ["reader", "started_at"])
    op.create_table(
        "reading_change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("reading", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["reading"], ["reading_vfa.id"], name="fk_reading_change_reading"),
        sa.PrimaryKeyConstraint("seq", name="pk_reading_change"),
    )
    op.create_index("uq_reading_change_reading", "reading_change", ["reading", "number"], unique=True)


def _densities() -> None:
    op.create_table(
        "reading_density",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("patient", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("measured_on", sa.Date, nullable=True),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("report", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("received_by", sa.String(200), nullable=False),
        sa.Column("withdrawn", sa.String(32), nullable=True),
        sa.Column("raw", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reading_density"),
    )
    op.create_index("ix_reading_density_patient", "reading_density", ["patient", "measured_on"])
    _one_of_each("reading_density")


def downgrade() -> None:
    """Drop what `upgrade` made."""
    for table in ("reading_density", "reading_change", "reading_vfa", "reading_truth", "reading_image"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION reading_change_refused()")
        op.execute("DROP FUNCTION reading_kept()")
