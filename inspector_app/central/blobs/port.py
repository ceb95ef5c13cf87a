"""What the central system asks of a place for photos."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Protocol


class BlobStore(Protocol):
    """Durable photos; a photo has exactly one name and is never changed."""

    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int:
        """Store a body and return its size once its bytes *on the disk* have the digest.

        ``place`` is a fresh id for the unfinished upload. EvidenceError ``digest_mismatch``,
        SyncError ``photo_too_large``, StorageError ``central_disk_full`` or ``photos_unavailable``.
        """

    async def size(self, tenant: str, sha256: str) -> int | None:
        """How long the stored photo is; None when it is not here."""

    async def is_intact(self, tenant: str, sha256: str) -> bool:
        """Whether the stored bytes still have the digest of their name."""

    async def remove(self, tenant: str, sha256: str) -> None:
        """Drop a damaged photo so that it can be sent again."""

    def read(self, tenant: str, sha256: str) -> AsyncIterator[bytes]:
        """The stored bytes in parts; StorageError ``photo_missing``."""

    async def upload_url(self, tenant: str, sha256: str, station: str) -> str | None:
        """Where the station may PUT the photo itself for a quarter of an hour; None where only we
        can take it."""

    async def take_uploaded(self, tenant: str, sha256: str, station: str, place: str) -> int | None:
        """Prove what the station has put at its ``upload_url`` and give it its name; the size, or
        None when nothing is there. ``place`` as in ``receive``, which it raises as, too."""

    async def arrived(self, tenant: str, sha256: str, station: str) -> int:
        """How many bytes of a photo sent in parts are here."""

    async def add_part(
        self, tenant: str, sha256: str, station: str, offset: int, data: bytes
    ) -> None:
        """Keep a part that begins at ``offset``; sending it again is harmless."""

    async def join_parts(self, tenant: str, sha256: str, station: str, place: str) -> int:
        """Make one photo of the parts and drop them; the size. Raises as ``receive``, and then the
        parts are gone too: the photo has to be sent anew."""

    async def prove_writable(self, place: str) -> None:
        """Write and drop a few bytes; StorageError ``central_disk_full`` or
        ``photos_unavailable``."""

    async def sweep(self, before: datetime) -> int:
        """Drop parts and unfinished uploads older than that; how many."""

    def listed(self, tenant: str, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Digest and size of the stored photos whose digest begins with two given letters."""

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        """A file with the photo for programs that need one; StorageError ``photo_missing``."""
