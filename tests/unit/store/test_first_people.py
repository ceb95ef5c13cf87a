"""The tiles of the sign-in page before the store is open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspector_app.services.people import people
from inspector_app.store.first_people import first_people
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import make_station


def test_it_is_what_the_open_store_says(tmp_path: Path) -> None:
    with make_station(tmp_path / "data") as opened:
        with opened.station.records.writing() as work:
            work.master.put_people([replace(INSPECTOR, id="U-0", active=False)])
        assert first_people(opened.folder.database) == people(opened.station)


def test_nothing_is_made_where_there_is_no_station(tmp_path: Path) -> None:
    assert first_people(tmp_path / "station.sqlite3") is None
    assert list(tmp_path.iterdir()) == []


def test_another_file_or_another_version_is_left_to_the_store(tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.sqlite3"
    spoiled.write_bytes(b"not a database, but long enough to look at" * 20)
    empty = tmp_path / "empty.sqlite3"
    empty.write_bytes(b"")
    assert first_people(spoiled) is None
    assert first_people(empty) is None
