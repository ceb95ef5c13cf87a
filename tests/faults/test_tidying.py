"""A test process that is killed leaves no disk mounted, no server running and no folder behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SET_UP: Final = """
import subprocess, sys, time
from pathlib import Path
from tests.fakes.servers.small_disk import SmallDisk, forget, remember
place = Path(sys.argv[1])
remember("folder", place)
kept = place.parent / "kept"
kept.mkdir()
remember("folder", kept)
forget("folder", kept)
disk = SmallDisk(place / "disk")
(disk.place / "file").write_bytes(b"x")
server = subprocess.Popen(["sleep", "900"], start_new_session=True)
remember("server", server.pid)
print(server.pid, flush=True)
time.sleep(900)
"""


def runs(pid: int) -> bool:
    """Not ended, or ended and only waiting for somebody to look."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_what_a_killed_test_left_is_tidied_up(tmp_path: Path) -> None:
    place = tmp_path / "place"
    child = subprocess.Popen(
        [sys.executable, "-c", SET_UP, str(place)], stdout=subprocess.PIPE, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, encoding="utf-8",
    )  # fmt: skip
    assert child.stdout is not None
    server = int(child.stdout.readline())
    assert (place / "disk" / "file").exists()
    assert runs(server)
    child.kill()
    child.communicate()
    end = time.monotonic() + 60
    while (place.exists() or runs(server)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not place.exists()
    assert not runs(server)
    assert str(place) not in Path("/proc/mounts").read_text("utf-8")
    assert (tmp_path / "kept").is_dir()
