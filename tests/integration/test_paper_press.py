"""Papers made in a process beside the window: whole, refused in words, and never an orphan."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector_app.bootstrap.paper_press import PaperPress
from inspector_app.bootstrap.station import open_station
from inspector_app.domain.errors import InspectorError, StandardError, WalkError
from inspector_app.settings import DataFolder
from tests.conftest import ExpectedLog
from tests.fakes.station import fill

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path / "data")
    with open_station(data) as opened:
        fill(opened)
    return data


def children() -> set[int]:
    """The processes this one started and that still live."""
    own = str(os.getpid())
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == own and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def test_papers_come_from_another_process_and_refusals_come_home(folder: DataFolder) -> None:
    press = PaperPress(folder)
    try:
        paper = press.badge_cards("zh")
        assert paper.read_bytes().startswith(b"%PDF")
        with pytest.raises(StandardError) as missing:
            press.command_sheet("no-such-standard", "en")
        assert missing.value.code == "standard_missing"
        with pytest.raises(WalkError) as unknown:
            press.report("no-such-lot", "zh", "")
        assert unknown.value.code == "inspection_unknown"
    finally:
        press.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_press_is_started_again(folder: DataFolder, expected_log: ExpectedLog) -> None:
    expected_log("paper_press_lost")
    press, before = PaperPress(folder), children()
    try:
        press.badge_cards("zh")
        for pid in children() - before:
            os.kill(pid, signal.SIGKILL)
        assert press.badge_cards("en").exists()
    finally:
        press.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_idle_press_ends(folder: DataFolder) -> None:
    press, before = PaperPress(folder, idle_seconds=0.2), children()
    press.badge_cards("zh")
    until = time.monotonic() + 20
    while len(children() - before) > 1 and time.monotonic() < until:  # one is the tracker
        time.sleep(0.1)
    assert len(children() - before) <= 1
    assert press.badge_cards("zh").exists()
    press.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_press_of_a_killed_window_ends(folder: DataFolder) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from inspector_app.bootstrap.paper_press import PaperPress\n"
        "from inspector_app.settings import DataFolder\n"
        "if __name__ == '__main__':\n"
        "    press = PaperPress(DataFolder(Path(sys.argv[1])))\n"
        "    press.badge_cards('zh')\n"
        "    print(next(iter(press._pool._processes)), flush=True)\n"
        "    time.sleep(60)\n"
    )
    script = folder.root / "window.py"
    script.write_text(code, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(folder.root)], stdout=subprocess.PIPE, text=True,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as window:  # fmt: skip
        assert window.stdout is not None
        pid = int(window.stdout.readline())
        window.kill()
        window.wait(10)
        until = time.monotonic() + 20
        while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert not Path(f"/proc/{pid}").exists()


def test_a_refusal_survives_the_way_between_processes() -> None:
    refusal = WalkError("not_closed", lot="IL-1")
    again = pickle.loads(pickle.dumps(refusal))
    assert isinstance(again, InspectorError)
    assert (type(again), again.code, again.params) == (WalkError, "not_closed", {"lot": "IL-1"})
