from __future__ import annotations

import errno
import hashlib
import os
import threading
from io import FileIO
from pathlib import Path

import pytest

from inspector_app.central.blobs import staged_file
from inspector_app.central.blobs.staged_file import Names, StagedFile, write_some

PHOTO = bytes(range(256)) * 4_000
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "staging" / "one"


def test_blocks_become_one_file_and_its_digest(place: Path) -> None:
    staged = StagedFile(place)
    for start in range(0, len(PHOTO), 300_001):
        staged.add(PHOTO[start : start + 300_001])
    assert staged.flush() == DIGEST
    assert place.read_bytes() == PHOTO


def test_short_writes_go_on_where_they_stopped(place: Path) -> None:
    staged = StagedFile(place, lambda file, data: write_some(file, data[:1000]))
    staged.add(PHOTO)
    assert staged.flush() == DIGEST
    assert place.read_bytes() == PHOTO


@pytest.mark.parametrize(
    "swallow",
    [
        lambda file, data: (write_some(file, data[:-1]), len(data))[1],
        lambda file, data: (write_some(file, memoryview(bytes(len(data)))), len(data))[1],
        lambda file, data: len(data),
    ],
    ids=["the last byte is lost", "zeros", "nothing at all"],
)
def test_the_digest_is_that_of_what_the_file_gives_back(
    place: Path, swallow: staged_file.Write
) -> None:
    staged = StagedFile(place, swallow)
    staged.add(PHOTO)
    assert staged.flush() != DIGEST


def test_a_hole_between_blocks_shows_in_the_digest(place: Path) -> None:
    """A block of which the disk lost the end, and a whole one after it."""

    def losing(file: FileIO, data: memoryview) -> int:
        write_some(file, data[:-1] if file.tell() == 0 else data)
        return len(data)

    staged = StagedFile(place, losing)
    staged.add(PHOTO[:500_000])
    staged.add(PHOTO[500_000:])
    assert staged.flush() != DIGEST


def test_a_file_that_takes_no_bytes_is_an_error_not_a_wait(place: Path) -> None:
    staged = StagedFile(place, lambda file, data: 0)
    with pytest.raises(OSError, match="takes no bytes"):
        staged.add(PHOTO)
    staged.discard()
    assert list(place.parent.iterdir()) == []


def test_a_discarded_upload_leaves_nothing_and_takes_nothing(place: Path) -> None:
    staged = StagedFile(place)
    staged.add(PHOTO)
    staged.discard()
    staged.discard()
    assert list(place.parent.iterdir()) == []
    with pytest.raises(OSError, match="over"):
        staged.add(PHOTO)
    assert list(place.parent.iterdir()) == []


def test_discarding_waits_for_the_write_on_its_way(place: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(file: FileIO, data: memoryview) -> int | None:
        begun.set()
        assert go_on.wait(60)
        return write_some(file, data)

    staged = StagedFile(place, slow)
    writing = threading.Thread(target=staged.add, args=(PHOTO,))
    writing.start()
    assert begun.wait(60)
    ending = threading.Thread(target=staged.discard)
    ending.start()
    go_on.set()
    writing.join(60)
    ending.join(60)
    assert list(place.parent.iterdir()) == []


class Told:
    """What was renamed and which folders were flushed, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
        self.steps: list[str] = []
        rename, flush = os.replace, staged_file._sync

        def replace(source: Path, target: Path) -> None:
            rename(source, target)
            self.steps.append("renamed")

        def sync(folder: Path) -> None:
            flush(folder)
            self.steps.append(folder.relative_to(root).as_posix())

        monkeypatch.setattr(os, "replace", replace)
        monkeypatch.setattr(staged_file, "_sync", sync)


def staged(root: Path, name: str) -> Path:
    path = root / "staging" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(PHOTO)
    return path


def test_each_new_folder_up_to_the_root_is_on_the_disk_before_the_first_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(monkeypatch, tmp_path)
    names = Names(tmp_path)
    names.give(staged(tmp_path, "a"), tmp_path / "t" / "aa" / "one")
    assert told.steps == ["renamed", "t/aa", "t", "."]
    told.steps.clear()
    names.give(staged(tmp_path, "b"), tmp_path / "t" / "aa" / "two")
    assert told.steps == ["renamed", "t/aa"]
    told.steps.clear()
    names.give(staged(tmp_path, "c"), tmp_path / "t" / "bb" / "three")
    assert told.steps == ["renamed", "t/bb", "t", "."]
    assert (tmp_path / "t" / "aa" / "two").read_bytes() == PHOTO


def test_folders_that_were_there_are_flushed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who made them may have died before it could."""
    (tmp_path / "t" / "aa").mkdir(parents=True)
    told = Told(monkeypatch, tmp_path)
    Names(tmp_path).give(staged(tmp_path, "a"), tmp_path / "t" / "aa" / "one")
    assert told.steps == ["renamed", "t/aa", "t", "."]


def test_a_folder_somebody_took_away_is_made_and_flushed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(monkeypatch, tmp_path)
    names = Names(tmp_path)
    final = tmp_path / "t" / "aa" / "one"
    names.give(staged(tmp_path, "a"), final)
    final.unlink()
    final.parent.rmdir()
    told.steps.clear()
    names.give(staged(tmp_path, "b"), final)
    assert told.steps == ["renamed", "t/aa", "t", "."]
    assert final.read_bytes() == PHOTO


class Held(PermissionError):
    """As Windows says that a virus scanner looks into the file."""

    winerror = 32


@pytest.mark.parametrize(("times", "named"), [(3, True), (99, False)])
def test_a_file_somebody_looks_into_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, named: bool
) -> None:
    rename = os.replace
    tried: list[Path] = []

    def replace(source: Path, target: Path) -> None:
        tried.append(source)
        if len(tried) <= times:
            raise Held(errno.EACCES, "held")
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(staged_file, "_FIRST_PAUSE", 0.0)
    final = tmp_path / "one"
    source = staged(tmp_path, "a")
    if named:
        Names(tmp_path).give(source, final)
    else:
        with pytest.raises(PermissionError):
            Names(tmp_path).give(source, final)
    assert final.exists() is named
    assert len(tried) == (4 if named else 8)


def test_a_folder_that_may_not_be_written_to_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    def replace(source: Path, target: Path) -> None:
        tried.append(source)
        raise PermissionError(errno.EACCES, "forbidden")

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PermissionError):
        Names(tmp_path).give(staged(tmp_path, "a"), tmp_path / "one")
    assert len(tried) == 1
