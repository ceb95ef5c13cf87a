"""The bench camera as a ``FrameSource``; calm when it is missing or pulled out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from typing import Literal, TypeAlias

from PySide6.QtCore import (
    QCameraPermission,
    QCoreApplication,
    QElapsedTimer,
    QObject,
    QPermission,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from inspector_app.domain.errors import IntakeError
from inspector_app.services.ports import Frame
from inspector_app.ui.devices.camera_frames import grey_frame, jpeg_of, preview_frame

_log = logging.getLogger(__name__)
CameraCondition: TypeAlias = Literal["ready", "live", "off", "lost", "busy", "denied"]

PREVIEW_GAP_MS = 33
RETRY_MS = 2_000
SILENT_MS = 5_000
_TROUBLES = ("lost", "busy", "denied")
_FORBIDDEN = ("permission", "denied", "not authorized", "access")
_FASTEST_SLOW = 10.0  # frames per second below which aiming is no pleasure


def choose_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The largest picture that still comes at least ten times a second, else the fastest."""

    def pixels(entry: QCameraFormat) -> int:
        return entry.resolution().width() * entry.resolution().height()

    quick = [entry for entry in formats if entry.maxFrameRate() >= _FASTEST_SLOW]
    if quick:
        return max(quick, key=lambda entry: (pixels(entry), entry.maxFrameRate()))
    return max(formats, key=QCameraFormat.maxFrameRate, default=None)


