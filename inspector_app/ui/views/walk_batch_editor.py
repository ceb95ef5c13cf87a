"""The editor of one batch: number, two dates, life, kit, and what the rules say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.shelf_life import Assessment, Claim, compare_claims, parse_life
from inspector_app.services.label_suggestions import FieldHint
from inspector_app.services.sentences import sentence
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.carton_ranges import parse_ranges, write_ranges
from inspector_app.ui.presenters.walk_model import BatchPanel
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.batch_wording import WordingChips
from inspector_app.ui.views.inner_units import InnerUnits
from inspector_app.ui.views.walk_batches import ACTION_LOOKS, STATE_LOOKS
from inspector_app.ui.views.walk_hint_card import HintCard
from inspector_app.ui.views.walk_hint_crops import Crops
from inspector_app.ui.views.walk_hint_editor import EditorHints
from inspector_app.ui.views.walk_panels import WIDTH
from inspector_app.ui.views.walk_words import life_word
from inspector_app.ui.widgets.buttons import PrimaryButton
from inspector_app.ui.widgets.chips import Choice, FlowLayout, ReasonChips
from inspector_app.ui.widgets.enter_moves_on import EnterMovesOn
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit, Verdict
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.side_panel import SidePanel
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import clear
from inspector_app.ui.widgets.text import Text

Preview = Callable[[Batch], Assessment | None]
_MASTER, _NONE = "master", "none"


def _half_typed(field: DateField8) -> bool:
    return bool(field.digits) and field.stated is None


class BatchSide(SidePanel):
    """``saveWanted(Batch)``; ``enlargeWanted(Seen)``. ``preview`` judges what is typed (pure,
    cheap)."""

    saveWanted = Signal(object)
    enlargeWanted = Signal(object)

    def __init__(self, ui: Ui, preview: Preview, crops: Crops) -> None:
        super().__init__(ui, width=WIDTH)
        self._ui = ui
        self._preview = preview
        self._batch = Batch(id="")
        self._panel: BatchPanel | None = None
        self._active: DateField8 | NumberEdit | None = None
        self.produced = DateField8(ui, self._judge, months=True)
        self.expires = DateField8(ui, self._judge, months=True)
        self._printed_life = ""
        self._first: QWidget | None = None
        self._build_hints(crops)
        self._build()
        self.hints = EditorHints(
            ui, self.card, self.number, self.produced, self.expires, self._take_life,
            self.wording.choose,
        )  # fmt: skip
        self.hints.filled.connect(self._judge_all)
        self.hints.done.connect(self._go_on)
        self.life.reasonChosen.connect(lambda _: self.hints.by_hand("life"))

    def _build_hints(self, crops: Crops) -> None:
        self._reading = Text("", "caption")
        self._ui.say(self._reading.setText, "hints.reading_short")
        self._reading.setVisible(False)
        self.card = HintCard(self._ui, crops)
        self.card.enlargeWanted.connect(self.enlargeWanted)
        self.body.addWidget(self._reading)
        self.body.addWidget(self.card)

    def _build(self) -> None:
        ui = self._ui
        self.number = PlainLineEdit()
        self.number.setMaxLength(40)
        EnterMovesOn(self.number, self.produced)
        self._add("walk.batch.number", self.number)
        self.produced.dateEntered.connect(lambda _: self._focus(self.expires))
        self.expires.dateEntered.connect(lambda _: self._judge_all())
        for field in (self.produced, self.expires):
            field.digitsChanged.connect(lambda _: self._judge_all())
        self._add("walk.batch.produced", self.produced)
        self._add("walk.batch.expires", self.expires)
        self.wording = WordingChips(ui)
        self.wording.reasonChosen.connect(lambda _: self._judge_all())
        self._wording = self._add("wording.label", self.wording)
        self._signs = QWidget()
        self._signs_flow = FlowLayout(self._signs, SPACE.xs)
        self.body.addWidget(self._signs)
        self._problem = Text("", "body", tone="bad", wrap=True)
        self.body.addWidget(self._problem)
        self._pad = KeyPad(ui)
        self._pad.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pad.digitPressed.connect(self._feed)
        self._pad.deleted.connect(self._delete)
        self._pad.keys["done"].clicked.connect(self.save)
        self.body.addWidget(self._pad, 0, Qt.AlignmentFlag.AlignLeft)
        self.life = ReasonChips(ui)
        self.life.reasonChosen.connect(lambda _: self._judge_all())
        self._add("walk.batch.life", self.life)
        self.quantity = NumberEdit()
        self._add("walk.batch.quantity", self.quantity)
        self.cartons = PlainLineEdit()
        self._add("walk.batch.cartons", self.cartons)
        self.inner = InnerUnits(ui)
        self.inner.changed.connect(self._judge_all)
        self._add("inner.label", self.inner)
        self.body.addStretch(1)
        self._save = PrimaryButton(ui, icon="check", hint="Return")
        ui.say(self._save.setText, "walk.batch.save")
        self._save.clicked.connect(self.save)
        self.card.asking.connect(self._lend_enter)
        self.foot.addStretch(1)
        self.foot.addWidget(self._save)

    def _add(self, key: str, field: QWidget) -> Text:
        label = Text("", "muted", wrap=True)
        self._ui.say(label.setText, key)
        self._ui.say(field.setAccessibleName, key)
        self.body.addWidget(label)
        self.body.addWidget(field)
        return label

    def show_panel(self, panel: BatchPanel) -> None:
        """Edit the panel's batch; what is typed stays when the same panel is shown again."""
        title = self._ui.t("walk.batch.panel_edit" if panel.batch.id else "walk.batch.panel_new")
        if panel == self._panel and self.isVisible():
            return
        if self._panel is not None and self.isVisible() and panel.found_by_scan:
            self._fill_from_scan(self._panel.batch, panel)
            return
        self._printed_life = ""
        self.hints.begin()
        self._panel, self._batch = panel, panel.batch
        self.number.setText(panel.batch.number)
        self.produced.set_date(panel.batch.produced)
        self.expires.set_date(panel.batch.expires)
        self.quantity.set_number(panel.batch.quantity or 0)
        self.cartons.setText(write_ranges(panel.batch.cartons))
        self.wording.choose(panel.batch.wording)
        self.inner.show_units(panel.batch.inner)
        self._show_life(panel)
        self.open_panel(title)
        self._judge_all()
        self._first = self.produced if panel.batch.number else self.number
        self._focus(self._first)

    def _fill_from_scan(self, before: Batch, panel: BatchPanel) -> None:
        """A code names what it names; what was typed or confirmed beside it stays."""
        self._panel, self._batch = panel, panel.batch
        now = panel.batch
        if now.number != before.number:
            self.number.setText(now.number)
        for field, old, new in (
            (self.produced, before.produced, now.produced),
            (self.expires, before.expires, now.expires),
        ):
            if new != old:
                field.set_date(new)
        self.hints.refresh()
        self._judge_all()

    # -- what photos suggest

    def show_hints(self, hints: tuple[FieldHint, ...], *, reading: bool) -> None:
        """Suggestions for this batch as they are now; ``reading`` while more may come."""
        self._reading.setVisible(reading)
        self.hints.show_hints(hints, may_lead=self._untouched() and self._at_beginning())

    def _at_beginning(self) -> bool:
        """Whether the keyboard is still where the panel put it."""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return True
        return focus is self._first or focus is self.card

    def press_key(self, key: str) -> None:
        """A scanned command: the number of a choice, or "enter" for what Enter does now."""
        if key.isdigit():
            self.hints.pick(int(key))
        elif self.hints.review.open_fields:
            self.hints.confirm()
        else:
            self.save()

    def _untouched(self) -> bool:
        """Whether nobody has begun to type since the panel was opened."""
        batch = self._batch
        return (
            self.number.text() == batch.number
            and self.produced.stated == batch.produced
            and self.expires.stated == batch.expires
            and not (self.produced.digits and batch.produced is None)
            and not (self.expires.digits and batch.expires is None)
        )

    def _take_life(self, life: str) -> None:
        """A life read on the pack and confirmed: a chip of its own, chosen."""
        assert self._panel is not None
        self._printed_life = life
        self._show_life(self._panel)

    def _go_on(self) -> None:
        """Everything read is decided: to what still must be typed, or Enter saves."""
        empty: list[QWidget] = [] if self.number.text().strip() else [self.number]
        empty += [field for field in (self.produced, self.expires) if field.stated is None]
        if self.produced.stated is not None and self.life.value != _NONE:
            empty = [field for field in empty if field is not self.expires]
        if empty:
            self._focus(empty[0])
        else:
            give_focus_back(self.card)

    def _show_life(self, panel: BatchPanel) -> None:
        t, choices = self._ui.t, []
        own = self._printed_life or panel.batch.life
        printed = bool(self._printed_life) or not panel.batch.life_from_master
        if own and printed and own != panel.master_life:
            named = t("walk.batch.life_printed", life=life_word(self._ui, own))
            choices.append(Choice(value=own, text=named))
        if panel.master_life:
            named = t("walk.batch.life_master", life=life_word(self._ui, panel.master_life))
            choices.append(Choice(value=_MASTER, text=named))
        choices.append(Choice(value=_NONE, text=t("walk.batch.life_none")))
        self.life.set_choices(choices)
        if own and printed and own != panel.master_life:
            self.life.choose(own)
        else:
            self.life.choose(_MASTER if panel.master_life else _NONE)

    def _focus(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._active = field if isinstance(field, DateField8 | NumberEdit) else None

    def _lend_enter(self, asking: bool) -> None:
        """While the card asks, Enter is its: the key's sign stands in one place only."""
        self._save.set_hint("" if asking else "Return")

    def _feed(self, digit: str) -> None:
        field = self._target()
        if field is not None:
            field.feed(digit)
        elif self.number.hasFocus():
            self.number.insert(digit)

    def _delete(self) -> None:
        field = self._target()
        if field is not None:
            field.delete()
        elif self.number.hasFocus():
            self.number.backspace()

    def _target(self) -> DateField8 | NumberEdit | None:
        for field in (self.produced, self.expires, self.quantity):
            if field.hasFocus():
                return field
        return None if self.number.hasFocus() else self._active

    def batch(self) -> Batch:
        """What is typed. Raises WalkError ``cartons_unreadable``."""
        assert self._panel is not None
        life = self.life.value
        master = life == _MASTER
        return replace(
            self._batch,
            number=self.number.text().strip(),
            produced=self.produced.stated,
            expires=self.expires.stated,
            wording=self.wording.wording if self.expires.stated is not None else "until",
            inner=self.inner.units,
            life=self._panel.master_life if master else "" if life == _NONE else life,
            life_from_master=master,
            quantity=self.quantity.number or None,
            cartons=parse_ranges(self.cartons.text(), self._panel.cartons),
        )

    def save(self) -> None:
        """Hand the batch over; what cannot be is told in place."""
        if not self._panel:
            return
        if self.hints.holds_back():
            self._problem.setText(self._ui.t("hints.review.first"))
            self._problem.setVisible(True)
            return
        self.produced.take_month()
        self.expires.take_month()
        half = [field for field in (self.produced, self.expires) if _half_typed(field)]
        if half or self.inner.typing:
            key = "date8.incomplete" if half else "inner.not_taken"
            self._problem.setText(self._ui.t(key))
            self._problem.setVisible(True)
            return
        try:
            self.saveWanted.emit(self.batch())
        except InspectorError as problem:
            self._tell(problem)

    def _tell(self, problem: InspectorError | None) -> None:
        self._problem.setText("" if problem is None else self._ui.sentence(problem))
        self._problem.setVisible(problem is not None)

    def _judge(self, day: date) -> Verdict:
        return ("good", "")

    def _judge_all(self) -> None:
        clear(self._signs_flow)
        self._tell(None)
        dated = self.expires.stated is not None
        self._wording.setVisible(dated)
        self.wording.setVisible(dated)
        self._signs.setVisible(False)
        try:
            batch = self.batch()
            if batch.life:
                parse_life(batch.life)
            found = self._preview(batch)
        except InspectorError as problem:
            self._tell(problem)
            return
        if found is not None:
            self._show_signs(found)

    def _show_signs(self, found: Assessment) -> None:
        t = self._ui.t
        tags = []
        if found.remaining_days is not None:
            days = found.remaining_days
            key = "remaining_days" if days >= 0 else "past"
            told = t(f"shelf_life.line.{key}", days=abs(days))
            tags.append((told, *STATE_LOOKS[found.state]))
        tags.append((t(f"shelf_life.action.{found.action}"), *ACTION_LOOKS[found.action]))
        if not self._batch.expires and self.expires.stated is None and found.last_good_day_a:
            computed = t("walk.batch.computed", computed=found.last_good_day_a.isoformat())
            tags.append((computed, "neutral", "calendar"))
        if self._batch.barcode_expires is not None:
            told = t("walk.batch.barcode", expires=self._batch.barcode_expires.isoformat())
            same = not compare_claims(
                {
                    "printed": Claim(expires=self.expires.stated),
                    "barcode": Claim(expires=self._batch.barcode_expires),
                }
            )
            agrees = same and self.expires.stated is not None
            tags.append((told, "good" if agrees else "warn", "barcode"))
        for text, tone, icon in tags:
            tag = Tag(self._ui, text, tone=tone, icon=icon)
            self._signs_flow.addWidget(tag)
            tag.setVisible(True)
        self._signs.setVisible(True)
        speak = self._ui.texts.translator
        findings = [sentence(speak, "shelf_life.reason", each) for each in found.findings]
        self._problem.setText("\n".join(findings))
        self._problem.setVisible(bool(findings))
