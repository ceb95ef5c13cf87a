"""Programs that a folder's rights bind, also when the tests run as root."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

_PR_CAPBSET_DROP = 24
_OVERRIDE = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root write and read everywhere."""


def run_bound(arguments: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments as the same user, without root's power over rights.

    The user stays the owner of interpreter and folders, so that everything else is as always.
    """
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
        preexec_fn=_dropping(), check=False,
    )  # fmt: skip


def _dropping() -> Callable[[], None] | None:
    if os.name == "nt" or os.getuid() != 0:
        return None
    library = ctypes.CDLL(None, use_errno=True)

    def drop() -> None:
        for power in _OVERRIDE:
            if library.prctl(_PR_CAPBSET_DROP, power, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "prctl")

    return drop
