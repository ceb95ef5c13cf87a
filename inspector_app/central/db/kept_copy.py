"""The copy of a SQLite database that is kept beside it before its tables are changed."""

from __future__ import annotations

import filecmp
import os
from itertools import count
from pathlib import Path

from inspector_app.central.db.engine import snapshot_to


def keep_copy(path: Path, revision: str) -> Path:
    """Copy ``path`` to ``*.before-<revision>``; the copy's name.

    A copy gets its name when it is whole and on the disk. One that is there is never overwritten:
    it is enough when it says the same, as after an upgrade that failed; else the new one is
    numbered (``-2`` …).
    """
    name = f"{path.name}.before-{revision}"
    part = path.with_name(f"{name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        snapshot_to(path, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        return _named(part, path.with_name(name))
    finally:
        part.unlink(missing_ok=True)


def _named(part: Path, wanted: Path) -> Path:
    target = wanted
    for number in count(2):
        if not target.exists():
            part.replace(target)
            _flush_folder(target.parent)
            break
        if filecmp.cmp(part, target, shallow=False):
            break
        target = wanted.with_name(f"{wanted.name}-{number}")
    return target


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for fsync there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
