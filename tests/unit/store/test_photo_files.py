"""Photo originals: content addressing, short writes, refusals, busy files on Windows."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inspector_app.domain.errors import StorageError
from inspector_app.store.photo_files import RENAME_TRIES, PhotoFiles, PosixOrWindowsDisk

DATA = b"\xff\xd8 the bytes as the camera gave them \xff\xd9"
SHA = hashlib.sha256(DATA).hexdigest()


class Disk(PosixOrWindowsDisk):
    """The real disk with one kind of trouble."""

    def __init__(self) -> None:
        self.most = 1 << 30
        self.write_error: int | None = None
        self.busy = 0
        self.renames = 0
        self.pauses: list[float] = []
        self.written = 0

    def write(self, handle: int, data: memoryview) -> int:
        if self.write_error is not None:
            raise OSError(self.write_error, os.strerror(self.write_error))
        self.written += 1
        return super().write(handle, data[: self.most])

    def rename(self, source: Path, target: Path) -> None:
        self.renames += 1
        if self.renames <= self.busy:
            problem = PermissionError(errno.EACCES, "in use")
            problem.winerror = 32  # type: ignore[attr-defined, unused-ignore]
            raise problem
        super().rename(source, target)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


def test_a_photo_lies_under_its_hash_untouched(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path / "photos")
    assert files.put(DATA, ".JPG") == SHA
    assert files.path(SHA) == tmp_path / "photos" / SHA[:2] / f"{SHA}.jpg"
    assert files.path(SHA).read_bytes() == DATA
    assert files.has(SHA)
    assert files.intact(SHA)


def test_putting_twice_writes_once(tmp_path: Path) -> None:
    disk = Disk()
    files = PhotoFiles(tmp_path / "photos", disk)
    assert files.put(DATA, "jpg") == files.put(DATA, "jpg") == SHA
    assert disk.written == 1


@pytest.mark.parametrize("spoiled", [DATA[:5], bytes(len(DATA)), b""])
def test_a_spoiled_original_is_noticed_and_written_anew(tmp_path: Path, spoiled: bytes) -> None:
    files = PhotoFiles(tmp_path / "photos")
    files.put(DATA, "jpg")
    files.path(SHA).write_bytes(spoiled)
    assert not files.intact(SHA)
    files.put(DATA, "jpg")
    assert files.intact(SHA)


def test_short_writes_are_continued(tmp_path: Path) -> None:
    disk = Disk()
    disk.most = 7
    files = PhotoFiles(tmp_path / "photos", disk)
    files.put(DATA, "jpg")
    assert files.path(SHA).read_bytes() == DATA


@pytest.mark.skipif(os.name == "nt", reason="modes restrict nothing on Windows")
def test_only_the_owner_may_read(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path / "photos")
    files.put(DATA, "jpg")
    assert stat.S_IMODE(files.path(SHA).stat().st_mode) == 0o600
    assert stat.S_IMODE(files.path(SHA).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "read_only_folder"),
        (errno.EACCES, "read_only_folder"),
        (errno.EIO, "disk_failed"),
    ],
)
def test_a_refusing_disk_is_named_and_leaves_nothing_behind(
    tmp_path: Path, number: int, code: str
) -> None:
    disk = Disk()
    disk.write_error = number
    files = PhotoFiles(tmp_path / "photos", disk)
    with pytest.raises(StorageError) as refusal:
        files.put(DATA, "jpg")
    assert refusal.value.code == code
    assert not files.has(SHA)
    assert [path for path in (tmp_path / "photos").rglob("*") if path.is_file()] == []
    disk.write_error = None
    assert files.put(DATA, "jpg") == SHA


def test_a_write_that_takes_nothing_is_a_full_disk(tmp_path: Path) -> None:
    disk = Disk()
    disk.most = 0
    with pytest.raises(StorageError) as refusal:
        PhotoFiles(tmp_path / "photos", disk).put(DATA, "jpg")
    assert refusal.value.code == "disk_full"


def test_a_busy_file_is_tried_again_with_growing_pauses(tmp_path: Path) -> None:
    disk = Disk()
    disk.busy = 3
    files = PhotoFiles(tmp_path / "photos", disk)
    files.put(DATA, "jpg")
    assert files.has(SHA)
    assert disk.pauses == [0.02, 0.04, 0.08]


def test_trying_again_has_an_end(tmp_path: Path) -> None:
    disk = Disk()
    disk.busy = 1000
    with pytest.raises(StorageError):
        PhotoFiles(tmp_path / "photos", disk).put(DATA, "jpg")
    assert disk.renames == RENAME_TRIES


@pytest.mark.parametrize("asked", ["0" * 64, "", "../../etc/passwd", "*" * 64, SHA.upper()])
def test_an_unknown_or_odd_hash_is_missing(tmp_path: Path, asked: str) -> None:
    files = PhotoFiles(tmp_path / "photos")
    files.put(DATA, "jpg")
    assert not files.has(asked)
    with pytest.raises(StorageError) as refusal:
        files.path(asked)
    assert refusal.value.code == "photo_missing"


def test_other_suffixes_are_found_and_temporary_files_are_not(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path / "photos")
    files.put(DATA, "heic")
    assert files.path(SHA).suffix == ".heic"
    files.path(SHA).rename(files.path(SHA).with_name(f".{SHA}.jpg.1-2-3.part"))
    assert not files.has(SHA)
    assert files.sweep() == 1
    assert list((tmp_path / "photos" / SHA[:2]).iterdir()) == []


def test_many_threads_may_put_the_same_photo(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path / "photos")
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(lambda _: files.put(DATA * 1000, "jpg"), range(64)))
    assert len(hashes) == 1
    assert files.intact(hashes.pop())
    assert files.sweep() == 0


def test_after_preparing_a_photo_waits_for_its_own_two_flushes_only(tmp_path: Path) -> None:
    flushed: list[Path] = []

    class Counting(Disk):
        def flush_folder(self, path: Path) -> None:
            flushed.append(path)
            super().flush_folder(path)

    disk = Counting()
    files = PhotoFiles(tmp_path / "photos", disk)
    files.prepare()
    flushed.clear()
    files.put(DATA, "jpg")
    assert flushed == [tmp_path / "photos" / SHA[:2]]


def test_preparing_leaves_trouble_to_the_first_photo(tmp_path: Path) -> None:
    (tmp_path / "photos").write_bytes(b"a file where the folder belongs")
    files = PhotoFiles(tmp_path / "photos")
    files.prepare()
    with pytest.raises(StorageError):
        files.put(DATA, "jpg")
