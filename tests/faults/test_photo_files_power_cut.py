"""The power goes at every operation in turn; what ``put`` acknowledged must be there after."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from inspector_app.store.photo_files import PhotoFiles
from tests.fakes.power_cut_disk import PowerCutDisk, PowerCutError

PHOTOS = tuple(bytes([number]) * (900 + number) for number in range(6))


def run(root: Path, disk: PowerCutDisk) -> list[str]:
    """Put photos, one of them twice, until the power goes; the acknowledged hashes."""
    files = PhotoFiles(root, disk)
    acknowledged: list[str] = []
    try:
        for data in (*PHOTOS, PHOTOS[0]):
            sha = files.put(data, "jpg")
            acknowledged += [sha]
    except PowerCutError:
        pass
    return acknowledged


def losses(tmp_path: Path, *, without: str = "") -> list[str]:
    """What was broken, over a power cut at every operation."""
    whole = PowerCutDisk(tmp_path / "whole" / "photos", without=without, most=400)
    whole.root.parent.mkdir()
    run(whole.root, whole)
    assert whole.operations > 40
    broken: list[str] = []
    for place in range(whole.operations + 1):
        root = tmp_path / f"cut{place}" / "photos"
        root.parent.mkdir()
        disk = PowerCutDisk(root, dies_at=place, without=without, most=400)
        acknowledged = run(root, disk)
        left = disk.survivors()
        whole_files = {
            Path(name).stem
            for name, data in left.items()
            if hashlib.sha256(data).hexdigest() == Path(name).stem
        }
        for name, data in left.items():
            if name.endswith(".jpg") and hashlib.sha256(data).hexdigest() != Path(name).stem:
                broken.append(f"{place}: {name} has wrong bytes under its final name")
        broken += [f"{place}: {sha} is gone" for sha in acknowledged if sha not in whole_files]
    return broken


def test_an_acknowledged_photo_survives_a_power_cut_at_any_operation(tmp_path: Path) -> None:
    assert losses(tmp_path) == []


@pytest.mark.parametrize("left_out", ["flush", "flush_folder"])
def test_the_test_notices_a_missing_flush(tmp_path: Path, left_out: str) -> None:
    assert losses(tmp_path, without=left_out) != []


def test_a_process_that_died_before_the_last_flush_is_made_good_by_the_next_put(
    tmp_path: Path,
) -> None:
    root = tmp_path / "photos"
    disk = PowerCutDisk(root, without="flush_folder")
    PhotoFiles(root, disk).put(PHOTOS[0], "jpg")
    assert disk.survivors() == {}
    disk.mend()
    sha = PhotoFiles(root, disk).put(PHOTOS[0], "jpg")
    assert disk.survivors() == {f"photos/{sha[:2]}/{sha}.jpg": PHOTOS[0]}


@pytest.mark.parametrize("before_the_end", range(30))
def test_prepared_folders_keep_the_promise_too(tmp_path: Path, before_the_end: int) -> None:
    def work(disk: PowerCutDisk) -> list[str]:
        files = PhotoFiles(disk.root, disk)
        acknowledged: list[str] = []
        try:
            files.prepare()
            for data in PHOTOS[:3]:
                acknowledged += [files.put(data, "jpg")]
        except PowerCutError:
            pass
        return acknowledged

    whole = PowerCutDisk(tmp_path / "whole" / "photos", most=400)
    whole.root.parent.mkdir()
    assert len(work(whole)) == 3
    disk = PowerCutDisk(
        tmp_path / "cut" / "photos", dies_at=whole.operations - before_the_end, most=400
    )
    disk.root.parent.mkdir()
    acknowledged = work(disk)
    assert {f"{sha}.jpg" for sha in acknowledged} <= {Path(name).name for name in disk.survivors()}
