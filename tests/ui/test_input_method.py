"""A real Chinese input method (ibus with libpinyin) composing while a scanner types, on X11.

The same keys without an input method are in ``test_ime_ear.py``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.x_keys import XKeys

PROGRAMS = ("Xvfb", "xdotool", "dbus-daemon", "ibus-daemon", "ibus")
ENGINES = Path("/usr/share/ibus/component/libpinyin.xml")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
if not ENGINES.exists():
    MISSING.append("ibus-libpinyin")
pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(sys.platform != "linux", reason="ibus is an input method of Linux"),
]
CODE = "sn2026lot01\x1dABnihao"
ROOT = Path(__file__).parents[2]
WAIT = 60.0


class Desk:
    """A screen of its own with dbus, ibus in Chinese mode, and the window."""

    def __init__(self, folder: Path) -> None:
        self._stack = contextlib.ExitStack()
        home, run = folder / "home", folder / "run"
        home.mkdir()
        run.mkdir(mode=0o700)
        self.environment = {
            **os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(run), "QT_QPA_PLATFORM": "xcb",
            "QT_IM_MODULE": "ibus", "QT_XCB_GL_INTEGRATION": "none", "LANG": "C.UTF-8",
            "NO_AT_BRIDGE": "1", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.environment["DISPLAY"] = f":{self._display()}"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._bus()
        self._start(["ibus-daemon", "--panel=disable", "--emoji-extension=disable"])
        self._until(self._speaks_chinese)
        self.window = self._start(
            [sys.executable, "-m", "tests.fakes.ime_child"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self.heard() == {"ready": "xcb"}
        self.keys = XKeys(self.environment["DISPLAY"])

    def _start(self, command: list[str], **options: Any) -> subprocess.Popen[Any]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(
            command, env=self.environment, start_new_session=True, **{**quiet, **options}
        )
        self._stack.callback(self._end, process)
        return process

    @staticmethod
    def _end(process: subprocess.Popen[Any]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the session this test began
        process.wait(10)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _display(self) -> str:
        read, write = os.pipe()
        self._start(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp",
             "-noreset"],
            pass_fds=[write],
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as stream:
            return stream.readline().strip()

    def _bus(self) -> str:
        read, write = os.pipe()
        self._start(
            ["dbus-daemon", "--session", "--nofork", f"--print-address={write}"], pass_fds=[write]
        )
        os.close(write)
        with os.fdopen(read) as stream:
            return stream.readline().strip()

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout.strip()

    def _speaks_chinese(self) -> bool:
        self._run("ibus", "engine", "libpinyin")
        return self._run("ibus", "engine") == "libpinyin"

    @staticmethod
    def _until(true: Any) -> None:
        end = time.monotonic() + WAIT
        while not true():
            assert time.monotonic() < end
            time.sleep(0.3)

    def heard(self) -> dict[str, Any]:
        assert self.window.stdout is not None
        found: dict[str, Any] = json.loads(self.window.stdout.readline())
        return found

    def ask(self, word: str) -> dict[str, Any]:
        assert self.window.stdin is not None
        self.window.stdin.write(word + "\n")
        self.window.stdin.flush()
        return self.heard()

    def focus(self, place: str) -> None:
        name = self._run("xdotool", "search", "--name", "inspector input method").split()[0]
        self._run("xdotool", "windowfocus", "--sync", name)
        self.ask(place)
        time.sleep(0.5)
        assert self._speaks_chinese()

    def type(self, text: str, *, gap_ms: int = 5) -> None:
        self.keys.type(text, gap_ms)
        time.sleep(1.2)

    def scan(self) -> None:
        self.type(CODE + "\r")

    def close(self) -> None:
        self.keys.close()
        self._stack.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    assert MISSING == [], "the set-up installs them"
    made = Desk(tmp_path_factory.mktemp("ime"))
    yield made
    made.close()


def test_the_input_method_is_really_composing(desk: Desk) -> None:
    desk.focus("remark")
    desk.ask("write ")
    desk.type("nihao ", gap_ms=150)
    assert desk.ask("tell")["remark"] == "你好"


def test_a_scan_over_a_page_comes_whole(desk: Desk) -> None:
    desk.focus("page")
    desk.scan()
    assert desk.ask("tell")["scans"] == [CODE]


def test_a_scan_over_a_code_field_comes_whole_and_leaves_it(desk: Desk) -> None:
    desk.focus("code")
    desk.scan()
    found = desk.ask("tell")
    assert (found["scans"], found["code"]) == ([CODE], "")


def test_a_scan_into_a_remark_comes_whole_and_leaves_it(desk: Desk) -> None:
    desk.focus("remark")
    desk.ask("write 左上角破损")
    for _ in range(3):
        desk.scan()
    found = desk.ask("tell")
    assert found["scans"] == [CODE] * 3
    assert found["remark"] == "左上角破损"


def test_after_a_scan_a_person_goes_on_in_chinese(desk: Desk) -> None:
    desk.focus("remark")
    desk.ask("write ")
    desk.scan()
    desk.type("nihao ", gap_ms=150)
    found = desk.ask("tell")
    assert (found["scans"], found["remark"]) == ([CODE], "你好")
