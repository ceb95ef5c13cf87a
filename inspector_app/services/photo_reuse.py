"""Was a photo of this lot taken for another one? Asked in the background, settled by a supervisor.

Only photos of *other* records count: the burst of similar pictures of one lot is how inspectors
work, and the dock's photos of a lot's own delivery belong to it. Nothing waits for the answer and
nothing is refused by it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Event, Lock, Thread
from typing import Final, Protocol

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.photo_reuse import PhotoLikeness, Turn
from inspector_app.services.records import HashedPhoto, PhotoPlace, Work
from inspector_app.services.station import Station

_log = logging.getLogger(__name__)

MOST_EARLIER: Final = 3
"""Earlier photos named for one flagged photo: the nearest."""
MOST_LOOKED_AT: Final = 12
"""Candidates of the hash that are compared as pictures."""
AT_ONCE: Final = 8
"""Photos hashed between two commits."""
REFERENCE: Final = "reference:"
_NEVER: Final = frozenset({"truncated_picture", "photo_missing"})
"""Why a photo cannot be hashed, now or later; a full disk may be better tomorrow."""
_DONE, _DOCK_DONE = "photo_hashes_done", "photo_hashes_dock_done"
_START_S, _PAUSE_S, _IDLE_S = 5.0, 1.0, 60.0
_INVERSE: Final[dict[Turn, Turn]] = {"turned_90": "turned_270", "turned_270": "turned_90"}


class Alike(Protocol):
    """A known photo whose hash is near."""

    @property
    def sha256(self) -> str: ...
    @property
    def distance(self) -> int: ...
    @property
    def turn(self) -> Turn: ...


class PhotoMemory(Protocol):
    """Knows photos by what they show (``imaging.reuse``); for one thread at a time."""

    def hashes_of(self, sha256: str) -> Sequence[bytes]:
        """The perceptual hash as taken, then of the turned and mirrored forms; empty where the
        picture shows nothing. PhotoError, StorageError when it cannot be read."""

    def know(self, sha256: str, hashed: bytes) -> None:
        """Remember a photo by its hash as taken."""

    def like(self, hashes: Sequence[bytes]) -> Sequence[Alike]:
        """Known photos near any of the forms, nearest first."""

    def same_view(self, later: str, earlier: str, turn: Turn, distance: int) -> bool:
        """Whether the two pictures are one and the same view, not only a similar scene."""


class Watching(Protocol):
    """Somebody who is told of news."""

    def stop(self) -> None:
        """Tell no more."""


class PhotoReuse:
    """Hashes each photo once and flags those that were there before. ``nudge`` and ``watch`` may
    be called on any thread; the work is done by the one ``start`` begins.

    ``make_memory`` is called at the first work. Photos among ``stand_ins`` (pictures that stand
    for a camera in the demo) are the same by nature: they are no news to each other.
    """

    def __init__(
        self,
        station: Station,
        make_memory: Callable[[], PhotoMemory],
        stand_ins: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._station, self._make_memory, self._find_stand_ins = station, make_memory, stand_ins
        self._memory: PhotoMemory | None = None
        self._stand_ins: frozenset[str] = frozenset()
        self._wanted: dict[str, None] = {}
        self._watchers: dict[int, Callable[[str], None]] = {}
        self._told = 0
        self._lock = Lock()
        self._wake, self._closed = Event(), False
        self._thread: Thread | None = None

    # -- the background

    def start(self) -> None:
        """Begin a few seconds later: the window comes first."""
        self._thread = Thread(target=self._run, name="photo-reuse", daemon=True)
        self._thread.start()

    def nudge(self, record_id: str) -> None:
        """A photo of that record has been taken; returns at once."""
        with self._lock:
            self._wanted[record_id] = None
        self._wake.set()

    def close(self) -> None:
        """End; nobody is told after return."""
        with self._lock:
            self._closed = True
            self._watchers.clear()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def watch(self, on_news: Callable[[str], None]) -> Watching:
        """``on_news(record_id)`` is called on any thread when a photo of it was flagged."""
        with self._lock:
            self._told += 1
            number = self._told
            self._watchers[number] = on_news
        return _Watch(partial(self._watchers.pop, number, None))

    def _run(self) -> None:
        self._wait(_START_S)
        while not self._closed:
            pause = _IDLE_S
            try:
                if self.work_off():
                    pause = _PAUSE_S
            except InspectorError as problem:
                _log.warning("photos_not_looked_up code=%s", problem.code)
            self._wait(pause)

    def _wait(self, seconds: float) -> None:
        if not self._wanted:
            self._wake.wait(seconds)
        self._wake.clear()

    # -- the work, on one thread

    def work_off(self) -> bool:
        """Look up the photos of nudged records, then some that were never looked up; whether
        there may be more."""
        memory = self._open()
        while not self._closed:
            with self._lock:
                record_id = next(iter(self._wanted), None)
                if record_id is None:
                    break
                del self._wanted[record_id]
            with self._station.records.reading() as work:
                fresh = list(work.photo_hashes.unhashed_of(record_id))
            self._take(memory, fresh)
        return not self._closed and (self._catch_up(memory) or self._catch_up_dock(memory))

    def _open(self) -> PhotoMemory:
        if self._memory is None:
            memory = self._make_memory()
            self._stand_ins = self._find_stand_ins()
            with self._station.records.reading() as work:
                for sha256, hashed in work.photo_hashes.hashes():
                    memory.know(sha256, hashed)
            self._memory = memory
        return self._memory

    def _catch_up(self, memory: PhotoMemory) -> bool:
        """Photos of before: a few at a time."""
        with self._station.records.reading() as work:
            done = int(work.notes.get(_DONE) or 0)
            some = list(work.photo_hashes.unhashed(done, AT_ONCE))
        if some:
            self._take(memory, some, (_DONE, str(max(each.place for each in some))))
        return bool(some)

    def _catch_up_dock(self, memory: PhotoMemory) -> bool:
        with self._station.records.reading() as work:
            noted = work.notes.get(_DOCK_DONE)
            since = datetime.fromisoformat(noted) if noted else datetime.fromtimestamp(0, UTC)
            some = list(work.photo_hashes.unhashed_at_dock(since, AT_ONCE))
        if some:
            self._take(memory, some, (_DOCK_DONE, max(each.taken_at for each in some).isoformat()))
        return bool(some)

    def _take(
        self, memory: PhotoMemory, photos: Sequence[PhotoPlace], note: tuple[str, str] | None = None
    ) -> None:
        """Hash photos, and put hashes and likenesses on record in one commit."""
        looked = [(photo, *self._look(memory, photo)) for photo in photos]
        if not looked:
            return
        news: dict[str, None] = {}
        with self._station.records.writing() as work:
            for photo, hashed, alike in looked:
                work.photo_hashes.add(HashedPhoto(photo=photo, hash=hashed))
                for likeness in self._likenesses(work, photo, alike):
                    if work.photo_hashes.flag(likeness):
                        news[likeness.record_id] = None
            if note is not None:
                work.notes.put(*note)
        self._tell(news)

    def _look(
        self, memory: PhotoMemory, photo: PhotoPlace
    ) -> tuple[bytes, tuple[tuple[str, int, Turn], ...]]:
        """The hash of one photo, and the digests that show the same with distance and turn."""
        try:
            hashes = memory.hashes_of(photo.sha256)
        except InspectorError as problem:
            if problem.code not in _NEVER:
                raise
            _log.info("photo_not_hashed code=%s", problem.code)
            return b"", ()
        if not hashes:
            return b"", ()
        found: list[tuple[str, int, Turn]] = [(photo.sha256, 0, "as_taken")]
        found += [
            (each.sha256, each.distance, each.turn)
            for each in memory.like(hashes)[:MOST_LOOKED_AT]
            if each.sha256 != photo.sha256 and self._same(memory, photo.sha256, each)
        ]
        memory.know(photo.sha256, hashes[0])
        return hashes[0], tuple(found)

    def _same(self, memory: PhotoMemory, sha256: str, earlier: Alike) -> bool:
        if {sha256, earlier.sha256} <= self._stand_ins:
            return False
        try:
            return memory.same_view(sha256, earlier.sha256, earlier.turn, earlier.distance)
        except InspectorError:
            return False

    def _likenesses(
        self, work: Work, photo: PhotoPlace, alike: Iterable[tuple[str, int, Turn]]
    ) -> Iterator[PhotoLikeness]:
        """What is to be flagged: always the later photo, for the nearest earlier ones."""
        told = 0
        for sha256, distance, turn in alike:
            if sha256 == photo.sha256 and sha256 in self._stand_ins:
                continue
            for place in work.photo_hashes.places(sha256):
                later, earlier, seen = photo, place, turn
                if place.taken_at > photo.taken_at:
                    later, earlier, seen = place, photo, _INVERSE.get(turn, turn)
                if told == MOST_EARLIER or not _counts(work, later, earlier):
                    continue
                told += 1
                yield PhotoLikeness(
                    record_id=later.record_id, sha256=later.sha256,
                    earlier_record_id=earlier.record_id, earlier_sha256=earlier.sha256,
                    earlier_at=earlier.taken_at, earlier_by=earlier.person_id,
                    distance=distance, turn=seen, found_at=self._station.clock.now(),
                )  # fmt: skip

    def _tell(self, records: Iterable[str]) -> None:
        with self._lock:
            watchers = () if self._closed else tuple(self._watchers.values())
        for record_id in records:
            for on_news in watchers:
                on_news(record_id)


@dataclass(frozen=True, slots=True)
class _Watch:
    stop_watching: Callable[[], object]

    def stop(self) -> None:
        self.stop_watching()


def _counts(work: Work, later: PhotoPlace, earlier: PhotoPlace) -> bool:
    """Whether this pair is worth a person's eye."""
    records = {later.record_id, earlier.record_id}
    if len(records) == 1 or later.record_id.startswith(REFERENCE):
        return False  # a lot's own pictures; a reference is made of an accepted lot's
    lots = [work.inspections.summary(record_id) for record_id in records]
    return all(lot is None or lot.delivery_id not in records for lot in lots)
