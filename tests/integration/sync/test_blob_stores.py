"""The places photos are kept in: a folder and a real S3-compatible store behave alike."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import TypeVar

import pytest

from inspector_app.central.blobs import BlobStore, Bucket, BucketBlobs, FolderBlobs
from inspector_app.domain.errors import EvidenceError, StorageError, SyncError
from inspector_app.wire.envelope import MAX_PHOTO
from tests.fakes.servers.ports import free_ports
from tests.fakes.servers.seaweed import SeaweedServer

Result = TypeVar("Result")
PHOTO = bytes(range(256)) * 9_000
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return FolderBlobs(tmp_path / "photos")
    store: SeaweedServer = request.getfixturevalue("seaweed")
    return BucketBlobs(store.place().open(), tmp_path / "copies")


def run(work: Awaitable[Result]) -> Result:
    async def wait() -> Result:
        return await work

    return asyncio.run(wait())


async def cut(data: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def whole(blobs: BlobStore, tenant: str, sha256: str) -> bytes:
    return b"".join([part async for part in blobs.read(tenant, sha256)])


def test_a_photo_comes_back_as_it_was(blobs: BlobStore) -> None:
    assert run(blobs.size("t", DIGEST)) is None
    assert run(blobs.receive("t", DIGEST, cut(PHOTO), "one")) == len(PHOTO)
    assert run(blobs.size("t", DIGEST)) == len(PHOTO)
    assert run(whole(blobs, "t", DIGEST)) == PHOTO
    assert run(blobs.is_intact("t", DIGEST))


def test_the_same_photo_again_is_one_photo(blobs: BlobStore) -> None:
    for place in ("one", "two"):
        assert run(blobs.receive("t", DIGEST, cut(PHOTO), place)) == len(PHOTO)
    assert run(whole(blobs, "t", DIGEST)) == PHOTO


def test_other_bytes_never_get_the_name(blobs: BlobStore) -> None:
    run(blobs.receive("t", DIGEST, cut(PHOTO), "one"))
    with pytest.raises(EvidenceError) as caught:
        run(blobs.receive("t", DIGEST, cut(PHOTO[:-1] + b"?"), "two"))
    assert caught.value.code == "digest_mismatch"
    assert run(whole(blobs, "t", DIGEST)) == PHOTO


def test_an_upload_that_breaks_off_leaves_nothing(blobs: BlobStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield PHOTO[:1_000_000]
        raise SyncError("offline")

    with pytest.raises(SyncError):
        run(blobs.receive("t", DIGEST, broken(), "one"))
    assert run(blobs.size("t", DIGEST)) is None


def test_a_photo_without_end_is_cut_off(blobs: BlobStore) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1024 * 1024)

    with pytest.raises(SyncError) as caught:
        run(blobs.receive("t", DIGEST, endless(), "one"))
    assert (caught.value.code, caught.value.params["limit"]) == ("photo_too_large", MAX_PHOTO)


def test_a_tenants_photo_is_nobody_elses(blobs: BlobStore) -> None:
    run(blobs.receive("t", DIGEST, cut(PHOTO), "one"))
    assert run(blobs.size("u", DIGEST)) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, DIGEST + "/x", DIGEST[:-1]])
def test_only_digests_are_names(blobs: BlobStore, name: str) -> None:
    with pytest.raises(SyncError) as caught:
        run(blobs.size("t", name))
    assert caught.value.code == "bad_blob_name"


def test_a_photo_that_is_not_there_is_missing(blobs: BlobStore) -> None:
    assert not run(blobs.is_intact("t", DIGEST))
    run(blobs.remove("t", DIGEST))
    for ask in (whole(blobs, "t", DIGEST), blobs.local_copy("t", DIGEST)):
        with pytest.raises(StorageError) as caught:
            run(ask)
        assert caught.value.code == "photo_missing"


def test_a_removed_photo_can_come_again(blobs: BlobStore) -> None:
    run(blobs.receive("t", DIGEST, cut(PHOTO), "one"))
    run(blobs.remove("t", DIGEST))
    assert run(blobs.size("t", DIGEST)) is None
    run(blobs.receive("t", DIGEST, cut(PHOTO), "two"))
    assert run(blobs.is_intact("t", DIGEST))


def test_programs_get_a_file(blobs: BlobStore) -> None:
    run(blobs.receive("t", DIGEST, cut(PHOTO), "one"))
    for _ in range(2):
        assert run(blobs.local_copy("t", DIGEST)).read_bytes() == PHOTO


def test_an_empty_photo_is_a_photo_of_no_bytes(blobs: BlobStore) -> None:
    empty = hashlib.sha256(b"").hexdigest()
    assert run(blobs.receive("t", empty, cut(b""), "one")) == 0
    assert run(blobs.size("t", empty)) == 0


def test_copies_of_a_bucket_are_bounded(seaweed: SeaweedServer, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    for number in range(600):
        (copies / f"old-{number}").write_bytes(b"x")
    blobs = BucketBlobs(seaweed.place().open(), copies)
    run(blobs.receive("t", DIGEST, cut(PHOTO), "one"))
    assert run(blobs.local_copy("t", DIGEST)).exists()
    assert len(list(copies.iterdir())) == 501


def test_a_store_that_is_away_is_unavailable(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    nowhere = Bucket(
        bucket="b", endpoint=f"http://127.0.0.1:{port}", access_key_id="a", secret_access_key="s"
    )
    blobs = BucketBlobs(nowhere.open(), tmp_path)
    for ask in (
        blobs.size("t", DIGEST),
        blobs.is_intact("t", DIGEST),
        blobs.remove("t", DIGEST),
        whole(blobs, "t", DIGEST),
    ):
        with pytest.raises(StorageError) as caught:
            run(ask)
        assert caught.value.code == "photos_unavailable"
    with pytest.raises(StorageError) as caught:
        run(blobs.receive("t", DIGEST, cut(PHOTO), "one"))
    assert caught.value.code == "photos_unavailable"


def test_a_wrong_key_is_unavailable_and_its_secret_is_not_told(
    seaweed: SeaweedServer, tmp_path: Path
) -> None:
    place = Bucket(
        bucket="inspector", endpoint=seaweed.endpoint, access_key_id="station-tests",
        secret_access_key="another-secret",
    )  # fmt: skip
    assert "another-secret" not in repr(place)
    with pytest.raises(StorageError) as caught:
        run(BucketBlobs(place.open(), tmp_path).size("t", DIGEST))
    assert caught.value.code == "photos_unavailable"
    assert "another-secret" not in str(caught.value.__cause__)
