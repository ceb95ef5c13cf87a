"""Camera frames, the pedal, sounds and printing without the machines."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter
from PySide6.QtMultimedia import QCamera, QVideoFrame, QVideoFrameFormat
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from inspector_app.domain.errors import IntakeError, ReportError
from inspector_app.services.ports import Frame
from inspector_app.ui.context import Ui
from inspector_app.ui.devices.camera import CameraSource
from inspector_app.ui.devices.camera_frames import grey_frame, jpeg_of
from inspector_app.ui.devices.printing import page_image, print_pdf
from inspector_app.ui.devices.shutter import ShutterKey
from inspector_app.ui.devices.sounds import LoudSounds
from inspector_app.ui.widgets.buttons import PrimaryButton
from inspector_app.ui.widgets.camera_view import frame_image

# A machine without video acceleration or a sound server says so on Qt's own channel.
pytestmark = pytest.mark.qt_log_ignore(
    r"va[- (]", r"va library|va symbols", r"No RHI backend", r"PulseAudioService", extend=True
)


def picture() -> QImage:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#202020"))
    painter = QPainter(image)
    painter.fillRect(32, 0, 32, 48, QColor("#e0e0e0"))
    painter.end()
    return image


def planar(pixel: QVideoFrameFormat.PixelFormat) -> QVideoFrame:
    """A frame whose left half is dark and right half bright."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(64, 48), pixel))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    plane, stride = frame.bits(0), frame.bytesPerLine(0)
    for line in range(48):
        plane[line * stride : line * stride + 64] = b"\x20" * 32 + b"\xe0" * 32
    frame.unmap()
    return frame


@pytest.mark.parametrize(
    "pixel",
    [
        QVideoFrameFormat.PixelFormat.Format_NV12,
        QVideoFrameFormat.PixelFormat.Format_YUV420P,
        QVideoFrameFormat.PixelFormat.Format_Y8,
    ],
)
def test_brightness_is_read_from_the_first_plane(pixel: QVideoFrameFormat.PixelFormat) -> None:
    frame = grey_frame(planar(pixel), 3)
    assert frame is not None
    assert (frame.format, frame.width, frame.height, frame.number) == ("grey", 64, 48, 3)
    line = frame.data[10 * frame.stride : 10 * frame.stride + 64]
    assert (line[5], line[60]) == (0x20, 0xE0)


def test_a_colour_frame_becomes_grey() -> None:
    frame = grey_frame(QVideoFrame(picture()), 1)
    assert frame is not None
    assert frame.data[5] < 60
    assert frame.data[60] > 200
    assert len(frame.data) >= frame.stride * frame.height


def test_a_torn_frame_is_dropped() -> None:
    assert grey_frame(QVideoFrame(), 1) is None
    assert jpeg_of(QVideoFrame()) == b""


def test_a_still_is_a_whole_jpeg() -> None:
    data = jpeg_of(QVideoFrame(picture()))
    image = QImage.fromData(data, "JPEG")
    assert (image.width(), image.height()) == (64, 48)


def test_without_a_camera_it_is_off_and_says_so(qapp) -> None:
    source = CameraSource()
    if source.names():
        pytest.fail("this machine has a camera: the test needs one without")
    assert source.condition == "off"
    with pytest.raises(IntakeError) as refused:
        source.start(lambda frame: None)
    assert refused.value.code == "camera_missing"
    with pytest.raises(IntakeError):
        source.still()


def test_a_view_gets_small_pictures_in_colour_and_not_too_many(qapp, monkeypatch) -> None:
    monkeypatch.setattr("inspector_app.ui.devices.camera.PREVIEW_GAP_MS", 60_000)
    source = CameraSource()
    seen: list[Frame] = []
    small: list[Frame] = []
    source._on_frame, source._on_preview = seen.append, small.append
    wide = QImage(2000, 1000, QImage.Format.Format_RGB32)
    wide.fill(QColor("#3060c0"))
    source.take(QVideoFrame(wide))
    source.take(QVideoFrame(wide))
    assert [(frame.format, frame.width) for frame in seen] == [("grey", 2000)] * 2
    assert [(frame.format, frame.width, frame.height) for frame in small] == [("bgr", 960, 480)]
    assert frame_image(small[0]).pixelColor(5, 5).blue() > 150
    assert max(frame_image(small[0], 100).size().toTuple()) == 100
    source.stop()


