"""Making the folders of a station or a central system, and why one cannot be made."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from inspector_app.domain.errors import StorageError

_FULL: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


def make_private(folder: Path) -> None:
    """The folder exists after return; made anew it is its owner's alone (on Windows the rights
    are the parent's).

    StorageError ``read_only_folder``, ``disk_full``, ``not_a_folder``, ``folder_not_made``.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise refusal_of(problem, folder) from problem


def prove_writable(folder: Path) -> None:
    """Write and remove a file in the folder; StorageError ``read_only_folder``, ``disk_full``."""
    probe = folder / f".writable-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise refusal_of(problem, folder) from problem


def make_private_file(path: Path) -> None:
    """An empty file of its owner alone, where there is none yet; raises OSError."""
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def refusal_of(problem: OSError, folder: Path) -> StorageError:
    """What an error around ``folder`` means for a person."""
    if problem.errno in _FULL:
        return StorageError("disk_full", folder=str(folder))
    if problem.errno in _FORBIDDEN:
        return StorageError("read_only_folder", folder=str(folder))
    if isinstance(problem, FileExistsError | NotADirectoryError):
        return StorageError("not_a_folder", folder=str(folder))
    reason = problem.strerror or type(problem).__name__
    return StorageError("folder_not_made", folder=str(folder), reason=reason)
