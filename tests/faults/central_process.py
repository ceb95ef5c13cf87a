"""Starts, kills and starts again the central systems of a test, by their process ids."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
_START_SECONDS: Final = 30
_END_SECONDS: Final = 20


class Nurse:
    """The loaded program that gives birth to servers; ``close`` ends it and all of them."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, str(HERE / "central_child.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1]), "PYTHONUTF8": "1"},
        )  # fmt: skip
        self._born: set[int] = set()

    def start(self, order: dict[str, Any]) -> int:
        """The process id, once it answers or has ended already."""
        assert self._program.stdin is not None
        self._program.stdin.write(json.dumps(order) + "\n")
        self._program.stdin.flush()
        pid = self._hear_pid()
        self._born.add(pid)
        stop = time.monotonic() + _START_SECONDS
        while _lives(pid) and not _listens(int(order["port"])):
            if time.monotonic() > stop:
                raise RuntimeError(f"no answer on {order['port']}")
            time.sleep(0.005)
        return pid

    def close(self) -> None:
        for pid in self._born:
            end(pid)
        self._program.kill()
        self._program.communicate()

    def _hear_pid(self) -> int:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            with contextlib.suppress(json.JSONDecodeError):
                found = json.loads(line)
                if "pid" in found:
                    return int(found["pid"])
        raise RuntimeError("the nurse is gone")


@dataclass
class CentralProcess:
    """One replica on a port it always has."""

    nurse: Nurse
    folder: Path
    port: int
    log: Path
    words: tuple[str, ...] = ()
    pid: int = 0
    killed: int = 0
    days: float = field(default=0)

    def start(self, *, end_after: int = 0) -> None:
        """``end_after``: it ends itself at that commit."""
        assert not self.alive()
        order = {
            "folder": str(self.folder), "port": self.port, "log": str(self.log),
            "words": list(self.words), "end_after": end_after, "days": self.days,
        }  # fmt: skip
        self.pid = self.nurse.start(order)

    def alive(self) -> bool:
        return self.pid > 0 and _lives(self.pid)

    def ensure(self) -> None:
        """As a supervisor of services does: start it again when it has ended."""
        if not self.alive():
            self.start()

    def kill(self) -> None:
        """Without warning."""
        if self.alive():
            self.killed += 1
        end(self.pid)

    @contextmanager
    def no_file_grows(self) -> Iterator[None]:
        """Whatever it writes is refused meanwhile."""
        _limit_files(self.pid, 1)
        try:
            yield
        finally:
            _limit_files(self.pid, resource.RLIM_INFINITY)

    def stop(self) -> None:
        """As an operator does; killed when it does not end."""
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)
            _wait(self.pid, 5)
        end(self.pid)


def end(pid: int) -> None:
    """Kill one process of ours and wait until it is gone."""
    if pid > 0 and _lives(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _wait(pid, _END_SECONDS)


def _limit_files(pid: int, size: int) -> None:
    """Let a process write no file beyond ``size`` bytes."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _wait(pid: int, seconds: float) -> None:
    stop = time.monotonic() + seconds
    while _lives(pid) and time.monotonic() < stop:
        time.sleep(0.002)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
