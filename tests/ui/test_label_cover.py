"""Labels for goods without a code: chosen, seen, printed; and what scanning one leads to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from inspector_app.i18n import Language
from inspector_app.ui.context import Ui
from inspector_app.ui.tools import LabelSize
from inspector_app.ui.views.label_cover import FIRST_SIZE, LabelCover
from tests.fakes.tools import ONE_PAGE


class Press:
    """Makes a paper and remembers for what."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[tuple[LabelSize, int, Language]] = []

    def __call__(self, size: LabelSize, copies: int, language: Language) -> Path:
        self.made.append((size, copies, language))
        file = self.folder / f"{len(self.made)}.pdf"
        file.write_bytes(ONE_PAGE)
        return file


@pytest.fixture
def page(ui: Ui, qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


@pytest.fixture
def cover(ui: Ui, page: QWidget) -> LabelCover:
    return LabelCover(ui, page)


def test_it_shows_one_label_of_the_first_size_at_once(cover: LabelCover, tmp_path: Path) -> None:
    press = Press(tmp_path)
    cover.open_label("深层补水面膜", press)
    assert press.made == [(FIRST_SIZE, 1, "zh")]
    assert cover.facts.text() == "深层补水面膜"
    assert cover.view.file == tmp_path / "1.pdf"
    assert cover.actions_box.print.isEnabled()


def test_size_and_copies_make_it_anew(cover: LabelCover, tmp_path: Path, qtbot) -> None:
    press = Press(tmp_path)
    cover.open_label("面膜", press)
    QTest.keyClick(cover, Qt.Key.Key_3)
    for count in (2, 3, 12):
        cover.copies.set_value(count)
        cover.copies.countChanged.emit(count)
    qtbot.waitUntil(lambda: press.made[-1][:2] == ("100x60", 12))
    assert cover.label_size == "100x60"
    assert [count for _, count, _ in press.made] == [1, 1, 12], "not one paper a step"


def test_another_kind_of_goods_begins_with_one_copy(
    cover: LabelCover, tmp_path: Path, ui: Ui
) -> None:
    press = Press(tmp_path)
    cover.open_label("面膜", press)
    cover.copies.set_value(12)
    cover.close_cover()
    ui.texts.set_language("en")
    cover.open_label("Mask", press)
    assert press.made[-1] == (FIRST_SIZE, 1, "en")
    QTest.keyClick(cover, Qt.Key.Key_Escape)
    assert not cover.isVisible()
