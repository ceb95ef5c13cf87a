"""Photo originals by content: ``aa/<sha256>.<suffix>``, on the disk when ``put`` returns.

The order of steps is what a power cut needs: whole file under a temporary name, its bytes
flushed, one rename, and the folder's entry flushed. Every step is an operation of ``DiskOps``, so
that a test can lose what was not flushed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final, NoReturn, Protocol

from inspector_app.domain.errors import StorageError

RENAME_TRIES: Final = 8
FIRST_PAUSE: Final = 0.02
TEMPORARY: Final = ".part"
RESERVE: Final = 512 * 1024 * 1024
"""Bytes kept free for records: a walk in hand can always be finished and signed."""

_FULL: Final = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
# ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION: a virus scanner or an
# indexer holds the file for a moment.
_SHARING: Final = {5, 32, 33}


class DiskOps(Protocol):
    """The few operations durability rests on."""

    def create(self, path: Path) -> int:
        """A new file for writing, owner-only; FileExistsError when the name is taken."""

    def write(self, handle: int, data: memoryview) -> int:
        """How many bytes the system took, perhaps fewer than given."""

    def flush(self, handle: int) -> None:
        """Bytes of this file are on the disk after return."""

    def close(self, handle: int) -> None:
        """Give the handle back."""

    def rename(self, source: Path, target: Path) -> None:
        """Put ``source`` in the place of ``target`` in one step."""

    def make_folder(self, path: Path) -> None:
        """The folder exists after return, owner-only; its parent must exist."""

    def flush_folder(self, path: Path) -> None:
        """Entries of this folder are on the disk after return; nothing to do on Windows."""

    def remove(self, path: Path) -> None:
        """Take a temporary file away; no error when it is gone."""

    def pause(self, seconds: float) -> None:
        """Wait before another try."""


class PosixOrWindowsDisk:
    """The machine's own disk."""

    def create(self, path: Path) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(path, flags, 0o600)

    def write(self, handle: int, data: memoryview) -> int:
        return os.write(handle, data)

    def flush(self, handle: int) -> None:
        os.fsync(handle)

    def close(self, handle: int) -> None:
        os.close(handle)

    def rename(self, source: Path, target: Path) -> None:
        os.replace(source, target)

    def make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)

    def flush_folder(self, path: Path) -> None:
        if os.name == "nt":  # a folder cannot be opened for fsync there
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


