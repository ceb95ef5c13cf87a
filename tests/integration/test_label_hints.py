"""From a photo attached on the walk to its suggestion: the real engine, rules, store and wiring."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.demo import load_warehouse
from inspector_app.bootstrap.running import start_running
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import intake, people, photos
from inspector_app.services.intake import LotRequest
from inspector_app.services.label_hints import LabelHints
from inspector_app.services.label_suggestions import PhotoReading, batch_hints
from inspector_app.services.ports import LabelReader
from inspector_app.settings import DataFolder
from inspector_app.store.label_readings import LabelReadings
from inspector_app.ui.tools import Tools
from tests.fakes.label_pictures import as_jpeg, label_picture

PATIENCE = 300.0


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def tools(folder: DataFolder) -> Iterator[Tools]:
    running = start_running(folder, demo=False)
    load_warehouse(running.opened)
    yield running.tools
    running.close()


def photographed(tools: Tools) -> tuple[Person, Inspection]:
    station = tools.station
    who = next(one for one in people.people(station) if one.role == "inspector")
    request = LotRequest(
        order_id="O-0001", line_id="O-0001-2", size=960, cartons=20, units_per_carton=48
    )
    inspection = intake.open_lot(station, who, request)
    data = as_jpeg(label_picture())
    return who, photos.attach(station, who, inspection, data, shot="date_closeup")


def waited(hints: LabelHints, inspection: Inspection) -> str:
    """The state of the only photo once it is no longer being read."""
    (photo,) = inspection.state.photos
    over = threading.Event()

    def look() -> None:
        if hints.state(photo.sha256) in ("read", "nothing"):
            over.set()

    watching = hints.watch(look)
    hints.calm(quiet=True)
    hints.want(inspection.state.photos)
    look()
    assert over.wait(PATIENCE)
    watching.stop()
    return hints.state(photo.sha256)


def test_a_photo_of_the_walk_suggests_its_dates_and_is_never_read_twice(
    tools: Tools, folder: DataFolder
) -> None:
    _, inspection = photographed(tools)
    (photo,) = inspection.state.photos
    assert waited(tools.label_hints, inspection) == "read"
    reading = tools.label_hints.reading(photo.sha256)
    assert reading is not None
    found = {
        hint.field: hint.proposed.value
        for hint in batch_hints([PhotoReading(sha256=photo.sha256, reading=reading)])
        if hint.proposed is not None
    }
    assert found | {"produced": "2025-11-24", "life": "18M", "number": "KH7568B"} == found
    kept = list((folder.views / "labels").rglob(f"{photo.sha256}.json"))
    assert len(kept) == 1

    def never() -> LabelReader:
        raise AssertionError("a kept reading needs no reader")

    station = tools.station
    store = LabelReadings(folder.views / "labels", station.app_version)
    again = LabelHints(station.files, station.clock, store, never)
    again.want([replace(photo, shot="label")])
    assert again.reading(photo.sha256) == reading
