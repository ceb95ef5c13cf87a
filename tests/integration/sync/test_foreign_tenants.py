"""Two tenants on one central system: over the line neither learns that the other is there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import stations
from inspector_app.central.db import stations as rows
from inspector_app.central.parts import Parts
from inspector_app.sync.enrol import enrol
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import engine_of
from tests.integration.sync.test_hostile_requests import Caller

PHOTO = b"evidence of one tenant"
SHA256 = hashlib.sha256(PHOTO).hexdigest()
OTHER = "0192f3a0-7b1c-7def-8a01-0000000002aa"


@pytest.fixture
def foreign(central: EmbeddedCentral, tmp_path: Path) -> MemoryStation:
    """A station of a second tenant on the same system."""

    async def code_of_a_new_tenant(parts: Parts) -> str:
        async with parts.db.write("second") as tx:
            assert await rows.add_tenant(tx, "second", "另一家", parts.clock.now())
        return (await stations.give_code(parts, "second", "月台 B")).text()

    station = MemoryStation(tmp_path / "foreign", OTHER, seed=bytes([77]) * 32)
    enrol(
        station.queue, station.keys, url=central.url, code=central.call(code_of_a_new_tenant),
        station_id=OTHER, name="月台 B",
    )  # fmt: skip
    known = station.queue.enrolment()
    assert known is not None
    assert known.tenant == "second"
    return station


@pytest.fixture
def sent(station: MemoryStation) -> MemoryStation:
    """The first tenant's station, with a record and its photo durable."""
    station.seal(inspection(1, [PHOTO]), [PHOTO])
    assert engine_of(station).run_once().outcome == "done"
    return station


def test_what_one_tenant_sent_is_nowhere_for_another(
    sent: MemoryStation, foreign: MemoryStation
) -> None:
    caller, path = Caller(foreign), f"/v1/stations/{sent.station_id}"
    for method, asked in (
        ("GET", path), ("GET", f"{path}/receipts"), ("POST", f"{path}/events"),
        ("POST", f"{path}/claims"),
    ):  # fmt: skip
        assert caller.send(method, asked) == (403, "not_your_station"), asked
    assert caller.send("HEAD", f"/v1/blobs/{SHA256}")[0] == 404
    assert caller.send("GET", f"/v1/blobs/{SHA256}") == (404, "blob_missing")
    assert caller.send("POST", f"/v1/blobs/{SHA256}/verify") == (404, "blob_missing")
    assert caller.send("GET", f"/v1/stations/{OTHER}?earlier={sent.station_id}")[0] == 200


def test_a_photo_of_another_tenant_is_not_had(sent: MemoryStation, foreign: MemoryStation) -> None:
    foreign.seal(inspection(1, [PHOTO]), [PHOTO])
    assert Caller(foreign).send("HEAD", f"/v1/blobs/{SHA256}")[0] == 404
    report = engine_of(foreign).run_once()
    assert Caller(foreign).send("HEAD", f"/v1/blobs/{SHA256}")[0] == 200
    assert (report.outcome, report.sent.photos) == ("done", 1)
    assert report.pulled["products"] == 0, "master data of the first tenant stays there"
    assert foreign.sink.items.get("products", {}) == {}
    assert sent.sink.items["products"] != {}


def test_who_signs_for_another_tenant_is_unknown(
    sent: MemoryStation, foreign: MemoryStation
) -> None:
    home = sent.queue.enrolment()
    assert home is not None
    caller = Caller(foreign)
    for who in (
        f"{home.tenant}:{OTHER}", f"second:{sent.station_id}", f"':{OTHER}",
        f"second' OR '1:{OTHER}",
    ):  # fmt: skip
        assert caller.send("GET", f"/v1/stations/{OTHER}", who=who) == (401, "unknown_station")
    name = f"{home.tenant}:{sent.station_id}"
    stolen = caller.send("GET", f"/v1/stations/{sent.station_id}", who=name)
    assert stolen == (403, "bad_signature")


def test_a_photo_lost_for_one_tenant_is_lost_for_that_one_only(
    central: EmbeddedCentral, sent: MemoryStation, foreign: MemoryStation
) -> None:
    foreign.seal(inspection(1, [PHOTO]), [PHOTO])
    engine_of(foreign).run_once()
    central.call(lambda parts: parts.blobs.remove("second", SHA256))
    assert Caller(foreign).send("POST", f"/v1/blobs/{SHA256}/verify") == (404, "blob_missing")
    assert Caller(sent).send("POST", f"/v1/blobs/{SHA256}/verify") == (200, "")
    assert engine_of(sent).run_once(force=True).sent.photos == 0
    assert engine_of(foreign).run_once(force=True).sent.photos == 1
