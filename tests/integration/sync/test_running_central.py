"""How a running central system tells of itself: readiness, figures, log lines, its end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from inspector_app.bootstrap import central_doctor, central_serving, server
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.journal_log import end_logs, log_to, route_structlog
from inspector_app.central.findings import Finding
from inspector_app.domain.errors import StorageError
from tests.conftest import ExpectedLog
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import Servers, engine_of

ROOT = Path(__file__).parents[3]
SAMPLE = re.compile(r'[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[0-9.e+]+(inf)?')


@pytest.fixture
def client(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=central.url, trust_env=False) as found:
        yield found


def figures(client: httpx2.Client) -> dict[str, float]:
    lines = client.get("/metrics").raise_for_status().text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in samples}


def test_figures_tell_what_arrived_and_what_waits_and_of_nobody(
    client: httpx2.Client, station: MemoryStation, central_folder: Path
) -> None:
    before = figures(client)
    station.seal(inspection(1, [b"first", b"second"]), [b"first"])
    station.seal(b"not an inspection")
    assert engine_of(station).run_once().outcome == "done"
    client.get("/v1/feeds/products/snapshot")
    text = client.get("/metrics").text
    after = figures(client)
    assert after['inspector_events_total{state="quarantined"}'] == 1
    assert after['inspector_events_total{state="accepted"}'] == 1
    assert after["inspector_photos_stored_total"] == 1
    assert after["inspector_photo_bytes_total"] == len(b"first")
    route = 'method="POST",route="/v1/stations/{station}/events",status="200"'
    assert after[f"inspector_requests_total{{{route}}}"] == 1
    assert after["inspector_database_up"] == 1
    assert after["inspector_received_bytes_total"] > before["inspector_received_bytes_total"]
    assert sum(value for name, value in after.items() if "refusals_total" in name) == 1
    for secret in (station.station_id, "月台", "仓库", *station.queue.photos):
        assert secret not in text


def test_what_waits_is_counted(client: httpx2.Client, station: MemoryStation) -> None:
    station.seal(inspection(1, [b"first", b"second"]), [b"first"])
    station.seal(b"not an inspection")
    assert engine_of(station).run_once().outcome == "done"
    found = figures(client)
    assert found["inspector_inspections_waiting"] == 1
    assert found["inspector_photos_missing"] == 1
    assert found["inspector_events_quarantined"] == 1
    assert found['inspector_stations{state="active"}'] == 1
    assert found['inspector_feed_changes_total{feed="products"}'] == 3
    assert 0 <= found["inspector_oldest_waiting_seconds"] < 600


def test_figures_are_not_for_callers_through_a_proxy(client: httpx2.Client) -> None:
    for name in ("x-forwarded-for", "forwarded", "x-real-ip"):
        answer = client.get("/metrics", headers={name: "127.0.0.1"})
        assert (answer.status_code, answer.json()["code"]) == (403, "metrics_refused")
    wrong = {"authorization": "Bearer something", "x-forwarded-for": "10.1.1.1"}
    assert client.get("/metrics", headers=wrong).status_code == 403


def test_a_store_of_photos_that_is_away_is_not_ready_and_comes_back(
    central: EmbeddedCentral, central_folder: Path, client: httpx2.Client,
    station: MemoryStation, backend: Servers | None,
) -> None:  # fmt: skip
    """Events are still taken: only what needs the store waits."""
    assert client.get("/readyz").json() == {"status": "ok"}
    time.sleep(2.1)  # what was proved is believed so long
    photos = central_folder / "photos"
    if backend is not None:
        backend.seaweed.stop()
    else:
        photos.rename(photos.with_name("elsewhere"))
        photos.write_bytes(b"no folder")
    try:
        answer = client.get("/readyz", timeout=20)
        assert (answer.status_code, answer.json()["code"]) == (503, "photos_unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert client.get("/healthz").status_code == 200
        station.seal(inspection(1))
        assert engine_of(station).run_once(force=True).outcome == "done"
    finally:
        if backend is not None:
            backend.seaweed.start()
        else:
            photos.unlink()
            photos.with_name("elsewhere").rename(photos)
    assert client.get("/readyz", timeout=20).json() == {"status": "ok"}


def test_lines_of_one_request_carry_one_number_and_the_station(
    central: EmbeddedCentral, client: httpx2.Client, station: MemoryStation, tmp_path: Path
) -> None:
    route_structlog()
    log_to(tmp_path / "logs", "central.log")
    try:
        station.seal(inspection(1))
        assert engine_of(station).run_once().outcome == "done"
        refused = client.get("/v1/stations/x?secret=5f8a")
        _wait_for(tmp_path / "logs" / "central.log", '"status": 426')
    finally:
        end_logs()
    lines = [
        json.loads(line)
        for line in (tmp_path / "logs" / "central.log").read_text("utf-8").splitlines()
    ]
    access = [line for line in lines if line["message"] == "request"]
    events = next(line for line in access if line["route"].endswith("/events"))
    assert events["station"] == station.station_id
    assert (events["method"], events["status"]) == ("POST", 200)
    assert events["ms"] > 0
    assert events["taken"] > 100
    mine = [line for line in lines if line.get("request") == refused.headers["request-id"]]
    assert {line["message"] for line in mine} >= {"refused", "request"}
    assert len({line["request"] for line in access}) == len(access)
    assert "5f8a" not in (tmp_path / "logs" / "central.log").read_text("utf-8")


def _wait_for(log: Path, text: str) -> None:
    """A line is written after its answer went out."""
    end = time.monotonic() + 10
    while text not in log.read_text("utf-8") and time.monotonic() < end:
        time.sleep(0.01)


def ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


class TestTheEnd:
    """A process of its own gets the signal while a request is half sent."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "central"
        server.initialise(folder, name="仓库")
        return folder

    def serve(
        self, folder: Path, drain_seconds: int = 2
    ) -> tuple[subprocess.Popen[bytes], str, int]:
        settings = f"[operation]\ndrain_seconds = {drain_seconds}\n"
        (folder / "central.toml").write_text(settings, "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "inspector_app", "central", "serve", "--json", "--data",
             str(folder), "--port", "0"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        url = str(json.loads(process.stdout.readline())["url"])
        return process, url, int(url.rpartition(":")[2])

    def half_a_request(self, url: str, port: int) -> socket.socket:
        """It runs: the server waits for the rest of it."""
        line = socket.create_connection(("127.0.0.1", port), timeout=30)
        line.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 26\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nuser=admin"
        )
        with httpx2.Client(base_url=url, trust_env=False) as client:
            for _ in range(400):  # beside the question itself
                if figures(client)["inspector_requests_running"] > 1:
                    return line
                time.sleep(0.05)
        raise AssertionError("it never ran")

    def wait_until_stopping(self, url: str) -> httpx2.Response:
        with httpx2.Client(base_url=url, trust_env=False) as client:
            for _ in range(400):
                answer = client.get("/readyz")
                if answer.status_code == 503:
                    return answer
                time.sleep(0.05)
        raise AssertionError(answer)

    def test_one_folder_is_served_by_one_server(self, folder: Path) -> None:
        process, url, _ = self.serve(folder)
        try:
            staging = folder / "photos" / "staging"
            staging.mkdir(parents=True, exist_ok=True)
            (staging / "half").write_bytes(b"under way")
            second = subprocess.run(
                [sys.executable, "-m", "inspector_app", "central", "serve", "--json", "--data",
                 str(folder), "--port", "0"],
                cwd=ROOT, capture_output=True, check=False, timeout=60,
                env={**os.environ, "PYTHONUTF8": "1"},
            )  # fmt: skip
            assert second.returncode == 1
            assert json.loads(second.stdout)["error"]["code"] == "central_serving_already"
            assert (staging / "half").exists()
            assert httpx2.get(f"{url}/readyz", trust_env=False).status_code == 200
        finally:
            ended(process)
        process, url, _ = self.serve(folder)  # a killed server holds nothing
        ended(process)

    def test_a_start_that_fails_is_not_called_ready(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
    ) -> None:
        expected_log("uvicorn.error")

        async def broken(scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            await send({"type": "lifespan.startup.failed", "message": "no"})

        monkeypatch.setattr(central_serving, "create_app", lambda parts: broken)
        told: list[str] = []
        with pytest.raises(StorageError) as caught:
            central_serving.serve(folder, "127.0.0.1", 0, lambda url, _: told.append(url))
        assert (caught.value.code, told) == ("central_start_failed", [])

    def test_running_requests_end_and_new_ones_are_told_to_come_again(self, folder: Path) -> None:
        process, url, port = self.serve(folder, drain_seconds=120)
        try:
            with self.half_a_request(url, port) as line:
                process.send_signal(signal.SIGTERM)
                assert self.wait_until_stopping(url).json()["code"] == "server_stopping"
                new = httpx2.get(f"{url}/v1/stations/x", trust_env=False)
                assert (new.status_code, new.json()["code"]) == (503, "server_stopping")
                assert int(new.headers["retry-after"]) > 0
                assert httpx2.get(f"{url}/healthz", trust_env=False).status_code == 200
                line.sendall(b"&password=nobody")
                begin = line.recv(65536)
            assert re.match(rb"HTTP/1\.1 [234]\d\d ", begin), begin
            process.wait(60)
        finally:
            ended(process)
        log = (folder / "logs" / "central.log").read_text("utf-8")
        assert '"message": "stopped", "cut_off": 0' in log

    def test_a_request_that_never_ends_holds_nobody_for_long(self, folder: Path) -> None:
        process, url, port = self.serve(folder, drain_seconds=2)
        try:
            with self.half_a_request(url, port):
                start = time.monotonic()
                process.send_signal(signal.SIGTERM)
                process.wait(60)
                assert time.monotonic() - start > 1.5
        finally:
            ended(process)


class TestDoctor:
    def worst_of(self, found: list[Finding], check: str) -> Finding:
        levels = ("good", "warning", "bad")
        return max((one for one in found if one.check == check),
                   key=lambda one: levels.index(one.level))  # fmt: skip

    def test_a_sound_system_has_nothing_bad(
        self, central: EmbeddedCentral, station: MemoryStation, central_folder: Path,
        backend: Servers | None,
    ) -> None:  # fmt: skip
        station.seal(inspection(1, [b"a"]), [b"a"])
        engine_of(station).run_once()
        found = central_doctor.examine(central_folder)
        assert [one for one in found if one.level == "bad"] == []
        assert {one.code for one in found} >= {
            "tables_right", "journals_whole", "feeds_in_step", "photos_intact", "acts_whole",
            "keys_private", "certificate_valid", "photos_writable",
        }  # fmt: skip
        assert "backup" in {one.check for one in found}
        if backend is not None:
            codes = {one.code for one in found}
            assert codes >= {"role_weak", "tables_apart", "months_ahead", "clock_agrees"}

    def test_damage_is_found_and_named(
        self, central: EmbeddedCentral, station: MemoryStation, central_folder: Path
    ) -> None:
        for number in range(3):
            photo = f"photo {number}".encode()
            station.seal(inspection(number, [photo]), [photo])
        engine_of(station).run_once()
        stored.spoil_photo(central_folder, next(iter(station.queue.photos)), b"other bytes")
        stored.change(
            central_folder, "UPDATE events SET payload_size = 1, link = prev WHERE seq = 2"
        )
        stored.change(central_folder, "UPDATE feeds SET counter = 99 WHERE feed = 'products'")
        (central_folder / "keys" / "central.pem").chmod(0o644)
        found = central_doctor.examine(central_folder, everything=True)
        assert central_doctor.worst(found) == "bad"
        codes = {check: self.worst_of(found, check).code for check in
                 ("photos", "journals", "feeds", "keys")}  # fmt: skip
        assert codes == {
            "photos": "photos_damaged", "journals": "journal_broken",
            "feeds": "feeds_out_of_step", "keys": "keys_open",
        }  # fmt: skip
        broken = self.worst_of(found, "journals")
        assert broken.params["seq"] == 2
        stored.change(central_folder, "DELETE FROM events WHERE seq = 3")
        again = central_doctor.examine(central_folder, sample=0)
        assert self.worst_of(again, "journals").code == "journal_gap"

    def test_every_finding_has_a_sentence(self) -> None:
        """Codes and checks are words of the sources; the texts are in the catalogue."""
        from inspector_app.bootstrap.resources import catalogue

        sources = [
            ROOT / "inspector_app/central/operation/doctor.py",
            ROOT / "inspector_app/bootstrap/central_doctor.py",
            ROOT / "inspector_app/bootstrap/central_surroundings.py",
        ]
        text = "".join(path.read_text("utf-8") for path in sources)
        codes = set(re.findall(r'code="([a-z_]+)"', text))
        for check, good, problem in re.findall(
            r'judge\(\s*"([a-z]+)",\s*"([a-z_]+)",\s*"([a-z_]+)"', text
        ):
            codes |= {f"check.{check}", good, problem}
        codes |= {f"{name}_{how}" for name in ("authority", "server")
                  for how in ("not_valid", "expires")}  # fmt: skip
        assert len(codes) > 40
        for language in ("zh", "en"):
            speak = catalogue().speak(language)  # type: ignore[arg-type]
            filled = dict.fromkeys(
                ("found", "wanted", "seconds", "minutes", "what", "count", "names", "name", "seq",
                 "head", "stored", "file", "until", "megabytes", "days", "path", "photos",
                 "looked"), "x",
            )  # fmt: skip
            for code in sorted(codes):
                assert speak(f"operation.doctor.{code}", **filled)


def test_a_database_that_is_away_is_one_finding(
    initialised: Path, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    import shutil

    from inspector_app.bootstrap.central_places import write_places
    from inspector_app.central.configuration import Layout

    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(initialised / "keys", home / "keys")
    write_places(Layout(home), "postgresql://nobody@127.0.0.1:1/nothing")
    found = central_doctor.examine(home)
    assert [one.code for one in found if one.level == "bad"] == ["database_away"]
    assert expected_log.patterns == []
