"""Why no window opens is told on screen, on stderr and in the folder's log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile

PROGRAM = """
import sys
from pathlib import Path
from inspector_app.bootstrap.desktop import run_desktop
from inspector_app.settings import DataFolder
from inspector_app.ui.desktop import Desktop
Desktop.run = lambda self, after_paint=None: 0
sys.exit(run_desktop(DataFolder(Path(sys.argv[1]))))
"""


def test_a_second_window_is_refused_and_the_log_has_the_code(tmp_path: Path) -> None:
    lock = QLockFile(str(tmp_path / "window.lock"))
    assert lock.tryLock(100)
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True,
            encoding="utf-8", env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False,
        )  # fmt: skip
    finally:
        lock.unlock()
    assert done.returncode == 1, done.stderr
    assert str(tmp_path) in done.stderr
    lines = (tmp_path / "logs" / "station.log").read_text("utf-8").splitlines()
    codes = [json.loads(line).get("code") for line in lines]
    assert codes.count("window_already_open") == 1
