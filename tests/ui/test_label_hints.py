"""Suggestions from label photos in the real window: confirmed by a key, never by themselves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.services import inspections
from inspector_app.services.label_suggestions import Seen
from inspector_app.ui.context import Ui
from inspector_app.ui.views.walk_batch_editor import BatchSide
from inspector_app.ui.views.walk_hint_crops import cut
from inspector_app.ui.widgets.buttons import PrimaryButton
from tests.fakes.label_reader import (
    FakeLabelReader,
    agreed,
    candidate,
    choices,
    label,
    seen,
)
from tests.fakes.walking import Bench

SURE = label(agreed("produced", "2026-06-02"), agreed("expires", "2029-06-01", "20290601"))
DOUBTFUL = label(
    choices(
        "produced", candidate("2026-03-07", "03/07/2026", doubt="day_month_order"),
        candidate("2026-07-03", "03/07/2026", doubt="day_month_order"),
    ),
    agreed("expires", "2029-06-01"),
)  # fmt: skip


class Lot(Bench):
    """A lot whose only batch has no dates yet; its photos are read as ``reading``."""

    def __init__(self, ui: Ui, folder: Path, reading: LabelReading) -> None:
        super().__init__(
            ui, folder, units=96, cartons=4, reader=FakeLabelReader(other=reading, at_once=False)
        )
        loaded = inspections.load(self.station, self.inspection_id)
        blank = replace(loaded.state.batches[0], produced=None)
        inspections.record_batch(self.station, self.person, loaded, blank)
        self.page._presenter.open(self.inspection_id)
        self.settle()
        self.page._presenter.go_stage("shelf_life")
        self.settle()

    def read(self) -> None:
        """The reader is ready with everything asked so far."""
        self.reader.deliver()
        self.settle()

    def shoot(self) -> None:
        """The close-up of batch and dates, and what was read on it."""
        self.key("F9")
        self.read()

    @property
    def editor(self) -> BatchSide:
        return self.page.findChild(BatchSide)  # type: ignore[no-any-return]

    @property
    def batch(self) -> Batch:
        return self.state.batches[0]


@pytest.fixture
def made(ui: Ui, tmp_path: Path) -> Iterator[Any]:
    lots: list[Lot] = []

    def make(reading: LabelReading) -> Lot:
        lots.append(Lot(ui, tmp_path, reading))
        return lots[0]

    yield make
    for lot in lots:
        lot.close()
    gc.collect()


def test_a_hint_comes_later_and_the_walk_goes_on_without_it(made: Any) -> None:
    lot = made(SURE)
    before = lot.place
    lot.key("F9")
    assert lot.shows(lot.ui.t("hints.reading", count=1))
    assert not lot.shows("2026-06-02")
    assert lot.place != before  # the walk did not wait
    lot.read()
    assert lot.shows("2026-06-02")
    assert not lot.shows(lot.ui.t("hints.reading", count=1))
    assert lot.batch.produced is None


def test_each_proposal_is_confirmed_by_its_own_enter_and_then_saved(made: Any) -> None:
    lot = made(SURE)
    lot.shoot()
    lot.key("D")
    editor = lot.editor
    assert editor.card.hasFocus()
    assert editor.produced.suggested == date(2026, 6, 2)
    assert editor.produced.entered is None
    assert editor.produced.message == lot.ui.t("date8.suggested")
    keyed = [each.shortcut().toString() for each in editor.findChildren(PrimaryButton)]
    assert keyed == [""]  # Enter is the card's, and its sign stands there only
    lot.key("Enter")
    assert editor.produced.entered == date(2026, 6, 2)
    assert editor.expires.entered is None
    assert lot.shows(lot.ui.t("hints.review.printed", text="20290601"))
    lot.key("Enter")
    assert editor.expires.entered == date(2029, 6, 1)
    assert lot.batch.produced is None  # nothing is saved by itself
    keyed = [each.shortcut().toString() for each in editor.findChildren(PrimaryButton)]
    assert keyed == ["Return"]
    lot.key("Enter")
    assert (lot.batch.produced, lot.batch.expires) == (date(2026, 6, 2), date(2029, 6, 1))
    assert not lot.shows("hints.offer.check")


def test_saving_leads_to_what_is_not_confirmed(made: Any) -> None:
    lot = made(SURE)
    lot.shoot()
    lot.key("D")
    lot.tap("walk.batch.save")
    assert lot.batch.produced is None
    assert lot.shows("hints.review.first")
    lot.keys("Del", "Del")
    assert lot.editor.produced.suggested is None
    for digit in "20260601":
        lot.key(digit)
    lot.key("Enter")
    assert (lot.batch.produced, lot.batch.expires) == (date(2026, 6, 1), None)


def test_a_doubtful_date_is_chosen_by_its_digit(made: Any) -> None:
    lot = made(DOUBTFUL)
    lot.shoot()
    lot.key("D")
    assert lot.shows("hints.doubt.day_month_order")
    assert lot.editor.produced.suggested is None
    lot.key("2")
    assert lot.editor.produced.entered == date(2026, 7, 3)
    lot.keys("Enter", "Enter")
    assert (lot.batch.produced, lot.batch.expires) == (date(2026, 7, 3), date(2029, 6, 1))


def test_a_date_typed_over_the_choices_arrives_whole(made: Any) -> None:
    lot = made(DOUBTFUL)
    lot.shoot()
    lot.key("D")
    for digit in "20260605":
        lot.key(digit)
    assert lot.editor.produced.entered == date(2026, 6, 5)
    assert lot.editor.expires.suggested == date(2029, 6, 1)  # still to be confirmed
    lot.key("Enter")  # the field in hand shows its picture and its proposal
    assert lot.editor.expires.entered == date(2029, 6, 1)
    lot.key("Enter")
    assert lot.batch.produced == date(2026, 6, 5)


def test_a_late_hint_leaves_what_is_being_typed_alone(made: Any) -> None:
    lot = made(SURE)
    lot.key("F9")
    lot.page._presenter.change_batch(lot.batch.id)
    lot.settle()
    for digit in "2026":
        lot.key(digit)
    lot.read()
    editor = lot.editor
    assert editor.produced.hasFocus()
    assert (editor.produced.digits, editor.produced.suggested) == ("2026", None)
    assert editor.expires.suggested == date(2029, 6, 1)
    for digit in "0601":
        lot.key(digit)
    assert editor.produced.entered == date(2026, 6, 1)


def test_a_scan_into_the_editor_keeps_what_was_confirmed(made: Any) -> None:
    lot = made(SURE)
    lot.shoot()
    lot.keys("D", "Enter")
    lot.scan("010690123456789210H2601", "]C1")
    assert lot.editor.produced.entered == date(2026, 6, 2)
    assert lot.editor.number.text() == "H2601"


def test_the_command_sheet_does_not_answer_behind_the_editor(made: Any) -> None:
    lot = made(SURE)
    lot.shoot()
    lot.key("D")
    answers = dict(lot.state.answers)
    lot.command("pass")
    assert lot.editor.produced.entered == date(2026, 6, 2)
    lot.command("pass")
    assert lot.editor.expires.entered == date(2029, 6, 1)
    assert lot.state.answers == answers
    lot.command("pass")
    assert lot.batch.expires == date(2029, 6, 1)


def test_a_choice_can_be_scanned_as_a_count(made: Any) -> None:
    lot = made(DOUBTFUL)
    lot.shoot()
    lot.key("D")
    lot.command("count:1")
    assert lot.editor.produced.entered == date(2026, 3, 7)


def test_a_question_shows_what_was_read_of_its_element(made: Any) -> None:
    lot = made(label(seen("C09", "注意：避免接触眼睛")))
    lot.page._presenter.go_stage("label")
    lot.settle()
    lot.key("F9")
    lot.read()
    lot.page._presenter.go_item("c09_warnings", "")
    lot.settle()
    assert lot.shows(lot.ui.t("hints.item.read", text="注意：避免接触眼睛"))
    assert ("c09_warnings", "") not in lot.state.answers
    lot.page._presenter.go_item("c08_directions", "")
    lot.settle()
    assert lot.shows("hints.item.none")


def test_both_languages_speak_of_every_hint(made: Any) -> None:
    lot = made(DOUBTFUL)
    lot.shoot()
    lot.key("D")
    lot.ui.texts.set_language("en")
    lot.settle()
    assert lot.shows("hints.doubt.day_month_order")
    assert not lot.shows("⟦")


def photo() -> QImage:
    """White paper with a red box where the text would be, and a blue one before it."""
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(300, 250, 200, 40, QColor("red"))
    painter.fillRect(200, 250, 90, 40, QColor("blue"))
    painter.end()
    return image


BOX = ((600.0, 500.0), (1000.0, 500.0), (1000.0, 580.0), (600.0, 580.0))


def test_a_piece_is_cut_with_what_stands_before_it() -> None:
    piece = cut(photo(), Seen(sha256="", box=BOX, width=1600, height=1200))
    assert piece is not None
    middle = piece.height() // 2
    colours = [QColor(piece.pixel(x, middle)).name() for x in range(piece.width())]
    assert colours.index("#0000ff") < colours.index("#ff0000")
    assert QColor(piece.pixel(piece.width() - 3, middle)).name() == "#ffffff"


def test_text_upside_down_is_shown_upright() -> None:
    turned = tuple((1600 - x, 1200 - y) for x, y in BOX)
    upside_down = photo().transformed(QTransform().rotate(180))
    upright = cut(photo(), Seen(sha256="", box=BOX, width=1600, height=1200))
    piece = cut(upside_down, Seen(sha256="", box=turned, width=1600, height=1200))
    assert upright is not None
    assert piece is not None
    assert piece.size() == upright.size()
    spot = (piece.width() // 2, piece.height() // 2)
    assert piece.pixel(*spot) == upright.pixel(*spot)


@pytest.mark.parametrize("box", [(), ((1.0, 1.0),) * 4, ((5.0, 5.0), (5.0, 90.0))])
def test_a_place_that_is_none_cuts_nothing(box: Any) -> None:
    assert cut(photo(), Seen(sha256="", box=box, width=1600, height=1200)) is None
    assert cut(QImage(), Seen(sha256="", box=BOX, width=1600, height=1200)) is None
