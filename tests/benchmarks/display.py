"""A display without a screen for the windows of a benchmark."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCREEN = "1600x1000x24"
WAIT_SECONDS = 20


@contextmanager
def virtual_display() -> Iterator[Mapping[str, str]]:
    """The environment of programs that shall paint on an Xvfb of their own.

    RuntimeError when Xvfb is missing or does not come up: a figure must not silently be left out.
    """
    program = shutil.which("Xvfb")
    if program is None:
        raise RuntimeError("Xvfb is not installed: windows cannot be measured")
    read_end, write_end = os.pipe()
    with tempfile.TemporaryFile() as told:
        server = subprocess.Popen(
            [program, "-displayfd", str(write_end), "-screen", "0", SCREEN, "-nolisten", "tcp"],
            stdout=told, stderr=told, pass_fds=[write_end],
        )  # fmt: skip
        os.close(write_end)
        try:
            with os.fdopen(read_end) as answer:
                number = answer.readline().strip()  # ends early when the server dies
            if not number:
                raise RuntimeError(f"Xvfb ended with {server.wait(WAIT_SECONDS)}")
            yield {
                **{name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
                "DISPLAY": f":{number}",
                "QT_QPA_PLATFORM": "xcb",
                "QT_XCB_GL_INTEGRATION": "none",
            }
        finally:
            server.terminate()
            server.wait(WAIT_SECONDS)
