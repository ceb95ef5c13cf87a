"""Frames of every kind of camera: brightness without a copy, small pictures in colour."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from inspector_app.scanning.ladder import DecodeLadder
from inspector_app.services.ports import Frame
from inspector_app.ui.devices import camera_frames
from inspector_app.ui.devices.camera_frames import grey_frame, jpeg_of, preview_frame
from inspector_app.ui.widgets.camera_view import frame_image
from tests.fakes.codes import Picture, as_jpeg, code_picture, on_scene

P = QVideoFrameFormat.PixelFormat
TEA = "6901234567892"
WIDTH, HEIGHT = 480, 320
# A machine without video acceleration says so on Qt's own channel.
pytestmark = pytest.mark.qt_log_ignore(r"va[- (]|va library|va symbols|RHI|pipewire", extend=True)


@pytest.fixture(scope="module")
def scene() -> Picture:
    code = code_picture(TEA, "EAN13", scale=2)
    return on_scene(code, height=HEIGHT, width=WIDTH, at=(80, 100))


def filled(pixel: P, planes: Callable[[QVideoFrame], list[bytes]]) -> QVideoFrame:
    """A frame of this kind with these bytes in its planes, row by row."""
    video = QVideoFrame(QVideoFrameFormat(QSize(WIDTH, HEIGHT), pixel))
    assert video.map(QVideoFrame.MapMode.WriteOnly)
    for place, data in enumerate(planes(video)):
        video.bits(place)[: len(data)] = data
    video.unmap()
    return video


def packed(video: QVideoFrame, rows: Picture, place: int = 0) -> bytes:
    """Rows padded to the plane's stride."""
    stride = video.bytesPerLine(place)
    flat = rows.reshape(rows.shape[0], -1)
    padded = np.zeros((rows.shape[0], stride), np.uint8)
    padded[:, : flat.shape[1]] = flat
    return padded.tobytes()


def even(height: int, width: int) -> Picture:
    return np.full((height, width), 128, np.uint8)


def pairs(first: Picture, second: Picture) -> Picture:
    """Two bytes a pixel, interleaved."""
    return np.stack((first, second), axis=-1)


