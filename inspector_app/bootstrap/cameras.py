"""The station's camera: a real one, a folder of pictures, a video, or the demo's pictures.

One source serves all who look at once: the preview of a page, the panel that reads codes, the
shutter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from inspector_app.domain.errors import IntakeError
from inspector_app.services.ports import Frame
from inspector_app.ui.tools import CameraCondition, CameraFacts, CameraKind, Stoppable

if TYPE_CHECKING:
    from inspector_app.scanning.picture_table import PictureTable, RoundVideo
    from inspector_app.ui.devices.camera import CameraSource

FOLDER: Final = "folder:"
VIDEO: Final = "video:"
DEMO_FIRST: Final = "code_two_codes_P-0002.jpg"
"""Two codes: the first thing a newcomer sees is a choice, not a page that jumped."""
_log = logging.getLogger(__name__)
_OnFrame = Callable[[Frame], None]


class StationCamera:
    """``CameraDesk`` and, for one page at a time, ``FrameSource``. For the GUI thread; frames
    come on a worker thread.

    ``wanted`` is the setting: a camera's name, ``folder:PATH``, ``video:PATH``, or empty for the
    first camera. ``demo`` gives the demo's pictures where the station runs the demo: they stand
    in while no camera is plugged in and none was chosen.
    """

    def __init__(self, wanted: str, demo: Callable[[], Path | None]) -> None:
        self._wanted = wanted
        self._demo = demo
        self._made = False
        self._made_for = ""
        self._kind: CameraKind = "camera"
        self._camera: CameraSource | None = None
        self._table: PictureTable | None = None
        self._video: RoundVideo | None = None
        self._started = False
        self._refused = False
        self._lock = Lock()
        self._views: dict[_OnFrame, int] = {}  # with the number of the last frame each saw
        self._readers: dict[_OnFrame, int] = {}
        self._page: Stoppable | None = None

    # -- CameraDesk

    def choose(self, wanted: str) -> None:
        """Use another source from the next look at ``facts`` on; for any thread."""
        self._wanted = wanted

    def facts(self) -> CameraFacts:
        """How it stands; also takes over another choice, and starts what can start again."""
        self._settle()
        place, count = self._table.position if self._table is not None else (0, 0)
        return CameraFacts(
            kind=self._kind, name=self._name(), condition=self._condition(), place=place,
            count=count,
        )  # fmt: skip

    def look(self, on_frame: _OnFrame, *, codes: bool = False) -> Stoppable:
        """Frames until stopped."""
        with self._lock:
            (self._readers if codes else self._views)[on_frame] = 0
        self._settle()
        if self._started and self._table is not None:
            self._table.show_again()  # who comes late wants to see it too
        return _Look(self, on_frame)

    def step(self, by: int) -> None:
        """Turn to another picture."""
        if self._table is not None:
            self._table.step(by)

    def forget(self, on_frame: _OnFrame) -> None:
        """No more frames for this one after return; the source rests when nobody looks."""
        with self._lock:
            self._views.pop(on_frame, None)
            self._readers.pop(on_frame, None)
            wanted = bool(self._views or self._readers)
        if not wanted:
            self._stop_source()

    # -- FrameSource, for one page at a time

    def start(self, on_frame: _OnFrame) -> None:
        """Show a page what the camera sees."""
        self.stop()
        self._page = self.look(on_frame)

    def stop(self) -> None:
        """The page needs it no longer."""
        page, self._page = self._page, None
        if page is not None:
            page.stop()

    def still(self) -> bytes:
        """The picture at full size; IntakeError ``camera_missing``, ``camera_no_picture``,
        ``camera_unavailable``."""
        source = self._camera or self._table or self._video
        if source is None:
            raise IntakeError("camera_missing")
        data = source.still()
        if self._kind == "demo" and self._table is not None:
            self._table.step(1)  # the next photo shall be another one
        return data

    # -- inside

    def _settle(self) -> None:
        if self._made and (self._made_for != self._wanted or self._camera_came()):
            self._stop_source()
            self._camera = self._table = self._video = None
            self._made = False
        if not self._made:
            self._make(self._wanted)
        if not self._started and (self._views or self._readers):
            self._start_source()

    def _camera_came(self) -> bool:
        """A real camera was plugged in where the demo's pictures stand in."""
        if self._kind != "demo" or self._started:
            return False
        from inspector_app.ui.devices.camera import CameraSource

        return bool(CameraSource.names())

    def _make(self, wanted: str) -> None:
        self._made, self._made_for, self._refused = True, wanted, False
        if wanted.startswith(FOLDER):
            self._kind, self._table = "pictures", _table(Path(wanted.removeprefix(FOLDER)))
        elif wanted.startswith(VIDEO):
            from inspector_app.scanning.picture_table import RoundVideo

            self._kind, self._video = "video", RoundVideo(Path(wanted.removeprefix(VIDEO)))
        else:
            self._make_camera(wanted)

    def _make_camera(self, wanted: str) -> None:
        from inspector_app.ui.devices.camera import CameraSource

        demo = self._demo() if not wanted and not CameraSource.names() else None
        if demo is not None:
            self._kind, self._table = "demo", _table(demo, DEMO_FIRST)
        else:
            self._kind, self._camera = "camera", CameraSource(wanted)
        _log.info("camera_chosen kind=%s name=%s", self._kind, wanted)

    def _start_source(self) -> None:
        try:
            if self._camera is not None:
                self._camera.start(self._give_readers, self._give_views)
            elif (other := self._table or self._video) is not None:
                other.start(self._give_all)
        except IntakeError as problem:
            if not self._refused:
                _log.info("camera_not_started code=%s", problem.code)
            self._refused = True
            return
        self._started, self._refused = True, False

    def _stop_source(self) -> None:
        source = self._camera or self._table or self._video
        if self._started and source is not None:
            source.stop()
        self._started = False
        with self._lock:  # the next source counts from one again
            for listeners in (self._views, self._readers):
                listeners.update(dict.fromkeys(listeners, 0))

    def _condition(self) -> CameraCondition:
        if self._camera is not None:
            return self._camera.condition
        if self._refused:
            return "off"
        if self._started and self._table is not None and self._table.position[1] == 0:
            return "ready"  # not looked yet
        return "live" if self._started else "ready"

    def _name(self) -> str:
        if self._kind == "camera":
            return self._made_for
        return Path(self._made_for.partition(":")[2]).name if self._made_for else ""

    # -- on the worker's thread

    def _give_readers(self, frame: Frame) -> None:
        self._give(self._readers, frame)

    def _give_views(self, frame: Frame) -> None:
        self._give(self._views, frame)

    def _give_all(self, frame: Frame) -> None:
        self._give(self._readers, frame)
        self._give(self._views, frame)

    def _give(self, listeners: dict[_OnFrame, int], frame: Frame) -> None:
        """To each who has not seen this frame; under the lock, so that ``forget`` ends it."""
        with self._lock:
            for listener, seen in listeners.items():
                if seen != frame.number:
                    listeners[listener] = frame.number
                    listener(frame)


class _Look:
    """One who looks."""

    def __init__(self, camera: StationCamera, on_frame: _OnFrame) -> None:
        self._camera, self._on_frame = camera, on_frame

    def stop(self) -> None:
        """Nothing more is told after return."""
        self._camera.forget(self._on_frame)


def _table(place: Path, first: str = "") -> PictureTable:
    from inspector_app.bootstrap.decoding import photo_guard
    from inspector_app.scanning.picture_table import PictureTable

    return PictureTable(place, photo_guard(), first=first)
