"""What goes wrong with cameras, with fake ones: each is told calmly, and ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QCamera, QVideoFrame

from inspector_app.bootstrap.cameras import StationCamera
from inspector_app.domain.errors import IntakeError
from inspector_app.services.ports import Frame
from inspector_app.ui.devices import camera
from inspector_app.ui.devices.camera import CameraSource

pytestmark = pytest.mark.qt_log_ignore(r"va[- (]|va library|va symbols|RHI|pipewire", extend=True)


class FakeDevice:
    """A camera that is plugged in."""

    def __init__(self, name: str) -> None:
        self.name = name

    def description(self) -> str:
        return self.name

    def videoFormats(self) -> list[Any]:
        return []


class FakeCamera(QObject):
    """What Qt opens: does nothing by itself."""

    Error = QCamera.Error
    errorOccurred = Signal(QCamera.Error, str)
    made: list[FakeCamera] = []  # noqa: RUF012

    def __init__(self, device: FakeDevice, parent: QObject) -> None:
        super().__init__(parent)
        self.device = device
        self.running = False
        FakeCamera.made.append(self)

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False


class FakeSession:
    def setCamera(self, _: FakeCamera) -> None:
        """Nothing to record from."""


class Bus:
    """The machine's cameras, and what the source makes of them."""

    def __init__(self) -> None:
        self.devices: list[FakeDevice] = []
        self.seen: list[Frame] = []
        self.told: list[str] = []

    def videoInputs(self) -> list[FakeDevice]:
        return self.devices

    def make(self, wanted: str = "") -> CameraSource:
        source = CameraSource(wanted)
        source._session = FakeSession()  # type: ignore[assignment]
        source.conditionChanged.connect(self.told.append)
        return source

    def plug(self, source: CameraSource, *names: str) -> None:
        """From now on these are there."""
        known = {device.name: device for device in self.devices}
        self.devices = [known.get(name, FakeDevice(name)) for name in names]
        source._inputs_changed()


@pytest.fixture
def bus(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    made = Bus()
    FakeCamera.made.clear()
    monkeypatch.setattr(camera.QMediaDevices, "videoInputs", staticmethod(made.videoInputs))
    monkeypatch.setattr(camera, "QCamera", FakeCamera)
    monkeypatch.setattr(camera, "RETRY_MS", 20)
    monkeypatch.setattr(camera, "SILENT_MS", 40)
    yield made
    FakeCamera.made.clear()


def image() -> QVideoFrame:
    made = QImage(64, 48, QImage.Format.Format_RGB32)
    made.fill(QColor("#808080"))
    return QVideoFrame(made)


def test_pulled_out_while_in_use_and_plugged_in_again(bus: Bus) -> None:
    bus.devices = [FakeDevice("USB")]
    source = bus.make()
    source.start(bus.seen.append)
    source.take(image())
    bus.plug(source)
    assert source.condition == "lost"
    bus.plug(source, "USB")
    assert source.condition == "live"
    assert [each.running for each in FakeCamera.made] == [False, True]
    source.take(image())
    assert [frame.number for frame in bus.seen] == [1, 2]
    source.stop()
    assert bus.told == ["live", "lost", "live", "ready"]


def test_pulled_out_while_it_rests_it_is_only_off(bus: Bus) -> None:
    bus.devices = [FakeDevice("USB")]
    source = bus.make()
    bus.plug(source)
    assert source.condition == "off"
    with pytest.raises(IntakeError):
        source.start(bus.seen.append)
    bus.plug(source, "USB")
    assert source.condition == "ready"


def test_another_camera_takes_over_and_the_wanted_one_comes_back(bus: Bus) -> None:
    bus.devices = [FakeDevice("bench"), FakeDevice("lid")]
    source = bus.make("bench")
    source.start(bus.seen.append)
    bus.plug(source, "lid")
    bus.plug(source, "bench", "lid")
    assert [each.device.name for each in FakeCamera.made] == ["bench", "lid", "bench"]
    assert [each.running for each in FakeCamera.made] == [False, False, True]
    source.stop()


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Device or resource busy", "busy"),
        ("Cannot open device: Permission denied", "denied"),
        ("Access is denied.", "denied"),
        ("", "busy"),
    ],
)
def test_an_error_is_told_and_tried_again_until_a_picture_comes(
    bus: Bus, text: str, condition: str, qtbot
) -> None:
    bus.devices = [FakeDevice("USB")]
    source = bus.make()
    source.start(bus.seen.append)
    FakeCamera.made[-1].errorOccurred.emit(QCamera.Error.CameraError, text)
    assert source.condition == condition
    qtbot.waitUntil(lambda: len(FakeCamera.made) >= 2, timeout=2_000)
    assert source.condition == condition, "opening alone is no picture"

    def comes() -> bool:
        source.take(image())
        return source.condition == "live"

    qtbot.waitUntil(comes, timeout=2_000)
    source.stop()
    assert source.condition == "ready"


