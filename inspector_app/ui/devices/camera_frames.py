"""A camera's frames as the station reads them, in whatever way the camera packs its pixels.

Brightness is read from the camera's own memory wherever it lies there a byte a pixel (planes) or
at a fixed distance (YUYV); nothing is copied. Conversions are OpenCV's, which lets other threads
run meanwhile: Qt's own holds Python, and so the window, for some 6 ms a frame.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from inspector_app.services.ports import Frame

STILL_QUALITY = 95
PREVIEW_WIDTH = 960
_Pixel = QVideoFrameFormat.PixelFormat
_READ = QVideoFrame.MapMode.ReadOnly
# Where brightness lies in the first plane: bytes from pixel to pixel, and those before the first.
# Of 10 and 16 bits the high byte is enough.
_BRIGHTNESS: dict[_Pixel, tuple[int, int]] = {
    _Pixel.Format_NV12: (1, 0), _Pixel.Format_NV21: (1, 0), _Pixel.Format_YUV420P: (1, 0),
    _Pixel.Format_YUV422P: (1, 0), _Pixel.Format_YV12: (1, 0), _Pixel.Format_Y8: (1, 0),
    _Pixel.Format_IMC1: (1, 0), _Pixel.Format_IMC2: (1, 0), _Pixel.Format_IMC3: (1, 0),
    _Pixel.Format_IMC4: (1, 0), _Pixel.Format_YUYV: (2, 0), _Pixel.Format_UYVY: (2, 1),
    _Pixel.Format_Y16: (2, 1), _Pixel.Format_P010: (2, 1), _Pixel.Format_P016: (2, 1),
}  # fmt: skip
_TWO_PLANES = {
    _Pixel.Format_NV12: "COLOR_YUV2BGR_NV12", _Pixel.Format_NV21: "COLOR_YUV2BGR_NV21",
}  # fmt: skip
_THREE_PLANES = {  # which planes hold U and V
    _Pixel.Format_YUV420P: (1, 2), _Pixel.Format_YUV422P: (1, 2), _Pixel.Format_YV12: (2, 1),
}  # fmt: skip
_PACKED = {
    _Pixel.Format_YUYV: "COLOR_YUV2BGR_YUY2", _Pixel.Format_UYVY: "COLOR_YUV2BGR_UYVY",
}  # fmt: skip


class _Mapped:
    """Keeps a frame's memory where it is; gives it back to the camera when it goes itself."""

    __slots__ = ("_video",)

    def __init__(self, video: QVideoFrame) -> None:
        self._video = video

    def __del__(self) -> None:
        self._video.unmap()


def grey_frame(video: QVideoFrame, number: int) -> Frame | None:
    """The frame's brightness. Where it is the camera's own memory, ``hold`` keeps it.

    None for a frame that cannot be read, as one torn by pulling the cable.
    """
    if video.pixelFormat() in _BRIGHTNESS:
        return _brightness(video, number)
    if video.pixelFormat() == _Pixel.Format_Jpeg:
        return _decoded(jpeg_bytes(video), number, colour=False)
    image = video.toImage()
    if image.isNull():
        return None
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return Frame(
        data=grey.constBits(), format="grey", width=grey.width(), height=grey.height(),
        stride=grey.bytesPerLine(), number=number, hold=grey,
    )  # fmt: skip


def _brightness(video: QVideoFrame, number: int) -> Frame | None:
    held = QVideoFrame(video)
    if not held.map(_READ):
        return None
    mapped = _Mapped(held)
    step, before = _BRIGHTNESS[held.pixelFormat()]
    width, height, stride = held.width(), held.height(), held.bytesPerLine(0)
    data = memoryview(held.bits(0))[before:]
    if width <= 0 or len(data) < stride * (height - 1) + step * (width - 1) + 1:
        return None
    return Frame(
        data=data, format="grey", width=width, height=height, stride=stride, number=number,
        step=step, hold=mapped,
    )  # fmt: skip


def preview_frame(video: QVideoFrame, number: int) -> Frame | None:
    """A small copy in colour for a view; None for a torn frame."""
    if video.pixelFormat() == _Pixel.Format_Jpeg:
        return _decoded(jpeg_bytes(video), number, colour=True)
    pixels = _planes_in_colour(video)
    if pixels is not None:
        return _array_frame(pixels, number)
    image = video.toImage()
    if image.isNull():
        return None
    if image.width() > PREVIEW_WIDTH:
        image = image.scaledToWidth(PREVIEW_WIDTH)
    colour = image.convertToFormat(QImage.Format.Format_BGR888)
    return Frame(
        data=colour.constBits(), format="bgr", width=colour.width(), height=colour.height(),
        stride=colour.bytesPerLine(), number=number, hold=colour,
    )  # fmt: skip


