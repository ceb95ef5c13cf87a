"""The demo's reference pictures: sealed, of real products, and worth comparing with."""

from __future__ import annotations

from pathlib import Path

from inspector_app.bootstrap.demo import load_warehouse
from inspector_app.bootstrap.demo_data import demo_path
from inspector_app.bootstrap.demo_references import make_references
from inspector_app.bootstrap.station import open_station
from inspector_app.imaging.compare import Comparer
from inspector_app.services import references
from inspector_app.settings import DataFolder
from tests.fakes.clock import FakeClock, FakeIds, PlainPins


def test_the_demo_has_versions_by_a_supervisor(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "station")
    with open_station(folder, clock=FakeClock(), ids=FakeIds("d"), pins=PlainPins()) as opened:
        load_warehouse(opened)
        made = make_references(opened.station)
        assert [(each.product_id, each.version) for each in made] == [
            ("P-0001", 1), ("P-0001", 2), ("P-0002", 1), ("P-0036", 1),
        ]  # fmt: skip
        current = references.current(opened.station, "P-0001")
        assert current is not None
        assert current.claims.net_content == "120 g"
        assert current.picture("label") is not None


def test_the_demo_shows_a_difference_and_none_where_there_is_none() -> None:
    sample = demo_path("photos/unit_P-0001.jpg")
    assert Comparer().compare(demo_path("photos/defect_crooked_label.jpg"), sample).places
    assert not Comparer().compare(sample, demo_path("packs/P-0001.jpg")).places
