"""Two docks of one warehouse that do not always see each other, and what the others are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.line_sharing import claim_open_lots
from inspector_app.bootstrap.sending import enrol_station
from inspector_app.domain.errors import IntakeError, SyncError, WalkError
from inspector_app.domain.order_shares import LineShare
from inspector_app.services import amendments, badges, closing, dispositions, lines_elsewhere
from inspector_app.services.history import dossier
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import BATCH
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, make_station
from tests.fakes.whole_walk import walk_goods, walk_pages
from tests.integration.sync.conftest import Servers, found_central
from tests.integration.sync.shared_warehouse import (
    MASTER,
    SHARED,
    Warehouse,
    accepted,
    line,
    open_shared,
)


@pytest.fixture(scope="module")
def warehouse(
    backend: Servers | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("warehouse")
    found_central(backend, folder / "central")
    central = embedded_central.start_embedded(folder / "central")
    central.load_master(MASTER)
    clock = FakeClock(datetime.now(UTC))
    with (
        make_station(folder / "dock-1", clock) as first,
        make_station(folder / "dock-2", clock) as second,
    ):
        for dock in (first, second):
            enrol_station(dock, central.url, central.enrolment_code())
        made = Warehouse(central, first, second)
        made.sync()
        yield made
    central.stop()


def test_what_one_dock_inspected_is_known_at_the_other_exactly_once(warehouse: Warehouse) -> None:
    lot = accepted(warehouse.first, 0)
    warehouse.sync()
    warehouse.sync()
    told = lines_elsewhere.of_line(warehouse.second.station, SHARED.id, line(0))
    assert (told.opened, told.accepted, told.batches) == (96, 96, (BATCH.number,))
    assert [each.lot_number for each in told.lots] == [lot.state.lot.lot_number]
    at_home = lines_elsewhere.of_line(warehouse.first.station, SHARED.id, line(0))
    assert not at_home.anything
    amendments.void(warehouse.first.station, SUPERVISOR, lot, reason="twice", pin=PIN)
    warehouse.sync()
    told = lines_elsewhere.of_line(warehouse.second.station, SHARED.id, line(0))
    assert (told.opened, told.accepted) == (0, 0)
    history = lines_elsewhere.goods_history(warehouse.second.station, "S-1", "P-1")
    assert history.supplier is not None
    assert lot.state.lot.lot_number not in {each.lot_number for each in history.supplier.recent}


def test_a_lot_that_is_open_is_shown_to_the_other_dock_and_goes(warehouse: Warehouse) -> None:
    lot = open_shared(warehouse.first, 1)
    assert claim_open_lots(warehouse.first) == ()
    warehouse.sync(warehouse.second)
    told = lines_elsewhere.of_line(warehouse.second.station, SHARED.id, line(1))
    [open_lot] = told.open_lots
    assert open_lot.lot_number == lot.state.lot.lot_number
    assert open_lot.person == dict(INSPECTOR.names)
    mine = open_shared(warehouse.second, 1, batch="OTHER")
    [other] = claim_open_lots(warehouse.second)
    assert other.inspection == lot.id
    for dock, each in ((warehouse.first, lot), (warehouse.second, mine)):
        walked = walk_goods(dock.station, walk_pages(dock.station, each))
        closing.close(dock.station, INSPECTOR, walked, pin=PIN)
    warehouse.sync()
    assert {each for each in warehouse.items("open_lots") if each in (lot.id, mine.id)} == set()
    assert warehouse.disputes("double_opening", 1) == []


def test_a_line_of_another_dock_wants_a_reason_and_works_offline(warehouse: Warehouse) -> None:
    first, second = warehouse.first, warehouse.second
    warehouse.assign(2, LineShare(station=second.station.station_id))
    warehouse.sync()
    with pytest.raises(IntakeError, match="line_of_another_station"):
        open_shared(first, 2)
    lot = accepted(first, 2, reason="agreed_by_phone")
    assert lot.state.lot.outside_reason == "agreed_by_phone"
    warehouse.assign(2, LineShare(station=first.station.station_id, units=48))
    warehouse.sync()
    with pytest.raises(IntakeError, match="share_exceeded"):
        open_shared(first, 2)


def test_both_openings_of_one_batch_wait_for_a_person(warehouse: Warehouse) -> None:
    first, second = warehouse.first, warehouse.second
    one, two = accepted(first, 3), accepted(second, 3)  # neither has heard of the other
    warehouse.sync()
    [dispute] = warehouse.disputes("double_opening", 3)
    assert [each.inspection for each in dispute.parties] == [one.id, two.id]
    progress = warehouse.progress(3)
    assert (progress.accepted, progress.waiting) == (0, 192)
    for dock, lot in ((first, one), (second, two)):
        assert dossier(dock.station, lot.id).summary.tag == "quarantined"
        assert badges.of_lot(dock.station, lot.id).why_not == "lot_in_dispute"
        with pytest.raises(WalkError, match="lot_in_dispute"):
            badges.spend(dock.station, INSPECTOR, lot.id, 1)
        with pytest.raises(WalkError, match="lot_in_dispute"):
            dispositions.decide(
                dock.station, SUPERVISOR, lot.id, "accept", reason="evidence_complete"
            )
    warehouse.decide(dispute, "keep", two.id)
    with pytest.raises(SyncError, match="dispute_decided"):
        warehouse.decide(dispute, "separate")
    warehouse.sync()
    progress = warehouse.progress(3)
    assert (progress.opened, progress.accepted, progress.waiting) == (96, 96, 0)
    assert dossier(first.station, one.id).summary.tag == "quarantined"
    assert badges.of_lot(first.station, one.id).why_not == "lot_set_aside"
    assert dossier(second.station, two.id).summary.tag == "passed"
    assert badges.spend(second.station, INSPECTOR, two.id, 96).open == 0


def test_an_agreed_split_is_no_double_opening(warehouse: Warehouse) -> None:
    docks = (warehouse.first, warehouse.second)
    shares = [LineShare(station=dock.station.station_id, units=96) for dock in docks]
    warehouse.assign(4, *shares)
    warehouse.sync()
    for dock in docks:
        accepted(dock, 4)
    warehouse.sync()
    assert warehouse.disputes("double_opening", 4) == []
    assert warehouse.progress(4).accepted == 192


def test_more_than_the_line_is_kept_flagged_and_gets_no_badges(warehouse: Warehouse) -> None:
    one = accepted(warehouse.first, 5, size=144, batch="A-1")
    accepted(warehouse.second, 5, size=144, batch="B-2")
    warehouse.sync()
    progress = warehouse.progress(5)
    assert (progress.opened, progress.over, progress.accepted) == (288, 96, 288)
    [dispute] = warehouse.disputes("over_count", 5)
    assert dispute.amount == 96
    station = warehouse.first.station
    assert badges.of_lot(station, one.id).why_not == "badges_held_by_count"
    warehouse.decide(dispute, "confirm")
    warehouse.sync()
    assert badges.spend(station, INSPECTOR, one.id, 144).count == 144
    with pytest.raises(IntakeError, match="line_exceeded"):
        open_shared(warehouse.first, 5, batch="C-3")


def test_badge_numbers_come_in_blocks_and_never_twice(warehouse: Warehouse) -> None:
    first, second = warehouse.first, warehouse.second
    lots = [accepted(first, 6, batch="A-1"), accepted(second, 6, batch="B-2")]
    warehouse.sync()
    spent = []
    for dock, lot in zip((first, second), lots, strict=True):
        found = badges.spend(dock.station, INSPECTOR, lot.id, 40)
        found = badges.spend(dock.station, INSPECTOR, lot.id, 56)
        spent += [(r.block, n) for r in found.spent for n in range(r.first, r.last + 1)]
        with pytest.raises(IntakeError, match="badges_exceed_lot"):
            badges.spend(dock.station, INSPECTOR, lot.id, 1)
    assert len(set(spent)) == 192
    warehouse.sync()
    warehouse.items("disputes")
    assert not [each for each in warehouse.items("disputes").values() if each.kind == "badge_twice"]