class CameraSource(QObject):
    """``FrameSource`` on a Qt camera.

    ``conditionChanged(str)``: ``ready``, ``live``, ``off`` (none there), ``lost`` (pulled out
    while in use; resumes by itself when it comes back), ``busy`` (it is there and gives no
    picture: another program has it), ``denied`` (the system forbids it); the last two are tried
    again every two seconds. ``preview`` is a
    ``QVideoSink`` for a view. Frames go to ``on_frame`` (full size, grey, for decoding) and
    ``on_preview`` (small, in colour, at most 30 a second) on the camera's thread.
    """

    conditionChanged = Signal(str)

    def __init__(self, wanted: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._on_frame: Callable[[Frame], None] | None = None
        self._on_preview: Callable[[Frame], None] | None = None
        self._since_preview = QElapsedTimer()
        self._lock = Lock()
        self._latest: QVideoFrame | None = None
        self._number = 0
        self._camera: QCamera | None = None
        self._opened: QCameraDevice | None = None
        self._condition: CameraCondition = "off"
        self._session = QMediaCaptureSession(self)
        self.preview = QVideoSink(self)
        self._session.setVideoSink(self.preview)
        # Direct: decoding must not queue behind the window's painting.
        self.preview.videoFrameChanged.connect(self.take, Qt.ConnectionType.DirectConnection)
        self._again = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._again.timeout.connect(self._retry)
        self._silence = QTimer(self, interval=SILENT_MS)
        self._silence.timeout.connect(self._look_for_frames)
        self._counted = 0
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._inputs_changed)
        self._set("ready" if self._device() is not None else "off")

    @staticmethod
    def names() -> list[str]:
        """The cameras there are, for the settings page."""
        return [device.description() for device in QMediaDevices.videoInputs()]

    @property
    def condition(self) -> CameraCondition:
        return self._condition

    def start(
        self,
        on_frame: Callable[[Frame], None],
        on_preview: Callable[[Frame], None] | None = None,
    ) -> None:
        """Begin; IntakeError ``camera_missing`` when there is no camera."""
        device = self._device()
        if device is None:
            self._set("off")
            raise IntakeError("camera_missing")
        with self._lock:
            self._on_frame, self._on_preview = on_frame, on_preview
        if self._allowed():
            self._open(device)

    def stop(self) -> None:
        """No frame is delivered after return."""
        with self._lock:
            self._on_frame = self._on_preview = None
            self._latest = None
        self._again.stop()
        self._silence.stop()
        if self._camera is not None:
            self._camera.stop()
        self._set("ready" if self._device() is not None else "off")

    def still(self) -> bytes:
        """The latest picture at full size as JPEG; IntakeError ``camera_no_picture``."""
        with self._lock:
            latest = self._latest
        picture = jpeg_of(latest) if latest is not None else b""
        if not picture:
            raise IntakeError("camera_no_picture")
        return picture

    def take(self, video: QVideoFrame) -> None:
        """One frame of the camera, on its thread."""
        if not video.isValid():
            return
        with self._lock:
            deliver = self._on_frame
            if deliver is None:
                return
            self._latest = QVideoFrame(video)
            self._number += 1
            number, preview = self._number, self._on_preview
        frame = grey_frame(video, number)
        if frame is not None:
            self._deliver(deliver, frame)
        del frame  # reading goes on elsewhere and holds the memory itself
        if preview is not None and self._preview_due():
            small = preview_frame(video, number)
            if small is not None:
                self._deliver(preview, small)

    def _deliver(self, to: Callable[[Frame], None], frame: Frame) -> None:
        with self._lock:  # stop() promises silence after it returned
            if to in (self._on_frame, self._on_preview):
                to(frame)

    def _preview_due(self) -> bool:
        if self._since_preview.isValid() and self._since_preview.elapsed() < PREVIEW_GAP_MS:
            return False
        self._since_preview.start()
        return True

    def _device(self) -> QCameraDevice | None:
        devices = QMediaDevices.videoInputs()
        for device in devices:
            if device.description() == self._wanted:
                return device
        return devices[0] if devices else None

    def _allowed(self) -> bool:
        """Whether the system lets us; where it has not decided, it asks the person."""
        application = QCoreApplication.instance()
        if application is None:
            return True
        answer = application.checkPermission(QCameraPermission())
        if answer == Qt.PermissionStatus.Undetermined:
            application.requestPermission(QCameraPermission(), self, self._answered)
        elif answer == Qt.PermissionStatus.Denied:
            self._set("denied")
            self._again.start()
        return bool(answer == Qt.PermissionStatus.Granted)

    def _answered(self, _: QPermission) -> None:
        self._retry()

    def _open(self, device: QCameraDevice) -> None:
        if self._camera is not None:  # errors of the old one are no news
            self._camera.errorOccurred.disconnect(self._failed)
            self._camera.stop()
            self._camera.deleteLater()
        self._opened = device
        self._camera = QCamera(device, self)
        best = choose_format(device.videoFormats())
        if best is not None:
            self._camera.setCameraFormat(best)
        self._camera.errorOccurred.connect(self._failed)
        self._session.setCamera(self._camera)
        self._camera.start()
        self._counted = self._number
        self._silence.start()
        if self._condition not in ("busy", "denied"):  # those must show a picture first
            self._set("live")

    def _failed(self, error: QCamera.Error, text: str) -> None:
        if error != QCamera.Error.NoError:
            _log.info("camera_error text=%s", text)
            with self._lock:
                in_use = self._on_frame is not None
            if not in_use:  # it fell over while being closed
                return
            if self._device() is None:
                self._set("lost")
                return
            forbidden = any(word in text.casefold() for word in _FORBIDDEN)
            self._set("denied" if forbidden else "busy")
            self._again.start()

    def _retry(self) -> None:
        device = self._device()
        with self._lock:
            in_use = self._on_frame is not None
        if in_use and device is not None and self._allowed():
            self._open(device)

    def _look_for_frames(self) -> None:
        """A camera another program holds may open and stay silent."""
        silent, self._counted = self._number == self._counted, self._number
        if self._condition == "live" and silent:
            _log.info("camera_silent")
            self._set("busy")
            self._again.start()
        elif self._condition in ("busy", "denied"):
            if silent:  # it was opened again and says nothing still
                self._again.start()
            else:
                self._set("live")

    def _inputs_changed(self) -> None:
        device = self._device()
        with self._lock:
            in_use = self._on_frame is not None
        if device is None:
            self._set("lost" if in_use else "off")
        elif in_use and (self._condition in _TROUBLES or device != self._opened):
            self._retry()
        elif not in_use:
            self._set("ready")

    def _set(self, condition: CameraCondition) -> None:
        if condition != self._condition:
            self._condition = condition
            self.conditionChanged.emit(condition)
