"""What an administrator decides about a central system, and where its folder keeps things."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from inspector_app.central.limits import LimitSettings
from inspector_app.i18n import Language

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """How it is run: what the log says, who reads the figures, how it ends.

    ``metrics_from`` are networks whose direct callers may read ``/metrics`` without the token.
    On the signal to end the server refuses new requests for ``announce`` at least, so that a
    balancer learns of it, and for ``drain`` at most, while running ones end.
    """

    log_level: LogLevel = "info"
    access_log: bool = True
    metrics_token: str = field(default="", repr=False)
    metrics_from: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    announce: timedelta = timedelta()
    drain: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """For how many days feeds tell that an item was removed."""

    tombstone_days: int = 90

    @property
    def tombstones(self) -> timedelta:
        """As a length of time."""
        return timedelta(days=self.tombstone_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralSettings:
    """``secure_cookies`` also marks those of a page that was fetched without TLS."""

    secure_cookies: bool = False
    session: timedelta = timedelta(hours=12)
    code_life: timedelta = timedelta(hours=24)
    language: Language = "zh"
    page_size: int = 50
    operation: Operation = Operation()
    keeping: Keeping = Keeping()
    limits: LimitSettings = field(default_factory=LimitSettings)


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
