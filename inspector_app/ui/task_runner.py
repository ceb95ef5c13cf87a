"""Work off the GUI thread: one writer that keeps the order, a pool for reads.

Callbacks come back on the GUI thread. A callback whose widget is gone is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal

from inspector_app.domain.errors import InspectorError

_log = logging.getLogger(__name__)

BUSY_AFTER_MS = 100
READERS = 2

Work = Callable[[], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


@dataclass(slots=True)
class _Job:
    work: Work
    done: Done | None
    failed: Failed | None
    writes: bool
    value: Any = None
    error: Exception | None = None


class _Run(QRunnable):
    def __init__(self, job: _Job, finished: Callable[[_Job], None]) -> None:
        super().__init__()
        self._job = job
        self._finished = finished

    def run(self) -> None:
        job = self._job
        try:
            job.value = job.work()
        except InspectorError as refusal:
            job.error = refusal
        except Exception as fault:
            _log.exception("task_failed")
            job.error = fault
        self._finished(job)


class QtTaskRunner(QObject):
    """The ``TaskRunner`` port of the window.

    ``busyChanged(bool)`` tells that an act waits for the disk longer than 100 ms;
    ``unhandled(Exception)`` carries failures nobody asked for.
    """

    busyChanged = Signal(bool)
    unhandled = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = _pool(self, 1)
        self._readers = _pool(self, READERS)
        self._open = True
        self._writing = 0
        self._reading = 0
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BUSY_AFTER_MS)
        self._timer.timeout.connect(self._turn_busy)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def write(self, work: Work, done: Done | None = None, failed: Failed | None = None) -> None:
        """Run an act that changes data, in order, on the single writer thread."""
        self._submit(_Job(work, done, failed, writes=True))

    def read(self, work: Work, done: Done | None = None, failed: Failed | None = None) -> None:
        """Run a read on the pool."""
        self._submit(_Job(work, done, failed, writes=False))

    @property
    def busy(self) -> bool:
        """Whether an act has been waiting for longer than 100 ms."""
        return self._busy

    @property
    def pending(self) -> int:
        """Acts and reads whose callbacks have not run yet."""
        return self._writing + self._reading

    def drain(self, timeout_ms: int = 30_000) -> bool:
        """Wait for everything submitted and deliver its callbacks; False on time-out."""
        finished = self._writer.waitForDone(timeout_ms) and self._readers.waitForDone(timeout_ms)
        QCoreApplication.sendPostedEvents(self)
        return finished

    def close(self, timeout_ms: int = 30_000) -> bool:
        """Take no more work, finish what was given; acts already given are never dropped."""
        self._open = False
        return self.drain(timeout_ms)

    def _submit(self, job: _Job) -> None:
        if not self._open:
            raise RuntimeError("the task runner is closed")
        if job.writes:
            self._writing += 1
            if not self._timer.isActive() and not self._busy:
                self._timer.start()
        else:
            self._reading += 1
        pool = self._writer if job.writes else self._readers
        pool.start(_Run(job, self._finished.emit))

    def _deliver(self, job: _Job) -> None:
        if job.writes:
            self._writing -= 1
            if self._writing == 0:
                self._timer.stop()
                self._set_busy(False)
        else:
            self._reading -= 1
        if job.error is None:
            _call(job.done, job.value)
        elif job.failed is not None:
            _call(job.failed, job.error)
        else:
            self.unhandled.emit(job.error)

    def _turn_busy(self) -> None:
        if self._writing:
            self._set_busy(True)

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busyChanged.emit(busy)


def _pool(parent: QObject, threads: int) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(threads)
    pool.setExpiryTimeout(-1)  # database connections belong to their thread
    return pool


def _call(callback: Callable[[Any], None] | None, value: Any) -> None:
    if callback is None or not _alive(callback):
        return
    callback(value)


def _alive(callback: Callable[[Any], None]) -> bool:
    """False when a Qt object the callback belongs to, or closes over, is deleted."""
    held: list[object] = [getattr(callback, "__self__", None)]
    for cell in getattr(callback, "__closure__", None) or ():
        try:
            held.append(cell.cell_contents)
        except ValueError:  # an empty cell
            continue
    return all(shiboken6.isValid(thing) for thing in held if isinstance(thing, QObject))
