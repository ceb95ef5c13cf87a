"""``inspector-app`` without a command: the desktop window."""

from __future__ import annotations

import argparse

from inspector_app.domain.errors import StorageError


def run(arguments: argparse.Namespace) -> int:
    """Open the window."""
    raise StorageError("window_unavailable")
