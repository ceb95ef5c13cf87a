"""How long a person or a script waits until the program is there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from inspector_app.settings import DataFolder
from tests.benchmarks.display import ROOT, virtual_display
from tests.benchmarks.harness import Figure, Size, benchmark, ratio
from tests.fakes.station import make_station

CHILD_SECONDS = 60


@benchmark("start.command", unit="ratio")
def command(size: Size) -> Figure:
    """``inspector-app --help``, all commands registered, ÷ a bare Python that does nothing."""
    value, detail = ratio(
        lambda: _call("-m", "inspector_app", "--help"),
        lambda: _call("-c", "pass"),
        rounds=1 if size == "smoke" else 15,
    )
    return Figure(value, detail)


@benchmark("start.paint", budget="<= 1.3", unit="ratio")
def paint(size: Size) -> Figure:
    """Process start → the sign-in page painted, ÷ the same of a bare PySide6 window."""
    return _window_figure(size, "painted")


@benchmark("start.key", budget="<= 2", unit="ratio")
def key(size: Size) -> Figure:
    """Process start → a key chose a person at the sign-in page, ÷ a bare window painted."""
    return _window_figure(size, "key")


@benchmark("start.station", unit="ms")
def station(size: Size) -> Figure:
    """Sign-in page painted → station opened and every page registered, beside the window."""
    starts = _starts(size)
    took = [ours["opened"] - ours["painted"] for ours, _ in starts]
    return Figure(median(took) * 1e3, {"rounds": len(took)})


def _window_figure(size: Size, mark: str) -> Figure:
    starts = _starts(size)
    mine = median(ours[mark] for ours, _ in starts)
    base = median(bare["painted"] for _, bare in starts)
    detail = {
        "ours_ms": round(mine * 1e3, 1),
        "floor_ms": round(base * 1e3, 1),
        "best_pair": round(min(ours[mark] / bare["painted"] for ours, bare in starts), 3),
        "rounds": len(starts),
    }
    return Figure(mine / base, detail)


Marks = Mapping[str, float]
_KNOWN: dict[str, list[tuple[Marks, Marks]]] = {}


def _starts(size: Size) -> list[tuple[Marks, Marks]]:
    """Seconds from process start of the product and of a bare window, taking turns."""
    if size not in _KNOWN:
        rounds = 1 if size == "smoke" else 15
        with tempfile.TemporaryDirectory() as name, virtual_display() as environment:
            folder = DataFolder(Path(name) / "station")
            make_station(folder.root).close()
            _start(environment, "sign_in", str(folder.root))  # writes compiled files, once
            _KNOWN[size] = [
                (
                    _start(environment, "sign_in", str(folder.root)),
                    _start(environment, "bare"),
                )
                for _ in range(rounds)
            ]
    return _KNOWN[size]


def _start(environment: Mapping[str, str], *arguments: str) -> Marks:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.start_child", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=CHILD_SECONDS,
    )  # fmt: skip
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"the window ended with {done.returncode}: {done.stderr[-2000:]}")
    marks = json.loads(done.stdout.splitlines()[-1])
    return {name: at - begun for name, at in marks.items()}


def _call(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
