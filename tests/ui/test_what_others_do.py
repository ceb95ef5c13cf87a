"""What other stations do with a line is shown where it is opened; badges where it is signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.badge_numbers import BadgeBlock
from inspector_app.domain.order_shares import LineShare, LineShares
from inspector_app.services import closing, inspections
from inspector_app.services.ports import FeedChange, FeedCursor, FeedName
from inspector_app.ui.context import Ui
from inspector_app.wire.elsewhere import (
    Complaint,
    Dispute,
    LotProgress,
    OpenLot,
    OrderProgress,
    Party,
    SupplierHistory,
)
from inspector_app.wire.feeds import encode_item
from tests.fakes.station import PIN
from tests.fakes.walking import Bench
from tests.fakes.whole_walk import walk_goods, walk_pages
from tests.ui.intake_bench import IntakeBench, bench

__all__ = ["bench"]
ORDER, LINE = "O-0001", "O-0001-2"


def feed(opened: Any, name: FeedName, **items: Any) -> None:
    changes = [FeedChange(id=item, body=encode_item(value)) for item, value in items.items()]
    opened.database.master_sink().apply(name, changes, FeedCursor(epoch="e", after=1))


def tell(bench: IntakeBench) -> None:
    """Another station has a lot closed and one open of the line, and the line is its own."""
    now, opened = bench.clock.now(), bench.opened
    product = next(line.product_id for line in _lines(bench) if line.id == LINE)
    lot = LotProgress(
        inspection="i-8", lot_number="L261121-B3-007", station="s-3", station_name="三号月台",
        size=480, accepted=432, rejected=0, waiting=48, overall="hold", closed_at=now,
        batches=("K2611A",),
    )  # fmt: skip
    feed(opened, "order_progress", p=OrderProgress(
        order_id=ORDER, line_id=LINE, opened=480, accepted=432, waiting=48, lots=(lot,),
    ))  # fmt: skip
    feed(opened, "open_lots", o=OpenLot(
        inspection="i-9", lot_number="L261122-B3-002", station="s-3", station_name="三号月台",
        order_id=ORDER, line_id=LINE, product_id=product, size=240, opened_at=now,
        expires_at=now + timedelta(hours=6), person={"zh": "李敏", "en": "Li Min"},
        batches=("K2611B",),
    ))  # fmt: skip
    feed(opened, "line_shares", s=LineShares(
        order_id=ORDER, line_id=LINE, shares=(LineShare(station="s-3", name="三号月台"),),
    ))  # fmt: skip
    feed(opened, "complaints", c=Complaint(
        id="c", product_id=product, text="泵头漏液，三位顾客反映", received_on=now.date(),
        entered_by="王主管", entered_at=now, source="门店",
    ))  # fmt: skip
    supplier = next(o for o in _orders(bench) if o.id == ORDER).supplier_id
    feed(opened, "supplier_history", h=SupplierHistory(
        supplier_id=supplier, names={}, lots=50, accepted=46, rejected=3, held=1,
    ))  # fmt: skip


def _orders(bench: IntakeBench) -> Any:
    with bench.station.records.reading() as work:
        return work.master.orders()


def _lines(bench: IntakeBench) -> Any:
    return next(order for order in _orders(bench) if order.id == ORDER).lines


def test_a_line_of_another_station_is_opened_with_a_reason(bench: IntakeBench) -> None:
    tell(bench)
    bench.window.show_page("lot", order_id=ORDER, line_id=LINE)
    card = bench.page.others
    assert card.isVisible()
    assert "三号月台" in card._doubt.text()
    bench.page.start.click()
    assert bench.page._presenter.state.problem.code == "line_of_another_station"
    assert bench.page._presenter.state.inspection is None
    card.reasons.choose("agreed_by_phone")
    card.reasonGiven.emit("agreed_by_phone")
    bench.page.start.click()
    opened = bench.page._presenter.state.inspection
    assert opened.state.lot.outside_reason == "agreed_by_phone"
    assert not card.isVisible()


def test_the_order_and_the_first_page_tell_it_too(bench: IntakeBench) -> None:
    bench.window.show_page("order", order_id=ORDER)
    assert not bench.page._rows[1]._elsewhere.isVisible()
    tell(bench)
    bench.window.show_page("today")
    card = next(c for c in bench.page._presenter.state.all_orders if c.order_id == ORDER)
    assert (card.elsewhere_lots, card.elsewhere_accepted) == (2, 432)
    bench.window.show_page("order", order_id=ORDER)
    told = bench.page._rows[1]._elsewhere
    assert told.isVisible()
    assert "432" in told.text()
    assert "三号月台" in told.text()


@pytest.fixture
def signed(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(ui, tmp_path, units=96, cartons=4)
    station = made.station
    lot = inspections.load(station, made.inspection_id)
    lot = walk_goods(station, walk_pages(station, lot))
    closing.close(station, made.person, lot, pin=PIN)
    with station.records.writing() as work:
        work.badges.keep(station.station_id, [BadgeBlock(block="7K3QD9TV", size=5000, next=42)])
    yield made
    made.close()


def show(made: Bench) -> Any:
    made.window.show_page("summary", inspection_id=made.inspection_id)
    made.settle()
    return made.page.badges


def test_badges_are_taken_once(signed: Bench) -> None:
    card = show(signed)
    assert card.isVisible()
    card.take.click()
    signed.settle()
    assert "7K3QD9TV-00042" in card._numbers.text()
    assert "7K3QD9TV-00137" in card._numbers.text()
    assert not card.take.isVisible()


def test_a_small_window_shows_the_numbers_whole(ui: Ui, signed: Bench) -> None:
    ui.texts.set_language("en")
    signed.window.resize(1024, 768)
    card = show(signed)
    card.take.click()
    signed.settle()
    for words in (card._state, card._numbers, card._left):
        assert words.height() >= words.heightForWidth(words.width())


def test_goods_in_dispute_are_isolated_and_get_none(signed: Bench) -> None:
    now = signed.station.clock.now()
    parties = tuple(
        Party(
            choice=name, inspection=name, station=dock, station_name=dock, lot_number=dock,
            overall="accept", size=96, at=now,
        )
        for name, dock in ((signed.inspection_id, "一号月台"), ("i-2", "二号月台"))
    )  # fmt: skip
    feed(signed.opened, "disputes", d=Dispute(
        id="d", kind="double_opening", raised_at=now, parties=parties,
    ))  # fmt: skip
    card = show(signed)
    assert "二号月台" in card._dispute.text()
    assert not card.take.isVisible()
    assert signed.shows("tag.isolated")
