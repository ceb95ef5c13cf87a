"""A real server under limits: what is refused, how, and what it costs the others."""

from __future__ import annotations

import itertools
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap import central_stations, embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central.configuration import CentralSettings
from inspector_app.central.limits import LimitSettings
from inspector_app.sync.enrol import enrol
from inspector_app.wire.envelope import MAX_BATCH, MAX_PHOTO
from inspector_app.wire.signing import HttpRequest, key_id, sign_request
from tests.fakes.send_queue import MemoryStation

QUICK = LimitSettings(body_pause=0.4, body_rate=1000.0, station_at_once=2)


def signed(station: MemoryStation, method: str, path: str, body: bytes = b"") -> HttpRequest:
    known = station.queue.enrolment()
    assert known is not None
    request = HttpRequest(method, f"{known.url}{path}", {"protocol-version": "1"})
    who = key_id(known.tenant, known.station_id)
    sign_request(request, body, who, datetime.now(UTC), station.keys.sign)
    return request


def enrolled(folder: Path, url: str, code: str, number: int) -> MemoryStation:
    station_id = f"0192f3a0-7b1c-7def-8a01-{number:012d}"
    station = MemoryStation(folder / f"station-{number}", station_id, seed=bytes([number]) * 32)
    enrol(station.queue, station.keys, url=url, code=code, station_id=station_id, name=str(number))
    return station


@pytest.fixture
def central(central_folder: Path) -> Iterator[EmbeddedCentral]:
    running = embedded_central.start_embedded(
        central_folder, settings=CentralSettings(limits=QUICK)
    )
    yield running
    running.stop()


@contextmanager
def line(central: EmbeddedCentral) -> Iterator[socket.socket]:
    host, port = central.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as found:
        yield found


