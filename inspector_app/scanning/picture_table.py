"""Pictures and videos that stand where a camera would: one picture lies there until the next.

For demonstrations without a camera, and for cameras whose own program drops its pictures into a
folder: a picture that arrives while one looks is shown at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from inspector_app.domain.errors import IntakeError
from inspector_app.scanning.folder_source import FolderSource, VideoSource
from inspector_app.services.ports import Frame, PhotoGuard

_LOOK_SECONDS: Final = 0.5


class PictureTable(FolderSource):
    """Shows one picture of a folder; ``step`` turns to another. A frame comes only when the
    picture changes, so that one picture never agrees with itself."""

    def __init__(self, place: Path, guard: PhotoGuard, *, first: str = "") -> None:
        super().__init__(place, guard, interval=0.0)
        self._first = first
        self._turn = threading.Lock()
        self._stirred = threading.Event()
        self._paths: tuple[Path, ...] = ()
        self._at = 0
        self._turned = 0
        self._again = False

    @property
    def position(self) -> tuple[int, int]:
        """Which picture lies there (from 1) of how many; zeros before the first look."""
        with self._turn:
            return (self._at + 1 if self._paths else 0, len(self._paths))

    def step(self, by: int) -> None:
        """Turn to the next picture, or back; round at the ends."""
        with self._turn:
            self._turned += by
        self._stirred.set()

    def show_again(self) -> None:
        """Deliver the present frame once more, under its number, for one who came late."""
        self._again = True
        self._stirred.set()

    def stop(self) -> None:
        """Deliver no more frames after return."""
        self._stop.set()
        self._stirred.set()
        super().stop()

    def frames(self) -> Iterator[Frame]:
        """A ``jpeg`` frame each time another picture lies there, or its file was written anew."""
        numbers = count(1)
        shown: tuple[Path, int, int] | None = None
        frame: Frame | None = None
        while not self._stop.is_set():
            self._stirred.clear()
            present = self._look()
            again, self._again = self._again, False
            if present is not None and present != shown:
                shown, again = present, True
                frame = self._frame(present[0], numbers)
            if again and frame is not None:
                yield frame
            else:
                self._stirred.wait(_LOOK_SECONDS)

    def still(self) -> bytes:
        """The file that lies there; IntakeError ``camera_unavailable`` when there is none, or no
        picture in it."""
        present = self._look()
        frame = self._frame(present[0], count(1)) if present is not None else None
        if frame is None:
            raise IntakeError("camera_unavailable", camera=str(self._place))
        return bytes(frame.data)

    def _look(self) -> tuple[Path, int, int] | None:
        """The picture that lies there with its time and size; None when there is none."""
        found = self.pictures()
        with self._turn:
            before, self._paths = self._paths, found
            if not before:
                self._at = next(
                    (at for at, path in enumerate(found) if path.name == self._first), 0
                )
            elif new := set(found) - set(before):
                self._at = found.index(max(new, key=_written))
            turned, self._turned = self._turned, 0
            self._at = (min(self._at, len(found) - 1) + turned) % len(found) if found else 0
            path = found[self._at] if found else None
        if path is None:
            return None
        try:
            facts = path.stat()
        except OSError:
            return None
        return (path, facts.st_mtime_ns, facts.st_size)


class RoundVideo(VideoSource):
    """A video that begins anew at its end."""

    def frames(self) -> Iterator[Frame]:
        """``bgr`` frames, round after round, until the source stops."""
        while not self._stop.is_set():
            played = False
            for frame in super().frames():
                played = True
                yield frame
            if not played:
                return


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
