"""Tidies up after a test process, however it ended.

Started by ``small_disk``, told on its standard input what there is (``mount PLACE``, ``folder
PLACE``, ``server PID``) and what is gone (the same after ``no``). When the input ends and something
is left, the test process was killed: servers are ended, disks unmounted, folders dropped.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys


def tidy(left: set[tuple[str, str]]) -> None:
    """End, unmount and drop what is named, in this order."""
    for kind, name in sorted(left, reverse=True):  # servers, mounts, folders
        if kind == "server":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(name), signal.SIGKILL)
        elif kind == "mount":
            subprocess.run(["umount", "--lazy", name], stderr=subprocess.DEVNULL, check=False)
        else:
            shutil.rmtree(name, ignore_errors=True)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    left: set[tuple[str, str]] = set()
    for line in sys.stdin:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "no":
            kind, _, name = rest.partition(" ")
            left.discard((kind, name))
        else:
            left.add((word, rest))
    tidy(left)


if __name__ == "__main__":
    main()
