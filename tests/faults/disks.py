"""A disk that can be made full: a small one of its own where this may be mounted, else a limit on
what a process may write."""

from __future__ import annotations

import resource
import shutil
import subprocess
from pathlib import Path
from typing import Final

_WHOLE: Final = 2 * 1024**3
_ROOM: Final = 4096


class SmallDisk:
    """A file system in memory; ``fill`` leaves no room on it, ``free`` gives it back."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)
        self.mounted = _mount("-t", "tmpfs", "-o", f"size={_WHOLE},mode=755", "tmpfs", str(place))

    def fill(self) -> None:
        """Not one more page: ENOSPC, as from a real disk."""
        used = shutil.disk_usage(self.place).used
        self._resize(max(_ROOM, used))

    def free(self) -> None:
        self._resize(_WHOLE)

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.place)], check=False)

    def _resize(self, size: int) -> None:
        assert _mount("-o", f"remount,size={size}", str(self.place))


def limit_files(pid: int, size: int | None) -> None:
    """Let a process write no file beyond ``size`` bytes; None takes the limit away."""
    soft = resource.RLIM_INFINITY if size is None else size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))


def _mount(*words: str) -> bool:
    program = shutil.which("mount")
    if program is None:
        return False
    done = subprocess.run([program, *words], capture_output=True, check=False)
    return done.returncode == 0