def _planes_in_colour(video: QVideoFrame) -> Any:
    """The frame as rows × columns × BGR, shrunk; None for formats left to Qt, and torn frames."""
    pixel = video.pixelFormat()
    if pixel not in _TWO_PLANES and pixel not in _THREE_PLANES and pixel not in _PACKED:
        return None
    held = QVideoFrame(video)
    if not held.map(_READ):
        return None
    mapped = _Mapped(held)
    try:
        if pixel in _PACKED:
            return _packed_in_colour(held)
        return _planar_in_colour(held)
    except ValueError:  # a plane is shorter than it should be
        return None
    finally:
        del mapped


def _packed_in_colour(video: QVideoFrame) -> Any:
    import cv2

    pixels = _plane(video, 0, video.width(), video.height(), 2)
    colour = cv2.cvtColor(pixels, getattr(cv2, _PACKED[video.pixelFormat()]))
    size = _preview_size(video)
    return colour if size == (video.width(), video.height()) else cv2.resize(colour, size)


def _planar_in_colour(video: QVideoFrame) -> Any:
    import cv2

    pixel, (width, height) = video.pixelFormat(), (video.width(), video.height())
    size = _preview_size(video)
    half = (size[0] // 2, size[1] // 2)
    grey = cv2.resize(_plane(video, 0, width, height, 1), size)
    if pixel in _TWO_PLANES:
        pairs = cv2.resize(_plane(video, 1, width // 2, height // 2, 2), half)
        return cv2.cvtColorTwoPlane(grey, pairs, getattr(cv2, _TWO_PLANES[pixel]))
    rows = height if pixel == _Pixel.Format_YUV422P else height // 2
    u, v = (
        cv2.resize(_plane(video, place, width // 2, rows, 1), half)
        for place in _THREE_PLANES[pixel]
    )
    return cv2.cvtColorTwoPlane(grey, cv2.merge((u, v)), cv2.COLOR_YUV2BGR_NV12)


def _plane(video: QVideoFrame, place: int, width: int, height: int, depth: int) -> Any:
    """A plane as rows × columns (× depth) of bytes; ValueError when it is too short."""
    import numpy as np

    stride = video.bytesPerLine(place)
    data = np.frombuffer(memoryview(video.bits(place)), dtype=np.uint8)
    if data.size < stride * (height - 1) + width * depth:
        raise ValueError("short plane")
    rows = np.lib.stride_tricks.as_strided(
        data, (height, width, depth), (stride, depth, 1), writeable=False
    )
    return rows[:, :, 0] if depth == 1 else rows


def _preview_size(video: QVideoFrame) -> tuple[int, int]:
    """Even sides, as halved colour planes need; at most ``PREVIEW_WIDTH`` wide."""
    share = min(1.0, PREVIEW_WIDTH / video.width())
    width, height = round(video.width() * share), round(video.height() * share)
    return max(2, width - width % 2), max(2, height - height % 2)


def _decoded(data: bytes, number: int, *, colour: bool) -> Frame | None:
    import cv2
    import numpy as np

    way = cv2.IMREAD_REDUCED_COLOR_2 if colour else cv2.IMREAD_GRAYSCALE
    try:
        pixels = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), way) if data else None
    except cv2.error:
        return None
    return None if pixels is None else _array_frame(pixels, number)


def _array_frame(pixels: Any, number: int) -> Frame:
    height, width = pixels.shape[:2]
    return Frame(
        data=memoryview(pixels).cast("B"), format="grey" if pixels.ndim == 2 else "bgr",
        width=int(width), height=int(height), stride=int(pixels.strides[0]), number=number,
    )  # fmt: skip


def jpeg_bytes(video: QVideoFrame) -> bytes:
    """The camera's own JPEG of an MJPEG frame; empty when it is torn or of another kind."""
    if video.pixelFormat() != _Pixel.Format_Jpeg or not video.map(_READ):
        return b""
    try:
        data = bytes(video.bits(0))
    finally:
        video.unmap()
    end = data.rfind(b"\xff\xd9")
    return data[: end + 2] if data.startswith(b"\xff\xd8") and end > 0 else b""


def jpeg_of(video: QVideoFrame) -> bytes:
    """The frame as JPEG bytes; the camera's own bytes where it sends JPEG (MJPEG). Empty when the
    frame cannot be read."""
    own = jpeg_bytes(video)
    if own:
        return own
    image = video.toImage()
    if image.isNull():
        return b""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"jpeg")
    writer.setQuality(STILL_QUALITY)
    writer.write(image)
    return bytes(held.data())
