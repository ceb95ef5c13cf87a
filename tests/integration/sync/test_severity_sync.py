"""Two stations and the central system agree on the severity of a supplier's product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.identities import enrol_anew
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import severity as central_severity
from inspector_app.central.db import feeds
from inspector_app.central.db import severity as rows
from inspector_app.central.db.tables import sampling_goods, severity_events
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.inspection.acts import PlanDrawn
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Supplier
from inspector_app.domain.sampling.severity_history import SeverityBasis
from inspector_app.services import amendments, closing, inspections, severity
from inspector_app.services.severity_rulings import rule
from inspector_app.wire.severity import SamplingState
from tests.fakes.clock import FakeClock
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.severity_lots import opened_lot, sealed_lot, walked_units
from tests.fakes.station import ORDER, PIN, SECOND, make_station, people

GOODS = ("S-1", "P-1")
REJECTED = 40
SUPPLIER = Supplier(id="S-1", names={"zh": "广州美妍日化", "en": "Meiyan Care"}, code="S1")
MASTER = MasterData(
    products=[PRODUCT, SECOND], suppliers=[SUPPLIER], orders=[ORDER], people=list(people()),
    standards=shipped_documents(),
)  # fmt: skip


@pytest.fixture
def docks(central: EmbeddedCentral, tmp_path: Path) -> Iterator[tuple[OpenStation, OpenStation]]:
    central.load_master(MASTER)
    clock = FakeClock(datetime.now(UTC))  # one clock, so that lots of both have one order
    first = make_station(tmp_path / "dock-1", clock)
    second = make_station(tmp_path / "dock-2", clock)
    with first, second:
        for dock in (first, second):
            enrol_station(dock, central.url, central.enrolment_code())
        yield first, second


def send(*docks: OpenStation) -> None:
    for dock in docks:
        report = send_once(dock, "test")
        assert report.outcome == "done", report.problem


def basis(inspection: Inspection) -> SeverityBasis:
    [act] = [e.act for e in inspection.entries if isinstance(e.act, PlanDrawn)]
    return next(each for each in act.basis if each.cls == "major")


def published(central: EmbeddedCentral) -> SamplingState:
    async def read(parts: Parts) -> bytes:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            [item] = await feeds.present_items(tx, tenant, "sampling_states")
        assert item.body is not None
        return item.body

    return msgspec.json.decode(central.call(read), type=SamplingState)


def stale(central: EmbeddedCentral, inspection: Inspection) -> str:
    async def read(parts: Parts) -> str:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await rows.stale_of(tx, tenant, inspection.id)

    return central.call(read)


def test_what_one_station_rejects_tightens_the_other(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first, second = docks
    one = sealed_lot(first.station, bad=REJECTED)
    two = sealed_lot(second.station, bad=REJECTED)
    send(first, second, first)
    state = published(central)
    assert state.seen == {first.station.station_id: 1, second.station.station_id: 1}
    lot = inspections.draw_plan(first.station, INSPECTOR, opened_lot(first.station))
    assert basis(lot).severity == "tightened"
    assert basis(lot).made_by == (one.state.lot.lot_number, two.state.lot.lot_number)
    [goods] = severity.overview(first.station, SUPERVISOR)
    assert (goods.shared, goods.stale, len(goods.steps)) == (True, 0, 4)


def test_a_plan_from_a_stale_state_is_flagged(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first, second = docks
    sealed_lot(first.station, bad=REJECTED)
    sealed_lot(first.station, bad=REJECTED)
    unaware = sealed_lot(second.station)
    assert basis(unaware).severity == "normal"
    send(first, second)
    assert stale(central, unaware) == "major:normal:tightened"
    state = published(central)
    assert state.stale == 1
    assert [step.why_not for step in state.steps if step.cls == "major"][-1] == "other_severity"
    send(first)
    [goods] = severity.overview(first.station, SUPERVISOR)
    assert goods.stale == 1


def test_a_late_record_changes_the_history_that_was_published(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first, second = docks
    sealed_lot(first.station, bad=REJECTED)
    sealed_lot(second.station, bad=REJECTED)
    later = sealed_lot(first.station)
    send(first)
    assert [each.severity for each in published(central).standings] == ["normal", "normal"]
    assert stale(central, later) == ""
    send(second)
    assert {each.cls: each.severity for each in published(central).standings} == {
        "major": "tightened", "minor": "normal",
    }  # fmt: skip
    assert stale(central, later) == "major:normal:tightened"


def test_rulings_travel_and_hold_on_the_other_station(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first, second = docks
    for _ in range(10):
        sealed_lot(first.station)
    send(first, second)
    rule(second.station, SUPERVISOR, *GOODS, "major", "reduce", "steady production")
    send(second, first)
    lot = inspections.draw_plan(first.station, INSPECTOR, opened_lot(first.station))
    assert (basis(lot).severity, basis(lot).cause) == ("reduced", "score_and_approval")
    assert len(basis(lot).made_by) == 10


def test_sending_again_and_reading_everything_again_change_nothing(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first, second = docks
    for dock in (first, second, first):
        sealed_lot(dock.station, bad=REJECTED)
    send(first, second)
    before = published(central)
    first.database.send_queue().rewind(0)
    send(first)
    assert published(central) == before

    async def forget(parts: Parts) -> None:
        async with parts.db.write(await tenant_of(parts)) as tx:
            await tx.execute(delete(severity_events))
            await tx.execute(delete(sampling_goods))
        await central_severity.read_everything(parts)
        await central_severity.read_everything(parts)

    central.call(forget)
    assert published(central) == before


def test_an_open_lot_planned_before_the_news_is_not_called_stale(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first, second = docks
    early = inspections.draw_plan(first.station, INSPECTOR, opened_lot(first.station))
    for _ in range(2):
        sealed_lot(second.station, bad=REJECTED)
    early = walked_units(first.station, early)
    closed = closing.close(first.station, INSPECTOR, early, pin=PIN)
    send(first, second)
    assert stale(central, closed) == ""
    major = [step for step in published(central).steps if step.cls == "major"]
    assert (major[-1].why_not, major[-1].due_at_plan) == ("other_severity", "normal")


def strictest(central: EmbeddedCentral) -> str:
    return {each.cls: each.severity for each in published(central).standings}["major"]


def test_a_record_voided_or_corrected_under_a_new_identity_counts_so(
    central: EmbeddedCentral, docks: tuple[OpenStation, OpenStation]
) -> None:
    first = docks[0]
    old = first.station.station_id
    lots = [sealed_lot(first.station, bad=REJECTED) for _ in range(3)]
    send(first)
    before = published(central)
    assert strictest(central) == "tightened"
    enrol_anew(first, central.url, central.enrolment_code())
    batch = lots[2].state.batches[0]
    amendments.amend(
        first.station, SUPERVISOR, lots[2],
        (amendments.correct_batch(first.station, replace(batch, number="L2609X")),),
        reason="misread", pin=PIN,
    )  # fmt: skip
    send(first)
    corrected = published(central)
    assert corrected.standings == before.standings
    assert (corrected.seen[old], len(corrected.seen)) == (3, 2)  # nothing is counted twice there
    for lot in lots[:2]:
        amendments.void(first.station, SUPERVISOR, lot, reason="wrong_goods", pin=PIN)
    send(first)
    assert strictest(central) == "normal"
    told = published(central)

    async def forget(parts: Parts) -> None:
        async with parts.db.write(await tenant_of(parts)) as tx:
            await tx.execute(delete(severity_events))
            await tx.execute(delete(sampling_goods))
        await central_severity.read_everything(parts)

    central.call(forget)
    assert published(central).standings == told.standings
