"""Where a station keeps its data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The places inside one data folder."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "station.sqlite3"

    @property
    def photos(self) -> Path:
        return self.root / "photos"

    @property
    def views(self) -> Path:
        return self.root / "views"

    @property
    def pictures(self) -> Path:
        return self.root / "products"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def key(self) -> Path:
        return self.root / "station.key"

    @property
    def window_lock(self) -> Path:
        return self.root / "window.lock"


def data_folder(given: str | None) -> DataFolder:
    """``--data``, else ``INSPECTOR_DATA``, else the platform's own place. Creates nothing."""
    chosen = given or os.environ.get("INSPECTOR_DATA")
    if chosen:
        return DataFolder(Path(chosen).expanduser().absolute())
    import platformdirs  # costs as much as the rest of a short command

    return DataFolder(Path(platformdirs.user_data_dir("Inspector", appauthor=False)))
