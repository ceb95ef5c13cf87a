"""Fetches the pictures of references that other stations made, once they are central."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from inspector_app.domain.errors import SyncError
from inspector_app.services.photo_gate import PhotoGate
from inspector_app.services.ports import DurableFiles
from inspector_app.sync.transport import Transport
from inspector_app.wire.reference import PublishedReference

_log = logging.getLogger(__name__)
_MOST: Final = 50
"""Versions of one turn."""


class Shelf(Protocol):
    """Versions and whether their pictures are here."""

    def lacking(self, limit: int) -> Sequence[tuple[str, PublishedReference]]:
        """Versions whose pictures were never all here, by item."""

    def complete(self, item: str) -> None:
        """All pictures of a version are here, or it is not to be used any more."""


class ReferencePictures:
    """A turn follows a successful attempt; held photos hold these pictures as well."""

    def __init__(self, shelf: Shelf, files: DurableFiles, gate: PhotoGate) -> None:
        self._shelf = shelf
        self._files = files
        self._gate = gate

    def turn(self, transport: Transport, still_mine: Callable[[], None]) -> int:
        """How many pictures were fetched. One the central system does not have yet is asked for
        again in the next turn; errors of the line are raised."""
        fetched = 0
        for item, each in self._shelf.lacking(_MOST):
            missing = [] if each.retired else [p for p in each.pictures if not self._has(p.sha256)]
            if missing and self._gate.held():
                return fetched
            got = 0
            for picture in missing:
                still_mine()
                got += self._fetch(transport, picture.sha256, picture.suffix)
            fetched += got
            if got == len(missing):
                self._shelf.complete(item)
        return fetched

    def _has(self, sha256: str) -> bool:
        return self._files.has(sha256)

    def _fetch(self, transport: Transport, sha256: str, suffix: str) -> int:
        try:
            data = transport.call("GET", f"/v1/blobs/{sha256}").body
        except SyncError as problem:
            if problem.code != "blob_missing":
                raise
            return 0
        if hashlib.sha256(data).hexdigest() != sha256:
            _log.warning("reference_picture_changed sha256=%s", sha256[:12])
            return 0
        self._files.put(data, suffix)
        return 1
