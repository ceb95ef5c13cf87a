"""Stations and a central system over real TLS on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap import central_stations, central_tls, embedded_central, server
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import authority
from inspector_app.central.configuration import Layout
from inspector_app.central.keys import ServerKey
from inspector_app.domain.errors import StorageError, SyncError
from inspector_app.services.ports import Clock
from inspector_app.sync.enrol import enrol
from inspector_app.wire.enrolment import Ticket, parse_code
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import engine_of

YEAR = timedelta(days=365)


@dataclass
class ShiftedClock:
    """The machine's clock, wrong by ``by``."""

    by: timedelta

    def now(self) -> datetime:
        return SystemClock().now() + self.by

    def monotonic_ns(self) -> int:
        return SystemClock().monotonic_ns()

    def today(self) -> date:
        return self.now().date()


@contextmanager
def running(folder: Path, port: int = 0, clock: Clock | None = None) -> Iterator[EmbeddedCentral]:
    central = embedded_central.start_embedded(folder, port=port, tls=True, clock=clock)
    try:
        yield central
    finally:
        central.stop()


def join(central: EmbeddedCentral, tmp_path: Path, code: str = "", url: str = "") -> MemoryStation:
    station = MemoryStation(tmp_path / "tls-station")
    enrol(
        station.queue, station.keys, url=url or central.url,
        code=code or central.enrolment_code(), station_id=station.station_id, name="月台",
    )  # fmt: skip
    return station


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def test_a_station_trusts_its_own_central_system_and_no_other(
    central_folder: Path, tmp_path: Path
) -> None:
    with running(central_folder) as central:
        assert central.url.startswith("https://")
        station = join(central, tmp_path)
        assert engine_of(station).run_once().outcome == "done"
        enrolment = station.queue.enrolment()
        assert enrolment is not None
        assert "BEGIN CERTIFICATE" in enrolment.authority
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(central.url + "/healthz")
        assert secure_cookie(central)
        port = port_of(central.url)
    other = tmp_path / "other"
    server.initialise(other, name="另一个仓库")
    with running(other, port):
        report = engine_of(station).run_once(force=True)
    assert report.problem is not None
    assert report.problem.code == "tls_unknown_authority"


def secure_cookie(central: EmbeddedCentral) -> bool:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    form = {"name": "admin", "password": "correct horse battery"}
    answer = httpx2.post(central.url + "/sign-in", data=form, verify=context)
    cookie = answer.headers["set-cookie"]
    assert "strict-transport-security" not in answer.headers
    return "Secure" in cookie and "HttpOnly" in cookie


def test_the_ticket_brings_the_address(central_folder: Path, tmp_path: Path) -> None:
    with running(central_folder) as central:
        code = parse_code(central.enrolment_code())
        station = MemoryStation(tmp_path / "scanned")
        found = enrol(
            station.queue, station.keys, url="", code=Ticket(central.url, code).text(),
            station_id=station.station_id, name="",
        )  # fmt: skip
    assert found.url == central.url


def test_another_system_at_the_address_learns_nothing(tmp_path: Path, central_folder: Path) -> None:
    impostor = tmp_path / "impostor"
    server.initialise(impostor, name="冒充的")
    code, _ = central_stations.give_code(central_folder, "")
    with running(impostor) as central, pytest.raises(SyncError) as caught:
        join(central, tmp_path, code)
    assert caught.value.code == "wrong_server"


Cut = Callable[[Path], None]


def replaced(hosts: list[str], now: datetime) -> Cut:
    def cut(folder: Path) -> None:
        files = central_tls.files_of(Layout(folder))
        key, certificate = authority.issue(files, hosts, now, SystemIds())
        authority.write_private(files.server, key + certificate)

    return cut


NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, MemoryStation]:
    folder = tmp_path_factory.mktemp("tls")
    server.initialise(folder / "central", name="仓库")
    with running(folder / "central") as central:
        return folder / "central", port_of(central.url), join(central, folder)


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        (replaced(["elsewhere.example"], NOW), "tls_name"),
        (replaced(["10.1.2.3"], NOW), "tls_name"),
        (replaced(["127.0.0.1"], NOW + 3 * YEAR), "tls_date"),
        (replaced(["127.0.0.1"], NOW - 19 * YEAR), "tls_date"),
    ],
    ids=["another name", "another address", "not yet valid", "expired"],
)
def test_a_certificate_that_does_not_fit_is_a_state_of_its_own(
    enrolled: tuple[Path, int, MemoryStation], cut: Cut, code: str
) -> None:
    folder, port, station = enrolled
    cut(folder)
    with running(folder, port):
        report = engine_of(station).run_once(force=True)
    assert report.outcome == "failed"
    assert report.problem is not None
    assert report.problem.code == code
    assert station.queue.retry().code == code


@pytest.mark.parametrize("by", [-YEAR, YEAR], ids=["a year behind", "a year ahead"])
def test_a_station_whose_clock_is_a_year_off_learns_the_time(tmp_path: Path, by: timedelta) -> None:
    folder = tmp_path / "central"
    server.initialise(folder, name="仓库")
    # As seen from the station's clock, this server's certificate and time are a year away.
    files = central_tls.files_of(Layout(folder))
    authority.renew(files, ["127.0.0.1"], NOW - by, SystemIds())
    with running(folder) as central:
        station = join(central, tmp_path)
        report = engine_of(station, ShiftedClock(by)).run_once()  # type: ignore[arg-type]
    assert report.outcome == "done"
    assert station.queue.retry().offset_seconds == pytest.approx(-by.total_seconds(), abs=60)


def test_plain_http_to_another_machine_has_to_be_asked_for(tmp_path: Path) -> None:
    code = parse_code_of(tmp_path)
    station = MemoryStation(tmp_path / "station")
    with pytest.raises(SyncError) as caught:
        enrol(
            station.queue, station.keys, url="http://192.0.2.1:8417", code=code,
            station_id=station.station_id, name="",
        )  # fmt: skip
    assert caught.value.code == "plain_http"


def parse_code_of(tmp_path: Path) -> str:
    folder = tmp_path / "central"
    server.initialise(folder, name="仓库")
    return central_stations.give_code(folder, "")[0]


def test_what_a_server_listens_with_follows_from_its_address(tmp_path: Path) -> None:
    folder = tmp_path / "central"
    server.initialise(folder, name="仓库", hosts=["central.example"])
    layout = Layout(folder)

    def scheme(host: str, **said: object) -> str:
        given = {"tls": False, "plain": False, "proxies": None, **said}
        return central_tls.front_of(layout, host, **given).scheme  # type: ignore[arg-type]

    assert scheme("127.0.0.1") == scheme("::1") == scheme("localhost") == "http"
    assert scheme("0.0.0.0") == scheme("192.0.2.1") == scheme("::") == "https"
    assert scheme("127.0.0.1", tls=True) == "https"
    assert scheme("192.0.2.1", plain=True) == "http"
    assert scheme("192.0.2.1", proxies=["192.0.2.9"]) == "http"
    assert central_tls.tls_table(layout).address == "https://central.example:8417"
    central_tls.files_of(layout).server.unlink()
    with pytest.raises(StorageError) as caught:
        scheme("192.0.2.1")
    assert caught.value.code == "plain_refused"
    with pytest.raises(StorageError) as caught:
        scheme("127.0.0.1", tls=True)
    assert caught.value.code == "certificate_missing"
    with pytest.raises(SyncError) as refused:
        scheme("192.0.2.1", proxies=["the proxy"])
    assert refused.value.code == "bad_proxy_address"


def test_a_folder_of_an_earlier_version_gets_its_authority(tmp_path: Path) -> None:
    folder = tmp_path / "central"
    server.initialise(folder, name="仓库")
    layout = Layout(folder)
    files = central_tls.files_of(layout)
    for path in (files.key, files.certificate, files.voucher, files.server):
        path.unlink()
    with pytest.raises(StorageError) as caught:
        central_tls.load_authority(layout, ServerKey.load(layout.key), shared=True)
    assert caught.value.code == "authority_missing"
    with running(folder) as central:
        join(central, tmp_path)
    with closing(files.key.open("rb")) as private:
        assert b"PRIVATE KEY" in private.read()
    assert (files.key.stat().st_mode & 0o077) == 0
