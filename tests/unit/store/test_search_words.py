"""What a lot is found by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.records import SummaryFilter
from inspector_app.store.database import Database
from inspector_app.store.search_words import _spans, match_text, words_of
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


def test_a_span_is_told_in_whole_years_months_and_days() -> None:
    wanted = SummaryFilter(
        text="x", since=datetime(2023, 11, 29, 23, tzinfo=UTC),
        until=datetime(2025, 2, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    expression = match_text(wanted, *ends)
    assert expression is not None
    spans = re.findall(r'"([dmy]\d+)"', expression)
    assert spans == ["d20231129", "d20231130", "m202312", "y2024", "m202501", "d20250201",
                     "d20250202"]  # fmt: skip


@pytest.mark.parametrize("until", [MORNING, datetime(9999, 12, 31, tzinfo=UTC)])
def test_a_span_reaches_only_to_what_is_stored(until: datetime) -> None:
    expression = match_text(SummaryFilter(text="x", until=until), MORNING, MORNING)
    assert expression is not None
    assert expression.endswith('facets : ("d20261122")')


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 2000))
def test_every_day_of_a_span_is_told_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    told: list[date] = []
    for span in _spans(first, last):
        year, month, day = int(span[1:5]), int(span[5:7] or 1), int(span[7:9] or 1)
        each = date(year, month, day)
        while each.strftime({"d": "d%Y%m%d", "m": "m%Y%m", "y": "y%Y"}[span[0]]) == span:
            told.append(each)
            each += timedelta(days=1)
    assert told == [first + timedelta(days=number) for number in range(days + 1)]


def test_a_verdict_stands_in_the_index_only_once_it_is_there() -> None:
    assert "v" not in {token[0] for token in words_of(summary(1)).facets.split()}
    assert "vreject" in words_of(replace(summary(1), overall="reject")).facets.split()
