"""One attempt to send and fetch: lease, offset, back-off and stops around push and pull."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from inspector_app.domain.errors import InspectorError, SyncError
from inspector_app.services.photo_gate import PhotoGate
from inspector_app.services.ports import (
    Clock,
    DurableFiles,
    Enrolment,
    KeyStore,
    MasterSink,
    RetryState,
    SendQueue,
    StopReason,
)
from inspector_app.sync import backoff
from inspector_app.sync.answers import ALARM_AFTER, RefusedError, act_on
from inspector_app.sync.heads import feed_heads
from inspector_app.sync.pace import Pace
from inspector_app.sync.pull import Pulled, SetAside, pull_all
from inspector_app.sync.push import Pusher, Tally
from inspector_app.sync.transport import Transport, open_client

Outcome: TypeAlias = Literal["done", "waiting", "stopped", "not_enrolled", "busy", "failed"]
LEASE_SECONDS: Final = 120
Afterwards: TypeAlias = Callable[[Transport, Callable[[], None]], object]
"""Work that follows a successful attempt on the same line; its second argument renews the lease."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """How an attempt ended; ``problem`` says why it did not end well, ``next_at`` when to retry.

    One that is ``done`` has a problem when a feed held an item this program cannot read: all else
    was sent and fetched.
    """

    outcome: Outcome
    sent: Tally = field(default_factory=Tally)
    pulled: dict[str, int] = field(default_factory=dict)
    problem: InspectorError | None = None
    next_at: datetime | None = None


class SyncEngine:
    """Everything an attempt needs. Free of Qt and of threads: call it from any one thread.

    ``owner`` names this sender in the lease; ``jitter`` gives numbers in 0…1.
    """

    def __init__(
        self,
        *,
        queue: SendQueue,
        sink: MasterSink,
        files: DurableFiles,
        keys: KeyStore,
        clock: Clock,
        jitter: Callable[[], float],
        owner: str,
        afterwards: Sequence[Afterwards] = (),
        gate: PhotoGate | None = None,
    ) -> None:
        self._queue = queue
        self._sink = sink
        self._files = files
        self._keys = keys
        self._clock = clock
        self._jitter = jitter
        self._owner = owner
        self._afterwards = afterwards
        self._gate = gate
        self._set_aside = SetAside(clock.monotonic_ns)

    def run_once(self, *, force: bool = False) -> SyncReport:
        """Send and fetch once. ``force`` does not wait for the kept time of the next attempt.

        Problems of the network or the central system are in the report, never raised.
        """
        enrolment = self._queue.enrolment()
        if enrolment is None:
            return SyncReport(outcome="not_enrolled", problem=SyncError("not_enrolled"))
        state = self._queue.retry()
        if not force and not backoff.is_due(state, self._clock.now()):
            return SyncReport(outcome="waiting", next_at=state.not_before)
        if not self._queue.acquire_lease(self._owner, self._clock.now(), LEASE_SECONDS):
            return SyncReport(outcome="busy", problem=SyncError("sender_busy"))
        try:
            return self._attempt(enrolment, state)
        finally:
            self._queue.release_lease(self._owner)

    def _attempt(self, enrolment: Enrolment, state: RetryState) -> SyncReport:
        with open_client(enrolment.url, enrolment.authority) as client:
            offset = timedelta(seconds=state.offset_seconds)
            transport = Transport(client, enrolment, self._keys, self._clock, offset)
            if self._gate is not None:
                transport.pace = Pace(
                    self._gate.rate, self._clock.monotonic_ns, time.sleep, self._still_mine
                )
            pusher = Pusher(
                self._queue, self._files, transport, self._still_mine, state.breaks, self._gate
            )
            try:
                stopped = self._queue.stopped()
                if stopped is None:
                    pusher.run()
                restored = _Restored(self._queue)
                heads = feed_heads(transport, pusher.view)
                pulled = pull_all(self._sink, transport, restored.note, heads, self._set_aside)
                if restored.noted and stopped is None:
                    pusher.run()
                if stopped is None:
                    self._finish(transport)
            except InspectorError as problem:
                return self._failed(problem, state, transport, pusher)
        self._queue.save_retry(_after_success(transport, pusher, pulled))
        if stopped is not None:
            reason = SyncError(stopped.code, **stopped.params)
            return SyncReport(outcome="stopped", pulled=pulled.written, problem=reason)
        return SyncReport(
            outcome="done", sent=pusher.tally, pulled=pulled.written, problem=pulled.unreadable
        )

    def _finish(self, transport: Transport) -> None:
        """What may follow a success; it never makes the attempt a failure."""
        for work in self._afterwards:
            try:
                work(transport, self._still_mine)
            except InspectorError as problem:
                _log.info("sync_afterwards code=%s", problem.code)

    def _still_mine(self) -> None:
        if not self._queue.acquire_lease(self._owner, self._clock.now(), LEASE_SECONDS):
            raise SyncError("sender_busy")

    def _failed(
        self, problem: InspectorError, before: RetryState, transport: Transport, pusher: Pusher
    ) -> SyncReport:
        sent = pusher.tally
        if problem.code == "sender_busy":
            return SyncReport(outcome="busy", sent=sent, problem=problem)
        act = act_on(problem) if isinstance(problem, SyncError) else _act_on_foreign(problem)
        # Any progress means that the line works: begin to count anew.
        progress = sent.events or sent.photos or sent.parts
        attempts = 1 if progress else before.attempts + 1
        alarms = before.alarms + 1 if act == "rebuild" else 0
        now = self._clock.now()
        if act == "stop" or alarms >= ALARM_AFTER:
            self._queue.park(StopReason(code=problem.code, params=problem.params, at=now))
        after = problem.retry_after if isinstance(problem, RefusedError) else 0
        wait = backoff.delay(attempts, self._jitter(), timedelta(seconds=after))
        if act in ("wait_long", "stop"):
            wait = max(wait, backoff.LONGEST)
        state = replace(
            before,
            attempts=attempts,
            since=now,
            not_before=now + wait,
            code=problem.code,
            offset_seconds=transport.offset.total_seconds(),
            alarms=alarms,
            breaks=pusher.breaks,
        )
        self._queue.save_retry(state)
        stopped = self._queue.stopped() is not None
        return SyncReport(
            outcome="stopped" if stopped else "failed",
            sent=sent,
            problem=problem,
            next_at=state.not_before,
        )


@dataclass
class _Restored:
    """Hears that the central system came back from a backup."""

    queue: SendQueue
    noted: bool = False

    def note(self) -> None:
        self.queue.recheck()
        self.noted = True


def _after_success(transport: Transport, pusher: Pusher, pulled: Pulled) -> RetryState:
    """Nothing is waited for; a feed that could not be read is told to a person."""
    unread = pulled.unreadable
    return RetryState(
        offset_seconds=transport.offset.total_seconds(), breaks=pusher.breaks,
        unread=str(unread.params.get("feed", "")) if unread else "",
    )  # fmt: skip


def _act_on_foreign(problem: InspectorError) -> Literal["rebuild", "retry"]:
    """Refusals of other families: a digest that differs was built by us."""
    return "rebuild" if problem.code == "digest_mismatch" else "retry"
