"""Goods that were rejected and come back are known again, and a re-inspection names the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import amendments, closing, history, inspections, intake, returns
from inspector_app.services.ports import FeedChange, FeedCursor
from inspector_app.services.station import Station
from inspector_app.wire.feeds import EarlierVerdict, encode_item
from tests.fakes.goods import BATCH, COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import ORDER, PIN, REQUEST
from tests.fakes.whole_walk import walk_goods, walk_pages

SSCC = "106141411234567897"
AGAIN = replace(
    ORDER, id="O-2", number="ASN20261201001",
    lines=(replace(ORDER.lines[0], id="O-2/1", sscc=(SSCC,)),),
)  # fmt: skip
BACK = replace(REQUEST, order_id="O-2", line_id="O-2/1")


@pytest.fixture
def rejected(station: Station, planned: Inspection) -> Inspection:
    walked = walk_goods(station, walk_pages(station, planned))
    found = inspections.record_finding(station, INSPECTOR, walked, "S04")
    with station.records.writing() as work:
        work.master.put_orders([AGAIN])
    return closing.close(station, INSPECTOR, found, pin=PIN)


def test_a_rejected_batch_under_another_order_is_known_again(
    station: Station, rejected: Inspection
) -> None:
    [seen] = returns.known_again(station, "P-1", "S-1", ["H2601"])
    assert (seen.lot_number, seen.overall) == (rejected.state.lot.lot_number, "reject")
    assert seen.by == ("batch",)
    fresh = intake.open_lot(station, COLLEAGUE, BACK)
    assert fresh.state.earlier == (), "nobody has read its batch yet"
    read = inspections.record_batch(station, COLLEAGUE, fresh, replace(BATCH, id=""))
    [earlier] = read.state.earlier
    assert earlier.inspection_id == rejected.id
    verdict = closing.verdict_of(station, read)
    assert "came_back" in {reason.code for reason in verdict.reasons}
    once_more = inspections.record_batch(station, COLLEAGUE, read, read.state.batches[0])
    assert len(once_more.state.earlier) == 1
    assert [e.act.kind for e in once_more.entries].count("earlier_found") == 1


def test_a_batch_of_another_supplier_is_other_goods(station: Station, rejected: Inspection) -> None:
    assert returns.known_again(station, "P-1", "S-2", ["H2601"]) == ()
    assert returns.known_again(station, "P-2", "S-1", ["H2601"]) == ()
    assert returns.known_again(station, "P-1", "S-1", [""]) == ()


def test_a_pallet_announced_before_is_known_by_its_number(
    station: Station, rejected: Inspection
) -> None:
    first = intake.open_lot(station, INSPECTOR, BACK)
    held = closing.close(station, INSPECTOR, first, pin=PIN)
    third = replace(AGAIN, id="O-3", number="ASN3", lines=(replace(AGAIN.lines[0], id="O-3/1"),))
    with station.records.writing() as work:
        work.master.put_orders([third])
    again = intake.open_lot(station, COLLEAGUE, replace(BACK, order_id="O-3", line_id="O-3/1"))
    [earlier] = again.state.earlier
    assert (earlier.inspection_id, earlier.by, earlier.overall) == (held.id, ("sscc",), "hold")


def test_a_reinspection_draws_anew_and_keeps_the_first_result(
    station: Station, rejected: Inspection
) -> None:
    request = replace(BACK, reinspection_of=rejected.id)
    again = intake.open_lot(station, COLLEAGUE, request)
    lot = again.state.lot
    assert lot.reinspection_number == rejected.state.lot.lot_number
    assert [each.inspection_id for each in again.state.earlier] == [rejected.id]
    again = inspections.draw_plan(station, COLLEAGUE, again)
    assert again.state.draw is not None
    assert rejected.state.draw is not None
    assert again.state.draw.seed_hex != rejected.state.draw.seed_hex
    verdict = closing.verdict_of(station, again)
    assert "reinspected" in {reason.code for reason in verdict.reasons}
    assert "came_back" not in {reason.code for reason in verdict.reasons}
    assert history.dossier(station, rejected.id).summary.overall == "reject"


def test_only_a_closed_lot_of_the_same_goods_is_inspected_again(
    station: Station, rejected: Inspection
) -> None:
    with pytest.raises(IntakeError, match="earlier_inspection_unknown"):
        intake.open_lot(station, INSPECTOR, replace(BACK, reinspection_of="nope"))
    other = replace(REQUEST, line_id="O-1/2", size=96, cartons=4, reinspection_of=rejected.id)
    with pytest.raises(IntakeError, match="reinspection_other_goods"):
        intake.open_lot(station, INSPECTOR, other)
    amendments.void(station, SUPERVISOR, rejected, reason="twice", pin=PIN)
    with pytest.raises(IntakeError, match="earlier_inspection_unknown"):
        intake.open_lot(station, INSPECTOR, replace(BACK, reinspection_of=rejected.id))
    assert returns.known_again(station, "P-1", "S-1", ["H2601"]) == ()


def test_what_another_station_rejected_is_known_here(
    opened: OpenStation, station: Station, fresh: Inspection
) -> None:
    there = EarlierVerdict(
        inspection="i-elsewhere", station="s-2", station_name="2 号质检台",
        lot_number="L261101-B2-004", product_id="P-1", supplier_id="S-1", overall="reject",
        closed_at=datetime(2026, 11, 1, tzinfo=UTC), disposition="return", batches=("H2601",),
        pallets=(SSCC,),
    )  # fmt: skip
    sink = opened.database.master_sink()
    sink.apply(
        "earlier_verdicts",
        [FeedChange(id=there.inspection, body=encode_item(there))],
        FeedCursor(epoch="e", after=1),
    )
    [seen] = returns.known_again(station, "P-1", "S-1", ["H2601"], [SSCC])
    assert (seen.station, seen.by, seen.disposition) == ("2 号质检台", ("batch", "sscc"), "return")
    read = inspections.record_batch(station, INSPECTOR, fresh, replace(BATCH, id=""))
    assert [each.inspection_id for each in read.state.earlier] == ["i-elsewhere"]
    again = intake.open_lot(station, INSPECTOR, replace(REQUEST, reinspection_of="i-elsewhere"))
    assert again.state.lot.reinspection_number == "L261101-B2-004"
    sink.replace("earlier_verdicts", [], FeedCursor(epoch="f", after=0))
    assert returns.known_again(station, "P-1", "S-1", ["H2601"], [SSCC]) == ()


def test_what_was_inspected_here_stays_ours_when_the_feed_tells_of_it_too(
    opened: OpenStation, station: Station, rejected: Inspection
) -> None:
    told = EarlierVerdict(
        inspection=rejected.id, station="s-1", station_name="本工位",
        lot_number=rejected.state.lot.lot_number, product_id="P-1", supplier_id="S-1",
        overall="reject", closed_at=datetime(2026, 11, 1, tzinfo=UTC), disposition="",
        batches=("H2601",), pallets=(SSCC,),
    )  # fmt: skip
    opened.database.master_sink().apply(
        "earlier_verdicts", [FeedChange(id=told.inspection, body=encode_item(told))],
        FeedCursor(epoch="e", after=1),
    )  # fmt: skip
    [seen] = returns.known_again(station, "P-1", "S-1", ["H2601"], [SSCC])
    assert (seen.inspection_id, seen.station) == (rejected.id, "")
    assert seen.by == ("batch", "sscc")
