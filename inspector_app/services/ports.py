"""What services need from outside; ``bootstrap`` injects the adapters.

Reading doors never block a writer; every writing door ends with exactly one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from inspector_app.domain.scan import RawScan


class Clock(Protocol):
    """Time as the station claims it."""

    def now(self) -> datetime:
        """Aware UTC wall time."""

    def today(self) -> date:
        """The business date at the station's place."""

    def monotonic_ns(self) -> int:
        """Nanoseconds that never run backwards while the program lives."""


class IdSource(Protocol):
    """Identifiers and seeds."""

    def new(self) -> str:
        """A fresh UUIDv7 as text; never used for order."""

    def seed(self) -> bytes:
        """32 unpredictable bytes for a draw."""


class DurableFiles(Protocol):
    """Content-addressed files that are on the disk when ``put`` returns."""

    def put(self, data: bytes, suffix: str) -> str:
        """Store ``data`` untouched (write, count, fsync, rename, fsync of the folder).

        Returns the SHA-256 in lower hex. Raises StorageError ``disk_full`` or ``read_only``.
        """

    def path(self, sha256: str) -> Path:
        """Where the original lies; StorageError ``photo_missing`` when it is not there."""

    def has(self, sha256: str) -> bool:
        """Whether the original is present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """What the guard learned from a picture's header without decoding it."""

    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    suffix: Literal["jpg", "png", "webp"]
    width: int
    height: int
    size: int


class PhotoGuard(Protocol):
    """Refuses dangerous or useless picture bytes."""

    def inspect(self, data: bytes) -> PhotoFacts:
        """Facts from the header; PhotoError with a code (``not_a_picture``, ``too_many_pixels``,
        ``file_too_large``, ``metadata_too_large``, ``too_many_scans``, ``truncated_picture``)."""


class PhotoViews(Protocol):
    """Derived pictures; made off the GUI thread, may be thrown away and made again."""

    def view(self, sha256: str) -> Path:
        """A JPEG of at most 2000 px; made on first use."""

    def thumbnail(self, sha256: str) -> Path:
        """A JPEG of at most 256 px; made on first use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoQuality:
    """Warnings only, never a block. ``sharpness`` 0…1, ``brightness`` 0…255 mean."""

    sharpness: float
    brightness: float
    blurred: bool
    dark: bool
    bright: bool


class Decoder(Protocol):
    """Reads codes from still pictures."""

    def decode(self, data: bytes, *, find_all: bool = False) -> Sequence[RawScan]:
        """Codes found in JPEG/PNG/WebP bytes, best first; empty when there is none."""


class KeyStore(Protocol):
    """The station's signing key; the private half never leaves it."""

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""

    def public_key(self) -> bytes:
        """The raw public key of 32 bytes."""


FrameFormat: TypeAlias = Literal["grey", "bgr", "jpeg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of a live source. ``data`` is a buffer of ``height`` rows of ``stride`` bytes
    (``grey``/``bgr``), or a whole file (``jpeg``)."""

    data: Any
    format: FrameFormat
    width: int
    height: int
    stride: int
    number: int


class FrameSource(Protocol):
    """A camera, a video or a folder of pictures; frames arrive on a worker thread."""

    def start(self, on_frame: Callable[[Frame], None]) -> None:
        """Begin to deliver frames; IntakeError ``camera_unavailable`` when it cannot."""

    def stop(self) -> None:
        """Deliver no more frames after return."""

    def still(self) -> bytes:
        """The latest picture at full size as JPEG bytes."""


class TaskRunner(Protocol):
    """Runs work off the GUI thread; callbacks come back on the GUI thread."""

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run an act that changes data, in order, on the single writer thread."""

    def read(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a read on the pool."""
