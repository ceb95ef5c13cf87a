"""How Alembic reaches the database; called by ``store.schema`` only, which owns the transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
