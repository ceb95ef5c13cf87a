"""What was read on the photos of walks: asked for once, kept beside the views, only suggested.

Nothing here is an act and nothing waits for it: a slow or missing reader only means a later hint,
or none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from threading import Lock
from typing import Literal, Protocol, TypeAlias

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.services.ports import Clock, DurableFiles, LabelReader

_log = logging.getLogger(__name__)

READ_SHOTS = frozenset({"date_closeup", "label", "unit"})
"""Pictures of a unit's own print. A carton's mark is left out: its dates are to be compared with
the unit's, never to be entered for them."""

MOST = 24
"""Pictures of one walk that are read; a label takes a few, and each costs seconds of a core."""

PhotoState: TypeAlias = Literal["unknown", "reading", "read", "nothing"]


class KeptReadings(Protocol):
    """Readings of earlier sessions; derived, may be thrown away at any time."""

    def load(self, sha256: str) -> LabelReading | None:
        """The reading by this version of the program; None when it was not kept."""

    def save(self, sha256: str, reading: LabelReading) -> None:
        """Keep a reading; never raises: what is not kept is read again."""


class Watching(Protocol):
    """Somebody who is told of news."""

    def stop(self) -> None:
        """Tell no more."""


class LabelHints:
    """Readings by the photo's digest. Safe for several threads.

    ``make_reader`` is called for the first walk, or the first picture that must be read.
    """

    def __init__(
        self,
        files: DurableFiles,
        clock: Clock,
        kept: KeptReadings,
        make_reader: Callable[[], LabelReader],
    ) -> None:
        self._files, self._clock, self._kept = files, clock, kept
        self._make_reader = make_reader
        self._reader: LabelReader | None = None
        self._readings: dict[str, LabelReading] = {}
        self._states: dict[str, PhotoState] = {}
        self._watchers: dict[int, Callable[[], None]] = {}
        self._told = 0
        self._quiet = False
        self._closed = False
        self._lock = Lock()
        self._making = Lock()

    # -- asking

    def want(self, photos: Iterable[PhotoTaken]) -> None:
        """Read those of a walk's photos that show print and were not read yet.

        Reads files: call it off the GUI thread. Never raises for a photo that cannot be read.
        """
        shown = [photo for photo in photos if is_of_label(photo)][:MOST]
        for sha256 in dict.fromkeys(photo.sha256 for photo in shown):
            with self._lock:
                if self._closed or self._states.get(sha256, "unknown") != "unknown":
                    continue
                self._states[sha256] = "reading"
            self._begin(sha256)

    def _begin(self, sha256: str) -> None:
        found = self._kept.load(sha256)
        if found is not None:
            self._settle(sha256, found)
            return
        try:
            data = self._files.path(sha256).read_bytes()
        except (InspectorError, OSError):
            self._settle(sha256, None)
            return
        self._tell()
        reader = self._open_reader()
        if reader is not None:
            reader.submit(data, self._clock.today(), partial(self._done, sha256))

    def _open_reader(self) -> LabelReader | None:
        with self._making:
            if self._closed:
                return None
            if self._reader is None:
                self._reader = self._make_reader()
            return self._reader

    def _done(self, sha256: str, reading: LabelReading | None) -> None:
        """On the reader's thread."""
        if reading is not None:
            self._kept.save(sha256, reading)
        self._settle(sha256, reading)

    def _settle(self, sha256: str, reading: LabelReading | None) -> None:
        with self._lock:
            self._states[sha256] = "nothing" if reading is None else "read"
            if reading is not None:
                self._readings[sha256] = reading
        self._tell()

    # -- telling

    def state(self, sha256: str) -> PhotoState:
        """How far a photo is: ``nothing`` when it could not be read."""
        with self._lock:
            return self._states.get(sha256, "unknown")

    def reading(self, sha256: str) -> LabelReading | None:
        """What was read; None as long as nothing was."""
        with self._lock:
            return self._readings.get(sha256)

    def watch(self, on_news: Callable[[], None]) -> Watching:
        """``on_news`` is called on any thread when a state or a reading has changed."""
        with self._lock:
            self._told += 1
            number = self._told
            self._watchers[number] = on_news
        return _Watch(partial(self._watchers.pop, number, None))

    def _tell(self) -> None:
        with self._lock:
            watchers = () if self._closed else tuple(self._watchers.values())
        for on_news in watchers:
            on_news()

    # -- the reader's room

    def calm(self, *, quiet: bool) -> None:
        """A walk is open: reading gives way to it, and gets ready for its photos.

        Call it off the GUI thread: the first walk makes the reader.
        """
        self._quiet = quiet
        reader = self._open_reader() if quiet else self._reader
        if reader is not None:
            reader.calm(quiet=quiet)

    def close(self) -> None:
        """End the reader; nobody is told after return."""
        with self._making:
            with self._lock:
                self._closed = True
                self._watchers.clear()
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()
            _log.debug("label_reader_stopped")


class _Watch:
    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop

    def stop(self) -> None:
        self._stop()


def is_of_label(photo: PhotoTaken) -> bool:
    """Whether a photo is read: print of a unit, not a picture that proves a defect."""
    return photo.shot in READ_SHOTS and not photo.finding_id
