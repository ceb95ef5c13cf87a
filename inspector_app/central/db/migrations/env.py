"""How Alembic reaches the database; called by ``central.db.schema`` only."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from inspector_app.central.db.tables import metadata


def migrate(connection: Connection) -> None:
    """Run what was asked for in one transaction."""
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
    engine = create_engine(context.config.attributes["address"], poolclass=pool.NullPool)
    with engine.connect() as own:
        migrate(own)
