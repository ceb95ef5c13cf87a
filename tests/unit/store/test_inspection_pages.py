"""Every filter walks one index from its end: nothing is sorted, no table is read through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from inspector_app.services.records import PageKey, SummaryFilter
from inspector_app.store import inspection_pages
from inspector_app.store.database import Database
from tests.fakes.records import MORNING, opened, summary

AFTER = PageKey(opened_at=MORNING, id="i-5")
CASES = {
    "ix_inspections_opened": SummaryFilter(since=MORNING - timedelta(days=9)),
    "ix_inspections_state": SummaryFilter(states=("open", "parked"), until=MORNING),
    "ix_inspections_overall": SummaryFilter(overall="hold"),
    "ix_inspections_product": SummaryFilter(
        product_id="P-1", states=("closed",), overall="hold", since=MORNING
    ),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "station.db")
    with database.unit_of_work().writing() as work:
        work.inspections.create("i-1", opened(1), summary(1))
    yield database
    database.close()


@pytest.mark.parametrize("index", CASES)
@pytest.mark.parametrize("after", [None, AFTER])
def test_a_filter_walks_its_index_without_sorting(
    database: Database, index: str, after: PageKey | None
) -> None:
    for walk in inspection_pages._walks(CASES[index], after, 50):
        compiled = walk.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        with database.read() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
        steps = [row.detail for row in plan]
        assert len(steps) == 1, steps
        assert f"USING INDEX {index}" in steps[0]
