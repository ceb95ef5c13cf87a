"""A file that is written, read back and hashed block by block, and named when it is proved."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Final

Write = Callable[[FileIO, memoryview], int | None]
"""Give bytes to an unbuffered file; how many it took, perhaps fewer than given."""

_LOOK: Final = 256 * 1024
"""Bytes read back at once: they and their hash stay within a processor's own cache."""
_RENAME_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.02
_SHARING: Final = {5, 32, 33}
"""Windows: a virus scanner or an indexer holds the file for a moment."""


def write_some(file: FileIO, data: memoryview) -> int | None:
    """The machine's own write."""
    return file.write(data)


class StagedFile:
    """One unfinished upload. ``add`` and ``flush`` come one after the other, in any thread;
    ``discard`` may come at any time and waits for them."""

    def __init__(self, path: Path, write: Write = write_some) -> None:
        self.size = 0
        self._path = path
        self._write = write
        self._file: FileIO | None = None
        self._hasher = hashlib.sha256()
        self._busy = threading.Lock()
        self._over = False

    def add(self, *blocks: bytes | bytearray) -> None:
        """Append blocks and hash them as the file gives them back. OSError."""
        with self._busy:
            file = self._opened()
            for block in blocks:
                self._append(file, memoryview(block))
                self._read_back(file, len(block))

    def flush(self) -> str:
        """The bytes are on the disk; their SHA-256 as they were read back. OSError."""
        with self._busy:
            file = self._opened()
            os.fsync(file.fileno())
            self._close()
        return self._hasher.hexdigest()

    def discard(self) -> None:
        """Close it and take it away if it got no name. OSError."""
        with self._busy:
            self._over = True
            self._close()
            self._path.unlink(missing_ok=True)

    def _opened(self) -> FileIO:
        if self._over:
            raise OSError("the upload is over")
        if self._file is None:
            try:
                self._file = FileIO(self._path, "xb+")
            except FileNotFoundError:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = FileIO(self._path, "xb+")
        return self._file

    def _append(self, file: FileIO, left: memoryview) -> None:
        while left:
            took = self._write(file, left)
            if not took:
                raise OSError("the file takes no bytes")
            left = left[took:]

    def _read_back(self, file: FileIO, count: int) -> None:
        """What a disk has swallowed is missing here, and so in the digest."""
        file.seek(self.size)
        self.size += count
        buffer = memoryview(bytearray(min(count, _LOOK)))
        while count:
            got = file.readinto(buffer[: min(count, _LOOK)])
            if not got:
                break
            self._hasher.update(buffer[:got])
            count -= got
        file.seek(self.size)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class Names:
    """Gives proved files their names below ``root``, durably. For several threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._durable: set[Path] = set()
        """Folders whose own names are on the disk, all the way up to the root."""

    def give(self, staged: Path, final: Path) -> None:
        """Rename in one step; after return the name is on the disk. OSError."""
        folder = final.parent
        try:
            _replace(staged, final)
        except FileNotFoundError:  # the first photo there, or somebody took the folder away
            self._durable.clear()
            folder.mkdir(parents=True, exist_ok=True)
            _replace(staged, final)
        _sync(folder)
        if folder not in self._durable:
            while folder != self._root:
                folder = folder.parent
                _sync(folder)
            self._durable.add(final.parent)


def _replace(staged: Path, final: Path) -> None:
    for trial in range(_RENAME_TRIES):
        try:
            os.replace(staged, final)
        except PermissionError as problem:
            held = getattr(problem, "winerror", None) in _SHARING
            if not held or trial == _RENAME_TRIES - 1:
                raise
            time.sleep(_FIRST_PAUSE * 2**trial)
        else:
            return


def _sync(folder: Path) -> None:
    """The names in a folder are on the disk too (POSIX; Windows journals them)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
