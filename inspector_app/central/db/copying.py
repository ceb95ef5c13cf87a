"""Reads all rows for a backup, and writes them into empty tables of the same version."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, MetaData, Select, Table, insert, inspect, select, text
from sqlalchemy import update as update_of

from inspector_app.central.db import feeds, partitions
from inspector_app.central.db.backlog import tenants_known
from inspector_app.central.db.engine import Database, Transaction
from inspector_app.central.db.tables import (
    blobs,
    directory,
    enrolment_codes,
    events,
    metadata,
    sessions,
)

LEFT_OUT: Final = frozenset({sessions.name})
"""Whoever was signed in signs in again."""


def names() -> list[str]:
    """The tables a backup holds."""
    return sorted(set(metadata.tables) - LEFT_OUT)


def columns(name: str) -> list[str]:
    """The columns of one table in the order of its rows."""
    return [str(column.name) for column in metadata.tables[name].columns]


def month_column(name: str) -> int | None:
    """Where a row tells which month it arrived in, in the table that is kept by months."""
    return columns(name).index("received_at") if name == events.name else None


async def rows(
    db: Database, tx: Transaction, name: str, tenants: Sequence[str], chunk: int
) -> AsyncIterator[list[tuple[Any, ...]]]:
    """All rows of a table in chunks; the directory belongs to all, of the others each tenant's
    come in turn."""
    table = metadata.tables[name]
    wanted: Select[Any] = select(table)
    if table is directory or not db.address.is_postgres:
        async for part in _streamed(tx, wanted, chunk):
            yield part
        return
    for tenant in tenants:
        await db.enter(tx, tenant)
        async for part in _streamed(tx, wanted.where(table.c.tenant == tenant), chunk):
            yield part


async def _streamed(
    tx: Transaction, wanted: Select[Any], chunk: int
) -> AsyncIterator[list[tuple[Any, ...]]]:
    async with tx.stream(wanted) as found:
        async for part in found.partitions(chunk):
            yield [tuple(row) for row in part]


async def recorded(tx: Transaction, tenant: str, prefix: str) -> dict[str, int]:
    """Size by digest of the photos a tenant's rows call here, of those that begin so."""
    b = blobs.c
    wanted = (
        select(b.sha256, b.size)
        .where(
            b.tenant == tenant,
            b.sha256 >= prefix,
            b.sha256 < f"{prefix}g",  # behind every digit
            b.verified_at > 0,
        )
        .order_by(b.sha256)
    )
    return {row.sha256: row.size for row in await tx.execute(wanted)}


async def fill(
    tx: Transaction, table: Table, given: Sequence[str], chunk: Iterable[Sequence[Any]]
) -> None:
    """Insert one chunk of rows; the transaction sees their tenant."""
    await tx.execute(insert(table), [dict(zip(given, row, strict=True)) for row in chunk])


async def reflected(tx: Transaction, name: str) -> Table | None:
    """A table as it is in the database now, which may be older than this program's."""

    def look(connection: Connection) -> Table | None:
        if name not in inspect(connection).get_table_names():
            return None
        found = MetaData()
        return Table(name, found, autoload_with=connection)

    return await tx.run_sync(look)


def has_columns(table: Table, wanted: Iterable[str]) -> bool:
    """Whether each of them is there."""
    present: Iterable[Column[Any]] = table.columns
    return set(wanted) <= {column.name for column in present}


async def make_month(tx: Transaction, month: str) -> None:
    """A month of the journals as ``2026-11``, on PostgreSQL."""
    year, number = month.split("-")
    await partitions.make(tx, int(year), int(number))


async def begin_anew(tx: Transaction, tenant: str, epoch: str) -> None:
    """After a restore: stations fetch everything again, and codes nobody had used are void, for
    they may have been used after the backup was taken."""
    await feeds.new_epoch(tx, tenant, epoch)
    c = enrolment_codes.c
    await tx.execute(
        update_of(enrolment_codes)
        .where(c.tenant == tenant, c.used_by.is_(None))
        .values(expires_at=0)
    )


async def is_in_use(tx: Transaction) -> bool:
    """Whether rows of anybody are there; the tables need not be."""

    def look(connection: Connection) -> bool:
        return directory.name in inspect(connection).get_table_names()

    return await tx.run_sync(look) and bool(await tenants_known(tx))


async def drop_everything(tx: Transaction) -> None:
    """On PostgreSQL, as the owner: every table of ours with its rows; others stay."""
    ours = {*metadata.tables, "alembic_version"}

    def look(connection: Connection) -> list[str]:
        present = inspect(connection).get_table_names()
        return [name for name in present if name in ours]  # its months go with ``events``

    quote = tx.dialect.identifier_preparer.quote
    for name in await tx.run_sync(look):
        await tx.execute(text(f"DROP TABLE IF EXISTS {quote(name)} CASCADE"))


async def others_connected(tx: Transaction, role: str) -> int:
    """How many connections the server's role has to this PostgreSQL database."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND usename = :role AND pid <> pg_backend_pid()"
    )
    return int((await tx.execute(asked, {"role": role})).scalar_one())


def is_open_elsewhere(path: Path) -> bool:
    """Whether another process has this SQLite database open: only its sole user may leave WAL."""
    connection = sqlite3.connect(path, timeout=0)
    try:
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return str(mode) != "delete"


async def enter(tx: Transaction, tenant: str) -> None:
    """On PostgreSQL: from here on the transaction sees this tenant's rows."""
    entering = text("SELECT set_config('inspector.tenant', :tenant, true)")
    await tx.execute(entering, {"tenant": tenant})
