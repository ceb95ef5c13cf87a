"""A station over a real store that holds the whole demo warehouse."""

from __future__ import annotations

from pathlib import Path

from inspector_app.bootstrap.demo_data import load_demo
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.settings import DataFolder
from tests.fakes.clock import FakeClock, FakeIds, PlainPins


def make_demo_station(folder: Path, clock: FakeClock | None = None) -> OpenStation:
    """Open (again) the station of ``folder``; the demo is put in the first time."""
    clock, pins = clock or FakeClock(), PlainPins()
    opened = open_station(DataFolder(folder), clock=clock, ids=FakeIds(str(folder)), pins=pins)
    with opened.station.records.writing() as work:
        if not work.master.people():
            demo = load_demo(clock.now(), pins.hash)
            work.master.put_suppliers(demo.suppliers)
            work.master.put_products(demo.products)
            work.master.put_orders(demo.orders)
            work.master.put_people(demo.people)
            work.master.put_standards(shipped_documents())
    return opened
