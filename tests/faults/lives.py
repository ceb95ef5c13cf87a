"""Programs that are born quickly and killed without warning."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


class Lives:
    """One loaded program that forks a child for each line; ``program`` has to say ``born PID`` and
    ``gone CODE``. For one child at a time."""

    def __init__(self, program: Path) -> None:
        self._nurse = subprocess.Popen(
            [sys.executable, str(program)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(program.resolve().parents[2])},
        )  # fmt: skip
        self._early: list[str] = []

    def start(self, order: str) -> int:
        """A child begins; its process id."""
        assert self._nurse.stdin is not None
        self._nurse.stdin.write(order + "\n")
        self._nurse.stdin.flush()
        self._early = []
        line = self._hear()
        while not line.startswith("born"):  # what the child says may come first
            self._early.append(line)
            line = self._hear()
        return int(line.split()[1])

    def wait_for(self, word: str) -> None:
        """Until the child says it."""
        while word not in self._early:
            self._early.append(self._hear())
            assert not self._early[-1].startswith("gone"), "it ended by itself"

    def kill(self, child: int) -> list[str]:
        """End the child without warning; it must have lived until now. What it had said."""
        os.kill(child, signal.SIGKILL)
        said = [*self._early, *iter(self._hear, f"gone {-signal.SIGKILL}")]
        assert not [line for line in said if line.startswith("gone")], "it ended by itself"
        return said

    def close(self) -> None:
        self._nurse.kill()
        self._nurse.communicate()

    def _hear(self) -> str:
        assert self._nurse.stdout is not None
        line = self._nurse.stdout.readline()
        assert line, "the program is gone"
        return line.rstrip()
