"""What an administrator decides about a central system, and where its folder keeps things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from inspector_app.i18n import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralSettings:
    """``secure_cookies`` belongs on as soon as pages are served over TLS."""

    secure_cookies: bool = False
    session: timedelta = timedelta(hours=12)
    code_life: timedelta = timedelta(hours=24)
    language: Language = "zh"
    page_size: int = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """Files of one central data folder."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "central.db"

    @property
    def settings(self) -> Path:
        """Where the database is when it is not the folder's own."""
        return self.root / "central.toml"

    @property
    def blobs(self) -> Path:
        return self.root / "photos"

    @property
    def copies(self) -> Path:
        """Photos fetched from a bucket, for programs that need files."""
        return self.root / "photo-copies"

    @property
    def key(self) -> Path:
        return self.root / "keys" / "central.pem"
