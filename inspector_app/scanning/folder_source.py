"""Frame sources without a camera: a picture, a folder of pictures, a video file.

They serve demonstrations, tests, and stations whose camera drops its pictures into a folder.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Final

from inspector_app.domain.errors import IntakeError, PhotoError
from inspector_app.services.ports import Frame, PhotoGuard

PICTURE_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp")
_STOP_WITHIN: Final = 5.0

_log = logging.getLogger(__name__)


class ThreadedSource(ABC):
    """Runs ``frames`` on a worker thread, one each ``interval`` seconds; after a late frame the
    next one comes sooner, so that the rate holds."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def frames(self) -> Iterator[Frame]:
        """The frames in their order; closed when the source stops."""

    @abstractmethod
    def require(self) -> None:
        """IntakeError ``camera_unavailable`` when there is nothing to show."""

    @abstractmethod
    def still(self) -> bytes:
        """The latest picture at full size as JPEG, PNG or WebP bytes."""

    def start(self, on_frame: Callable[[Frame], None]) -> None:
        """Begin to deliver frames on a worker thread; starting twice is once."""
        if self._thread is not None:
            return
        self.require()
        self._stop.clear()
        self._thread = threading.Thread(
            target=self._run, args=(on_frame,), name="frame-source", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Deliver no more frames after return; safe from within ``on_frame``."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(_STOP_WITHIN)

    def _run(self, on_frame: Callable[[Frame], None]) -> None:
        due = monotonic()
        for frame in self.frames():
            if self._stop.is_set():
                return
            try:
                on_frame(frame)
            except Exception:  # edge of a thread: one bad frame must not end the preview
                _log.exception("frame_handler_failed frame=%s", frame.number)
            now = monotonic()
            due = max(due + self._interval, now - self._interval)  # never catch up on many
            if self._stop.wait(max(0.0, due - now)):
                return


class FolderSource(ThreadedSource):
    """A picture file, or all pictures of a folder in name order; each passes the photo guard."""

    def __init__(
        self, place: Path, guard: PhotoGuard, *, interval: float = 0.2, repeat: bool = False
    ) -> None:
        super().__init__(interval)
        self._place = place
        self._guard = guard
        self._repeat = repeat
        self._latest = b""

    def require(self) -> None:
        """IntakeError ``camera_unavailable`` when no picture lies there."""
        if not self.pictures():
            raise IntakeError("camera_unavailable", camera=str(self._place))

    def pictures(self) -> tuple[Path, ...]:
        """The picture files, in name order; files come and go while the source runs."""
        if self._place.is_file():
            return (self._place,)
        if not self._place.is_dir():
            return ()
        found = (path for path in self._place.iterdir() if path.is_file())
        return tuple(sorted(path for path in found if path.suffix.lower() in PICTURE_SUFFIXES))

    def frames(self) -> Iterator[Frame]:
        """A ``jpeg`` frame (whole file) for each good picture; refused ones are logged."""
        numbers = count(1)
        while True:
            given = 0
            for path in self.pictures():
                frame = self._frame(path, numbers)
                if frame is not None:
                    given += 1
                    yield frame
            if not self._repeat or not given:
                return

    def _frame(self, path: Path, numbers: Iterator[int]) -> Frame | None:
        try:
            data = path.read_bytes()
            facts = self._guard.inspect(data)
        except (OSError, PhotoError) as refusal:
            _log.warning("picture_refused file=%s reason=%s", path.name, refusal)
            return None
        self._latest = data
        return Frame(
            data=data,
            format="jpeg",
            width=facts.width,
            height=facts.height,
            stride=0,
            number=next(numbers),
        )

    def still(self) -> bytes:
        """The file last shown, or the first one; IntakeError ``camera_unavailable`` if none."""
        if not self._latest:
            next(self.frames(), None)
        if not self._latest:
            raise IntakeError("camera_unavailable", camera=str(self._place))
        return self._latest


class VideoSource(ThreadedSource):
    """A video file, at ``interval`` seconds a frame."""

    def __init__(self, path: Path, *, interval: float = 1 / 30) -> None:
        super().__init__(interval)
        self._path = path
        self._latest: Any = None

    def require(self) -> None:
        """IntakeError ``camera_unavailable`` when the file is none or cannot be played."""
        capture = self._open()
        playable = capture.isOpened()
        capture.release()
        if not playable:
            raise IntakeError("camera_unavailable", camera=str(self._path))

    def _open(self) -> Any:
        import cv2

        return cv2.VideoCapture(str(self._path) if self._path.is_file() else "")

    def frames(self) -> Iterator[Frame]:
        """``bgr`` frames until the video ends."""
        capture = self._open()
        try:
            for number in count(1):
                there, pixels = capture.read()
                if not there:
                    return
                self._latest = pixels
                height, width = pixels.shape[:2]
                yield Frame(
                    data=pixels.reshape(-1),
                    format="bgr",
                    width=int(width),
                    height=int(height),
                    stride=int(pixels.strides[0]),
                    number=number,
                )
        finally:
            capture.release()

    def still(self) -> bytes:
        """The frame last shown, or the first one, as JPEG."""
        import cv2

        if self._latest is None:
            next(self.frames(), None)
        if self._latest is None:
            raise IntakeError("camera_unavailable", camera=str(self._path))
        done, encoded = cv2.imencode(".jpg", self._latest, [cv2.IMWRITE_JPEG_QUALITY, 92])
        if not done:
            raise IntakeError("camera_unavailable", camera=str(self._path))
        return bytes(encoded)
