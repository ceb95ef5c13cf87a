"""``inspector-app`` without a command: the desktop window."""

from __future__ import annotations

import argparse
import os
import sys

from inspector_app.cli.output import translator
from inspector_app.settings import data_folder


def run(arguments: argparse.Namespace) -> int:
    """Open the window; without a display say so and end with 1."""
    if not has_display():
        sys.stderr.write(translator(arguments)("start.no_display") + "\n")
        return 1
    from inspector_app.bootstrap.desktop import run_desktop

    folder = data_folder(arguments.data)
    return run_desktop(folder, demo=arguments.demo, language=arguments.lang)


def has_display() -> bool:
    """Whether a window can be opened; a Qt platform that needs no display counts."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
