"""How Alembic reaches the database; called by ``central.db.schema`` only."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from inspector_app.central.db.engine import whole_change
from inspector_app.central.db.tables import metadata


def migrate(connection: Connection) -> None:
    """Run what was asked for in the transaction of ``connection``: all of it or nothing."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with whole_change(context.config.attributes["address"]) as own:
        migrate(own)