def head_of(request: HttpRequest, length: int) -> bytes:
    url = httpx2.URL(request.url)
    fields = {"host": url.netloc.decode(), "content-length": str(length), **request.headers}
    lines = [f"{request.method} {url.raw_path.decode()} HTTP/1.1"]
    lines += [f"{name}: {text}" for name, text in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answer_of(found: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data or b"}" not in data:
        part = found.recv(65536)
        if not part:
            break
        data += part
    return data


@pytest.mark.parametrize(
    ("method", "path", "length", "code"),
    [
        ("POST", "{station}/events", MAX_BATCH + 1, b"batch_too_large"),
        ("PUT", "/v1/blobs/" + "0" * 64, MAX_PHOTO + 1, b"photo_too_large"),
        ("PATCH", "/v1/uploads/" + "0" * 64, 2**40, b"batch_too_large"),
        ("POST", "/v1/blobs/plan", 10**17, b"batch_too_large"),
        ("POST", "/v1/enroll", 65 * 1024, b"batch_too_large"),
    ],
)
def test_a_body_that_is_announced_too_large_is_refused_before_any_of_it_is_sent(
    central: EmbeddedCentral,
    station: MemoryStation,
    method: str,
    path: str,
    length: int,
    code: bytes,
) -> None:
    path = path.format(station=f"/v1/stations/{station.station_id}")
    with line(central) as found:
        found.sendall(head_of(signed(station, method, path), length))
        answer = answer_of(found)
    assert answer.startswith(b"HTTP/1.1 413")
    assert code in answer
    assert b"signature:" in answer.lower()


def test_a_body_that_stalls_or_trickles_is_ended(
    central: EmbeddedCentral, station: MemoryStation
) -> None:
    path = f"/v1/stations/{station.station_id}/events"
    with line(central) as found:
        found.sendall(head_of(signed(station, "POST", path), 1000) + b"{")
        assert b"too_slow" in answer_of(found)
    with line(central) as found:
        found.sendall(head_of(signed(station, "POST", path), 1000))
        for _ in range(20):  # never silent for long, and never done
            try:
                found.sendall(b" ")
            except OSError:
                break
            time.sleep(0.05)
        assert b"too_slow" in answer_of(found)


def test_more_at_once_than_allowed_are_told_to_wait(
    central: EmbeddedCentral, station: MemoryStation
) -> None:
    path = f"/v1/stations/{station.station_id}"
    with line(central) as one, line(central) as two, line(central) as three:
        for found in (one, two):
            found.sendall(head_of(signed(station, "POST", f"{path}/events"), 1000))
            time.sleep(0.05)
        three.sendall(head_of(signed(station, "GET", path), 0))
        answer = answer_of(three)
        assert answer.startswith(b"HTTP/1.1 429")
        assert b"too_many_at_once" in answer
        assert b"retry-after: 1" in answer.lower()
        for found in (one, two):
            assert b"too_slow" in answer_of(found)
    with line(central) as again:
        again.sendall(head_of(signed(station, "GET", path), 0))
        assert answer_of(again).startswith(b"HTTP/1.1 200")


LIMIT = 12.0
"""Requests a second of one station, in the measured test."""


@pytest.fixture
def separate(central_folder: Path) -> Iterator[str]:
    """A server in a process of its own, with a low limit in its settings file."""
    settings = central_folder / "central.toml"
    before = settings.read_text(encoding="utf-8") if settings.exists() else ""
    limits = f"\n[limits]\nstation_rate = {LIMIT}\nstation_burst = 3\n"
    settings.write_text(before + limits, encoding="utf-8")
    words = ["central", "serve", "--data", str(central_folder), "--port", "0", "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "inspector_app", *words],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        import json

        yield str(json.loads(running.stdout.readline())["url"])
        running.terminate()


def p99_of_others(others: list[MemoryStation], seconds: float) -> float:
    """Each asks for its head below its limit; milliseconds."""
    taken: list[float] = []
    known = others[0].queue.enrolment()
    assert known is not None
    with httpx2.Client(base_url=known.url, trust_env=False) as client:
        end = time.monotonic() + seconds
        for station in itertools.cycle(others):
            begun = time.perf_counter()
            path = f"/v1/stations/{station.station_id}"
            answer = client.get(path, headers=dict(signed(station, "GET", path).headers))
            taken.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200
            if time.monotonic() > end:
                break
            time.sleep(0.025)  # of four stations in turn: ten a second each
    return statistics.quantiles(taken, n=100)[98]


class Flood(threading.Thread):
    """One station at ten times its limit."""

    def __init__(self, station: MemoryStation) -> None:
        super().__init__(daemon=True)
        self._station = station
        self.stopped = threading.Event()
        self.answers: list[int] = []

    def run(self) -> None:
        known = self._station.queue.enrolment()
        assert known is not None
        path = f"/v1/stations/{self._station.station_id}"
        headers = dict(signed(self._station, "GET", path).headers)
        due = time.monotonic()
        with httpx2.Client(base_url=known.url, trust_env=False) as client:
            while not self.stopped.is_set():
                self.answers.append(client.get(path, headers=headers).status_code)
                due += 1 / (10 * LIMIT)
                time.sleep(max(0.0, due - time.monotonic()))


def test_one_station_at_ten_times_its_limit_costs_the_others_little(
    separate: str, central_folder: Path, tmp_path: Path
) -> None:
    """The promise is twice the p99; asserted is 2 with 25 ms for a machine that others use too.

    Quiet and flooded times take turns, and one pair that keeps the promise is enough: noise of
    the machine only ever adds.
    """
    made = [
        enrolled(tmp_path, separate, central_stations.give_code(central_folder, "")[0], number)
        for number in range(1, 6)
    ]
    flooding, others = made[0], made[1:]
    p99_of_others(others, 0.5)
    pairs = []
    for _ in range(8):
        quiet = p99_of_others(others, 1.0)
        flood = Flood(flooding)
        flood.start()
        busy = p99_of_others(others, 1.0)
        flood.stopped.set()
        flood.join(10)
        assert set(flood.answers) <= {200, 429}
        refused = flood.answers.count(429)
        print(f"p99 of the others: {quiet:.1f} ms, {busy:.1f} ms beside {refused} refused")
        pairs.append((quiet, busy, refused))
        if refused and busy <= 2 * quiet + 25:
            return
    pytest.fail(f"the others waited too long: {pairs}")
