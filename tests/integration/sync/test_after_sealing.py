"""Corrections, voidings and returning goods between two stations and the central system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import master
from inspector_app.central.parts import Parts
from inspector_app.domain.inspection.acts import Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Supplier
from inspector_app.services import amendments, closing, dispositions, inspections, intake, returns
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import open_lot
from tests.fakes.goods import BATCH, INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.station import ORDER, PIN, REQUEST, SECOND, make_station, people
from tests.fakes.whole_walk import walk_goods, walk_pages

PASSWORD = "correct horse battery"
MASTER = MasterData(
    products=[PRODUCT, SECOND],
    suppliers=[Supplier(id="S-1", names={"zh": "广州美妍日化", "en": "Meiyan Care"}, code="S1")],
    orders=[ORDER], people=list(people()), standards=shipped_documents(),
)  # fmt: skip


@pytest.fixture
def docks(central: EmbeddedCentral, tmp_path: Path) -> Iterator[tuple[OpenStation, OpenStation]]:
    central.load_master(MASTER)
    clock = FakeClock(datetime.now(UTC))
    first = make_station(tmp_path / "dock-1", clock)
    second = make_station(tmp_path / "dock-2", clock)
    with first, second:
        for dock in (first, second):
            enrol_station(dock, central.url, central.enrolment_code())
        yield first, second


@pytest.fixture
def reader(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    async def add_user(parts: Parts) -> None:
        await master.save_user(parts, "lead", "王主管", PASSWORD)

    central.call(add_user)
    with httpx2.Client(
        base_url=central.url,
        trust_env=False,
        headers={"accept-language": "zh-CN"},
        timeout=60,
    ) as client:
        client.post("/sign-in", data={"name": "lead", "password": PASSWORD})
        yield client


def send(*docks: OpenStation) -> None:
    for dock in docks:
        report = send_once(dock, "test")
        assert report.outcome == "done", report.problem


def rejected(dock: OpenStation) -> Inspection:
    station = dock.station
    inspection = walk_goods(station, walk_pages(station, open_lot(dock)))
    inspection = inspections.record_finding(station, INSPECTOR, inspection, "S04")
    return closing.close(station, INSPECTOR, inspection, pin=PIN)


def withdrawn(dock: OpenStation, inspection: Inspection) -> Inspection:
    [n] = [e.n for e in inspection.entries if e.act.kind == "finding_recorded"]
    return amendments.amend(
        dock.station, SUPERVISOR, inspection, (Undone(act=n),), reason="not_a_defect",
        note="复核为反光", pin=PIN,
    )  # fmt: skip


def known_at(dock: OpenStation) -> list[tuple[str, str]]:
    found = returns.known_again(dock.station, "P-1", "S-1", ["H2601"])
    return [(each.overall, each.disposition) for each in found]


def test_what_one_station_rejects_is_known_at_the_other(
    docks: tuple[OpenStation, OpenStation],
) -> None:
    first, second = docks
    gone = rejected(first)
    send(first, second)
    assert known_at(second) == [("reject", "")]
    dispositions.decide(first.station, SUPERVISOR, gone.id, "return", reason="not_conforming")
    send(first, second)
    assert known_at(second) == [("reject", "return")]
    lot = intake.open_lot(
        second.station, INSPECTOR, replace(REQUEST, size=96, cartons=4, reinspection_of=gone.id)
    )
    read = inspections.record_batch(second.station, INSPECTOR, lot, replace(BATCH, id=""))
    [earlier] = read.state.earlier
    assert (earlier.inspection_id, earlier.station != "") == (gone.id, True)
    assert read.state.lot.reinspection_number == gone.state.lot.lot_number


def test_a_corrected_verdict_takes_the_place_of_the_first_and_a_void_one_goes(
    docks: tuple[OpenStation, OpenStation],
) -> None:
    first, second = docks
    corrected = withdrawn(first, rejected(first))
    send(first, second)
    assert known_at(second) == [("accept", "")]
    amendments.void(first.station, SUPERVISOR, corrected, reason="twice", pin=PIN)
    send(first, second)
    assert known_at(second) == []


def test_pages_list_the_standing_revision_and_keep_the_earlier_one(
    docks: tuple[OpenStation, OpenStation], reader: httpx2.Client
) -> None:
    first, _ = docks
    gone = rejected(first)
    lot = gone.state.lot.lot_number
    corrected = withdrawn(first, gone)
    send(first)
    listed = reader.get("/inspections").text
    assert listed.count(lot) == 1, "one row a record"
    page = reader.get(f"/inspections/{gone.id}").text
    assert "第 2 版" in page
    assert "第 1 版" in page
    [digest] = {
        part.split('"')[0]
        for part in page.split('href="?digest=')[1:]
    }  # fmt: skip
    old = reader.get(f"/inspections/{gone.id}?digest={digest}").text
    assert "这是较早的版本；现行为第 2 版。" in old
    amendments.void(
        first.station, SUPERVISOR, corrected, reason="wrong_goods", note="另开 L-9", pin=PIN
    )
    send(first)
    page = reader.get(f"/inspections/{gone.id}").text
    assert "作废：检错了货。" in page
    assert "另开 L-9" in page
    assert "已作废" in reader.get("/inspections").text
    report = reader.get(f"/inspections/{gone.id}/report.pdf")
    assert (report.status_code, report.content[:5]) == (200, b"%PDF-")
