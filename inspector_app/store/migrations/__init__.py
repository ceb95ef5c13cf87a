"""Alembic revisions of the station's database."""
