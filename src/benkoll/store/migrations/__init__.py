"""The chain of migrations that every database goes through, as Alembic runs it."""
