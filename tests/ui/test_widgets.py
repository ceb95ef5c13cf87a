"""The widgets mean what they say, by touch, keyboard and screen reader."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.ui.context import Notice, Ui
from inspector_app.ui.theme.tokens import TARGET
from inspector_app.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from inspector_app.ui.widgets.carton_grid import CartonCell, CartonGrid
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.data_list import PAGE, DataList, ListRow
from inspector_app.ui.widgets.fields import CountStepper, DateField8, PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.gauge import LifeBand, LifeGauge
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.notices import ConfirmBar, EmptyState, NoticeBar
from inspector_app.ui.widgets.photo_strip import PhotoSlot, PhotoStrip
from inspector_app.ui.widgets.progress_rail import ProgressRail, RailStage
from inspector_app.ui.widgets.side_panel import SidePanel
from inspector_app.ui.widgets.signature import SignaturePad
from inspector_app.ui.widgets.status import CameraBadge, SaveBadge, StatusTag, SyncBadge
from inspector_app.ui.widgets.surfaces import ActionBar, Card, PageHeader

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_a_button_is_big_enough_for_a_glove_and_told_to_screen_readers(ui: Ui, qtbot) -> None:
    for button in (
        SecondaryButton(ui, "缺"),
        GhostButton(ui, icon="undo"),
        PrimaryButton(ui, "过"),
    ):
        qtbot.addWidget(button)
        assert button.sizeHint().height() >= TARGET
        assert button.sizeHint().width() >= TARGET
    assert SecondaryButton(ui, "登记缺陷").accessibleName() == "登记缺陷"


def test_a_hint_is_also_the_key_and_survives_a_new_text(ui: Ui, qtbot) -> None:
    button = PrimaryButton(ui, "合格", hint="1")
    qtbot.addWidget(button)
    button.setText("Passed")
    assert button.shortcut().toString() == "1"
    assert SecondaryButton(ui, "看", hint="2", bind=False).shortcut().isEmpty()


def test_enter_presses_the_focused_button(ui: Ui, qtbot) -> None:
    button = SecondaryButton(ui, "撤销")
    shown(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_a_pressable_card_is_chosen_by_hand_and_by_key(ui: Ui, qtbot) -> None:
    card = Card("订单", pressable=True)
    shown(qtbot, card)
    with qtbot.waitSignal(card.chosen):
        QTest.mouseClick(card, LEFT)
    with qtbot.waitSignal(card.chosen):
        QTest.keyClick(card, Qt.Key.Key_Return)


def test_the_primary_action_stays_outermost(ui: Ui, qtbot) -> None:
    bar = ActionBar(ui)
    primary = bar.set_primary(PrimaryButton(ui, "完成"))
    other = bar.add(SecondaryButton(ui, "暂停"))
    bar.resize(800, 80)
    shown(qtbot, bar)
    assert other.x() < primary.x()


def test_a_header_asks_for_the_way_back(ui: Ui, qtbot) -> None:
    header = PageHeader(ui, "标题", back=True)
    shown(qtbot, header)
    with qtbot.waitSignal(header.backChosen):
        QTest.mouseClick(header.findChildren(GhostButton)[0], LEFT)


def test_chips_hold_one_choice_and_keep_it_in_another_language(ui: Ui, qtbot) -> None:
    chips = ReasonChips(ui, [Choice(value="a", text="等资料"), Choice(value="b", text="休息")])
    shown(qtbot, chips)
    with qtbot.waitSignal(chips.reasonChosen) as told:
        QTest.mouseClick(chips._chips["b"], LEFT)
    assert told.args == ["b"]
    chips.set_choices([Choice(value="a", text="Documents"), Choice(value="b", text="Break")])
    assert chips.value == "b"
    chips.choose("nothing")
    assert chips.value == ""


def test_chips_flow_into_lines(ui: Ui, qtbot) -> None:
    chips = ReasonChips(ui, [Choice(value=str(n), text=f"原因说明 {n}") for n in range(8)])
    qtbot.addWidget(chips)
    assert chips.heightForWidth(400) > chips.heightForWidth(2_000)


def test_the_pad_ends_at_its_length_by_touch_and_keys(ui: Ui, qtbot) -> None:
    pad = KeyPad(ui, length=4)
    shown(qtbot, pad)
    QTest.mouseClick(pad.keys["7"], LEFT)
    QTest.keyClicks(pad, "12x")
    QTest.keyClick(pad, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(pad.completed) as told:
        QTest.keyClicks(pad, "39")
    assert told.args == ["7139"]
    QTest.keyClicks(pad, "5")
    assert pad.text == "7139"


def test_a_free_pad_ends_by_enter_or_tick_but_not_empty(ui: Ui, qtbot) -> None:
    pad = KeyPad(ui)
    shown(qtbot, pad)
    ended: list[str] = []
    pad.completed.connect(ended.append)
    QTest.keyClick(pad, Qt.Key.Key_Return)
    QTest.keyClicks(pad, "24")
    QTest.keyClick(pad, Qt.Key.Key_Return)
    QTest.mouseClick(pad.keys["done"], LEFT)
    assert ended == ["24", "24"]


def test_eight_digits_make_a_date(ui: Ui, qtbot) -> None:
    field = DateField8(ui, lambda day: ("warn", f"{day:%m}"))
    shown(qtbot, field)
    with qtbot.waitSignal(field.dateEntered) as told:
        QTest.keyClicks(field, "2026-03-15"[:9])
        QTest.keyClicks(field, "5")
    assert told.args == [date(2026, 3, 15)]
    assert field.entered == date(2026, 3, 15)
    assert field.message == "03"


@pytest.mark.parametrize("digits", ["20260230", "20261301", "00000101"])
def test_a_day_that_does_not_exist_is_refused_in_words(ui: Ui, qtbot, digits: str) -> None:
    field = DateField8(ui)
    qtbot.addWidget(field)
    entered: list[object] = []
    field.dateEntered.connect(entered.append)
    for digit in digits:
        field.feed(digit)
    assert entered == []
    assert field.entered is None
    assert field.message == ui.t("date8.impossible")
    field.delete()
    assert field.message == ui.t("date8.incomplete")


def test_only_remarks_take_an_input_method(ui: Ui, qtbot) -> None:
    line, remark, field = PlainLineEdit(), RemarkEdit(), DateField8(ui)
    for widget in (line, remark, field):
        qtbot.addWidget(widget)
    query = Qt.InputMethodQuery.ImEnabled
    assert line.inputMethodQuery(query) is False
    assert field.inputMethodQuery(query) is False
    assert remark.inputMethodQuery(query) is True


def test_a_stepper_stays_within_its_limits(ui: Ui, qtbot) -> None:
    stepper = CountStepper(ui, minimum=0, maximum=3, value=2)
    shown(qtbot, stepper)
    told: list[int] = []
    stepper.countChanged.connect(told.append)
    QTest.mouseClick(stepper._more, LEFT)
    QTest.mouseClick(stepper._more, LEFT)
    QTest.mouseClick(stepper._less, LEFT)
    stepper._field.selectAll()
    QTest.keyClicks(stepper._field, "9")
    assert told == [3, 2]
    assert stepper.value == 2


def test_the_gauge_says_what_it_shows(ui: Ui, qtbot) -> None:
    gauge = LifeGauge(ui)
    shown(qtbot, gauge)
    bands = (
        LifeBand(until=0.3, tone="bad", label="禁售"),
        LifeBand(until=1, tone="good", label="新鲜"),
    )
    gauge.show_life(120, 2 / 3, bands)
    assert gauge.accessibleName() == "剩余 120 天 · 66.7%"
    ui.texts.set_language("en")
    assert gauge.accessibleName() == "120 days left · 66.7%"
    gauge.show_life(-3, 0, bands)
    assert gauge.accessibleName() == "3 days past last good day"
    gauge.show_life(0, 0, bands)
    assert gauge.accessibleName() == "Today is the last good day"


def test_stages_can_be_pressed_and_name_what_is_missing(ui: Ui, qtbot) -> None:
    rail = ProgressRail(ui)
    rail.set_stages(
        [
            RailStage(key="a", text="身份", state="done"),
            RailStage(key="b", text="外包装", state="current", missing=4),
            RailStage(key="c", text="标签"),
        ]
    )
    rail.resize(600, 68)
    shown(qtbot, rail)
    assert "外包装: 缺 4 项" in rail.accessibleName()
    with qtbot.waitSignal(rail.stageChosen) as told:
        QTest.mouseClick(rail, LEFT, pos=rail.cell(2).center().toPoint())
    assert told.args == ["c"]
    QTest.keyClick(rail, Qt.Key.Key_Left)
    with qtbot.waitSignal(rail.stageChosen) as told:
        QTest.keyClick(rail, Qt.Key.Key_Return)
    assert told.args == ["b"]


def test_any_of_125_cartons_can_be_pressed(ui: Ui, qtbot) -> None:
    grid = CartonGrid(ui)
    grid.set_cartons(
        [CartonCell(number=n, state="drawn" if n % 10 == 0 else "plain") for n in range(1, 126)]
    )
    grid.resize(900, grid.heightForWidth(900))
    shown(qtbot, grid)
    chosen: list[int] = []
    grid.cartonChosen.connect(chosen.append)
    for number in (1, 63, 125):
        QTest.mouseClick(grid, LEFT, pos=grid.cell_box(number - 1).center().toPoint())
    QTest.mouseClick(grid, LEFT, pos=QPoint(1, 1))
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert chosen == [1, 63, 125, 124]
    assert grid.cell_box(0).width() >= TARGET


def test_the_strip_tells_photos_from_wanted_shots(ui: Ui, qtbot) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    strip = PhotoStrip(ui)
    strip.set_slots(
        [
            PhotoSlot(key="p1", text="箱唛", image=image, taken=True),
            PhotoSlot(key="unit", text="单品"),
        ]
    )
    strip.resize(600, 160)
    shown(qtbot, strip)
    photo, wanted, free = strip._tiles
    with qtbot.waitSignal(strip.photoChosen) as told:
        QTest.mouseClick(photo, LEFT)
    assert told.args == ["p1"]
    with qtbot.waitSignal(strip.shotWanted) as told:
        QTest.mouseClick(wanted, LEFT)
    assert told.args == ["unit"]
    with qtbot.waitSignal(strip.addWanted):
        QTest.mouseClick(free, LEFT)
    assert wanted.accessibleName() == "待拍：单品"


def test_a_notice_goes_by_itself_unless_it_lasts(ui: Ui, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("inspector_app.ui.widgets.notices.SHOWN_MS", 30)
    holder = QWidget()
    bar = NoticeBar(ui, holder)
    shown(qtbot, holder)
    ui.notices.accepted("第 51 箱合格")
    assert bar.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible())
    pressed: list[int] = []
    ui.notices.post(
        Notice(tone="attention", text="另一批", action="切换", act=lambda: pressed.append(1))
    )
    qtbot.wait(60)
    assert bar.isVisible()
    QTest.mouseClick(bar._action, LEFT)
    assert pressed == [1]
    assert not bar.isVisible()
    assert ui.sounds.heard == ["accepted", "attention"]


def test_a_question_is_asked_in_place(ui: Ui, qtbot) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    bar = ConfirmBar(ui)
    column.addWidget(bar)
    shown(qtbot, holder)
    bar.ask("停止并隔离？", "停止")
    assert bar.confirm.text() == "停止"
    with qtbot.waitSignal(bar.confirmed):
        QTest.mouseClick(bar.confirm, LEFT)
    bar.ask("停止并隔离？")
    with qtbot.waitSignal(bar.cancelled):
        QTest.mouseClick(bar.cancel, LEFT)
    assert not bar.isVisible()


def test_an_empty_place_says_what_to_do(ui: Ui, qtbot) -> None:
    empty = EmptyState(ui, title="没有", action="查看历史")
    shown(qtbot, empty)
    with qtbot.waitSignal(empty.actionChosen):
        QTest.mouseClick(empty._action, LEFT)


def test_a_panel_closes_by_escape(ui: Ui, qtbot) -> None:
    holder = QWidget()
    panel = SidePanel(ui, parent=holder)
    shown(qtbot, holder)
    panel.open_panel("缺陷")
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_signature_becomes_a_png(ui: Ui, qtbot) -> None:
    pad = SignaturePad(ui)
    pad.resize(560, 200)
    shown(qtbot, pad)
    assert pad.picture() == b""
    QTest.mousePress(pad, LEFT, pos=QPoint(60, 100))
    for x in range(60, 300, 8):
        pad._extend(QPointF(x, 100 + x % 40))
    with qtbot.waitSignal(pad.signed) as told:
        QTest.mouseRelease(pad, LEFT, pos=QPoint(300, 100))
    assert told.args == [True]
    image = QImage.fromData(pad.picture())
    assert image.width() == 900
    dark = sum(
        image.pixelColor(x, y).lightness() < 100 for x in range(0, 900, 3) for y in range(0, 300, 3)
    )
    assert dark > 50
    pad.clear()
    assert not pad.is_signed


def test_tags_and_badges_speak_both_languages(ui: Ui, qtbot) -> None:
    tag, sync, save, camera = (
        StatusTag(ui, "isolated"),
        SyncBadge(ui),
        SaveBadge(ui),
        CameraBadge(ui),
    )
    for widget in (tag, sync, save, camera):
        qtbot.addWidget(widget)
    sync.set_state("offline", 7)
    save.set_state("failed")
    camera.set_state("trouble")
    assert (tag.text, sync.text, save.text) == ("隔离", "离线 · 待传 7", "未能保存")
    ui.texts.set_language("en")
    assert (tag.text, sync.text) == ("Quarantined", "Offline · 7 waiting")
    assert camera.accessibleName() == "Camera problem"


class LateTasks:
    """Reads wait until they are let go."""

    def __init__(self) -> None:
        self.waiting: list[object] = []

    def read(self, work, done=None, failed=None) -> None:
        self.waiting.append((work, done))

    write = read

    def let_go(self) -> None:
        for work, done in self.waiting:
            done(work())
        self.waiting = []


def test_a_long_list_fetches_only_what_is_seen(ui: Ui, qtbot) -> None:
    tasks = LateTasks()
    asked: list[int] = []

    def fetch(ids):
        asked.append(len(ids))
        return [ListRow(title=f"检验 {n}") for n in ids]

    view = DataList(dataclasses.replace(ui, tasks=tasks))
    view.set_source(range(100_000), fetch)
    view.resize(600, 500)
    shown(qtbot, view)
    view.grab()
    assert view.rows.rowCount() == 100_000
    tasks.let_go()
    assert asked == [PAGE]
    row = view.rows.row(3)
    assert row is not None
    assert row.title == "检验 3"
    assert view.rows.row(99_999) is None
    tasks.let_go()
    last = view.rows.row(99_999)
    assert last is not None
    assert last.title == "检验 99999"


def test_rows_of_an_old_source_never_show(ui: Ui, qtbot) -> None:

    tasks = LateTasks()
    view = DataList(dataclasses.replace(ui, tasks=tasks))
    qtbot.addWidget(view)
    view.set_source([1], lambda ids: [ListRow(title="old")])
    assert view.rows.row(0) is None
    view.set_source([2], lambda ids: [ListRow(title="new")])
    assert view.rows.row(0) is None
    tasks.let_go()
    row = view.rows.row(0)
    assert row is not None
    assert row.title == "new"


def test_a_row_is_chosen_by_hand_and_by_enter(ui: Ui, qtbot) -> None:
    view = DataList(ui)
    view.set_rows([("x", ListRow(title="一")), ("y", ListRow(title="二"))])
    view.resize(500, 300)
    shown(qtbot, view)
    with qtbot.waitSignal(view.rowChosen) as told:
        QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(100, 120))
    assert told.args == ["y"]
    QTest.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(view.rowChosen) as told:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert told.args == ["x"]


def test_what_goes_away_leaves_the_keyboard_to_its_page(ui: Ui, qtbot) -> None:
    page = QWidget()
    page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    column = QVBoxLayout(page)
    bar, pad = ConfirmBar(ui), KeyPad(ui)
    other = SecondaryButton(ui, "退回供应商")
    for widget in (bar, pad, other):
        column.addWidget(widget)
    shown(qtbot, page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    bar.ask("停止？")
    assert bar.confirm.hasFocus()
    bar.hide()
    assert page.hasFocus()
    pad.setFocus()
    pad.setEnabled(False)
    assert page.hasFocus()
    other.setFocus()
    other.setEnabled(False)
    assert page.hasFocus()
