"""What a lot is found by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.records import SummaryFilter
from inspector_app.store.database import Database
from inspector_app.store.search_words import match_text, words_of
from tests.fakes.records import MORNING, opened, summary

ROW = replace(
    summary(1), product_zh="氨基酸洗发水500ml装", product_en="Amino-acid Shampoo 500 ml",
    sku="PC-2040", order_number="ASN2026112200173", batch_numbers="H260101、B_7",
    supplier_zh="广州芊雅日化", supplier_en="Guangzhou Qianya",
)  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database.open(tmp_path_factory.mktemp("search") / "station.db")
    with database.unit_of_work().writing() as work:
        work.inspections.create("i-1", opened(1), ROW)
        work.inspections.create("i-2", opened(2), summary(2))
    yield database
    database.close()


def found(database: Database, text: str) -> bool:
    with database.unit_of_work().reading() as work:
        page = work.inspections.page(SummaryFilter(text=text), None, 10)
    return "i-1" in [row.id for row in page]


@pytest.mark.parametrize(
    "text",
    [
        "洗发", "洗发水", "发水", "氨基酸洗发水", "水", "洗发水500", "500ml", "芊雅", "日化",
        "shampoo", "SHAMP", "amino-acid", "acid shampoo", "Qianya 洗发",
        "PC-2040", "pc", "2040", "ASN2026112200173", "asn20261122", "00173", "0173",
        "2200173", "L261122-A1-001", "h260101", "0101", "  洗发   0173 ",
    ],
)  # fmt: skip
def test_names_and_numbers_find_their_lot(database: Database, text: str) -> None:
    assert found(database, text)


@pytest.mark.parametrize(
    "text",
    ["发洗", "洗衣", "水洗发", "hampoo", "9999", "---", '"', "洗发 9999", "NEAR(", "*"],
)
def test_what_is_not_there_is_not_found(database: Database, text: str) -> None:
    assert not found(database, text)


@given(st.text(max_size=40))
def test_no_typed_text_upsets_the_index(database: Database, text: str) -> None:
    assert found(database, text) in (True, False)


@given(st.text(alphabet="氨基酸洗发水装广州芊雅日化", min_size=1, max_size=4))
def test_a_chinese_part_is_found_exactly_when_it_is_there(database: Database, text: str) -> None:
    assert found(database, text) == (text in ROW.product_zh or text in ROW.supplier_zh)


def test_a_long_span_is_told_in_years() -> None:
    wanted = SummaryFilter(text="x", since=datetime(2015, 5, 1, tzinfo=UTC))
    expression = match_text(wanted, MORNING, MORNING)
    assert expression is not None
    assert '"y2015" OR "y2016"' in expression
    assert '"y2026"' in expression


def test_a_span_over_new_year_is_told_in_months() -> None:
    since = datetime(2026, 11, 3, tzinfo=UTC)
    wanted = SummaryFilter(text="x", since=since, until=since + timedelta(days=80))
    expression = match_text(wanted, MORNING, MORNING)
    assert expression is not None
    assert 'facets : ("m202611" OR "m202612" OR "m202701")' in expression


def test_a_verdict_stands_in_the_index_only_once_it_is_there() -> None:
    assert "v" not in {token[0] for token in words_of(summary(1)).facets.split()}
    assert "vreject" in words_of(replace(summary(1), overall="reject")).facets.split()
