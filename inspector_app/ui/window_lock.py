"""The lock of one window per data folder, for commands that must be alone with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile

from inspector_app.domain.errors import StorageError


@contextmanager
def window_lock(file: Path) -> Iterator[None]:
    """Hold it; StorageError ``station_running`` while a window works in the folder."""
    lock = QLockFile(str(file))
    lock.setStaleLockTime(0)
    if not lock.tryLock(100):
        raise StorageError("station_running", folder=str(file.parent))
    try:
        yield
    finally:
        lock.unlock()