class PhotoFiles:
    """The ``DurableFiles`` port over one folder. Safe for several threads and processes."""

    def __init__(
        self,
        root: Path,
        disk: DiskOps | None = None,
        room: Callable[[], tuple[int, int]] | None = None,
    ) -> None:
        """``room`` tells the disk's size and what is free, in bytes; None: never asked."""
        self.root = root
        self._room = room
        self._disk: DiskOps = disk or PosixOrWindowsDisk()
        self._flushed: set[Path] = set()
        self._numbers = count()
        self._clearing = threading.Lock()

    def put(self, data: bytes, suffix: str) -> str:
        """Store ``data`` untouched and return its SHA-256 in lower hex.

        Giving the same bytes again is fine: the stored file is checked, and written anew when it
        differs. Raises StorageError ``disk_nearly_full`` (what is left is for records),
        ``disk_full``, ``read_only_folder`` or ``disk_failed``.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        folder = self.root / sha256[:2]
        target = folder / f"{sha256}.{suffix.lstrip('.').lower()}"
        try:
            self._ensure_folder(folder)
            if not self._held(target, data):
                self._require_room(len(data))
                self._write(target, data)
            self._disk.flush_folder(folder)
        except OSError as problem:
            _refuse(problem, self.root)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the original lies; StorageError ``photo_missing`` when it is not there."""
        found = self._find(sha256)
        if found is None:
            raise StorageError("photo_missing", sha256=sha256[:12])
        return found

    def has(self, sha256: str) -> bool:
        """Whether the original is present."""
        return self._find(sha256) is not None

    def intact(self, sha256: str) -> bool:
        """Whether the original is present and its bytes still have that hash."""
        found = self._find(sha256)
        return found is not None and hashlib.sha256(found.read_bytes()).hexdigest() == sha256

    def clear(self, sha256: str, before: datetime) -> bool:
        """Take an original away, durably, unless it was put (again) at or after ``before``.

        True when it is not there any more. Raises StorageError as ``put``.
        """
        with self._clearing:
            found = self._find(sha256)
            if found is None:
                return True
            try:
                if found.stat().st_mtime >= before.timestamp():
                    return False
                self._disk.remove(found)
                self._disk.flush_folder(found.parent)
            except OSError as problem:
                _refuse(problem, self.root)
        return self._find(sha256) is None

    def _require_room(self, wanted: int) -> None:
        if self._room is None:
            return
        total, free = self._room()
        if free - wanted < reserve_of(total):
            raise StorageError("disk_nearly_full", folder=str(self.root), free=free // 2**20)

    def _held(self, target: Path, data: bytes) -> bool:
        """Whether the very bytes are there; if so their date is now, so that nobody clears what
        is about to be named again."""
        with self._clearing:
            if not _holds(target, data):
                return False
            os.utime(target)
            return True

    def sweep(self) -> int:
        """Take away temporary files a crash left; call it once at start. Returns how many."""
        left = list(self.root.glob(f"??/.*{TEMPORARY}"))
        for path in left:
            self._disk.remove(path)
        return len(left)

    def prepare(self) -> None:
        """Make all folders at once; call it at start, so that no photo waits for its folder.

        What cannot be made now is left to ``put``, which tells a person.
        """
        folders = [self.root / f"{number:02x}" for number in range(256)]
        try:
            self._disk.make_folder(self.root)
            self._disk.flush_folder(self.root.parent)
            for folder in folders:
                self._disk.make_folder(folder)
            self._disk.flush_folder(self.root)
        except OSError:
            return
        self._flushed.update((self.root, *folders))

    def _find(self, sha256: str) -> Path | None:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            return None
        return next(self._candidates(sha256), None)

    def _candidates(self, sha256: str) -> Iterator[Path]:
        folder = self.root / sha256[:2]
        for suffix in ("jpg", "png", "webp"):  # the usual ones without listing the folder
            path = folder / f"{sha256}.{suffix}"
            if path.is_file():
                yield path
        yield from sorted(folder.glob(f"{sha256}.*"))

    def _ensure_folder(self, folder: Path) -> None:
        """Folder and its entry in the parent are durable; once per folder and process, because
        an earlier process may have died between making the folder and flushing the entry."""
        if folder in self._flushed:
            return
        if self.root not in self._flushed:
            self._disk.make_folder(self.root)
            self._disk.flush_folder(self.root.parent)
            self._flushed.add(self.root)
        self._disk.make_folder(folder)
        self._disk.flush_folder(self.root)
        self._flushed.add(folder)

    def _write(self, target: Path, data: bytes) -> None:
        mark = f"{os.getpid()}-{threading.get_ident()}-{next(self._numbers)}"
        temporary = target.with_name(f".{target.name}.{mark}{TEMPORARY}")
        self._disk.remove(temporary)  # left by a dead process that had our number
        handle = self._disk.create(temporary)
        try:
            try:
                self._write_all(handle, data)
                self._disk.flush(handle)
            finally:
                self._disk.close(handle)
            self._rename(temporary, target)
        except OSError:
            self._disk.remove(temporary)
            raise

    def _write_all(self, handle: int, data: bytes) -> None:
        """A full disk may show as a short count before it shows as an error."""
        view = memoryview(data)
        while view:
            taken = self._disk.write(handle, view)
            if taken <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            view = view[taken:]

    def _rename(self, source: Path, target: Path) -> None:
        pause = FIRST_PAUSE
        for _ in range(RENAME_TRIES - 1):
            try:
                return self._disk.rename(source, target)
            except OSError as problem:
                if getattr(problem, "winerror", None) not in _SHARING:
                    raise
            self._disk.pause(pause)
            pause *= 2
        return self._disk.rename(source, target)


def reserve_of(total: int) -> int:
    """How many bytes of a disk of that size stay free for records."""
    return min(RESERVE, total // 50)


def _holds(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except FileNotFoundError:
        return False


def _refuse(problem: OSError, root: Path) -> NoReturn:
    if problem.errno in _FULL:
        raise StorageError("disk_full", folder=str(root)) from problem
    if problem.errno in _FORBIDDEN:
        raise StorageError("read_only_folder", folder=str(root)) from problem
    raise StorageError("disk_failed", folder=str(root), reason=str(problem)) from problem
