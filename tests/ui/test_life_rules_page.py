"""The rules page in the real window: looked at, edited, tried and published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.ui.context import Ui
from inspector_app.ui.pages_rules import register_rules
from inspector_app.ui.views.life_rules import LifeRulesPage
from inspector_app.ui.views.life_rules_parts import RowCard
from inspector_app.ui.widgets.status import Tag
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR


@pytest.fixture
def desk(ui: Ui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskWindow]:
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", lambda: [])
    made = DeskWindow(ui, tmp_path)
    register_rules(made.window, ui, made.tools, made.session)
    yield made
    made.close()


def rules(desk: DeskWindow, who: Any = SUPERVISOR) -> LifeRulesPage:
    desk.open(who, page="life_rules")
    page = desk.page
    assert isinstance(page, LifeRulesPage)
    return page


def cards(page: LifeRulesPage) -> list[RowCard]:
    return [card for card in page.findChildren(RowCard) if card.isVisible()]


def test_every_shipped_row_is_marked_as_an_editable_default(desk: DeskWindow) -> None:
    page = rules(desk)
    assert len(cards(page)) == 8
    said = desk.said()
    tags = [tag.text for tag in page.findChildren(Tag) if tag.isVisible()]
    assert tags.count("行业惯例，可修改") == 8
    assert "非法规要求" in said
    assert "第 1 版" in said
    desk.ui.texts.set_language("en")
    desk.settle()
    assert "not required by law" in desk.said()
    assert "⟦" not in desk.said()


def test_the_settings_lead_there(desk: DeskWindow) -> None:
    desk.open(page="settings")
    desk.press_button(desk.ui.t("life_rules.title"))
    assert isinstance(desk.page, LifeRulesPage)


def test_a_row_is_edited_in_words_and_published(desk: DeskWindow) -> None:
    page = rules(desk)
    assert not page.publish.isEnabled()
    cards(page)[0].chosen.emit()
    desk.settle()
    side = page.row_side
    assert side.isVisible()
    for field, text in ((side.part, "4"), (side.whole, "5")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
    side.below.choose("approval")
    side.below.reasonChosen.emit("approval")
    desk.settle()
    row = page._presenter.state.row
    assert row is not None
    assert (row.min_remaining, row.below, row.basis) == ("4/5", "approval", "customer")
    assert "国产，保质期 90 天及以上：剩余不少于 4/5" in desk.said()
    assert row.names["en"] == "Domestic, life of 90 days or more: at least 4/5 left"
    page.publish.click()
    desk.settle()
    assert not page.publish.isVisible()
    page.publish_side.go.click()
    desk.settle()
    assert desk.ui.t("errors.rules_note_needed", limit=400) in desk.said()
    page.publish_side.note.setPlainText("客户约定")
    page.publish_side.go.click()
    desk.settle()
    assert desk.station.shelf_life.version == 2
    assert desk.notices[-1].tone == "accepted"
    assert "客户约定" in desk.said()


def test_a_row_that_leaves_goods_without_a_rule_cannot_be_published(desk: DeskWindow) -> None:
    page = rules(desk)
    page._presenter.choose("cross-border")
    page.row_side.dropped.emit("cross-border")
    desk.settle()
    assert page._problem.isVisible()
    assert not page.publish.isEnabled()
    page.discard.click()
    desk.settle()
    assert len(cards(page)) == 8


def test_rows_are_added_and_copied(desk: DeskWindow) -> None:
    page = rules(desk)
    page.add_row.click()
    desk.settle()
    assert len(cards(page)) == 9
    side = page.row_side
    side.channel.setFocus()
    QTest.keyClicks(side.channel, "tmall")
    side.category.choose("food")
    side.category.reasonChosen.emit("food")
    desk.settle()
    row = page._presenter.state.row
    assert row is not None
    assert row.names["zh"] == "食品，渠道 tmall：剩余不少于 1/2"
    side._copy()
    desk.settle()
    assert len(cards(page)) == 10
    QTest.keyClick(side, Qt.Key.Key_Escape)
    assert page._presenter.state.row is None


def test_bands_are_edited_and_variants_chosen(desk: DeskWindow) -> None:
    page = rules(desk)
    field = page.bands["warning"].fields[-1]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "120")
    assert page._presenter.state.draft is not None
    assert page._presenter.state.draft.warning[-1].days == 120
    card = page.bands["near_expiry"]
    card.variants.choose("consumed")
    card.variantChosen.emit("consumed")
    desk.settle()
    assert card.fields == []
    assert "4/5" in desk.said()


def test_a_trial_follows_the_draft(desk: DeskWindow) -> None:
    page = rules(desk)
    trial = page.trial
    trial.produced.set_date(None)
    QTest.keyClicks(trial.produced, "20260101")
    assert page._presenter.state.trial.produced is not None
    assert "拒收" in trial._lines.text() or trial.gauge.isVisible()
    trial.life.setFocus()
    trial.life.selectAll()
    QTest.keyClicks(trial.life, "36")
    desk.settle()
    assert trial.gauge.isVisible()
    assert "国产" in trial._lines.text()


def test_who_may_not_edit_only_looks(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, page="life_rules")
    page = desk.page
    assert isinstance(page, LifeRulesPage)
    assert not page.add_row.isVisible()
    assert not page.bands["warning"].fields[0].isEnabled()
    assert not page.publish.isEnabled()
    page._presenter.choose("cross-border")
    assert not page.row_side.isVisible()
