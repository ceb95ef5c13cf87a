"""Repeats attempts in the background of a station until it is told to end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from inspector_app.services.ports import Clock
from inspector_app.sync import backoff
from inspector_app.sync.engine import SyncEngine, SyncReport

_log = logging.getLogger(__name__)
INTERVAL: Final = timedelta(seconds=30)
"""How often to ask for new master data when there is nothing to send."""
_SOON: Final = timedelta(seconds=1)


class SyncWorker:
    """``run`` is the body of one thread that the caller starts and joins.

    ``jitter`` gives numbers in 0…1: how the wait of a station with nothing to do varies.
    """

    def __init__(
        self,
        engine: SyncEngine,
        clock: Clock,
        on_report: Callable[[SyncReport], None],
        interval: timedelta = INTERVAL,
        jitter: Callable[[], float] = lambda: 0.5,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._on_report = on_report
        self._interval = interval
        self._jitter = jitter
        self._wake = threading.Event()
        self._end = threading.Event()
        self._forced = threading.Event()

    def run(self) -> None:
        """Attempt, report, wait; a failure inside is logged and never ends the thread."""
        while True:
            self._wake.clear()
            if self._end.is_set():  # only now: an end told just before is not forgotten
                return
            force = self._forced.is_set()
            if force:
                self._forced.clear()
            wait = self._interval
            try:
                report = self._engine.run_once(force=force)
                wait = self.wait_after(report)
                self._on_report(report)
            except Exception:
                # The edge of a thread: whatever it was, the station goes on and tries again.
                _log.exception("sync attempt failed")
                wait = backoff.LONGEST
            self._wake.wait(wait.total_seconds())

    def poke(self, *, force: bool = False) -> None:
        """Something was sealed, or (``force``) a person wants it now. Returns at once."""
        if force:
            self._forced.set()
        self._wake.set()

    def end(self) -> None:
        """Let ``run`` return after the present attempt."""
        self._end.set()
        self._wake.set()

    def wait_after(self, report: SyncReport) -> timedelta:
        """How long this thread rests after an attempt, unless it is poked."""
        if report.next_at is None:
            return backoff.idle(self._interval, self._jitter())
        left = report.next_at - self._clock.now()
        return min(max(left, _SOON), backoff.LONGEST)
