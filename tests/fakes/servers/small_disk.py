"""A disk that can be made full: a file system in memory, where one may be mounted.

Whatever happens to the test process, a program beside it (``last_rites.py``) unmounts what is left.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final, Literal

_WHOLE: Final = 2 * 1024**3
_PAGE: Final = 4096
_SLACK: Final = 4 * 1024**2
_TRIES: Final = 50
Kind = Literal["mount", "folder", "server"]


class SmallDisk:
    """``fill`` leaves no room on it, ``free`` gives it back; where ``mounted`` is False it is a
    folder like any other. It belongs to the numbered user."""

    def __init__(self, place: Path, user: int | None = None) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)
        owner = "" if user is None else f",uid={user}"
        options = f"size={_WHOLE},mode=755{owner}"
        self.full = False
        self.mounted = _mount("-t", "tmpfs", "-o", options, "tmpfs", str(place))
        if self.mounted:
            remember("mount", place)

    def fill(self) -> None:
        """Not one more page: ENOSPC, as from a real disk; also while somebody writes on it."""
        for _ in range(_TRIES):
            if self._resize(shutil.disk_usage(self.place).used + _SLACK):
                self._take_the_rest()
                self.full = True
                return
        raise AssertionError(f"{self.place} grows too fast")

    def free(self) -> None:
        if self.full:
            self._ballast.unlink()
            assert self._resize(_WHOLE)
            self.full = False

    @property
    def _ballast(self) -> Path:
        return self.place / "ballast"

    def _take_the_rest(self) -> None:
        with self._ballast.open("wb", buffering=0) as file:
            for size in (_SLACK // 16, _PAGE):
                with contextlib.suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def close(self) -> None:
        """Unmount it, also when somebody still has a file open there."""
        if self.mounted:
            self.mounted = False
            subprocess.run(["umount", "--lazy", str(self.place)], check=False)
            forget("mount", self.place)

    def _resize(self, size: int) -> bool:
        return _mount("-o", f"remount,size={size}", str(self.place))


def may_mount() -> bool:
    """Whether this process has the right to; then a disk that could not be mounted is a failure."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("CapEff:"):
                return bool(int(line.split()[1], 16) >> _CAP_SYS_ADMIN & 1)
    return False


_CAP_SYS_ADMIN: Final = 21


def remember(kind: Kind, name: Path | int) -> None:
    """Should this process be killed, this has to be tidied up."""
    _helper.tell(f"{kind} {name}")


def forget(kind: Kind, name: Path | int) -> None:
    """It is tidied up."""
    _helper.tell(f"no {kind} {name}")


class _Helper:
    """The program that outlives us, started when there is something to say."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._program: subprocess.Popen[bytes] | None = None
        self._born_in = 0

    def tell(self, line: str) -> None:
        with self._lock:
            if self._program is None or self._born_in != os.getpid():
                self._start()
            assert self._program is not None
            self._input().write(line.encode() + b"\n")

    def _start(self) -> None:
        self._born_in = os.getpid()
        self._program = subprocess.Popen(
            [sys.executable, "-S", "-E", str(Path(__file__).with_name("last_rites.py"))],
            stdin=subprocess.PIPE, bufsize=0, start_new_session=True,
        )  # fmt: skip
        atexit.register(self._end)

    def _input(self) -> IO[bytes]:
        assert self._program is not None
        assert self._program.stdin is not None
        return self._program.stdin

    def _end(self) -> None:
        """What is left now is left by a failure: it is tidied up at once."""
        if self._program is not None and self._born_in == os.getpid():
            self._input().close()
            self._program.wait()


_helper: Final = _Helper()


def _mount(*words: str) -> bool:
    program = shutil.which("mount")
    if program is None:
        return False
    done = subprocess.run([program, *words], capture_output=True, check=False)
    return done.returncode == 0
