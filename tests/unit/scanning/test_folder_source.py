from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from inspector_app.domain.errors import IntakeError
from inspector_app.imaging.guard import Guard
from inspector_app.scanning.folder_source import FolderSource, VideoSource
from inspector_app.scanning.ladder import DecodeLadder
from inspector_app.services.ports import Frame, FrameSource
from tests.conftest import ExpectedLog
from tests.fakes.codes import as_jpeg, as_png, code_picture, on_scene

TEA = "6901234567892"
FACE = "96385074"


class Viewer:
    """Takes frames and tells when it has enough."""

    def __init__(self, wanted: int) -> None:
        self.frames: list[Frame] = []
        self.threads: set[str] = set()
        self.enough = threading.Event()
        self._wanted = wanted

    def __call__(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.threads.add(threading.current_thread().name)
        if len(self.frames) >= self._wanted:
            self.enough.set()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small = {"height": 300, "width": 500, "at": (60, 60)}
    tea = on_scene(code_picture(TEA, "EAN13", scale=3), **small)
    face = on_scene(code_picture(FACE, "EAN8", scale=3), **small)
    (tmp_path / "01.jpg").write_bytes(as_jpeg(tea))
    (tmp_path / "02.PNG").write_bytes(as_png(face))
    (tmp_path / "notes.txt").write_text("not shown", "utf-8")
    return tmp_path


def watch(source: FrameSource, wanted: int) -> Viewer:
    viewer = Viewer(wanted)
    source.start(viewer)
    assert viewer.enough.wait(10)
    source.stop()
    return viewer


def test_a_folder_shows_its_pictures_in_name_order_on_a_worker(folder: Path) -> None:
    viewer = watch(FolderSource(folder, Guard(), interval=0.0), 2)
    assert [frame.number for frame in viewer.frames] == [1, 2]
    assert viewer.threads == {"frame-source"}
    found = [DecodeLadder().decode_frame(frame)[0].text for frame in viewer.frames]
    assert found == [TEA, FACE]


def test_repeating_sources_go_round_until_they_are_stopped(folder: Path) -> None:
    viewer = watch(FolderSource(folder, Guard(), interval=0.0, repeat=True), 5)
    seen = len(viewer.frames)
    assert seen >= 5
    threading.Event().wait(0.05)
    assert len(viewer.frames) == seen, "no frame after stop"


def test_one_picture_file_is_a_source_too(folder: Path) -> None:
    source = FolderSource(folder / "01.jpg", Guard())
    assert source.still() == (folder / "01.jpg").read_bytes()
    assert len(watch(source, 1).frames) == 1


def test_a_file_that_is_no_picture_is_left_out(folder: Path, expected_log: ExpectedLog) -> None:
    expected_log(r"picture_refused")
    (folder / "00.jpg").write_text("not a picture", "utf-8")
    viewer = watch(FolderSource(folder, Guard(), interval=0.0), 2)
    assert len(viewer.frames) == 2


def test_a_failing_viewer_does_not_end_the_preview(folder: Path, expected_log: ExpectedLog) -> None:
    expected_log(r"frame_handler_failed")
    viewer = Viewer(1)

    def stumble(frame: Frame) -> None:
        if frame.number == 1:
            raise RuntimeError("first frame")
        viewer(frame)

    source = FolderSource(folder, Guard(), interval=0.0)
    source.start(stumble)
    assert viewer.enough.wait(10)
    source.stop()
    assert [frame.number for frame in viewer.frames] == [2]


def test_an_empty_place_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        source = FolderSource(place, Guard())
        with pytest.raises(IntakeError) as refusal:
            source.start(Viewer(1))
        assert refusal.value.code == "camera_unavailable"
        with pytest.raises(IntakeError):
            source.still()


def test_a_video_is_read_frame_by_frame(tmp_path: Path) -> None:
    import cv2

    path = tmp_path / "belt.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (500, 300))
    scene = on_scene(code_picture(TEA, "EAN13", scale=3), height=300, width=500, at=(60, 60))
    for _ in range(3):
        writer.write(np.repeat(scene[:, :, None], 3, axis=2))
    writer.release()
    source = VideoSource(path, interval=0.0)
    viewer = watch(source, 3)
    assert [frame.number for frame in viewer.frames] == [1, 2, 3]
    assert DecodeLadder().decode_frame(viewer.frames[2])[0].text == TEA
    assert DecodeLadder().decode(source.still())[0].text == TEA


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as refusal:
        VideoSource(tmp_path / "missing.avi").start(Viewer(1))
    assert refusal.value.code == "camera_unavailable"
