"""Checking a file and handing evidence out, in the real window."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from inspector_app.ui.context import Ui
from inspector_app.ui.pages_evidence import register_evidence
from inspector_app.ui.views.evidence_check import EvidencePage, LineRow
from inspector_app.ui.widgets.text import Text
from tests.fakes.desk_lots import signed_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    register_evidence(made.window, ui, made.tools, made.session)
    yield made
    made.close()


def exported(desk: DeskWindow, out: Path) -> Path:
    lot = signed_lot(desk.opened)
    desk.tools.export_evidence(lot.id, out)
    return out


def with_another_file(source: Path, out: Path) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("notes.txt", "hello")
    return out


def rows(page: EvidencePage) -> list[str]:
    return [
        " ".join(label.text() for label in row.findChildren(Text))
        for row in page.lines.findChildren(LineRow)
        if not row.isHidden()
    ]


def test_a_file_is_checked_and_every_line_shown(desk: DeskWindow, tmp_path: Path) -> None:
    file = exported(desk, tmp_path / "a.zip")
    desk.open(page="evidence", file=str(file))
    page = desk.page
    assert isinstance(page, EvidencePage)
    assert page.answer.word == "前后一致，来源未证实"
    assert len(rows(page)) >= 14
    assert any("照片原件" in row and "全部在" in row for row in rows(page))


def test_what_is_wrong_stands_first(desk: DeskWindow, tmp_path: Path) -> None:
    file = exported(desk, tmp_path / "a.zip")
    desk.open(page="evidence", file=str(with_another_file(file, tmp_path / "b.zip")))
    assert desk.page.answer.word == "不符"
    assert "多出一个文件：notes.txt" in rows(desk.page)[0]


def test_another_language_says_the_same(desk: DeskWindow, tmp_path: Path, ui: Ui) -> None:
    desk.open(page="evidence", file=str(exported(desk, tmp_path / "a.zip")))
    ui.texts.set_language("en")
    desk.settle()
    assert desk.page.answer.word == "Consistent, origin unproved"
    assert any(row.startswith("Photo originals every original") for row in rows(desk.page))


def test_another_file_is_refused_with_a_sentence(desk: DeskWindow, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    desk.open(page="evidence", file=str(tmp_path / "photo.jpg"))
    said = " ".join(label.text() for label in desk.page.empty.findChildren(Text))
    assert "不是报告也不是证据包" in said
    desk.go("history")
    desk.go("evidence")
    said = " ".join(label.text() for label in desk.page.empty.findChildren(Text))
    assert "选一份报告" in said


def test_a_dropped_file_is_checked(desk: DeskWindow, tmp_path: Path) -> None:
    file = exported(desk, tmp_path / "a.zip")
    desk.open(page="evidence")
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(file))])
    desk.page.dropEvent(
        QDropEvent(
            QPointF(50, 50), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    desk.settle()
    assert desk.page.answer.word == "前后一致，来源未证实"


def test_the_file_dialog_takes_the_chosen_file(desk: DeskWindow, tmp_path: Path) -> None:
    file = exported(desk, tmp_path / "a.zip")
    desk.open(page="evidence")
    desk.press(desk.page.choose)
    [dialog] = desk.page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    desk.settle()
    assert desk.page.answer.word == "前后一致，来源未证实"


def test_evidence_leaves_from_the_chain_of_a_sealed_lot(desk: DeskWindow, tmp_path: Path) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="dossier", inspection_id=lot.id)
    desk.key("5")
    assert desk.page.chain.export.isVisible()
    desk.press(desk.page.chain.export.button)
    [dialog] = desk.page.findChildren(QFileDialog)
    out = tmp_path / "out.zip"
    dialog.fileSelected.emit(str(out))
    dialog.close()
    desk.settle()
    assert zipfile.is_zipfile(out)
    assert "证据包已导出" in desk.notices[-1].text


def test_an_inspector_neither_hands_out_nor_checks(desk: DeskWindow, tmp_path: Path) -> None:
    file = exported(desk, tmp_path / "a.zip")
    lot = signed_lot(desk.opened)
    desk.open(INSPECTOR, page="history")
    assert not desk.page._check.isVisible()
    desk.go("dossier", inspection_id=lot.id)
    desk.key("5")
    assert not desk.page.chain.export.isVisible()
    desk.go("evidence", file=str(file))
    assert desk.page.answer.isHidden() or not desk.page.answer.isVisible()
    said = " ".join(label.text() for label in desk.page.empty.findChildren(Text))
    assert "这个文件无法核验" in said


def test_the_way_there_stands_in_the_history(desk: DeskWindow) -> None:
    desk.open(SUPERVISOR, page="history")
    desk.press_button("核验文件")
    assert isinstance(desk.page, EvidencePage)
