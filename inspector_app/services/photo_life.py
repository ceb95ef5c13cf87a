"""How long an original stays on the station, and how it comes back.

An original may be cleared when nothing on the station still rests on it alone:

* each journal entry that names it was accepted centrally, and a completion receipt at least the
  set number of days old names all photos of that entry;
* the photo itself counts as verified now (a central system restored from a backup takes that
  back until it has confirmed each photo anew);
* every lot it was taken for is closed and decided, no lot of its delivery is still being worked
  on, and it is no reference picture;
* the central system, asked in the same contact, says that it has the file.

Its view and thumbnail stay. What was cleared is on account: ``leaving`` before the file goes,
``gone`` after, so that a kill at any moment leaves neither a lost file nor a wrong account.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal, Protocol, TypeAlias

from inspector_app.domain.errors import StorageError, SyncError
from inspector_app.services.ports import Clock, DurableFiles

BACK_STAYS: Final = timedelta(days=7)
"""How long an original that was fetched back stays at least."""

Fetch: TypeAlias = Callable[[str], bytes]
"""The bytes of an original from the central system, by digest, already checked against it.
SyncError ``offline``, ``not_enrolled``, ``blob_missing`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearable:
    """An original that may be cleared; ``place`` orders them."""

    sha256: str
    size: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAccount:
    """Counts and bytes of originals: sent and here, cleared, and those that may be cleared now."""

    here: int = 0
    here_bytes: int = 0
    cleared: int = 0
    cleared_bytes: int = 0
    clearable: int = 0
    clearable_bytes: int = 0


class PhotoLedger(Protocol):
    """The account of originals. Each method is one transaction.

    ``cutoff`` is the time a receipt must not be younger than; ``now`` is proved time.
    """

    def clearable(
        self, cutoff: datetime, now: datetime, after: Clearable | None, limit: int
    ) -> Sequence[Clearable]:
        """Originals nothing here rests on any more, oldest entry first, beyond ``after``."""

    def leave(self, sha256: str, cutoff: datetime, now: datetime) -> bool:
        """Look at the rule once more and put the decision on account; False when it changed."""

    def left(self, sha256: str) -> None:
        """The file is gone."""

    def stay(self, sha256: str) -> None:
        """The decision is taken back: the file is still here."""

    def leaving(self) -> Sequence[str]:
        """Decisions that a kill or a full stop left open."""

    def back(self, sha256: str, until: datetime) -> None:
        """The original is here again."""

    def cleared(self, digests: Collection[str]) -> frozenset[str]:
        """Which of these originals were cleared."""

    def account(self, cutoff: datetime, now: datetime) -> PhotoAccount:
        """How much lies where."""


class ClearingFiles(DurableFiles, Protocol):
    """Original files that can be taken away."""

    def clear(self, sha256: str, before: datetime) -> bool:
        """Take an original away, durably, unless it was put (again) at or after ``before``.

        True when it is not there any more; StorageError when the disk refuses.
        """


class KeptViews(Protocol):
    """Derived pictures that outlive their original."""

    def keep(self, sha256: str) -> None:
        """View and thumbnail are there and on the disk on return; PhotoError, StorageError."""


Clearing: TypeAlias = Literal["cleared", "kept"]


def clear_one(
    ledger: PhotoLedger, files: ClearingFiles, sha256: str, cutoff: datetime, now: datetime,
    wall: datetime,
) -> Clearing:  # fmt: skip
    """Clear one original the central system has just said it holds. ``wall`` is the station's own
    time, by which the disk dates its files: what was put within the last day stays."""
    if not ledger.leave(sha256, cutoff, now):
        return "kept"
    if not files.clear(sha256, wall - timedelta(days=1)):
        ledger.stay(sha256)
        return "kept"
    ledger.left(sha256)
    return "cleared"


def settle(ledger: PhotoLedger, files: DurableFiles) -> None:
    """After a kill: a decision whose file is still here is taken back, one whose file is gone is
    finished. Safe to repeat."""
    for sha256 in ledger.leaving():
        if files.has(sha256):
            ledger.stay(sha256)
        else:
            ledger.left(sha256)


class Originals:
    """Where originals lie, for pages and commands; fetches cleared ones back on demand."""

    def __init__(
        self, ledger: PhotoLedger, files: DurableFiles, fetch: Fetch, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._files = files
        self._fetch = fetch
        self._clock = clock

    def at_central(self, digests: Collection[str]) -> frozenset[str]:
        """Those that were cleared here and lie at the central system only."""
        cleared = self._ledger.cleared(digests)
        return frozenset(sha256 for sha256 in cleared if not self._files.has(sha256))

    def bring(self, sha256: str) -> Path:
        """The original's file, fetched back first where it was cleared.

        StorageError ``photo_missing`` (lost here, never cleared), ``photo_at_central`` (no
        contact now), ``photo_lost_centrally``, ``photo_came_changed``, ``disk_full`` ….
        """
        if self._files.has(sha256) or sha256 not in self._ledger.cleared([sha256]):
            return self._files.path(sha256)
        try:
            data = self._fetch(sha256)
        except SyncError as problem:
            code = "photo_lost_centrally" if problem.code == "blob_missing" else "photo_at_central"
            raise StorageError(code, sha256=sha256[:12]) from problem
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StorageError("photo_came_changed", sha256=sha256[:12])
        self._files.put(data, suffix_of(data))
        self._ledger.back(sha256, self._clock.now() + BACK_STAYS)
        return self._files.path(sha256)

    def bring_all(self, digests: Collection[str]) -> None:
        """Fetch back all that were cleared; errors as ``bring``, before any file is written out."""
        for sha256 in sorted(self.at_central(digests)):
            self.bring(sha256)


def suffix_of(data: bytes) -> str:
    """The suffix of picture bytes as the guard names it."""
    if data.startswith(b"\x89PNG"):
        return "png"
    return "webp" if data[8:12] == b"WEBP" else "jpg"
