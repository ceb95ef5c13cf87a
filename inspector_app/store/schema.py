"""Brings a data folder's tables to the version this program knows.

Alembic costs 0.4 s to import: the version is read without it, and it is loaded only when there is
something to do.
"""

from __future__ import annotations

import filecmp
import os
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from inspector_app.domain.errors import StorageError

HEAD: Final = "0009"
"""The newest revision under ``migrations/versions``; a test compares."""

KNOWN: Final = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009"})
"""Every revision this program can start from."""


def revision(path: Path) -> str | None:
    """The revision of the database at ``path``, None when it has no tables yet.

    StorageError ``database_corrupt`` when the file holds something else.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    with closing(sqlite3.connect(path)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise StorageError("database_corrupt", file=str(path))
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else None


def is_current(path: Path) -> bool:
    """Whether nothing is to be done; StorageError ``data_folder_newer`` for an unknown revision."""
    found = revision(path)
    if found is not None and found not in KNOWN:
        raise StorageError("data_folder_newer", folder=str(path.parent), found=found)
    return found == HEAD


def upgrade(connection: Connection, path: Path) -> None:
    """Create or upgrade the tables in the transaction of ``connection``.

    The caller holds the write lock, so that of two programs only one migrates.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def back_up(path: Path) -> Path | None:
    """Copy an existing database beside itself before it is migrated; None when it has no tables.

    The copy is whole and on the disk before it gets its name. One that is there is never
    overwritten: it is enough when it says the same, as after an upgrade that failed; else the
    new one is numbered (``-2`` …).
    """
    if revision(path) is None:
        return None
    name = f"{path.name}.before-{HEAD}"
    fresh = path.with_name(f"{name}.new")
    copy_to(path, fresh)
    target = path.with_name(name)
    for number in count(2):
        if not target.exists():
            fresh.replace(target)
            flush_folder(target.parent)
            break
        if filecmp.cmp(fresh, target, shallow=False):
            fresh.unlink()
            break
        target = path.with_name(f"{name}-{number}")
    return target


def copy_to(path: Path, target: Path) -> None:
    """A consistent copy of a live database (copying its file is none), durable on return."""
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    make_private_file(partial)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(partial),))
    with partial.open("rb+") as handle:
        os.fsync(handle.fileno())
    partial.replace(target)
    flush_folder(target.parent)


def make_private_file(path: Path) -> None:
    """An empty file of its owner alone where there is none; SQLite gives its log the same rights.
    Nothing but its existence matters on Windows, where the folder's rights hold."""
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def flush_folder(folder: Path) -> None:
    """Entries of the folder are on the disk after return; nothing to do on Windows."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
