"""The pages of standards in the real window: by keys, by mouse, by badge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit

from inspector_app.services import standards
from inspector_app.ui.context import Ui
from inspector_app.ui.pages_standards import register_standards
from inspector_app.ui.presenters.standards_document import WHOLE, Row, read
from inspector_app.ui.presenters.standards_form import form
from inspector_app.ui.views.standards_catalogue import DefectPicker
from inspector_app.ui.views.standards_conditions import ConditionsControl
from inspector_app.ui.views.standards_controls import PickControl
from inspector_app.ui.views.standards_lists import ChoicesControl
from inspector_app.ui.views.standards_retire import column_letters
from inspector_app.ui.views.walk import WalkPage
from inspector_app.ui.widgets.buttons import Button
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN

MODIFIERS = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    register_standards(made.window, ui, made.tools, made.session)
    yield made
    made.close()


def in_force(desk: DeskWindow, name: str = "cosmetics") -> Any:
    return next(each for each in desk.station.standards.published() if each.id == name)


def edit(desk: DeskWindow) -> Any:
    """The editor with a fresh draft of the cosmetics standard."""
    version = in_force(desk).version
    text = standards.new_version(desk.station, "cosmetics", version)
    draft = standards.save_draft(desk.station, SUPERVISOR, text, based_on=f"cosmetics@{version}")
    desk.open(page="standard", draft_id=draft.id)
    return desk.page._presenter


def chord(desk: DeskWindow, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(desk.window.windowHandle(), key, modifiers)
    QTest.qWait(30)
    desk.settle()


def type_text(desk: DeskWindow, key: str, language: str, text: str) -> None:
    field = desk.page._form.control(key).fields[language]
    assert isinstance(field, QPlainTextEdit)
    field.setFocus()
    field.setPlainText(text)
    desk.page._form.settle()
    desk.settle()


def test_only_supervisors_find_the_page(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, page="today")
    assert "standards" not in desk.window.rail.names()
    desk.window.lock()
    desk.open(SUPERVISOR, page="standards")
    assert "standards" in desk.window.rail.names()
    assert "cosmetics" in desk.page._list.shown()


def test_enter_begins_a_draft_of_the_chosen_standard(desk: DeskWindow) -> None:
    desk.open(page="standards", standard_id="food")
    desk.key("Enter")
    assert desk.window.current_name == "standard"
    assert desk.page._presenter.state.based_on == f"food@{in_force(desk, 'food').version}"
    desk.key("Esc")
    assert desk.window.current_name == "standards"
    assert len(desk.page._presenter.state.drafts) == 1


def test_the_arrow_keys_lead_through_the_outline(desk: DeskWindow) -> None:
    editor = edit(desk)
    chord(desk, Qt.Key.Key_Down)
    chord(desk, Qt.Key.Key_Down)
    assert editor.state.row == Row(0, 0)
    assert "names" in desk.page._form.shown()
    chord(desk, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.state.row == Row(0, 1)
    chord(desk, Qt.Key.Key_Z, MODIFIERS)
    assert editor.state.changes == ()


def test_typing_is_judged_and_told_under_the_field(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.select(Row(0, 0))
    type_text(desk, "names", "en", "")
    assert "“名称”还没填完，请补上。" in desk.said()
    assert not desk.page._publish.isEnabled()
    type_text(desk, "names", "en", "Is the mark right?")
    assert desk.page._publish.isEnabled()
    assert read(editor.state.document, (*Row(0, 0).path, "names", "en")) == "Is the mark right?"


def test_text_is_kept_a_moment_after_the_last_key(desk: DeskWindow, qtbot) -> None:
    editor = edit(desk)
    editor.select(Row(0, 0))
    field = desk.page._form.control("names").fields["en"]
    field.setFocus()
    QTest.keyClicks(field, "X")
    assert editor.state.changes == ()
    qtbot.waitUntil(lambda: [each.field for each in editor.state.changes] == ["names"])


def test_a_fault_in_the_list_leads_to_its_field(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.edit(
        Row(1, 1), {f.key: f for f in form(editor.state.document, Row(1, 1))}["defects"], []
    )
    editor.select(WHOLE)
    chord(desk, Qt.Key.Key_F7)
    assert desk.page._faults.isVisible()
    desk.page._faults.placeChosen.emit(Row(1, 1), "defects")
    desk.settle()
    assert editor.state.row == Row(1, 1)
    assert "请选至少一个缺陷" in desk.said()


def test_another_kind_shows_other_fields(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.select(Row(0, 0))
    control = desk.page._form.control("kind")
    assert isinstance(control, PickControl)
    assert control.box is not None
    control.box.setCurrentIndex(control.box.findData("number"))
    control.box.picked.emit("number")
    desk.settle()
    assert {"limits.low", "limits.high", "readings.count"} <= set(desk.page._form.shown())


def test_options_are_added_and_taken_away(desk: DeskWindow) -> None:
    editor = edit(desk)
    row = next(line.row for line in editor.outline() if line.kind == "choice")
    editor.select(row)
    before = len(read(editor.state.document, (*row.path, "choices")))
    control = desk.page._form.control("choices")
    assert isinstance(control, ChoicesControl)
    desk.press(control.add)
    assert len(read(editor.state.document, (*row.path, "choices"))) == before + 1
    assert editor.state.judged.of(row)
    control._lines[-1].gone.emit()
    desk.settle()
    assert len(read(editor.state.document, (*row.path, "choices"))) == before


def test_a_condition_offers_the_answers_of_what_it_rests_on(desk: DeskWindow) -> None:
    editor = edit(desk)
    row = Row(1, 0)
    editor.select(row)
    control = desk.page._form.control("when")
    assert isinstance(control, ConditionsControl)
    desk.press(control.add)
    line = control._lines[0]
    line._item.picked.emit("product_kind")
    desk.settle()
    assert read(editor.state.document, (*row.path, "when")) == [
        {"item": "product_kind", "values": ["ordinary"]}
    ]
    assert "防晒类" in [chip.text() for chip in line._values._chips.values()]
    line._item.picked.emit("batch.produced")
    desk.settle()
    line._period._fields["since"].setText("2027-03-16")
    desk.page._form.settle()
    desk.settle()
    assert read(editor.state.document, (*row.path, "when")) == [
        {"item": "batch.produced", "since": "2027-03-16"}
    ]
    assert editor.state.judged.faults == ()


def test_defects_are_picked_from_the_catalogue_by_search(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.select(Row(0, 0))
    desk.press(desk.page._form.control("defects").choose)
    picker = desk.page._picker
    assert isinstance(picker, DefectPicker)
    assert picker.isVisible()
    picker._search.setText("水湿")
    picker._search.search()
    desk.settle()
    shown = [code for code, row in picker._rows.items() if row.isVisible()]
    assert shown == ["P04"]
    desk.press(picker._rows["P04"])
    desk.press(picker._done)
    assert "P04" in read(editor.state.document, (*Row(0, 0).path, "defects"))
    assert not picker.isVisible()


def test_escape_closes_the_catalogue_before_it_leaves_the_page(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.select(Row(0, 0))
    desk.press(desk.page._form.control("defects").choose)
    desk.key("Esc")
    assert not desk.page._picker.isVisible()
    assert desk.window.current_name == "standard"


def test_publishing_takes_the_own_pin_from_the_keys(desk: DeskWindow) -> None:
    version = in_force(desk).version
    editor = edit(desk)
    editor.select(Row(0, 0))
    editor.copy()
    chord(desk, Qt.Key.Key_F10)
    assert desk.page._panel.isVisible()
    assert f"发布为第 {version + 1} 版" in desk.said()
    for digit in "0000":
        desk.key(digit)
    desk.key("Enter")
    assert "PIN 码不对" in desk.said()
    for digit in PIN:
        desk.key(digit)
    desk.key("Enter")
    assert in_force(desk).version == version + 1
    assert desk.window.current_name == "standards"
    assert [notice.tone for notice in desk.notices] == ["accepted"]


def test_a_badge_publishes_and_a_code_of_goods_does_not(desk: DeskWindow) -> None:
    version = in_force(desk).version
    edit(desk)
    chord(desk, Qt.Key.Key_F10)
    desk.scan("6901234567892")
    assert in_force(desk).version == version
    desk.scan(f"INS:B:{SUPERVISOR.badge}")
    assert in_force(desk).version == version + 1


def test_a_published_version_is_read_only(desk: DeskWindow) -> None:
    desk.open(page="standard", standard_id="food", version=in_force(desk, "food").version)
    desk.page._presenter.select(Row(0, 0))
    desk.settle()
    assert desk.page._facts.isVisible()
    assert not desk.page._publish.isVisible()
    assert not desk.page._tools.isVisible()
    assert "箱唛" in desk.said()


def test_a_rehearsal_walks_the_real_page_and_ends_without_a_trace(desk: DeskWindow) -> None:
    edit(desk)
    chord(desk, Qt.Key.Key_F5)
    assert desk.window.current_name == "standard_try"
    desk.key("Enter")
    page = desk.page
    inner = page._current()
    assert isinstance(inner, WalkPage)
    folder = page._shown.opened.folder.root
    desk.key("1")
    assert inner._presenter.loaded is not None
    assert inner._presenter.loaded.state.answers
    with desk.station.records.reading() as work:
        assert work.inspections.load(page._shown.inspection_id) is None
    page.backWanted.emit()
    desk.settle()
    assert desk.window.current_name == "standard"
    assert not folder.exists()


def test_a_file_is_imported_through_the_dialog(
    desk: DeskWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(page="standards")
    good = tmp_path / "food.yaml"
    good.write_bytes(desk.page._presenter.yaml_of("food", in_force(desk, "food").version))
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(good)))
    chord(desk, Qt.Key.Key_I)
    assert desk.window.current_name == "standard"
    assert len(standards.drafts(desk.station)) == 1
    desk.go("standards")
    bad = tmp_path / "bad.yaml"
    bad.write_text("stages: [", "utf-8")
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(bad)))
    chord(desk, Qt.Key.Key_I)
    assert "bad.yaml 不能导入" in desk.said()
    assert "第 2 行，第 1 列" in desk.said()
    desk.key("Esc")
    assert not desk.page._refused.isVisible()


def test_a_version_is_exported_where_the_person_says(
    desk: DeskWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(page="standards", standard_id="food")
    out = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(out)))
    desk.press_button("导出 Excel")
    assert out.read_bytes().startswith(b"PK")
    assert desk.notices[-1].tone == "accepted"


def test_retiring_asks_why_and_who(desk: DeskWindow) -> None:
    desk.open(page="standards", standard_id="food")
    desk.press_button("停用…")
    assert "没有生效的版本" in desk.said()
    panel = desk.page._retire
    assert not panel._next.isEnabled()
    panel.reason.setPlainText("改用新国标")
    desk.press(panel._next)
    desk.scan(f"INS:B:{SUPERVISOR.badge}")
    assert "food" not in {each.id for each in desk.station.standards.published()}
    assert desk.notices[-1].tone == "accepted"


def test_a_draft_is_deleted_after_a_question(desk: DeskWindow) -> None:
    desk.open(page="standards", standard_id="food")
    desk.key("Enter")
    desk.key("Esc")
    draft = desk.page._presenter.state.drafts[0]
    desk.page._presenter.choose(draft.id)
    desk.settle()
    desk.press_button("删除草稿")
    assert standards.drafts(desk.station) != ()
    confirm = desk.page._draft._confirm.confirm
    assert isinstance(confirm, Button)
    desk.press(confirm)
    assert standards.drafts(desk.station) == ()


def test_every_line_of_every_standard_can_be_shown_in_both_languages(desk: DeskWindow) -> None:
    editor = edit(desk)
    for line in editor.outline():
        editor.select(line.row)
        assert "⟦" not in desk.said()
    desk.ui.texts.set_language("en")
    for line in editor.outline():
        editor.select(line.row)
        assert "⟦" not in desk.said()


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_are_named_as_in_a_workbook(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_what_the_form_does_not_know_can_be_taken_away(desk: DeskWindow) -> None:
    version = in_force(desk).version
    text = standards.new_version(desk.station, "cosmetics", version)
    text = text.replace("gate: true", "gate: true\n    colour: red", 1)
    draft = standards.save_draft(desk.station, SUPERVISOR, text, based_on=f"cosmetics@{version}")
    desk.open(page="standard", draft_id=draft.id)
    editor = desk.page._presenter
    (fault,) = editor.state.judged.faults
    editor.select(fault.row)
    desk.settle()
    assert "有不认识的内容“colour”" in desk.said()
    desk.press_button("移除 colour")
    assert editor.state.judged.faults == ()
    assert not desk.page._strays.isVisible()


def test_a_channel_gets_a_plan_of_its_own(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.select(WHOLE)
    control = desk.page._form.control("sampling.channels")
    before = read(editor.state.document, ("sampling", "channels"), [])
    desk.press(control.add)
    card = control._cards[-1]
    card._channels.field.setText("vip，live")
    card._names.fields["zh"].setText("贵宾方案")
    card._names.fields["en"].setText("VIP plan")
    card._picks["mode"].setCurrentIndex(card._picks["mode"].findData("fixed"))
    card._picks["mode"].picked.emit("fixed")
    desk.settle()
    assert "fixed_numbers_missing" in {fault.error.code for fault in editor.state.judged.faults}
    card._numbers["n"].field.setText("20")
    desk.page._form.settle()
    desk.settle()
    assert read(editor.state.document, ("sampling", "channels")) == [
        *before,
        {
            "channels": ["vip", "live"], "names": {"zh": "贵宾方案", "en": "VIP plan"},
            "mode": "fixed", "fixed": {"n": 20},
        },
    ]  # fmt: skip
    assert editor.state.judged.faults == ()


def test_a_fault_stands_under_its_own_field_only(desk: DeskWindow) -> None:
    editor = edit(desk)
    row = Row(0, 0)
    fields = {field.key: field for field in form(editor.state.document, row)}
    editor.select(row)
    editor.edit(row, fields["kind"], "number")
    fields = {field.key: field for field in form(editor.state.document, row)}
    editor.edit(row, fields["limits.low"], "2")
    editor.edit(row, fields["limits.high"], "1")
    desk.settle()
    shown = [key for key, box in desk.page._form._boxes.items() if box._wrong.isVisible()]
    assert shown == ["limits.low"]
    editor.edit(row, fields["limits.high"], "many")
    desk.settle()
    shown = [key for key, box in desk.page._form._boxes.items() if box._wrong.isVisible()]
    assert shown == ["limits.high"]


def test_an_own_defect_can_be_named_by_items(desk: DeskWindow) -> None:
    editor = edit(desk)
    editor.select(WHOLE)
    control = desk.page._form.control("defects.own")
    desk.press(control.add)
    assert editor.state.judged.faults != ()
    card = control._cards[-1]
    for names, zh, en in ((card._names, "泵头漏液", "Pump leaks"), (card._area, "泵头", "Pump")):
        names.fields["zh"].setText(zh)
        names.fields["en"].setText(en)
    card._picks["class"].setCurrentIndex(card._picks["class"].findData("major"))
    card._picks["class"].picked.emit("major")
    desk.settle()
    assert editor.state.judged.faults == ()
    (code,) = editor.defects().keys() - editor.all_defects().keys()
    assert editor.defects()[code].cls == "major"
    editor.select(Row(0, 0))
    fields = {field.key: field for field in form(editor.state.document, Row(0, 0))}
    editor.edit(Row(0, 0), fields["defects"], [code])
    assert editor.state.judged.standard is not None


def test_a_published_version_is_tried_and_come_back_to(desk: DeskWindow) -> None:
    version = in_force(desk, "food").version
    desk.open(page="standard", standard_id="food", version=version)
    chord(desk, Qt.Key.Key_F5)
    desk.key("Esc")
    assert desk.window.current_name == "standard"
    assert desk.page._presenter.state.based_on == f"food@{version}"
    assert desk.page._facts.isVisible()
    assert desk.notices == []


def test_a_draft_that_is_gone_leads_to_the_list(desk: DeskWindow, qtbot) -> None:
    desk.open(page="standard", draft_id="long-gone")
    qtbot.waitUntil(lambda: desk.window.current_name == "standards")
    assert [notice.tone for notice in desk.notices] == ["wrong"]
