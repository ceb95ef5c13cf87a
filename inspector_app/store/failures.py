"""What SQLite and the disk answer, as refusals a person can act on."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from inspector_app.domain.errors import StorageError

_FULL_ERRNO: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN_ERRNO: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_PRIMARY: Final = 0xFF
"""SQLite's extended codes keep the primary one in the low byte."""

_FULL: Final = {sqlite3.SQLITE_FULL}
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_CORRUPT: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DISK: Final = {sqlite3.SQLITE_IOERR}
_FORBIDDEN: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_LEAST_FREE: Final = 256 * 1024
"""Below this many free bytes an unnamed input/output error is a full disk: extending the shared
memory file or making the log fails without saying why."""


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn failures of the database at ``path`` into StorageError.

    ``disk_full``, ``read_only_folder``, ``database_corrupt``, ``database_busy``,
    ``database_failed``. What is no failure of the disk (a broken constraint) passes unchanged.
    """
    try:
        yield
    except DBAPIError as problem:
        if isinstance(problem.orig, sqlite3.Error):
            _refuse_sqlite(problem.orig, path, problem)
        raise
    except sqlite3.Error as problem:
        _refuse_sqlite(problem, path, problem)
        raise
    except PoolTimeoutError as problem:
        raise StorageError("database_busy") from problem


@contextmanager
def refusing_files(path: Path) -> Iterator[None]:
    """As ``refusing``, and for failures of folders and files around the database as well.

    Not for units of work: an OSError of the caller's own is none of the database's.
    """
    try:
        with refusing(path):
            yield
    except OSError as problem:
        _refuse_os(problem, path)


def _refuse_sqlite(problem: sqlite3.Error, path: Path, cause: Exception) -> None:
    code = getattr(problem, "sqlite_errorcode", 0) & _PRIMARY
    folder = str(path.parent)
    if code in _CORRUPT:
        raise StorageError("database_corrupt", file=str(path)) from cause
    if code in _BUSY:
        raise StorageError("database_busy") from cause
    if code in _FULL or (code in _DISK | _FORBIDDEN and _nothing_free(path.parent)):
        raise StorageError("disk_full", folder=folder) from cause
    if code in _FORBIDDEN:
        raise StorageError("read_only_folder", folder=folder) from cause
    if code in _DISK:
        raise StorageError("database_failed", folder=folder, reason=str(problem)) from cause


def _refuse_os(problem: OSError, path: Path) -> None:
    folder = str(path.parent)
    if problem.errno in _FULL_ERRNO:
        raise StorageError("disk_full", folder=folder) from problem
    if problem.errno in _FORBIDDEN_ERRNO:
        raise StorageError("read_only_folder", folder=folder) from problem
    raise StorageError("database_failed", folder=folder, reason=str(problem)) from problem


def _nothing_free(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        return False
