"""Codes, certificates and revocation from the command line and on the pages."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap import central_tls
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import authority
from inspector_app.cli.main import main
from inspector_app.wire.enrolment import parse_ticket
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import engine_of

PASSWORD = "correct horse battery"  # of a test's own system


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_certificates_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, place = tmp_path / "c", ("--data", str(tmp_path / "c"))
    assert main(["central", "init", str(folder), "--host", "central.example", "--json"]) == 0
    capsys.readouterr()
    code, ticket = said(capsys, "central", "enrol", *place)
    assert code == 0
    assert parse_ticket(str(ticket["ticket"])).url == "https://central.example:8417"
    _, renewed = said(capsys, "central", "certificate", *place, "--host", "10.0.0.5")
    assert renewed["names"] == ["10.0.0.5", "localhost", "127.0.0.1", "::1"]
    _, again = said(capsys, "central", "certificate", *place)
    assert again["names"] == renewed["names"]
    proxy = tmp_path / "proxy.pem"
    _, issued = said(
        capsys, "central", "certificate", *place, "--host", "proxy.example", "--out", str(proxy)
    )
    assert issued["names"] == ["proxy.example"]
    assert authority.facts(proxy.read_bytes()).names == ("proxy.example",)
    _, own = said(capsys, "central", "certificate", *place, "--out", str(tmp_path / "own.pem"))
    assert own["names"] == renewed["names"]
    refused = ("--host", "proxy.example", "--out", str(proxy))
    assert said(capsys, "central", "certificate", *place, *refused)[0] == 1
    assert said(capsys, "central", "certificate", *place, "--host", "no host")[0] == 1
    _, shown = said(capsys, "central", "authority", *place)
    assert central_tls.authority_certificate(folder) == (shown["certificate"], shown["sha256"])


def test_a_revoked_station_is_refused_and_kept(
    central: EmbeddedCentral, central_folder: Path, station: MemoryStation,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert engine_of(station).run_once().outcome == "done"
    place = ("--data", str(central_folder))
    code, answer = said(capsys, "central", "revoke", station.station_id, *place)
    assert (code, answer["state"]) == (0, "revoked")
    report = engine_of(station).run_once(force=True)
    assert report.outcome == "stopped"
    assert report.problem is not None
    assert report.problem.code == "station_revoked"
    assert said(capsys, "central", "stations", *place)[1]["state"] == "revoked"
    assert said(capsys, "central", "revoke", "nobody", *place)[0] == 1


def test_the_pages_give_codes_and_revoke(central: EmbeddedCentral, station: MemoryStation) -> None:
    with httpx2.Client(base_url=central.url, trust_env=False) as client:
        client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
        page = client.post("/stations/codes", data={"name": "<月台>"}).text
        assert "<svg" in page
        assert "<月台>" not in page
        asked = client.get(f"/stations/{station.station_id}/revoke")
        assert asked.status_code == 200
        assert client.get("/stations/nobody/revoke").status_code == 404
        done = client.post(f"/stations/{station.station_id}/revoke")
        assert done.status_code == 303
        assert "已吊销" in client.get("/stations", headers={"accept-language": "zh"}).text
    report = engine_of(station).run_once(force=True)
    assert report.problem is not None
    assert report.problem.code == "station_revoked"