def test_a_silent_camera_is_busy_and_opened_again_and_again(bus: Bus, qtbot) -> None:
    bus.devices = [FakeDevice("USB")]
    source = bus.make()
    source.start(bus.seen.append)
    qtbot.waitUntil(lambda: source.condition == "busy", timeout=2_000)
    qtbot.waitUntil(lambda: len(FakeCamera.made) >= 3, timeout=2_000)
    source.stop()
    count = len(FakeCamera.made)
    qtbot.wait(100)
    assert len(FakeCamera.made) == count, "nobody looks any more"


def test_closing_while_it_opens_is_quiet(bus: Bus, qtbot) -> None:
    bus.devices = [FakeDevice("USB")]
    source = bus.make()
    source.start(bus.seen.append)
    opening = FakeCamera.made[-1]
    source.stop()
    opening.errorOccurred.emit(QCamera.Error.CameraError, "interrupted")
    source.take(image())
    source.preview.videoFrameChanged.emit(image())
    qtbot.wait(80)
    assert (source.condition, bus.seen, len(FakeCamera.made)) == ("ready", [], 1)
    source.deleteLater()
    qtbot.wait(10)


@pytest.mark.parametrize(
    ("answer", "condition", "opened"),
    [
        (Qt.PermissionStatus.Denied, "denied", 0),
        (Qt.PermissionStatus.Undetermined, "ready", 0),
        (Qt.PermissionStatus.Granted, "live", 1),
    ],
)
def test_the_system_may_forbid_it(
    bus: Bus, monkeypatch: pytest.MonkeyPatch, answer: Any, condition: str, opened: int, qtbot
) -> None:
    asked: list[Any] = []

    class Application:
        status = answer

        @classmethod
        def checkPermission(cls, _: object) -> Any:
            return cls.status

        @classmethod
        def requestPermission(cls, _: object, context: object, done: Any) -> None:
            asked.append(done)

    class Core:
        instance = staticmethod(lambda: Application)

    monkeypatch.setattr(camera, "QCoreApplication", Core)
    bus.devices = [FakeDevice("USB")]
    source = bus.make()
    source.start(bus.seen.append)
    assert (source.condition, len(FakeCamera.made)) == (condition, opened)
    Application.status = Qt.PermissionStatus.Granted
    for done in asked:
        done(None)
    qtbot.waitUntil(lambda: len(FakeCamera.made) >= 1, timeout=2_000)
    source.take(image())
    qtbot.waitUntil(lambda: source.condition == "live", timeout=2_000)
    source.stop()


def test_the_station_shows_each_state_and_those_who_look_get_frames_again(bus: Bus) -> None:
    bus.devices = [FakeDevice("USB")]
    desk = StationCamera("", lambda: None)
    facts = desk.facts()
    assert (facts.kind, facts.condition) == ("camera", "ready")
    source = desk._camera
    assert source is not None
    source._session = FakeSession()  # type: ignore[assignment]
    read: list[Frame] = []
    look = desk.look(read.append, codes=True)
    small = desk.look(bus.seen.append)
    source.take(image())
    bus.plug(source)
    assert desk.facts().condition == "lost"
    with pytest.raises(IntakeError):
        StationCamera("", lambda: None).still()
    bus.plug(source, "USB")
    assert desk.facts().condition == "live"
    source.take(image())
    assert [frame.format for frame in read] == ["grey", "grey"]
    assert {frame.format for frame in bus.seen} == {"bgr"}
    look.stop()
    small.stop()
    assert desk.facts().condition == "ready"
    assert not FakeCamera.made[-1].running
