from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
from obstore.store import MemoryStore

from inspector_app.central.blobs import BucketBlobs

PHOTO = bytes(range(256)) * 8_000
DIGEST = hashlib.sha256(PHOTO).hexdigest()
INCOMING = f"incoming/t/s/{DIGEST}"


async def whole(blobs: BucketBlobs) -> bytes:
    return b"".join([part async for part in blobs.read("t", DIGEST)])


class SwappedWhileProved(BucketBlobs):
    """The station puts other bytes at its address while those it put first are hashed."""

    async def _hash(self, key: str) -> tuple[str, int]:
        found = await super()._hash(key)
        await obstore.put_async(self._store, INCOMING, b"other bytes")
        return found


def test_what_a_station_puts_while_its_photo_is_proved_never_gets_the_name(tmp_path: Path) -> None:
    async def work() -> tuple[int | None, bytes, list[str]]:
        store = MemoryStore()
        await obstore.put_async(store, INCOMING, PHOTO)
        blobs = SwappedWhileProved(store, tmp_path)
        size = await blobs.take_uploaded("t", DIGEST, "s", "place")
        left = [str(one["path"]) for page in obstore.list(store) for one in page]
        return size, await whole(blobs), left

    size, stored, left = asyncio.run(work())
    assert (size, stored) == (len(PHOTO), PHOTO)
    assert left == [f"t/{DIGEST[:2]}/{DIGEST}"]


class InTwoSteps(BucketBlobs):
    """Gives a photo's halves with a pause between them."""

    async def read(self, tenant: str, sha256: str) -> AsyncIterator[bytes]:
        yield PHOTO[:1000]
        await asyncio.sleep(0.02)
        yield PHOTO[1000:]


def test_two_who_ask_for_a_copy_at_once_both_get_a_whole_one(tmp_path: Path) -> None:
    async def work() -> list[Path]:
        blobs = InTwoSteps(MemoryStore(), tmp_path / "copies")
        return await asyncio.gather(*(blobs.local_copy("t", DIGEST) for _ in range(3)))

    paths = asyncio.run(work())
    assert {path.read_bytes() for path in paths} == {PHOTO}
    assert list((tmp_path / "copies").iterdir()) == [paths[0]]
