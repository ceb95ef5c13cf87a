"""Feeds land whole with their cursor, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import FeedChange, FeedCursor, FeedName
from inspector_app.store.database import Database
from inspector_app.wire.feeds import FEEDS, PublishedDocument, encode_item
from tests.fakes.feed_items import (
    COMPLAINT,
    DISPUTE,
    HISTORY,
    ITEMS,
    OPEN_LOT,
    PROGRESS,
    SHARES,
    SUPPLIER,
    VERDICT,
)
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.records import document, opened, order, summary

FIRST = FeedCursor(epoch="e1", after=7)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "station.db")
    yield database
    database.close()


def change(item: str, value: Any) -> FeedChange:
    return FeedChange(id=item, body=None if value is None else encode_item(value))


def test_a_verdict_of_elsewhere_is_found_by_batch_and_pallet(database: Database) -> None:
    sink = database.master_sink()
    sink.apply("earlier_verdicts", [change("i-1", VERDICT)], FIRST)
    marks = ["batch:P-1|B1", "sscc:106141411234567897", "batch:P-1|B2"]
    with database.unit_of_work().reading() as work:
        assert work.elsewhere.marked(marks) == [VERDICT]
        assert work.elsewhere.marked(["batch:P-1|B9"]) == []
        assert work.elsewhere.one("i-1") == VERDICT
    sink.apply("earlier_verdicts", [change("i-1", None)], FIRST)
    with database.unit_of_work().reading() as work:
        assert work.elsewhere.marked(marks) == []
        assert work.elsewhere.one("i-1") is None
    assert rows(database, "verdict_marks") == 0


def rows(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


TABLES: dict[FeedName, str] = {
    "products": "products", "suppliers": "suppliers", "orders": "orders",
    "standards": "documents", "users": "people", "shelf_life_rules": "documents",
    "order_progress": "order_progress", "sampling_states": "sampling_states",
    "earlier_verdicts": "verdicts_elsewhere", "line_shares": "shared_items",
    "open_lots": "shared_items", "supplier_history": "shared_items",
    "complaints": "shared_items", "disputes": "shared_items",
    "references": "references_elsewhere", "acts": "central_acts",
}  # fmt: skip


@pytest.mark.parametrize("feed", FEEDS)
def test_every_feed_comes_stays_and_goes(database: Database, feed: FeedName) -> None:
    sink = database.master_sink()
    assert sink.cursor(feed) is None
    item, value = ITEMS[feed]
    sink.apply(feed, [change(item, value)], FIRST)
    sink.apply(feed, [change(item, value)], replace(FIRST, after=8))
    assert rows(database, TABLES[feed]) == 1
    assert sink.cursor(feed) == replace(FIRST, after=8)
    sink.apply(feed, [change(item, None), change("never-there", None)], replace(FIRST, after=10))
    # Rules stay for lots opened under them, acts because they were done.
    kept = 1 if feed in ("shelf_life_rules", "acts") else 0
    assert rows(database, TABLES[feed]) == kept
    assert sink.cursor(feed) == FeedCursor(epoch="e1", after=10)


def test_what_came_is_what_services_read(database: Database) -> None:
    sink = database.master_sink()
    for feed, (item, value) in ITEMS.items():
        sink.apply(feed, [change(item, value)], FIRST)
    with database.unit_of_work().reading() as work:
        assert work.master.product("P-1") == PRODUCT
        assert work.master.products_by_code(PRODUCT.codes[0].code) == [PRODUCT]
        assert work.master.supplier("S-1") == SUPPLIER
        assert work.master.order("O-1") == order(1)
        assert work.master.lines_of("P-1") == [(order(1), order(1).lines[0])]
        assert work.master.person("U-1") == INSPECTOR
        assert work.master.standards() == [document(1)]


def test_a_snapshot_drops_what_is_not_in_it(database: Database) -> None:
    sink = database.master_sink()
    second = replace(PRODUCT, id="P-2", codes=())
    sink.apply("products", [change("P-1", PRODUCT), change("P-2", second)], FIRST)
    newer = FeedCursor(epoch="e2", after=3)
    sink.replace("products", [change("P-2", second)], newer)
    assert sink.cursor("products") == newer
    with database.unit_of_work().reading() as work:
        assert work.master.product("P-1") is None
        assert work.master.products_by_code(PRODUCT.codes[0].code) == []
        assert work.master.product("P-2") == second


def test_a_removed_order_leaves_no_lines(database: Database) -> None:
    sink = database.master_sink()
    sink.apply("orders", [change("O-1", order(1))], FIRST)
    sink.apply("orders", [change("O-1", None)], FIRST)
    with database.unit_of_work().reading() as work:
        assert work.master.lines_of("P-1") == []
        assert work.master.lines_by_sscc(order(1).lines[0].sscc[0]) == []


BAD: Sequence[FeedChange] = (
    FeedChange(id="U-9", body=b"{not json"),
    FeedChange(id="U-9", body=b'{"id": "U-9"}'),
    FeedChange(id="U-8", body=encode_item(SUPERVISOR)),
)


@pytest.mark.parametrize("bad", BAD)
def test_one_bad_item_leaves_items_and_cursor_as_they_were(
    database: Database, bad: FeedChange
) -> None:
    sink = database.master_sink()
    sink.apply("users", [change("U-1", INSPECTOR)], FIRST)
    for act in (sink.apply, sink.replace):
        with pytest.raises(SyncError) as caught:
            act("users", [change("U-7", replace(INSPECTOR, id="U-7")), bad], FIRST)
        assert caught.value.code == "bad_feed_item"
    with database.unit_of_work().reading() as work:
        assert [person.id for person in work.master.people()] == ["U-1"]


def test_the_last_word_about_an_item_counts(database: Database) -> None:
    sink = database.master_sink()
    sink.apply("users", [change("U-1", INSPECTOR), change("U-1", None)], FIRST)
    assert rows(database, "people") == 0


def test_a_standard_an_inspection_began_with_stays(database: Database) -> None:
    sink = database.master_sink()
    kept = structs.replace(document(1), state="retired")  # for its walk, and no other
    sink.apply("standards", [change("a", document(1)), change("b", document(2))], FIRST)
    with database.unit_of_work().writing() as work:
        work.inspections.create("i-1", opened(1), summary(1))  # by version 1
    sink.apply("standards", [change("a", None), change("b", None)], FIRST)
    with database.unit_of_work().reading() as work:
        assert work.master.standards() == [kept]
    sink.replace("standards", [], FIRST)
    with database.unit_of_work().reading() as work:
        assert work.master.standards() == [kept]


def test_a_number_given_to_another_version_is_taken_where_the_walks_own_is_kept(
    database: Database,
) -> None:
    """Version 1 of this station became the house's second; another station's is the first."""
    sink = database.master_sink()
    mine, theirs = document(1), document(1, text="id: test\nversion: 1\n# theirs\n")
    with database.unit_of_work().writing() as work:
        work.master.put_own_standard(mine)
        work.inspections.create("i-1", opened(1), summary(1))
    sink.apply("standards", [change("test@1", theirs)], FIRST)
    assert standards_of(database) == [mine]  # the walk's text is nowhere else yet
    second = structs.replace(mine, version=2, written=1)
    sink.apply("standards", [change("test@1", theirs), change("test@2", second)], FIRST)
    assert standards_of(database) == [theirs, second]
    sink.apply("standards", [change("test@2", None)], FIRST)
    assert standards_of(database) == [theirs, structs.replace(second, state="retired")]


def standards_of(database: Database) -> list[PublishedDocument]:
    with database.unit_of_work().reading() as work:
        return list(work.master.standards())


def test_a_standard_loaded_by_hand_is_taken_over_by_the_feed(database: Database) -> None:
    with database.unit_of_work().writing() as work:
        work.master.put_standards([document(1)])
    sink = database.master_sink()
    sink.replace("standards", [change("feed-id-1", document(1))], FIRST)
    assert rows(database, "documents") == 1
    sink.apply("standards", [change("feed-id-1", None)], FIRST)
    assert rows(database, "documents") == 0


def test_a_snapshot_in_pages_drops_the_rest_at_its_end(database: Database) -> None:
    sink = database.master_sink()
    others = [replace(PRODUCT, id=f"P-{n}", codes=()) for n in range(2, 6)]
    sink.apply("products", [change("P-1", PRODUCT)], FIRST)
    sink.put("products", [change(each.id, each) for each in others[:2]])
    sink.put("products", [change(each.id, each) for each in others[2:]])
    assert sink.cursor("products") == FIRST
    assert rows(database, "products") == 5
    newer = FeedCursor(epoch="e2", after=9)
    sink.keep_only("products", {each.id for each in others}, newer)
    assert sink.cursor("products") == newer
    assert rows(database, "products") == 4
    assert rows(database, "product_codes") == 0


def test_thousands_of_changes_land_in_one_go(database: Database) -> None:
    many = [
        change(
            f"P-{n}", replace(PRODUCT, id=f"P-{n}", codes=(replace(PRODUCT.codes[0], code=str(n)),))
        )
        for n in range(3000)
    ]
    sink = database.master_sink()
    sink.replace("products", many, FIRST)
    assert rows(database, "products") == 3000
    sink.replace("products", [], FIRST)
    assert rows(database, "products") == rows(database, "product_codes") == 0


def test_what_others_do_is_found_by_its_line_and_goes_again(database: Database) -> None:
    sink = database.master_sink()
    for feed in ("order_progress", "line_shares", "open_lots", "supplier_history", "complaints"):
        item, value = ITEMS[feed]
        sink.apply(feed, [change(item, value)], FIRST)
    sink.apply("disputes", [change("d-1", DISPUTE)], FIRST)
    with database.unit_of_work().reading() as work:
        assert work.shared.progress("O-1") == [PROGRESS]
        assert work.shared.shares("O-1", "O-1/1") == SHARES
        assert work.shared.open_lots("O-1") == [OPEN_LOT]
        assert work.shared.supplier("S-1") == HISTORY
        assert work.shared.complaints("P-1") == [COMPLAINT]
        assert work.shared.disputes("i-1") == [DISPUTE]
        assert work.shared.line_disputes("O-1", "O-1/1") == [DISPUTE]
        assert work.shared.disputes("i-2") == []
    sink.replace("disputes", [], replace(FIRST, after=9))
    with database.unit_of_work().reading() as work:
        assert work.shared.disputes("i-1") == []
    assert rows(database, "shared_marks") == 4  # of the other four feeds
