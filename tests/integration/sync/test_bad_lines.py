"""Nothing sealed is lost, doubled or changed, however bad the line is."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.domain.errors import SyncError
from inspector_app.sync.engine import SyncReport
from inspector_app.sync.push import Pusher
from tests.conftest import ExpectedLog
from tests.fakes.relay import Fault, Relay
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import engine_of

PHOTO = bytes(range(256)) * 400


@pytest.fixture
def relay(central: EmbeddedCentral, station: MemoryStation) -> Iterator[Relay]:
    """The station reaches the central system only through the relay."""
    relay = Relay(central.url)
    known = station.queue.enrolment()
    assert known is not None
    station.queue.save_enrolment(replace(known, url=relay.url))
    yield relay
    relay.stop()


def run(station: MemoryStation) -> SyncReport:
    return engine_of(station).run_once(force=True)


def assert_nothing_lost(folder: Path, station: MemoryStation) -> None:
    """What was acknowledged is stored; what is stored is an unchanged beginning of the journal."""
    found = stored.journal(folder / "central", station)
    assert found == stored.expected(station)[: len(found)]
    assert station.queue.delivered().seq <= len(found)
    on_disk = stored.photos_on_disk(folder / "central")
    for sha256, record in station.queue.photos.items():
        if record.state in ("sent", "verified"):
            assert on_disk[sha256] == sha256


def assert_all_arrived(folder: Path, station: MemoryStation) -> None:
    assert stored.journal(folder / "central", station) == stored.expected(station)
    on_disk = stored.photos_on_disk(folder / "central")
    assert on_disk == {sha256: sha256 for sha256 in station.queue.photos}
    assert {record.state for record in station.queue.photos.values()} <= {"verified"}
    assert station.queue.stopped() is None


def test_a_lost_acknowledgement_is_found_by_asking_for_the_head(
    relay: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    station.seal(inspection(1))
    acknowledged_late = False
    for cut in range(0, 6000, 250):
        relay.fault = Fault(cut_down=cut)
        run(station)
        assert_nothing_lost(tmp_path, station)
        there = len(stored.journal(tmp_path / "central", station))
        acknowledged_late = acknowledged_late or there > station.queue.delivered().seq
    assert acknowledged_late  # at least one cut fell between the commit and its answer
    relay.fault = Fault()
    assert run(station).outcome == "done"
    assert_all_arrived(tmp_path, station)


def test_the_judgement_of_events_is_fetched_when_its_answer_was_lost(
    relay: Relay, station: MemoryStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        station.seal(inspection(number))
    station.seal(b"not a record", kind="created")
    noted = Pusher._note

    def lose(*_: object) -> None:
        raise SyncError("offline")

    monkeypatch.setattr(Pusher, "_note", lose)
    assert run(station).outcome == "failed"
    assert len(stored.journal(tmp_path / "central", station)) == 13
    monkeypatch.setattr(Pusher, "_note", noted)
    report = run(station)
    assert report.outcome == "done", report.problem
    assert report.sent.events == 0
    assert station.queue.states[13][0] == "quarantined"
    assert {station.queue.states[seq] for seq in range(1, 13)} == {("accepted", "")}
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_resets_anywhere_lose_and_double_nothing(
    relay: Relay, station: MemoryStation, tmp_path: Path, direction: str, long_run: bool
) -> None:
    relay.fault = Fault()
    run(station)
    before = relay.up, relay.down
    station.seal(inspection(0, [PHOTO]), [PHOTO])
    run(station)
    whole = relay.up - before[0] if direction == "up" else relay.down - before[1]
    steps = 120 if long_run else 24
    for number, cut in enumerate(range(1, whole, max(1, whole // steps)), start=1):
        photo = PHOTO + bytes([number])
        station.seal(inspection(number, [photo]), [photo])
        relay.fault = Fault(cut_up=cut) if direction == "up" else Fault(cut_down=cut)
        run(station)
        assert_nothing_lost(tmp_path, station)
    relay.fault = Fault()
    assert run(station).outcome == "done"
    assert_all_arrived(tmp_path, station)


def test_a_line_of_single_bytes_is_only_slow(
    relay: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    photo = b"small photo" * 40
    station.seal(inspection(1, [photo]), [photo])
    relay.fault = Fault(drip=True)
    assert run(station).outcome == "done"
    assert_all_arrived(tmp_path, station)


def test_a_refused_connection_waits_and_keeps_the_wait(
    relay: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    station.seal(inspection(1))
    relay.fault = Fault(refuse=True)
    engine = engine_of(station)
    first = engine.run_once()
    assert first.problem is not None
    assert (first.outcome, first.problem.code) == ("failed", "offline")
    assert engine_of(station).run_once().outcome == "waiting"
    for attempts in range(2, 5):
        run(station)
        assert station.queue.state.attempts == attempts
    relay.fault = Fault()
    assert run(station).outcome == "done"
    assert station.queue.state.attempts == 0
    assert_all_arrived(tmp_path, station)


def test_a_body_changed_on_the_way_is_refused_and_calls_a_person_after_three(
    relay: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    station.seal(inspection(1))
    relay.fault = Fault(damage_up=_flip_bodies)
    codes = [report.problem.code for report in (run(station) for _ in range(3)) if report.problem]
    assert codes == ["digest_mismatch"] * 3
    stopped = station.queue.stopped()
    assert stopped is not None
    assert stopped.code == "digest_mismatch"
    assert stored.journal(tmp_path / "central", station) == []
    relay.fault = Fault()
    assert run(station).outcome == "stopped"
    station.queue.resume()
    assert run(station).outcome == "done"
    assert_all_arrived(tmp_path, station)


def test_a_photo_changed_on_the_way_is_refused_and_sent_again(
    relay: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    station.seal(inspection(1, [PHOTO]), [PHOTO])
    relay.fault = Fault(damage_up=lambda data: data.replace(bytes(range(256)), bytes(256)))
    run(station)
    assert next(iter(station.queue.photos.values())).state == "pending"
    assert stored.photos_on_disk(tmp_path / "central") == {}
    relay.fault = Fault()
    assert run(station).outcome == "done"
    assert_all_arrived(tmp_path, station)


def test_a_head_changed_on_the_way_stops_sending(
    relay: Relay, station: MemoryStation, tmp_path: Path
) -> None:
    relay.fault = Fault(damage_up=lambda data: data.replace(b"/v1/stations", b"/v1/Stations"))
    report = run(station)
    assert report.outcome == "failed"
    assert report.problem is not None
    assert report.problem.code in {"not_found", "bad_signature", "foreign_answer"}


class _LoginPage(http.server.BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", "20")
        self.end_headers()
        self.wfile.write(b"<html>Sign in</html>")

    do_GET = do_POST = do_PUT = _answer

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_a_login_page_is_no_success(
    relay: Relay, station: MemoryStation, central: EmbeddedCentral, tmp_path: Path
) -> None:
    station.seal(inspection(1, [PHOTO]), [PHOTO])
    page = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _LoginPage)
    thread = threading.Thread(target=page.serve_forever, daemon=True)
    thread.start()
    relay.retarget(f"http://127.0.0.1:{page.server_port}")
    report = run(station)
    page.shutdown()
    page.server_close()
    thread.join()
    assert report.problem is not None
    assert (report.outcome, report.problem.code) == ("failed", "foreign_answer")
    assert station.queue.delivered().seq == 0
    assert "products" not in station.sink.items
    relay.retarget(central.url)
    assert run(station).outcome == "done"
    assert_all_arrived(tmp_path, station)


def test_a_recorded_request_changes_nothing_when_it_is_played_again(
    relay: Relay,
    station: MemoryStation,
    central: EmbeddedCentral,
    tmp_path: Path,
    expected_log: ExpectedLog,
) -> None:
    import socket

    sent: list[bytes] = []

    def record(data: bytes) -> bytes:
        sent.append(data)
        return data

    relay.fault = Fault(damage_up=record)
    station.seal(inspection(1, [PHOTO]), [PHOTO])
    assert run(station).outcome == "done"
    before = stored.journal(tmp_path / "central", station)
    host, port = central.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 5) as line:
        line.sendall(b"".join(sent))
        line.settimeout(1)
        answers = b""
        try:
            while part := line.recv(65536):
                answers += part
        except TimeoutError:
            pass
    assert answers.count(b"HTTP/1.1 20") >= 4
    assert stored.journal(tmp_path / "central", station) == before
    assert_all_arrived(tmp_path, station)


def _flip_bodies(data: bytes) -> bytes:
    """Changes the last byte of an events request; heads pass unchanged."""
    if b"/events " in data or not data.startswith((b"GET ", b"PUT ", b"POST ")):
        return data[:-1] + bytes([data[-1] ^ 1]) if not data.endswith(b"\r\n\r\n") else data
    return data
