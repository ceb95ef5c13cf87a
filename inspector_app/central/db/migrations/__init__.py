"""Alembic scripts of the central database."""
