"""One line at the dock: a stepper prefilled as announced, exceptions only when wanted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.dock import REASONS, DockRow
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.tools import Tools
from inspector_app.ui.views.batch_card import Labelled
from inspector_app.ui.views.pictures import Pictures
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.chips import Choice, FlowLayout, ReasonChips
from inspector_app.ui.widgets.enter_moves_on import EnterMovesOn
from inspector_app.ui.widgets.fields import CountStepper
from inspector_app.ui.widgets.photo_strip import PhotoSlot, PhotoStrip
from inspector_app.ui.widgets.product_picture import ProductPicture
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

MOST_CARTONS = 99_999


class DockRowView(Card):
    """``changed(DockRow)`` on each count; ``photoWanted(line id)`` for a picture of damage."""

    changed = Signal(object)
    photoWanted = Signal(str)

    def __init__(self, ui: Ui, row: DockRow, tools: Tools, pictures: Pictures) -> None:
        super().__init__(padding=SPACE.m)
        self._ui, self._row, self._tools, self._pictures = ui, row, tools, pictures
        self._opened = False
        line = QHBoxLayout()
        line.setSpacing(SPACE.m)
        picture = ProductPicture(ui, 72)
        product = row.line.product
        picture.show_picture(product.id, lambda: tools.product_picture(product))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._name = Text("", "strong", wrap=True)
        self._facts = Text("", "muted", wrap=True)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        words.addStretch(1)
        line.addLayout(words, 1)
        self.received = CountStepper(ui, maximum=MOST_CARTONS)
        self.received.countChanged.connect(lambda n: self._edit(received=n))
        ui.say(self.received.setAccessibleName, "dock.received")
        line.addWidget(self.received, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self._build_foot(ui)
        self._build_exceptions(ui)

    def _build_foot(self, ui: Ui) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.s)
        signs = QWidget()
        self._signs = FlowLayout(signs, SPACE.s)
        foot.addWidget(signs, 1)
        self.here = GhostButton(ui, icon="minus")
        self.here.clicked.connect(lambda: self._edit(here=not self._row.here))
        self.exception = GhostButton(ui, icon="attention", tone="warn")
        self.exception.clicked.connect(self._toggle)
        foot.addWidget(self.here)
        foot.addWidget(self.exception)
        self.body.addLayout(foot)

    def _build_exceptions(self, ui: Ui) -> None:
        self._more = QWidget()
        column = QVBoxLayout(self._more)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(Rule())
        holder = QWidget()
        counts = FlowLayout(holder, SPACE.l)
        self.damaged = CountStepper(ui, maximum=MOST_CARTONS)
        self.refused = CountStepper(ui, maximum=MOST_CARTONS)
        self.damaged.countChanged.connect(lambda n: self._edit(damaged=n))
        self.refused.countChanged.connect(lambda n: self._edit(refused=n))
        counts.addWidget(Labelled(ui, "dock.damaged", self.damaged))
        counts.addWidget(Labelled(ui, "dock.refused", self.refused))
        column.addWidget(holder)
        self.reasons = ReasonChips(ui)
        self.reasons.reasonChosen.connect(lambda reason: self._edit(reason=reason))
        self._offer_reasons()
        ui.texts.languageChanged.connect(self._offer_reasons)
        column.addWidget(self.reasons)
        self.photos = PhotoStrip(ui)
        self.photos.addWanted.connect(lambda: self.photoWanted.emit(self._row.line.line.id))
        column.addWidget(self.photos)
        self.body.addWidget(self._more)
        self._pictures.arrived.connect(self._show_photos)

        for stepper in (self.received, self.damaged, self.refused):
            field = stepper.focusProxy()
            if field is not None:
                EnterMovesOn(field)

    def show_row(self, row: DockRow) -> None:
        """Show a line as counted so far."""
        self._row = row
        t, product = self._ui.t, row.line.product
        self._name.setText(self._ui.pick(product.names))
        facts = t("dock.expected", sku=product.sku, count=row.line.expected)
        if row.line.received_before:
            facts += t("dock.received_before", count=row.line.received_before)
        self._facts.setText(facts)
        for stepper, value in (
            (self.received, row.received), (self.damaged, row.damaged),
            (self.refused, row.refused),
        ):  # fmt: skip
            if stepper.value != value:
                stepper.set_value(value)
        self.received.setEnabled(row.here)
        self.exception.setEnabled(row.here)
        self.here.setText(t("dock.not_here" if row.here else "dock.here"))
        self.here.set_icon("minus" if row.here else "undo")
        opened = row.here and (self._opened or self._noted())
        self.exception.setText(t("dock.exception_close" if opened else "dock.exception"))
        self.exception.setVisible(not self._noted())
        self._more.setVisible(opened)
        self.reasons.choose(row.reason)
        self._show_signs()
        self._show_photos()

    def _noted(self) -> bool:
        """Whether something is entered that must stay in view."""
        row = self._row
        return bool(row.damaged or row.refused or row.reason or row.photos)

    def _show_signs(self) -> None:
        clear(self._signs)
        row, t = self._row, self._ui.t
        signs: list[tuple[str, Tone, str]] = []
        if not row.here:
            signs.append((t("dock.sign.not_here"), "neutral", "minus"))
        else:
            count = row.count
            for name, value, tone in (
                ("short", count.short, "bad"), ("over", count.over, "warn"),
                ("damaged", count.damaged, "bad"), ("refused", count.refused, "hold"),
            ):  # fmt: skip
                if value:
                    signs.append((t(f"dock.sign.{name}", count=value), _TONES[tone], "attention"))
            if not signs:
                signs.append((t("dock.sign.as_announced"), "good", "check"))
        for text, tone, icon in signs:
            tag = Tag(self._ui, text, tone=tone, icon=icon)
            self._signs.addWidget(tag)
            tag.setVisible(True)

    def _show_photos(self, key: str = "") -> None:
        if key and key not in self._row.photos:
            return
        self.photos.set_slots(
            [
                PhotoSlot(
                    key=digest, text=str(at), taken=True,
                    image=self._pictures.get(digest, partial(self._tools.views.thumbnail, digest)),
                )
                for at, digest in enumerate(self._row.photos, start=1)
            ]
        )  # fmt: skip

    def _offer_reasons(self) -> None:
        t = self._ui.t
        self.reasons.set_choices(
            [Choice(value=code, text=t(f"dock.reason.{code}"), tone="warn") for code in REASONS]
        )

    def _toggle(self) -> None:
        self._opened = not self._opened
        self.show_row(self._row)

    def _edit(self, **changes: object) -> None:
        self.changed.emit(replace(self._row, **changes))  # type: ignore[arg-type]  # fields


_TONES: dict[str, Tone] = {"bad": "bad", "warn": "warn", "hold": "hold"}
