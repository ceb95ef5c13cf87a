"""What ``Severities`` promises, checked on the one in memory and on the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.domain.sampling.severity_history import ClassOutcome, HistoryLot, Ruling
from inspector_app.services.records import UnitOfWork
from inspector_app.store.database import Database
from tests.fakes.memory_store import MemoryRecords
from tests.fakes.records import MORNING, chain

LOT = HistoryLot(
    inspection_id="i-1", lot_number="L1", station_id="st", seq=1, at=MORNING, planned_at=MORNING,
    outcomes=(ClassOutcome(cls="major", used="normal", accepted=True, ac=2),),
)  # fmt: skip
RULING = Ruling(
    cls="major", kind="reduce", reason="steady", person_id="U-9", station_id="st", seq=2,
    at=MORNING,
)  # fmt: skip


@pytest.fixture(params=["memory", "database"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UnitOfWork]:
    if request.param == "memory":
        yield MemoryRecords()
        return
    database = Database.open(tmp_path / "station.db")
    yield database.unit_of_work()
    database.close()


def test_events_are_kept_by_goods_and_replaced_by_record(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.severities.put("S-1", "P-1", "i-1", LOT)
        work.severities.put("S-1", "P-1", "ruling:2", RULING)
        work.severities.put("S-1", "P-2", "i-2", replace(LOT, inspection_id="i-2"))
        amended = replace(LOT, outcomes=())
        work.severities.put("S-1", "P-1", "i-1", amended)
    with records.reading() as work:
        assert list(work.severities.events("S-1", "P-1")) == [amended, RULING]
        assert work.severities.event("i-1") == amended
        assert work.severities.event("i-9") is None
        assert list(work.severities.goods()) == [("S-1", "P-1"), ("S-1", "P-2")]
        assert work.severities.central("S-1", "P-1") is None
    with records.writing() as work:
        work.severities.remove("i-1")
        work.severities.remove("i-9")
        assert list(work.severities.events("S-1", "P-1")) == [RULING]


def test_unread_entries_are_those_of_the_asked_kinds_beyond_a_number(records: UnitOfWork) -> None:
    with records.writing() as work:
        events = chain(b"one", b"two", b"three")
        for event in events:
            work.journal.append(event, "r", ())
        kind = events[0].kind
        assert [each.seq for each in work.severities.unread(0, (kind,), 10)] == [1, 2, 3]
        assert [each.seq for each in work.severities.unread(1, (kind,), 1)] == [2]
        assert list(work.severities.unread(0, ("voided",), 10)) == []
