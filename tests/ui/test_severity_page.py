"""The page of severity in the real window: what is shown, and a ruling by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services import inspections, severity
from inspector_app.ui.context import Ui
from inspector_app.ui.pages_severity import register_severity
from inspector_app.ui.presenters.severity import REASONS
from inspector_app.ui.views.plan_cards import PlanCards
from inspector_app.ui.widgets.text import Text
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.severity_lots import opened_lot, sealed_lot


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    register_severity(made.window, ui, made.tools, made.session)
    yield made
    made.close()


def standing(desk: DeskWindow, cls: str = "major") -> str:
    found = severity.overview(desk.station, SUPERVISOR)[0]
    return next(each.severity for each in found.standings if each.cls == cls)


def test_without_a_history_the_page_says_so(desk: DeskWindow) -> None:
    desk.open(page="severity")
    assert desk.page._empty.isVisible()
    desk.key("Enter")
    assert desk.page.__class__.__name__ != "SeverityPage"


def test_a_supervisor_approves_reduction_by_digit_reason_and_enter(desk: DeskWindow) -> None:
    for _ in range(10):
        sealed_lot(desk.station)
    desk.open(page="severity")
    assert desk.ui.t("severity.score_due", score=30) in desk.said()
    desk.key("1")
    assert desk.ui.t("severity.ask.reduce", cls="严重") in desk.said()
    desk.key("Enter")
    assert standing(desk) == "normal", "no reason was chosen yet"
    desk.key("2")
    desk.key("Enter")
    assert standing(desk) == "reduced"
    assert [each.tone for each in desk.notices] == ["accepted"]
    assert desk.ui.t("severity.reason.trusted") in desk.said()
    assert standing(desk, "minor") == "normal"


def test_escape_leaves_things_as_they_are(desk: DeskWindow) -> None:
    for _ in range(10):
        sealed_lot(desk.station)
    desk.open(page="severity")
    desk.key("1")
    desk.key("1")
    desk.key("Esc")
    assert desk.page._presenter.state.asked is None
    assert standing(desk) == "normal"
    assert desk.page.__class__.__name__ == "SeverityPage"


def test_the_steps_name_what_tightened_and_both_languages_hold(desk: DeskWindow) -> None:
    lots = [sealed_lot(desk.station, bad=40) for _ in range(2)]
    desk.open(page="severity")
    named = "、".join(lot.state.lot.lot_number for lot in lots)
    assert named in desk.said()
    desk.ui.texts.set_language("en")
    desk.settle()
    assert "Two of five or fewer successive lots were not accepted" in desk.said()
    assert "Tightened" in desk.page.cards["major"]._tag.accessibleName()


def test_filters_and_the_list_choose_goods(desk: DeskWindow) -> None:
    for _ in range(2):
        sealed_lot(desk.station, bad=40)
    sealed_lot(desk.station, line="O-1/2")
    desk.open(page="severity")
    presenter = desk.page._presenter
    assert [each.product_id for each in presenter.state.shown] == ["P-1", "P-2"]
    presenter.choose("S-1", "P-2")
    assert "CS-1002" in desk.said()
    presenter.show("off_normal")
    assert "CS-1001" in desk.said()
    presenter.show("waiting")
    desk.settle()
    assert desk.page._empty.isVisible()
    desk.go("severity", supplier_id="S-1", product_id="P-2")
    assert "CS-1002" in desk.said()


def test_a_ruling_that_is_no_longer_due_is_refused_aloud(desk: DeskWindow) -> None:
    for _ in range(10):
        sealed_lot(desk.station)
    desk.open(page="severity")
    desk.key("1")
    presenter = desk.page._presenter
    presenter.give_reason("steady")
    sealed_lot(desk.station, bad=40)
    presenter.confirm()
    desk.settle()
    assert [each.tone for each in desk.notices][-1] != "accepted"
    assert standing(desk) == "normal"
    assert not presenter.state.saving


def test_the_desk_tells_how_many_wait(desk: DeskWindow) -> None:
    sealed_lot(desk.station)
    desk.open(page="desk")
    desk.press_button(desk.ui.t("severity.desk.open"))
    assert desk.page.__class__.__name__ == "SeverityPage"
    for _ in range(9):
        sealed_lot(desk.station)
    severity.read_all(desk.station)
    desk.go("desk")
    desk.press_button(desk.ui.t("severity.desk.waiting", count=2))


def test_the_plan_card_says_which_lots_tightened_it(desk: DeskWindow) -> None:
    lots = [sealed_lot(desk.station, bad=40) for _ in range(2)]
    lot = inspections.draw_plan(desk.station, INSPECTOR, opened_lot(desk.station))
    cards = PlanCards(desk.ui)
    cards.show_inspection(lot, "S")
    said = "\n".join(text.text() for text in cards.findChildren(Text))
    assert "、".join(each.state.lot.lot_number for each in lots) in said
    assert desk.ui.t("severity.card.known_up_to", lot=lots[-1].state.lot.lot_number) in said
    cards.deleteLater()


def test_every_reason_has_words(desk: DeskWindow) -> None:
    keys = [f"severity.reason.{reason}" for kind in REASONS.values() for reason in kind]
    assert all(desk.ui.texts.translator.has(key) for key in keys)
