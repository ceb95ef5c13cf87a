"""A rehearsal is the real walk and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap.rehearsal import OpenRehearsal, standard_pictures, start_rehearsal
from inspector_app.bootstrap.resources import resource_root
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import AccessError, ReportError
from inspector_app.services import closing, inspections, photos
from inspector_app.ui.tools import RehearsalGoods, Tools
from tests.fakes.goods import SUPERVISOR
from tests.fakes.station import PIN, make_station, people, picture
from tests.fakes.tools import make_tools


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    made = make_station(tmp_path / "station")
    yield made
    made.close()


@pytest.fixture
def tools(opened: OpenStation, tmp_path: Path) -> Tools:
    made, _ = make_tools(opened, tmp_path)
    return made


def standard_of(opened: OpenStation, name: str) -> Standard:
    return next(each for each in opened.station.standards.published() if each.id == name)


def begin(tools: Tools, standard: Standard) -> OpenRehearsal:
    who = next(person for person in people() if person.id == SUPERVISOR.id)
    goods = RehearsalGoods(category=standard.categories[0], origin=standard.origins[-1])
    return start_rehearsal(tools, standard, who, goods)


@pytest.mark.parametrize("name", ["cosmetics", "food", "household"])
def test_the_lot_is_open_under_the_standard_being_tried(
    opened: OpenStation, tools: Tools, name: str
) -> None:
    standard = standard_of(opened, name)
    rehearsal = begin(tools, standard)
    station = rehearsal.tools.station
    inspection = inspections.load(station, rehearsal.inspection_id)
    assert inspections.standard_of(station, inspection) is standard
    assert inspection.state.plan is not None
    assert inspection.state.lot.product.origin == standard.origins[-1]
    rehearsal.close()


def test_nothing_of_it_stays(opened: OpenStation, tools: Tools) -> None:
    before = opened.database.send_queue().head()
    standard = standard_of(opened, "cosmetics")
    rehearsal = begin(tools, standard)
    folder = rehearsal.opened.folder.root
    station, who = rehearsal.tools.station, people()[2]
    inspection = inspections.load(station, rehearsal.inspection_id)
    inspection = inspections.pass_page(station, who, inspection, standard.stages[0].id)
    inspection = photos.attach(station, who, inspection, picture(), shot="unit")
    closing.close(station, who, inspection, pin=PIN)
    assert station.records is not opened.station.records
    assert folder.exists()
    rehearsal.close()
    assert not folder.exists()
    assert opened.database.send_queue().head() == before
    with opened.station.records.reading() as work:
        assert work.inspections.load(rehearsal.inspection_id) is None


def test_it_makes_no_papers(opened: OpenStation, tools: Tools) -> None:
    rehearsal = begin(tools, standard_of(opened, "food"))
    with pytest.raises(ReportError, match="rehearsal_makes_no_papers"):
        rehearsal.tools.report_pdf(rehearsal.inspection_id, "zh")
    with pytest.raises(ReportError, match="rehearsal_makes_no_papers"):
        rehearsal.tools.goods_tag(rehearsal.inspection_id, "zh")
    rehearsal.close()


def test_what_cannot_begin_leaves_no_folder(
    opened: OpenStation, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "trial"
    made.mkdir()
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(made))
    stranger = people()[2]
    standard = standard_of(opened, "food")
    goods = RehearsalGoods(category="food", origin="domestic")
    inactive = type(stranger)(
        id=stranger.id, names=stranger.names, role="administrator", badge="", pin_verifier=""
    )
    with pytest.raises(AccessError, match="not_allowed"):
        start_rehearsal(tools, standard, inactive, goods)
    assert not made.exists()


def test_reference_pictures_are_named_as_items_name_them() -> None:
    names = standard_pictures()
    assert all((resource_root() / name).is_file() for name in names)
    assert len(set(names)) == len(names) > 0
