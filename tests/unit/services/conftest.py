"""A real station in a temporary folder for every test of a door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import inspections, intake
from inspector_app.services.station import Station
from tests.fakes.clock import FakeClock
from tests.fakes.goods import BATCH, INSPECTOR
from tests.fakes.station import REQUEST, make_station


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Iterator[OpenStation]:
    with make_station(tmp_path / "station", clock) as found:
        yield found


@pytest.fixture
def station(opened: OpenStation) -> Station:
    return opened.station


@pytest.fixture
def fresh(station: Station) -> Inspection:
    """A lot just opened."""
    return intake.open_lot(station, INSPECTOR, REQUEST)


@pytest.fixture
def planned(station: Station, fresh: Inspection) -> Inspection:
    """A lot with its batch and its drawn cartons."""
    inspection = inspections.record_batch(station, INSPECTOR, fresh, replace(BATCH, id=""))
    return inspections.draw_plan(station, INSPECTOR, inspection)
