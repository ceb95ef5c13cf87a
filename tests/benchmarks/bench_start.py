"""How long a command takes to be there: a script that parses a code a thousand times feels it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.harness import Figure, Size, benchmark, ratio

ROOT = Path(__file__).resolve().parents[2]


@benchmark("start.command", unit="ratio")
def command(size: Size) -> Figure:
    """``inspector-app --help``, all commands registered, ÷ a bare Python that does nothing."""
    value, detail = ratio(
        lambda: _call("-m", "inspector_app", "--help"),
        lambda: _call("-c", "pass"),
        rounds=1 if size == "smoke" else 15,
    )
    return Figure(value, detail)


def _call(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
