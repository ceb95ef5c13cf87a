"""The engine without a network: nothing listens at the address."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.services.ports import Enrolment, RetryState, StopReason
from inspector_app.sync.engine import SyncEngine, SyncReport
from inspector_app.sync.worker import SyncWorker
from tests.fakes.clock import FakeClock
from tests.fakes.send_queue import MemoryStation


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def station(tmp_path: Path) -> MemoryStation:
    station = MemoryStation(tmp_path)
    station.queue.known_as = Enrolment(
        tenant="t",
        station_id=station.station_id,
        url=f"http://127.0.0.1:{closed_port()}",
        server_key=station.keys.public_key(),
    )
    return station


def engine(station: MemoryStation, clock: FakeClock | None = None) -> SyncEngine:
    return SyncEngine(
        queue=station.queue,
        sink=station.sink,
        files=station.files,
        keys=station.keys,
        clock=clock or FakeClock(),
        jitter=lambda: 1.0,
        owner="me",
    )


def test_offline_is_kept_and_waited_for(station: MemoryStation) -> None:
    clock = FakeClock()
    report = engine(station, clock).run_once()
    assert report.problem is not None
    assert (report.outcome, report.problem.code) == ("failed", "offline")
    assert station.queue.state.attempts == 1
    assert station.queue.lease is None
    again = engine(station, clock).run_once()
    assert (again.outcome, again.next_at) == ("waiting", report.next_at)
    clock.advance(10)
    assert engine(station, clock).run_once().outcome == "failed"
    assert station.queue.state.attempts == 2


def test_another_sender_is_left_alone(station: MemoryStation) -> None:
    clock = FakeClock()
    station.queue.acquire_lease("another", clock.now(), 120)
    report = engine(station, clock).run_once()
    assert report.outcome == "busy"
    assert station.queue.state == RetryState()
    assert station.queue.lease is not None
    assert station.queue.lease[0] == "another"


def test_a_stopped_queue_sends_nothing_and_says_why(station: MemoryStation) -> None:
    reason = StopReason(code="chain_fork", params={"seq": 3}, at=FakeClock().now())
    station.queue.park(reason)
    station.seal(b"{}")
    assert engine(station).run_once().outcome == "stopped"
    assert len(station.queue.unsent_events(9)) == 1


def test_waits_grow_by_the_clock_and_survive_a_restart(station: MemoryStation) -> None:
    """Each attempt at its time, none before; the state is in the queue, not in the engine."""
    clock, waits = FakeClock(), []
    for attempts in range(1, 12):
        report = engine(station, clock).run_once()
        assert report.outcome == "failed"
        assert report.next_at is not None
        waits.append((report.next_at - clock.now()).total_seconds())
        clock.advance(waits[-1] - 5)
        early = engine(station, clock).run_once()  # a program started anew asks no earlier
        assert (early.outcome, early.next_at) == ("waiting", report.next_at)
        assert station.queue.state.attempts == attempts
        clock.advance(10)
    assert [round(wait) + 1 for wait in waits] == [5, 10, 20, 40, 80, 160, 320, 640] + 3 * [900]


def test_a_person_need_not_wait(station: MemoryStation) -> None:
    clock = FakeClock()
    engine(station, clock).run_once()
    assert engine(station, clock).run_once().outcome == "waiting"
    assert engine(station, clock).run_once(force=True).outcome == "failed"


def test_the_worker_rests_until_the_next_attempt_or_for_its_interval(
    station: MemoryStation,
) -> None:
    clock, dice = FakeClock(), iter([0.0, 1.0])
    worker = SyncWorker(
        engine(station, clock), clock, lambda _: None, timedelta(seconds=30), lambda: next(dice)
    )
    failed = engine(station, clock).run_once()
    left = worker.wait_after(failed)
    assert timedelta(seconds=3) < left < timedelta(seconds=5)
    for seconds in (27, 33):
        assert worker.wait_after(SyncReport(outcome="done")) == timedelta(seconds=seconds)
    clock.advance(60)
    assert worker.wait_after(failed) == timedelta(seconds=1)


def test_the_worker_reports_waits_and_ends(station: MemoryStation) -> None:
    reports: list[SyncReport] = []
    reported = threading.Event()

    def on_report(report: SyncReport) -> None:
        reports.append(report)
        reported.set()

    clock = FakeClock()
    worker = SyncWorker(engine(station, clock), clock, on_report, timedelta(minutes=5))
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert reported.wait(20)
    reported.clear()
    worker.poke(force=True)
    assert reported.wait(20)
    worker.end()
    thread.join(20)
    assert not thread.is_alive()
    assert [report.outcome for report in reports[:2]] == ["failed", "failed"]


class EndsInBetween(threading.Event):
    """Tells the worker to end at the very moment at which it forgets what woke it."""

    def __init__(self) -> None:
        super().__init__()
        self.worker: SyncWorker | None = None

    def clear(self) -> None:
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.end()
        super().clear()


def test_an_end_between_two_looks_is_not_forgotten(station: MemoryStation) -> None:
    reports: list[SyncReport] = []
    clock = FakeClock()
    worker = SyncWorker(engine(station, clock), clock, reports.append, timedelta(hours=9))
    worker._wake = between = EndsInBetween()
    between.worker = worker
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert reports == []
