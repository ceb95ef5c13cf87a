"""Months, wordings and kits in the batch editor of the real window."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.shelf_life import LabelDate
from inspector_app.services import inspections
from inspector_app.ui.context import Ui
from inspector_app.ui.views.walk_batch_editor import BatchSide
from inspector_app.ui.widgets.fields import DateField8
from tests.fakes.walking import Bench

FEBRUARY = LabelDate(year=2029, month=2)
LEFT = Qt.MouseButton.LeftButton


class Lot(Bench):
    """A lot whose only batch has no dates yet, at the page of shelf life."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        super().__init__(ui, folder, units=96, cartons=4)
        loaded = inspections.load(self.station, self.inspection_id)
        blank = replace(loaded.state.batches[0], produced=None)
        inspections.record_batch(self.station, self.person, loaded, blank)
        self.page._presenter.open(self.inspection_id)
        self.settle()
        self.page._presenter.go_stage("shelf_life")
        self.settle()
        self.page._presenter.edit_batch(self.batch)
        self.settle()

    @property
    def editor(self) -> BatchSide:
        return self.page.findChild(BatchSide)  # type: ignore[no-any-return]

    @property
    def batch(self) -> Batch:
        return self.state.batches[0]

    def save(self) -> None:
        self.editor.save()
        self.settle()


@pytest.fixture
def lot(ui: Ui, tmp_path: Path) -> Iterator[Lot]:
    made = Lot(ui, tmp_path)
    yield made
    made.close()
    gc.collect()


@pytest.fixture
def field(ui: Ui, qtbot) -> Iterator[DateField8]:
    holder = QWidget()
    column = QVBoxLayout(holder)
    made = DateField8(ui, months=True)
    column.addWidget(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    made.setFocus()
    yield made
    holder.close()  # held by this frame till here: a cycle of its own would be collected at will


def test_six_digits_are_offered_as_a_month_and_enter_takes_it(field: DateField8, qtbot) -> None:
    QTest.keyClicks(field, "202902")
    assert field.stated is None
    assert field.message == field._ui.t("date8.month_offer")
    with qtbot.waitSignal(field.dateEntered) as told:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [FEBRUARY]
    assert (field.stated, field.entered) == (FEBRUARY, None)
    assert field.message == field._ui.t("date8.month_only")


def test_a_tap_below_takes_the_month_and_so_does_going_on(field: DateField8) -> None:
    QTest.keyClicks(field, "202902")
    QTest.mouseClick(field, LEFT, pos=QPoint(40, 78))
    assert field.stated == FEBRUARY
    field.clear()
    QTest.keyClicks(field, "202811")
    other = field.parentWidget().findChild(QLineEdit)
    other.setFocus(Qt.FocusReason.TabFocusReason)
    assert field.stated == LabelDate(year=2028, month=11)


def test_typing_on_makes_it_a_day_again(field: DateField8) -> None:
    field.set_date(FEBRUARY)
    assert field.stated == FEBRUARY
    QTest.keyClicks(field, "28")
    assert field.stated == date(2029, 2, 28)
    field.delete()
    field.delete()
    assert field.stated is None  # six digits again, and nobody said that no day is there
    assert field.offers_month


@pytest.mark.parametrize("digits", ["202913", "202900", "260312", "999912", "000101"])
def test_no_month_is_made_of_what_is_none(field: DateField8, digits: str) -> None:
    QTest.keyClicks(field, digits)
    assert not field.offers_month
    assert not field.take_month()


def test_a_field_for_days_takes_no_months(ui: Ui, qtbot) -> None:
    plain = DateField8(ui)
    qtbot.addWidget(plain)
    QTest.keyClicks(plain, "202902")
    assert not plain.take_month()
    assert plain.message == ui.t("date8.incomplete")


def test_a_month_and_its_wording_go_on_record(lot: Lot) -> None:
    editor = lot.editor
    assert editor.wording.isHidden()
    editor.produced.set_digits("202603")
    editor.expires.set_digits("202902")
    editor.expires.take_month()
    assert not editor.wording.isHidden()
    editor.wording.choose("use_by")
    lot.save()
    assert lot.batch.produced == LabelDate(year=2026, month=3)
    assert (lot.batch.expires, lot.batch.wording) == (FEBRUARY, "use_by")
    assert lot.shows("2029-02")
    assert lot.shows(lot.ui.t("wording.use_by"))


def test_half_a_date_is_not_dropped_in_silence(lot: Lot) -> None:
    lot.editor.expires.set_digits("2029021")
    lot.save()
    assert lot.editor.isVisible()
    assert lot.editor._problem.isVisible()
    assert lot.batch.expires is None


def test_units_of_a_kit_are_listed_judged_and_recorded(lot: Lot) -> None:
    inner = lot.editor.inner
    inner.add.click()
    assert inner.name.text() == lot.ui.t("inner.nth", n=1)
    inner.take.click()
    assert inner._problem.isVisible()
    inner.produced.set_digits("20260301")
    inner.expires.set_digits("202805")
    lot.save()
    assert lot.batch.inner == ()  # the form is still open
    inner.take.click()
    assert [unit.expires for unit in inner.units] == [LabelDate(year=2028, month=5)]
    inner.add.click()
    inner.expires.set_digits("20290101")
    inner.take.click()
    lot.save()
    assert len(lot.batch.inner) == 2
    assert lot.shows("2028-05")
    lot.page._presenter.edit_batch(lot.batch)
    lot.settle()
    inner._drop(1)
    lot.save()
    assert len(lot.batch.inner) == 1