def test_a_camera_that_gives_no_picture_is_busy_and_resumes(qapp, monkeypatch) -> None:
    source = CameraSource()
    there = [object()]
    tried: list[object] = []
    monkeypatch.setattr(source, "_device", lambda: there[0] if there else None)
    monkeypatch.setattr(source, "_open", tried.append)
    source._on_frame = lambda frame: None
    source._failed(QCamera.Error.CameraError, "Device or resource busy")
    assert (source.condition, source._again.isActive()) == ("busy", True)
    source._retry()
    assert tried == there
    source.take(QVideoFrame(picture()))
    source._look_for_frames()
    assert source.condition == "live"
    source._look_for_frames()  # and then it falls silent
    assert source.condition == "busy"
    there.clear()
    source._failed(QCamera.Error.CameraError, "gone")
    assert source.condition == "lost"
    source.stop()
    assert source.condition == "off"


def test_frames_come_until_stop_and_none_after(qapp) -> None:
    source = CameraSource()
    seen: list[Frame] = []
    source._on_frame = seen.append
    source.take(QVideoFrame(picture()))
    source.take(QVideoFrame())
    source.take(QVideoFrame(picture()))
    assert [frame.number for frame in seen] == [1, 2]
    assert QImage.fromData(source.still()).width() == 64
    source.stop()
    source.take(QVideoFrame(picture()))
    assert len(seen) == 2


def test_the_pedal_presses_only_while_it_listens(ui: Ui, qtbot) -> None:
    window = PrimaryButton(ui, "拍照", hint="F9")
    holder = QWidget()
    window.setParent(holder)
    qtbot.addWidget(holder)
    holder.show()
    qtbot.waitExposed(holder)
    pedal = ShutterKey()
    pressed: list[int] = []
    pedal.pressed.connect(lambda: pressed.append(1))
    handle = holder.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_F9)
    assert pressed == []
    pedal.listen(True)
    QTest.keyClick(handle, Qt.Key.Key_F9)
    assert pressed == [1]
    assert pedal.set_key("PgDown")
    QTest.keyClick(handle, Qt.Key.Key_F9)
    QTest.keyClick(handle, Qt.Key.Key_PageDown)
    assert pressed == [1, 1]
    assert not pedal.set_key("")
    pedal.listen(False)


def test_sounds_never_fail_without_a_device(qapp, tmp_path: Path) -> None:
    for cue in ("accepted", "attention"):
        with wave.open(str(tmp_path / f"{cue}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(44_100)
            file.writeframes(b"\0\0" * 441)
    sounds = LoudSounds(tmp_path)
    assert not sounds.ready
    sounds.set_volume(3)
    sounds.play("accepted")
    sounds.play("wrong")


def two_pages(file: Path) -> None:
    writer = QPdfWriter(str(file))
    painter = QPainter(writer)
    painter.fillRect(0, 0, 2_000, 2_000, QColor("#000000"))
    writer.newPage()
    painter.drawText(500, 500, "2")
    painter.end()


def test_a_document_is_printed_page_by_page(qapp, tmp_path: Path) -> None:
    two_pages(tmp_path / "report.pdf")
    assert print_pdf(tmp_path / "report.pdf", to_file=tmp_path / "printed.pdf") == 2
    printed, given = QPdfDocument(), QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    given.load(str(tmp_path / "report.pdf"))
    assert printed.pageCount() == 2
    for page in range(2):
        assert printed.pagePointSize(page).width() == pytest.approx(
            given.pagePointSize(page).width(), abs=2
        )


def test_a_page_can_be_looked_at(qapp, tmp_path: Path) -> None:
    two_pages(tmp_path / "report.pdf")
    image = page_image(tmp_path / "report.pdf", 0, 300)
    assert image.width() == 300
    assert image.pixelColor(40, 40) == QColor("#000000")
    assert image.pixelColor(290, 400) == QColor("#ffffff")
    with pytest.raises(ReportError) as refused:
        page_image(tmp_path / "report.pdf", 9, 300)
    assert refused.value.code == "document_unreadable"


def test_no_printer_and_no_document_are_refused(qapp, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as refused:
        print_pdf(tmp_path / "none.pdf")
    assert refused.value.code == "document_unreadable"
    two_pages(tmp_path / "report.pdf")
    with pytest.raises(ReportError) as refused:
        print_pdf(tmp_path / "report.pdf", "no such printer")
    assert refused.value.code == "printer_missing"