def make(pixel: P, grey: Picture) -> QVideoFrame:
    rest = np.full_like(grey, 128)
    half = even(HEIGHT // 2, WIDTH // 2)
    chroma = {P.Format_YUV422P: even(HEIGHT, WIDTH // 2)}.get(pixel, half)
    inside: dict[P, list[Picture]] = {
        P.Format_Y8: [grey],
        P.Format_Y16: [pairs(np.zeros_like(grey), grey)],
        P.Format_NV12: [grey, pairs(half, half)],
        P.Format_NV21: [grey, pairs(half, half)],
        P.Format_P010: [pairs(np.zeros_like(grey), grey), even(HEIGHT // 2, WIDTH * 2)],
        P.Format_YUV420P: [grey, chroma, chroma],
        P.Format_YV12: [grey, chroma, chroma],
        P.Format_YUV422P: [grey, chroma, chroma],
        P.Format_YUYV: [pairs(grey, rest)],
        P.Format_UYVY: [pairs(rest, grey)],
        P.Format_BGRA8888: [np.stack((grey, grey, grey, rest * 0 + 255), axis=-1)],
        P.Format_BGRX8888: [np.stack((grey, grey, grey, rest), axis=-1)],
        P.Format_RGBA8888: [np.stack((grey, grey, grey, rest * 0 + 255), axis=-1)],
        P.Format_RGBX8888: [np.stack((grey, grey, grey, rest), axis=-1)],
        P.Format_ARGB8888: [np.stack((rest * 0 + 255, grey, grey, grey), axis=-1)],
        P.Format_XBGR8888: [np.stack((rest * 0 + 255, grey, grey, grey), axis=-1)],
    }
    return filled(
        pixel,
        lambda video: [packed(video, rows, place) for place, rows in enumerate(inside[pixel])],
    )


def jpeg_video(data: bytes) -> QVideoFrame:
    """An MJPEG camera's frame: one plane with a whole file and idle bytes behind it."""
    video = QVideoFrame(QVideoFrameFormat(QSize(WIDTH, HEIGHT), P.Format_BGRA8888))
    assert video.map(QVideoFrame.MapMode.WriteOnly)
    room = len(video.bits(0))
    video.bits(0)[:room] = data + bytes(room - len(data))
    video.unmap()
    return _Jpeg(video)


class _Jpeg(QVideoFrame):
    """Qt offers no way to fill an MJPEG frame from outside: only its name differs."""

    def pixelFormat(self) -> P:
        return P.Format_Jpeg


KINDS = (
    P.Format_Y8, P.Format_Y16, P.Format_NV12, P.Format_NV21, P.Format_P010, P.Format_YUV420P,
    P.Format_YV12, P.Format_YUV422P, P.Format_YUYV, P.Format_UYVY, P.Format_BGRA8888,
    P.Format_BGRX8888, P.Format_RGBA8888, P.Format_RGBX8888, P.Format_ARGB8888,
    P.Format_XBGR8888,
)  # fmt: skip


@pytest.mark.parametrize("pixel", KINDS, ids=lambda pixel: pixel.name)
def test_a_code_is_read_from_every_kind_of_frame(qapp, pixel: P, scene: Picture) -> None:
    video = make(pixel, scene)
    frame = grey_frame(video, 7)
    assert frame is not None
    assert (frame.format, frame.width, frame.height, frame.number) == ("grey", WIDTH, HEIGHT, 7)
    assert [scan.text for scan in DecodeLadder().decode_frame(frame)] == [TEA]


@pytest.mark.parametrize("pixel", KINDS, ids=lambda pixel: pixel.name)
def test_every_kind_of_frame_can_be_seen(qapp, pixel: P, scene: Picture) -> None:
    small = preview_frame(make(pixel, scene), 7)
    assert small is not None
    assert (small.format, small.width, small.height) == ("bgr", WIDTH, HEIGHT)
    image = frame_image(small)
    light, dark = image.pixelColor(20, 160), image.pixelColor(*_bar(scene))
    assert abs(light.red() - light.blue()) < 12, "grey stays grey"
    assert light.lightness() - dark.lightness() > 120


def _bar(scene: Picture) -> tuple[int, int]:
    """A column of the code's first bar at its middle row."""
    row = 80 + (scene[80:160] < 60).any(axis=1).nonzero()[0][20]
    return int((scene[row] < 60).nonzero()[0][0]), int(row)


@pytest.mark.parametrize(
    "pixel", [P.Format_NV12, P.Format_YUV420P, P.Format_YUYV, P.Format_UYVY, P.Format_Y8]
)
def test_brightness_is_the_cameras_own_memory(qapp, pixel: P, scene: Picture) -> None:
    video = make(pixel, scene)
    frame = grey_frame(video, 1)
    assert frame is not None
    assert isinstance(frame.data, memoryview)
    there = np.frombuffer(frame.data, np.uint8).__array_interface__["data"][0]
    assert video.map(QVideoFrame.MapMode.ReadOnly)
    own = np.frombuffer(video.bits(0), np.uint8).__array_interface__["data"][0]
    video.unmap()
    assert there - own in (0, 1)


def test_the_memory_goes_back_with_the_frame(qapp, scene: Picture, monkeypatch) -> None:
    given: list[QVideoFrame] = []
    kept = camera_frames._Mapped.__del__
    monkeypatch.setattr(
        camera_frames._Mapped, "__del__", lambda self: (given.append(self._video), kept(self))[1]
    )
    frame = grey_frame(make(P.Format_NV12, scene), 1)
    gc.collect()
    given.clear()  # those of other tests
    gc.collect()
    assert given == [], "somebody still reads"
    del frame
    gc.collect()
    assert len(given) == 1
    assert not given[0].isMapped()


def test_an_mjpeg_camera_is_read_and_seen(qapp, scene: Picture) -> None:
    data = as_jpeg(scene)
    video = jpeg_video(data)
    frame, small = grey_frame(video, 3), preview_frame(video, 3)
    assert frame is not None
    assert small is not None
    assert [scan.text for scan in DecodeLadder().decode_frame(frame)] == [TEA]
    assert (small.format, small.width, small.height) == ("bgr", WIDTH // 2, HEIGHT // 2)
    assert jpeg_of(video) == data, "the photo is the camera's own file"


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"noise" * 50])
def test_a_torn_mjpeg_frame_is_dropped(qapp, data: bytes) -> None:
    video = jpeg_video(data)
    assert grey_frame(video, 1) is None
    assert preview_frame(video, 1) is None


def test_wide_frames_are_shrunk_for_the_view(qapp) -> None:
    for pixel in (P.Format_NV12, P.Format_YUYV, P.Format_YUV422P, P.Format_BGRA8888):
        video = QVideoFrame(QVideoFrameFormat(QSize(1922, 1082), pixel))
        assert video.map(QVideoFrame.MapMode.WriteOnly)
        video.unmap()
        small = preview_frame(video, 1)
        assert small is not None
        assert small.width == 960
        assert small.height in (540, 541)
        assert not frame_image(small).isNull()


def test_brightness_at_a_distance_can_be_seen_too() -> None:
    data = bytes(np.stack((np.full((4, 6), 200), np.zeros((4, 6))), axis=-1).astype(np.uint8))
    frame = Frame(data=data, format="grey", width=6, height=4, stride=12, number=1, step=2)
    assert frame_image(frame).pixelColor(5, 3).red() == 200
