"""The real window on a virtual screen: it paints, signs in by keys, and ends in order."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap.demo_data import demo_sign_ins

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is an X server of Linux"),
]
WAIT = 90.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual screen of its own."""
    assert shutil.which("Xvfb"), "the set-up installs Xvfb"
    read, write = os.pipe()
    server = subprocess.Popen(
        # Without -noreset the server starts anew when its last window closes.
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-noreset",
         "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as stream:
        number = stream.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def program(display: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """``inspector-app --demo`` on that screen."""
    environment = {
        **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb",
        "QT_XCB_GL_INTEGRATION": "none", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    environment.pop("WAYLAND_DISPLAY", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector_app", "--data", str(tmp_path / "data"), "--demo"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=30)


def tool(display: str, *arguments: str) -> str:
    done = subprocess.run(
        ["xdotool", *arguments], env={**os.environ, "DISPLAY": display},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def wait_for(display: str, process: subprocess.Popen[str], title: str, *, windows: int = 1) -> str:
    """The id of the visible window whose title contains ``title``, once there are so many."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        found = tool(display, "search", "--onlyvisible", "--name", title).split()
        if len(found) >= windows:
            time.sleep(1.0)  # its event loop runs now and can be asked to end
            return found[0]
        time.sleep(0.2)
    raise AssertionError("no window came")


def log_of(folder: Path) -> str:
    file = folder / "data" / "logs" / "station.log"
    return file.read_text("utf-8") if file.exists() else ""


def test_the_window_opens_signs_in_by_badge_and_closes_in_order(
    display: str, program: subprocess.Popen[str], tmp_path: Path
) -> None:
    window = wait_for(display, program, "无忧质检")
    badge = demo_sign_ins()["U-01"][0]
    place = tmp_path / "data"
    end = time.monotonic() + WAIT
    while time.monotonic() < end and not (place / "demo-central").exists():
        time.sleep(0.3)
    while time.monotonic() < end and "signed_in" not in log_of(tmp_path):
        tool(display, "windowfocus", "--sync", window)
        tool(display, "type", "--delay", "4", badge)
        tool(display, "key", "Return")
        time.sleep(2)
    assert "signed_in" in log_of(tmp_path), log_of(tmp_path)[-2000:]
    time.sleep(2)
    program.send_signal(signal.SIGTERM)
    output = program.communicate(timeout=60)[0]
    assert program.returncode == 0, output
    assert "Traceback" not in output + log_of(tmp_path)
    assert '"fault"' not in log_of(tmp_path)


def test_a_second_window_on_the_same_folder_says_so(
    display: str, program: subprocess.Popen[str], tmp_path: Path
) -> None:
    wait_for(display, program, "无忧质检")
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    second = subprocess.Popen(
        [sys.executable, "-m", "inspector_app", "--data", str(tmp_path / "data")],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert second.stdout is not None
    said = ""
    while "已经有一个窗口" not in said and second.poll() is None:
        said += second.stdout.readline()
    wait_for(display, second, "无忧质检", windows=2)
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=30)
    assert "已经有一个窗口" in said
    assert second.returncode == 1
