"""The data folder of commands that read an existing station."""

from __future__ import annotations

import argparse
from pathlib import Path

from inspector_app.domain.errors import StorageError
from inspector_app.settings import DataFolder, data_folder


def existing_folder(arguments: argparse.Namespace) -> DataFolder:
    """The chosen folder; StorageError ``data_folder_missing`` rather than a new, empty station.

    From here on the command's refusals are in the folder's log.
    """
    folder = data_folder(arguments.data)
    if not folder.database.exists():
        raise StorageError("data_folder_missing", path=str(folder.root))
    log_command(folder.logs)
    return folder


def log_command(logs: Path, name: str = "") -> None:
    """Keep the refusals of this command, and what sender and central system say, in ``logs``."""
    from inspector_app.bootstrap.journal_log import COMMANDS, log_to, route_structlog

    log_to(logs, name or COMMANDS)
    route_structlog()
