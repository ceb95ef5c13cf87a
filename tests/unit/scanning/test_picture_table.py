"""Pictures that stand for a camera: one lies there until the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector_app.domain.errors import IntakeError
from inspector_app.imaging.guard import Guard
from inspector_app.scanning.picture_table import PictureTable, RoundVideo
from inspector_app.services.ports import Frame
from tests.conftest import ExpectedLog
from tests.fakes.station import picture


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for at in range(3):
        (tmp_path / f"{at}.jpg").write_bytes(picture((at * 20, 90, 60)))
    return tmp_path


class Shown:
    def __init__(self, table: PictureTable) -> None:
        self.frames: list[Frame] = []
        self.table = table
        table.start(self.frames.append)

    @property
    def numbers(self) -> list[int]:
        return [frame.number for frame in self.frames]


@pytest.fixture
def shown(folder: Path) -> Iterator[Shown]:
    made = Shown(PictureTable(folder, Guard(), first="1.jpg"))
    yield made
    made.table.stop()


def test_it_begins_with_the_named_picture_and_shows_it_once(shown: Shown, folder: Path) -> None:
    wait_for(lambda: len(shown.frames) == 1)
    time.sleep(0.1)
    assert shown.numbers == [1]
    assert bytes(shown.frames[0].data) == (folder / "1.jpg").read_bytes()
    assert shown.table.position == (2, 3)


def test_steps_go_round(shown: Shown, folder: Path) -> None:
    wait_for(lambda: len(shown.frames) == 1)
    shown.table.step(1)
    wait_for(lambda: len(shown.frames) == 2)
    shown.table.step(1)
    wait_for(lambda: len(shown.frames) == 3)
    assert shown.table.position == (1, 3)
    assert shown.table.still() == (folder / "0.jpg").read_bytes()


def test_one_who_comes_late_sees_the_same_frame(shown: Shown) -> None:
    wait_for(lambda: len(shown.frames) == 1)
    shown.table.show_again()
    wait_for(lambda: len(shown.frames) == 2)
    assert shown.numbers == [1, 1]


def test_a_picture_that_arrives_is_shown_at_once(shown: Shown, folder: Path) -> None:
    wait_for(lambda: len(shown.frames) == 1)
    (folder / "00-new.jpg").write_bytes(picture((9 * 20, 90, 60)))
    wait_for(lambda: len(shown.frames) == 2)
    assert bytes(shown.frames[1].data) == picture((9 * 20, 90, 60))


def test_a_file_still_being_written_is_shown_when_it_is_whole(
    shown: Shown, folder: Path, expected_log: ExpectedLog
) -> None:
    expected_log(r"picture_refused")
    wait_for(lambda: len(shown.frames) == 1)
    whole = picture((9 * 20, 90, 60))
    (folder / "new.jpg").write_bytes(whole[:40])
    wait_for(lambda: shown.table.position == (4, 4))
    time.sleep(0.6)
    (folder / "new.jpg").write_bytes(whole)
    wait_for(lambda: len(shown.frames) == 2)
    assert bytes(shown.frames[1].data) == whole


def test_no_pictures_no_camera(tmp_path: Path) -> None:
    table = PictureTable(tmp_path / "gone", Guard())
    with pytest.raises(IntakeError) as refused:
        table.start(lambda frame: None)
    assert refused.value.code == "camera_unavailable"
    with pytest.raises(IntakeError):
        table.still()
    table.step(1)
    assert table.position == (0, 0)


def test_a_video_begins_anew_at_its_end(tmp_path: Path) -> None:
    import cv2
    import numpy as np

    path = tmp_path / "belt.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for _ in range(2):
        writer.write(np.full((48, 64, 3), 90, dtype=np.uint8))
    writer.release()
    video = RoundVideo(path, interval=0.0)
    frames: list[Frame] = []
    video.start(frames.append)
    wait_for(lambda: len(frames) >= 5)
    video.stop()
    assert [frame.number for frame in frames[:5]] == [1, 2, 1, 2, 1]
