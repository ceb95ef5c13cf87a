"""Conclusions are drawn after events are durable, and can neither refuse nor lose one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import deriving
from inspector_app.central.db import feeds, underived
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.record_facts import RecordFacts
from inspector_app.central.verdicts import publish_verdicts
from tests.benchmarks.sealed_lots import walked
from tests.conftest import ExpectedLog
from tests.fakes.send_queue import STATION_ID, MemoryStation
from tests.integration.sync.conftest import StationMaker, engine_of

STATION = UUID(STATION_ID)
POISON = 2


def lots(station: MemoryStation, count: int) -> list[str]:
    """Seal readable lots; their record ids in order."""
    found = []
    for number in range(1, count + 1):
        payload = walked().another(STATION, number)
        station.seal(payload)
        found.append(walked().id_of(STATION, number))
    return found


def told(central: EmbeddedCentral) -> set[str]:
    async def work(parts: Parts) -> set[str]:
        tenant = await tenant_of(parts)
        await deriving.settled(parts, tenant)
        async with parts.db.read(tenant) as tx:
            return {item.id for item in await feeds.present_items(tx, tenant, "earlier_verdicts")}

    return central.call(work)


def tells_in_time(central: EmbeddedCentral, records: Sequence[str]) -> bool:
    """A server that has just begun looks for what was left soon, not at once."""
    end = time.monotonic() + 20
    while told(central) != set(records):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def given_up(central: EmbeddedCentral) -> int:
    async def work(parts: Parts) -> int:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await underived.given_up(tx, tenant)

    return central.call(work)


def choke_on(monkeypatch: pytest.MonkeyPatch, record: str) -> None:
    async def choking(desk: Desk, facts: RecordFacts, epoch: str) -> None:
        if record in facts.records:
            raise ZeroDivisionError
        await publish_verdicts(desk, facts, epoch)

    monkeypatch.setattr(deriving, "publish_verdicts", choking)


def test_one_event_nothing_follows_from_blocks_no_other(
    central_folder: Path, make_station: StationMaker, central: EmbeddedCentral,
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog,
) -> None:  # fmt: skip
    expected_log(r"deriving one by one|nothing derived from an event")
    station = make_station()
    records = lots(station, 4)
    choke_on(monkeypatch, records[POISON])
    assert engine_of(station).run_once(force=True).outcome == "done"
    assert told(central) == set(records) - {records[POISON]}
    assert given_up(central) == 1
    central.stop()

    monkeypatch.undo()
    again = embedded_central.start_embedded(central_folder)
    try:
        assert tells_in_time(again, records)
        assert given_up(again) == 0
    finally:
        again.stop()


def test_what_was_taken_before_an_end_is_followed_up_after_it(
    central_folder: Path, make_station: StationMaker, central: EmbeddedCentral,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async def nothing(*_: Any) -> int:
        return 0

    monkeypatch.setattr(deriving, "_derive", nothing)
    station = make_station()
    records = lots(station, 3)
    report = engine_of(station)
    assert report.run_once(force=True).outcome == "done"
    assert told(central) == set()
    central.stop()

    monkeypatch.undo()
    again = embedded_central.start_embedded(central_folder)
    try:
        assert tells_in_time(again, records)
    finally:
        again.stop()
