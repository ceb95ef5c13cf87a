"""The data folder of commands that read an existing station."""

from __future__ import annotations

import argparse

from inspector_app.domain.errors import StorageError
from inspector_app.settings import DataFolder, data_folder


def existing_folder(arguments: argparse.Namespace) -> DataFolder:
    """The chosen folder; StorageError ``data_folder_missing`` rather than a new, empty station."""
    folder = data_folder(arguments.data)
    if not folder.database.exists():
        raise StorageError("data_folder_missing", path=str(folder.root))
    return folder
