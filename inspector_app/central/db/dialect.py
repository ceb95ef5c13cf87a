"""The few statements that SQLite and PostgreSQL spell through different modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from inspector_app.central.db.engine import Transaction


def _insert(tx: Transaction, table: Table) -> Any:
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


async def insert_new(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose key is not there yet; how many were new."""
    new = 0
    for row in rows:
        statement = _insert(tx, table).values(**row).on_conflict_do_nothing()
        new += (await tx.execute(statement)).rowcount
    return new


async def insert_missing(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet, all in one go."""
    if rows:
        await tx.execute(_insert(tx, table).on_conflict_do_nothing(), [dict(row) for row in rows])


async def insert_or_replace(
    tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows, all with the same columns; where a key is there, take the new values."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = _insert(tx, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    await tx.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed),
        [dict(row) for row in rows],
    )
