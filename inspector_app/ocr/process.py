"""The station's side of label reading: feeds a process of its own, one picture at a time.

Nothing here can fail a walk: what cannot be read is told as None.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.ocr.engine import Engine
from inspector_app.ocr.messages import (
    Answer,
    Job,
    Missing,
    Ready,
    ToChild,
    ToParent,
    encode,
    to_parent,
)
from inspector_app.ocr.messages import Warm as WarmUp
from inspector_app.ocr.worker import MakeEngine, MakeJudge, serve

_log = logging.getLogger(__name__)

Done = Callable[[LabelReading | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """When to give up what.

    ``picture_seconds`` of processor time (others may need the machine more) after which a picture
    is judged by what was read so far; ``lost_seconds`` of silence after which the process counts
    as hung; ``idle_seconds`` after which it ends; ``waiting`` pictures and ``waiting_bytes`` of
    them at most (the oldest gives way); ``most_megabytes`` after which the process is exchanged;
    ``losses`` of it after which a picture is given up.
    """

    picture_seconds: float = 30.0
    lost_seconds: float = 120.0
    idle_seconds: float = 600.0
    waiting: int = 24
    waiting_bytes: int = 200_000_000
    most_megabytes: int = 1500
    losses: int = 2


@dataclass(frozen=True, slots=True)
class _Picture:
    data: bytes
    today: date
    done: Done


class LabelProcess:
    """The ``LabelReader`` port. The newest picture is read first: somebody looks at it now."""

    def __init__(
        self,
        make_judge: MakeJudge,
        *,
        make_engine: MakeEngine = Engine,
        bounds: Bounds | None = None,
    ) -> None:
        """``make_judge`` and ``make_engine`` are called in the other process: they must be
        importable functions. Nothing is started before the first picture or walk."""
        self._make_judge = make_judge
        self._make_engine = make_engine
        self._bounds = bounds or Bounds()
        self._changed = threading.Condition()
        self._waiting: deque[_Picture] = deque()
        self._dropped: list[_Picture] = []
        self._warm = False
        self._threads = 2
        self._ended = False
        self._missing = False
        self._feeder: threading.Thread | None = None
        self._child: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._number = 0
        self.megabytes = 0
        """Most memory the process has held, as it said last; 0 while unknown."""

    @property
    def missing(self) -> bool:
        """Whether the engine turned out not to be installed."""
        return self._missing

    def submit(self, data: bytes, today: date, done: Done) -> None:
        """Queue one picture; see the port. Where too many wait, the oldest is told None."""
        with self._changed:
            if self._ended:
                return
            self._waiting.append(_Picture(data, today, done))
            while len(self._waiting) > 1 and self._too_much_waits():
                oldest = self._waiting.popleft()
                self._dropped.append(_Picture(b"", oldest.today, oldest.done))
            self._wake()

    def calm(self, *, quiet: bool) -> None:
        """One thread while a walk is open, two otherwise; a walk also has the engine loaded."""
        with self._changed:
            self._threads = 1 if quiet else 2
            if quiet and not self._ended and not self._missing:
                self._warm = True
                self._wake()

    def stop(self) -> None:
        """End the process; nothing is told after return."""
        with self._changed:
            self._ended = True
            self._waiting.clear()
            self._dropped.clear()
            self._changed.notify_all()
            feeder, child = self._feeder, self._child
        if child is not None:
            with suppress(ValueError):  # already ended and closed
                child.kill()  # wakes the feeder out of its wait; it holds nothing of value
        if feeder is not None and feeder is not threading.current_thread():
            feeder.join()

    def _wake(self) -> None:
        if self._feeder is None:
            self._feeder = threading.Thread(target=self._feed, name="label-reader", daemon=True)
            self._feeder.start()
        self._changed.notify_all()

    def _feed(self) -> None:
        try:
            while self._turn():
                pass
        finally:
            self._end_child()

    def _turn(self) -> bool:
        """Do one thing that is due; False when all is over."""
        with self._changed:
            due = self._changed.wait_for(self._something_due, self._bounds.idle_seconds)
            if self._ended:
                return False
            dropped, self._dropped = self._dropped, []
            picture = self._waiting.pop() if self._waiting and not dropped else None
            warm, self._warm = self._warm and not self._waiting and not picture, False
            threads = self._threads
        for given_up in dropped:
            self._tell(given_up, None)
        if picture is not None:
            self._tell(picture, self._read(picture, threads))
        elif warm:
            self._send(WarmUp(threads))
        elif not due:
            self._end_child()
        return True

    def _too_much_waits(self) -> bool:
        total = sum(len(picture.data) for picture in self._waiting)
        return len(self._waiting) > self._bounds.waiting or total > self._bounds.waiting_bytes

    def _something_due(self) -> bool:
        return bool(self._ended or self._waiting or self._dropped or self._warm)

    def _tell(self, picture: _Picture, reading: LabelReading | None) -> None:
        if self._ended:
            return
        try:
            picture.done(reading)
        except Exception:  # edge of a thread: the next picture must still be read
            _log.exception("whoever asked for a label could not take the reading")

    def _read(self, picture: _Picture, threads: int) -> LabelReading | None:
        for _ in range(self._bounds.losses):
            if self._missing or self._ended:
                return None
            self._number += 1
            seconds = self._bounds.picture_seconds
            job = Job(self._number, picture.data, picture.today, threads, seconds)
            answer = self._answer(job) if self._send(job) else None
            if answer is not None:
                return self._noted(answer)
            self._end_child()
        if self._missing or self._ended:
            return None
        _log.warning("a label was given up: the reading process was lost over it")
        return None

    def _noted(self, answer: Answer) -> LabelReading | None:
        self.megabytes = answer.megabytes
        _log.info("label read in %.2f s, process at %d MB", answer.seconds, answer.megabytes)
        if answer.megabytes > self._bounds.most_megabytes:
            self._end_child()
        return answer.reading

    def _answer(self, job: Job) -> Answer | None:
        """What the process says to the job; None when it is lost, hung or without engine."""
        while (message := self._heard()) is not None:
            if isinstance(message, Missing):
                _log.warning("labels are not read here: %s", message.why)
                self._missing = True
                return None
            if isinstance(message, Answer) and message.number == job.number:
                return message
        return None

    def _heard(self) -> ToParent | None:
        """The next message; None when the process is gone or silent for too long."""
        assert self._pipe is not None
        try:
            if self._pipe.poll(self._bounds.lost_seconds):
                return to_parent(self._pipe.recv_bytes())
        except (EOFError, OSError):
            pass
        return None

    def _send(self, message: ToChild) -> bool:
        """Hand over a message, to a new process where there is none; False when it is gone."""
        pipe = self._live_pipe()
        if pipe is None:
            return False
        try:
            pipe.send_bytes(encode(message))
        except OSError:
            return False
        return True

    def _live_pipe(self) -> Connection | None:
        if self._child is not None and self._child.is_alive():
            return self._pipe
        self._end_child()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(
            target=serve,
            args=(theirs, self._make_judge, self._make_engine),
            name="label-reader",
            daemon=True,
        )
        with self._changed:
            if self._ended:
                return None
            try:
                child.start()
            except OSError:
                _log.exception("the reading process cannot be started")
                return None
            self._child, self._pipe = child, ours
        theirs.close()
        # A large picture is not pushed into a pipe that nobody empties yet.
        return ours if isinstance(self._heard(), Ready) else None

    def _end_child(self) -> None:
        child, pipe = self._child, self._pipe
        self._child = self._pipe = None
        if pipe is not None:
            pipe.close()
        if child is not None:
            child.kill()
            child.join()
            child.close()
