"""Decisions and judgements made at the central system, taken over by a station."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing
from inspector_app.services.central_acts import acts_of, take_acts
from inspector_app.services.dispositions import decisions_of
from inspector_app.services.ports import FeedChange, FeedCursor
from inspector_app.wire.central_act import ActBody, CentralAct, encode_act_body
from inspector_app.wire.feeds import encode_item
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import PIN
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def sealed(opened: OpenStation, planned: Inspection) -> Inspection:
    station = opened.station
    inspection = walk_goods(station, walk_pages(station, planned))
    return closing.close(station, INSPECTOR, inspection, pin=PIN)


def tell(opened: OpenStation, number: int, kind: str, record: str = "", **params: Any) -> None:
    body = ActBody(
        kind=kind, at=datetime(2026, 11, 22, 6, 0, tzinfo=UTC), tenant="t", record_id=record,
        person="boss", names={"zh": "周工"}, params=params,
    )  # fmt: skip
    act = CentralAct(
        seq=number, previous="0" * 64, link=f"{number:064x}", signature=bytes(64),
        payload=encode_act_body(body),
    )  # fmt: skip
    change = FeedChange(id=f"{number:019d}", body=encode_item(act))
    opened.database.master_sink().apply("acts", [change], FeedCursor(epoch="e", after=number))


def test_a_decision_settles_the_lot(opened: OpenStation, sealed: Inspection) -> None:
    station = opened.station
    tell(
        opened, 1, "disposed", sealed.id, disposition="return", reason="not_conforming",
        note="退", quantity=3000, revision=sealed.state.revision,
    )  # fmt: skip
    assert take_acts(station) == 1
    assert take_acts(station) == 0
    (made,) = decisions_of(station, sealed.id)
    assert (made.disposition, made.person_id, made.quantity, made.central_act) == (
        "return", "boss", 3000, 1,
    )  # fmt: skip
    with station.records.reading() as work:
        summary = work.inspections.summary(sealed.id)
    assert summary is not None
    assert (summary.disposition, summary.tag, summary.disposed_by) == ("return", "failed", "boss")
    assert [body.kind for body in acts_of(station, sealed.id)] == ["disposed"]


def test_a_decision_on_another_revision_is_shown_and_changes_nothing(
    opened: OpenStation, sealed: Inspection
) -> None:
    tell(
        opened, 1, "disposed", sealed.id, disposition="return", reason="not_conforming",
        quantity=3000, revision=sealed.state.revision + 1,
    )  # fmt: skip
    assert take_acts(opened.station) == 1
    assert decisions_of(opened.station, sealed.id) == ()
    assert len(acts_of(opened.station, sealed.id)) == 1


def test_what_is_judged_again_is_not_set_aside_any_more(
    opened: OpenStation, sealed: Inspection
) -> None:
    queue, overview = opened.database.send_queue(), opened.database.send_overview()
    queue.mark_event(1, "quarantined", "unknown_schema")
    name = opened.station.station_id
    tell(opened, 1, "replayed", station="another", seq=1, state="accepted")
    take_acts(opened.station)
    assert len(overview.quarantined()) == 1
    tell(opened, 2, "replayed", station=name, seq=1, state="accepted")
    take_acts(opened.station)
    assert overview.quarantined() == []


def test_an_act_nobody_knows_is_kept(opened: OpenStation) -> None:
    tell(opened, 1, "something_new", "r-1")
    assert take_acts(opened.station) == 1
    assert [body.kind for body in acts_of(opened.station, "r-1")] == ["something_new"]
