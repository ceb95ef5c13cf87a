"""Papers for the bench: which there are, and who may have badge cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person
from inspector_app.ui.presenters.papers import Paper, PapersPresenter
from inspector_app.ui.session import Session
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools


@pytest.fixture
def opened(tmp_path: Path):
    with make_station(tmp_path / "station") as station:
        yield station


def printing(opened, folder: Path, who: Person):
    session = Session()
    session.begin(who)
    tools, asked = make_tools(opened, folder)
    return PapersPresenter(tools, session, DirectTasks()), asked


def test_a_sheet_for_each_standard_and_the_badges(opened, tmp_path: Path) -> None:
    presenter, _ = printing(opened, tmp_path, SUPERVISOR)
    presenter.load()
    papers = presenter.state.papers
    shipped = {
        "cosmetics", "cosmetics_children", "cross_border_goods", "food", "household",
        "imported_goods",
    }  # fmt: skip
    assert {paper.name for paper in papers} == {*shipped, ""}
    assert [paper.kind for paper in papers[-2:]] == ["badge_cards", "scanner_sheet"]
    assert [paper.count for paper in papers[-2:]] == [3, 6]
    assert presenter.state.chosen == papers[0]


def test_an_inspector_gets_no_badge_cards(opened, tmp_path: Path) -> None:
    presenter, asked = printing(opened, tmp_path, INSPECTOR)
    presenter.load()
    assert {paper.kind for paper in presenter.state.papers} == {"command_sheet", "scanner_sheet"}
    forged = Paper(kind="badge_cards", name="", names={})
    with pytest.raises(AccessError, match="not_allowed"):
        presenter.maker(forged, "zh")()
    assert asked.documents == []


def test_the_paper_is_made_in_the_wanted_language(opened, tmp_path: Path) -> None:
    presenter, asked = printing(opened, tmp_path, SUPERVISOR)
    presenter.load()
    sheet, badges = presenter.state.papers[0], presenter.state.papers[-2]
    assert presenter.maker(sheet, "en")().exists()
    assert presenter.maker(badges, "zh")().exists()
    assert asked.documents == [("command_sheet", sheet.name, "en"), ("badge_cards", "", "zh")]


def test_the_scanner_sheet_is_chosen_when_the_self_test_asks(opened, tmp_path: Path) -> None:
    presenter, asked = printing(opened, tmp_path, INSPECTOR)
    presenter.load("scanner_sheet")
    chosen = presenter.state.chosen
    assert chosen is not None
    assert presenter.maker(chosen, "en")().exists()
    assert asked.documents == [("scanner_sheet", "", "en")]


def test_the_choice_stays_over_a_new_reading(opened, tmp_path: Path) -> None:
    presenter, _ = printing(opened, tmp_path, SUPERVISOR)
    presenter.load()
    presenter.choose(presenter.state.papers[1])
    presenter.load()
    assert presenter.state.chosen == presenter.state.papers[1]
