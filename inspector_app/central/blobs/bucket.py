"""Photos in a bucket of an S3-compatible store."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from inspector_app.central.blobs.names import incoming_key, photo_key
from inspector_app.central.blobs.stored import Meter, StoredBlobs, storage_error
from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.wire.envelope import MAX_PHOTO

_MOST_COPIES: Final = 500
_CONNECT: Final = timedelta(seconds=5)
_URL_LIFE: Final = timedelta(minutes=15)
_REQUEST: Final = timedelta(seconds=30)
"""A station waits as long: then it comes again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where an S3-compatible store keeps our photos. Its text hides the secret.

    With ``station_endpoint`` stations put their photos there themselves, by signed addresses.
    """

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    prefix: str = ""
    station_endpoint: str = ""
    access_key_id: str
    secret_access_key: str = field(repr=False)

    def open(self) -> ObjectStore:
        """The store; nothing is asked of it yet."""
        return self._open(self.endpoint)

    def open_outside(self) -> S3Store | None:
        """The store as stations reach it; None where they shall not."""
        return self._open(self.station_endpoint) if self.station_endpoint else None

    def _open(self, endpoint: str) -> S3Store:
        return S3Store(
            self.bucket,
            prefix=self.prefix or None,
            endpoint=endpoint or None,
            region=self.region,
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": _CONNECT,
                "timeout": _REQUEST,
            },
            retry_config={"max_retries": 3, "retry_timeout": _REQUEST},
        )


class BucketBlobs(StoredBlobs):
    """A bucket of an S3-compatible store, which answers only for what it keeps.

    ``copies`` is a folder for programs that need a file; the oldest copies are dropped.
    ``outside`` is the store as stations reach it, where they may PUT photos there themselves.
    """

    def __init__(self, store: ObjectStore, copies: Path, *, outside: S3Store | None = None) -> None:
        super().__init__(store)
        self._copies = copies
        self._outside = outside

    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int:
        staging = f"staging/{place}"
        meter = Meter()
        try:
            await obstore.put_async(self._store, staging, meter.count(parts))
            if await self._hash(staging) != (sha256, meter.size):
                raise EvidenceError("digest_mismatch")
            await self._publish(staging, photo_key(tenant, sha256))
        except (BaseError, OSError) as problem:
            raise storage_error(problem) from problem
        finally:
            await self._discard_quietly(staging)
        return meter.size

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        path = self._copies / photo_key(tenant, sha256).replace("/", "-")
        if await asyncio.to_thread(path.is_file):
            return path
        await asyncio.to_thread(_make_room, self._copies)
        # A file of its own for each who asks: two at once must not write into one.
        handle, name = await asyncio.to_thread(
            tempfile.mkstemp, ".part", f"{path.name}.", self._copies
        )
        unfinished = Path(name)
        try:
            with open(handle, "wb") as file:
                async for part in self.read(tenant, sha256):
                    await asyncio.to_thread(file.write, part)
            await asyncio.to_thread(unfinished.replace, path)
        finally:
            await asyncio.to_thread(unfinished.unlink, missing_ok=True)
        return path

    async def upload_url(self, tenant: str, sha256: str, station: str) -> str | None:
        if self._outside is None:
            return None
        key = incoming_key(tenant, sha256, station)
        url: str = await obstore.sign_async(self._outside, "PUT", key, _URL_LIFE)
        return url

    async def take_uploaded(self, tenant: str, sha256: str, station: str, place: str) -> int | None:
        incoming, staging = incoming_key(tenant, sha256, station), f"staging/{place}"
        try:
            size = int((await obstore.head_async(self._store, incoming))["size"])
            if size > MAX_PHOTO:
                raise SyncError("photo_too_large", limit=MAX_PHOTO)
            # The station may write there as long as its address lives: what is proved and what
            # is named are one copy out of its reach.
            await obstore.copy_async(self._store, incoming, staging, overwrite=True)
            digest, size = await self._hash(staging)
            if digest != sha256:
                raise EvidenceError("digest_mismatch")
            await self._publish(staging, photo_key(tenant, sha256))
        except FileNotFoundError:
            return None
        except BaseError as problem:
            raise storage_error(problem) from problem
        finally:
            await self._discard_quietly(incoming)
            await self._discard_quietly(staging)
        return size

    async def _publish(self, staging: str, final: str) -> None:
        # Overwriting: a copy repeated after a lost acknowledgement must not fail.
        await obstore.copy_async(self._store, staging, final, overwrite=True)


def _make_room(copies: Path) -> None:
    copies.mkdir(parents=True, exist_ok=True)
    kept = sorted(copies.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in kept[: max(0, len(kept) - _MOST_COPIES)]:
        path.unlink(missing_ok=True)
