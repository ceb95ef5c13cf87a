"""Brings the tables of the central database to the version this program knows.

A SQLite file is brought up to date when it is opened. On a PostgreSQL server that is a command of
its own, run by the tables' owner: replicas never change tables.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, create_engine, pool, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from inspector_app.central.db import partitions, tenants_apart
from inspector_app.central.db.address import Address
from inspector_app.central.db.engine import Database, refusal_code, whole_change
from inspector_app.central.db.kept_copy import keep_copy
from inspector_app.central.db.tables import directory
from inspector_app.domain.errors import StorageError

MONTHS_AHEAD = 4
"""The month that runs and three more."""


@cache
def newest() -> str:
    """The version this program knows; looking through its migrations costs 60 ms."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Whether this program can make tables of that version."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def create_file(path: Path, revision: str) -> None:
    """Empty tables of a known version in a new SQLite file."""
    command.upgrade(_config(address=f"sqlite:///{path}"), revision)


async def create_on_server(tx: AsyncConnection, revision: str) -> None:
    """Empty tables of a known version in a PostgreSQL database without any; by their owner."""

    def make(connection: Connection) -> None:
        command.upgrade(_config(connection=connection), revision)

    await tx.run_sync(make)


def upgrade(path: Path, *, keep: bool = True) -> bool:
    """Create or upgrade the SQLite database at ``path``; True when anything changed.

    All of it or nothing, by one program at a time. An older one is copied beside itself first
    (``*.before-<revision>``), if it is to be kept; no earlier copy is overwritten.
    StorageError ``data_folder_newer`` when a later program wrote it.
    """
    if current(path) == newest():
        return False
    with whole_change(f"sqlite:///{path}") as connection:
        return _migrate(connection, str(path.parent), copied=path if keep else None)


def is_founded(path: Path) -> bool:
    """Whether this SQLite database is that of a central system that was set up."""
    if current(path) is None:
        return False
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    with engine.connect() as connection:
        return connection.execute(select(directory.c.tenant).limit(1)).first() is not None


def current(path: Path) -> str | None:
    """The revision of the SQLite database, None when there is none yet."""
    if not path.exists():
        return None
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


async def upgrade_server(owner: Address, api_role: str, now: datetime) -> bool:
    """Create or upgrade the tables on a PostgreSQL server; True when anything changed.

    ``owner`` is the address with the role that owns the tables; ``api_role`` gets what the server
    needs. All of it or nothing. StorageError ``data_folder_newer`` and as ``Database``.
    """
    rights = tenants_apart.grants(api_role)
    engine = create_async_engine(owner.url, poolclass=pool.NullPool)
    try:
        async with engine.begin() as connection:
            changed = await connection.run_sync(_migrate, str(owner))
            for statement in rights:
                await connection.execute(text(statement))
    except OSError as problem:
        raise StorageError("database_unavailable") from problem
    except DBAPIError as problem:
        code = refusal_code(problem)
        if code is None:
            raise
        raise StorageError(code) from problem
    finally:
        await engine.dispose()
    await maintain(owner, now)
    return changed


async def maintain(owner: Address, now: datetime) -> list[str]:
    """Make the journals' months ahead; the names of those made now."""
    made = []
    database = Database(owner, connections=1)
    try:
        async with database.read(None) as tx:
            there = set(await partitions.present(tx))
        for year, month in partitions.months_from(now, MONTHS_AHEAD):
            if (year, month) not in there:
                async with database.write("") as tx:
                    await partitions.make(tx, year, month)
                made.append(partitions.month_name(year, month))
    finally:
        await database.close()
    return made


def _migrate(connection: Connection, shown: str, copied: Path | None = None) -> bool:
    config = _config(connection=connection)
    present = MigrationContext.configure(connection).get_current_revision()
    if present == newest():
        return False
    if present is not None:
        _check_known(config, present, shown)
        if copied is not None:
            keep_copy(copied, newest())
    command.upgrade(config, "head")
    return True


def _check_known(config: Config, present: str, place: str) -> None:
    try:
        ScriptDirectory.from_config(config).get_revision(present)
    except CommandError as problem:
        raise StorageError("data_folder_newer", folder=place, found=present) from problem


def _config(**attributes: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes)
    return config
