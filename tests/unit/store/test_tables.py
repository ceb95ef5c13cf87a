"""The tables queries know are those the migrations make; evidence refuses to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError

from inspector_app.store.database import Database
from inspector_app.store.tables import metadata, to_micros, to_moment
from tests.fakes.records import (
    chain,
    decision,
    delivery,
    likeness,
    opened,
    photo,
    review,
    summary,
)

EVIDENCE = {
    "acts": "body", "photos": "person_id", "decisions": "body", "journal": "payload",
    "journal_photos": "sha256", "deliveries": "body", "photo_likenesses": "body",
    "photo_reviews": "body",
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "station.db")
    yield database
    database.close()


def test_every_table_has_the_columns_queries_use(database: Database) -> None:
    with database.read() as connection:
        for table in metadata.sorted_tables:
            found = connection.exec_driver_sql(f"PRAGMA table_xinfo({table.name})").all()
            columns = {row.name for row in found if not row.hidden}
            wanted = {column.name for column in table.columns} - {"rowid"}
            assert columns == wanted, table.name


def test_every_made_table_is_known_to_queries(database: Database) -> None:
    with database.read() as connection:
        made = set(
            connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' "
                "AND name NOT LIKE 'inspection_words_%' AND name NOT LIKE 'sqlite_%'"
            ).scalars()
        )
    assert made - {"alembic_version"} == set(metadata.tables)


@pytest.mark.parametrize("table", EVIDENCE)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_evidence_is_never_changed(database: Database, table: str, verb: str) -> None:
    with database.unit_of_work().writing() as work:
        work.inspections.create("i-1", opened(1), summary(1))
        work.deliveries.add(delivery(1))
        work.photos.add(photo(b"one"))
        work.journal.append(chain(b"{}")[0], "i-1", [photo(b"one").photo.sha256])
        work.decisions.add(decision())
        work.photo_hashes.flag(likeness())
        work.photo_hashes.review(review())
    change = f"UPDATE {table} SET {EVIDENCE[table]} = 'x'"
    statement = change if verb == "update" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="evidence is never changed"):
        run(database, statement)
    with database.read() as connection:
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 1


def run(database: Database, statement: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(statement)


@given(
    st.datetimes(
        min_value=datetime(1900, 1, 1),
        max_value=datetime(2200, 1, 1),
        timezones=st.just(UTC),
    )
)
def test_moments_survive_to_the_microsecond(moment: datetime) -> None:
    assert to_moment(to_micros(moment)) == moment
