"""A flagged photo beside the earlier one it looks like; a supervisor says what it is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.domain.master import Names
from inspector_app.services.photo_flags import PhotoFlag, PhotoOwner
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.photo_flags import (
    CHOICES,
    OUTCOMES,
    FlagsPresenter,
    FlagsState,
    likeness_words,
    owner_words,
)
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.pictures import Pictures
from inspector_app.ui.widgets.buttons import GhostButton, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.picture_view import PictureView
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

CHOICES_WIDTH = 316


class PhotoFlagsPage(Page):
    """Digits choose what it is, Enter puts it on record; ← → turn to another flagged photo, N to
    another earlier one. Whoever may not settle reads, and Enter goes back."""

    def __init__(self, ui: Ui, presenter: FlagsPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._pictures = Pictures(ui, self)
        self._pictures.arrived.connect(lambda _: self._show_pictures())
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_work())
        self._empty = EmptyState(ui, icon="pass")
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self._alike = Tag(ui, tone="warn", icon="attention", large=True)
        self.header.side.addWidget(self._alike)
        self._build_bar()
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_settled = lambda: ui.notices.accepted(ui.t("photo_flags.settled"))
        self.retranslate()

    # -- building

    def _build_work(self) -> QWidget:
        ui, holder = self.ui, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self.later = _Side(ui, "photo_flags.this")
        self.earlier = _Side(ui, "photo_flags.before")
        row.addWidget(self.later, 1)
        row.addWidget(self.earlier, 1)
        row.addWidget(self._build_choices())
        column.addLayout(row, 1)
        self._told = Card(padding=SPACE.m)
        self._told_text = Text("", "strong", wrap=True)
        self._told.body.addWidget(self._told_text)
        column.addWidget(self._told)
        return holder

    def _build_choices(self) -> Card:
        """What a supervisor can say, one under the other."""
        ui = self.ui
        card = self._choices = Card(padding=SPACE.m)
        card.setFixedWidth(CHOICES_WIDTH)
        question = Text("", "body", wrap=True)
        ui.say(card.set_title, "photo_flags.conclusion")
        ui.say(question.setText, "photo_flags.question")
        card.body.addWidget(question)
        self.chips = {outcome: ReasonChips(ui) for outcome in OUTCOMES}
        self._labels = {outcome: Text("", "muted") for outcome in OUTCOMES}
        for outcome, chips in self.chips.items():
            card.body.addSpacing(SPACE.s)
            card.body.addWidget(self._labels[outcome])
            chips.reasonChosen.connect(self._presenter.choose)
            card.body.addWidget(chips)
        card.body.addStretch(1)
        return card

    def _build_bar(self) -> None:
        ui, presenter = self.ui, self._presenter
        self._main = self.bar.set_primary(PrimaryButton(ui, icon="check", hint="Return"))
        self._main.clicked.connect(self._primary)
        self._before = self.bar.add(GhostButton(ui, icon="back"), left=True)
        self._place = Text("", "muted")
        self._after = self.bar.add(GhostButton(ui, icon="forward"), left=True)
        ui.say(self._before.setText, "photo_flags.back")
        ui.say(self._after.setText, "photo_flags.next")
        self._another = self.bar.add(GhostButton(ui, icon="photo", hint="N"), left=True)
        self._lot = self.bar.add(GhostButton(ui, icon="document", hint="L"))
        ui.say(self._lot.setText, "photo_flags.open_lot")
        self._before.clicked.connect(lambda: presenter.turn(-1))
        self._after.clicked.connect(lambda: presenter.turn(1))
        self._another.clicked.connect(presenter.turn_earlier)
        self._lot.clicked.connect(self._open_lot)
        for name, by in (("Left", -1), ("Right", 1)):
            QShortcut(QKeySequence(name), self, lambda by=by: presenter.turn(by))

    # -- page

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id`` (or a delivery's id) and ``sha256``; without, all open flags."""
        record_id = str(arguments.get("inspection_id", ""))
        self._presenter.load(record_id, str(arguments.get("sha256", "")))

    def retranslate(self) -> None:
        t = self.ui.t
        at = 0
        for outcome, chips in self.chips.items():
            choices = []
            for each, reason in CHOICES:
                if each == outcome:
                    at += 1
                    text = t(f"photo_flags.reason.{reason}")
                    choices.append(Choice(value=reason, text=text, hint=str(at)))
            chips.set_choices(choices)
            self._labels[outcome].setText(t(f"photo_flags.outcome.{outcome}"))
        self.show_state(self._presenter.state)

    def show_state(self, state: FlagsState) -> None:
        """Draw what the presenter says."""
        t, flag, earlier = self.ui.t, state.flag, state.earlier
        subtitle = t("photo_flags.subtitle") if flag else ""
        if len(state.flags) > 1:
            place = t("photo_flags.place", at=state.at + 1, count=len(state.flags))
            subtitle = f"{place} · {subtitle}"
        self.header.set_title(t("photo_flags.title"), subtitle)
        self._stack.setCurrentIndex(0 if flag or not state.loaded else 1)
        self._stack.setVisible(state.loaded)
        self._empty.set_texts(t("photo_flags.none"), t("photo_flags.none_text"))
        self._alike.setVisible(earlier is not None)
        self._show_bar(state)
        if flag is None or earlier is None:
            return
        speak = self.ui.texts.translator
        self._alike.set_text(_begun(likeness_words(speak, earlier.likeness)))
        self.later.show_facts(*self._facts(flag.owner, flag.taken_by, at_words(
            flag.taken_at, year=True)))  # fmt: skip
        self.earlier.show_facts(*self._facts(earlier.owner, earlier.taken_by, at_words(
            earlier.likeness.earlier_at, year=True)))  # fmt: skip
        self._show_verdict(state, flag)
        self._show_pictures()

    def _facts(self, owner: PhotoOwner, who: Names, when: str) -> tuple[str, str]:
        taken = self.ui.t("photo_flags.taken", who=self.ui.pick(who), when=when)
        return _begun(owner_words(self.ui.texts.translator, owner)), taken

    def _show_verdict(self, state: FlagsState, flag: PhotoFlag) -> None:
        t, review = self.ui.t, flag.review
        self._choices.setVisible(state.may_settle)
        self._told.setVisible(not state.may_settle)
        for chips in self.chips.values():
            chips.choose(state.reason)
        self._told.set_tone("neutral")
        if review is not None and flag.reviewed_by is not None:
            self._told_text.setText(
                t(
                    "photo_flags.reviewed", who=self.ui.pick(flag.reviewed_by),
                    when=at_words(review.at, year=True),
                    outcome=t(f"photo_flags.outcome.{review.outcome}"),
                    reason=t(f"photo_flags.reason.{review.reason}"),
                )
            )  # fmt: skip
            self._told.set_tone("good" if review.outcome == "explained" else "bad")
        else:
            key = "photo_flags.own" if state.supervisor else "photo_flags.for_supervisor"
            self._told_text.setText(t(key))

    def _show_bar(self, state: FlagsState) -> None:
        t, flag = self.ui.t, state.flag
        several = len(state.flags) > 1
        self._before.setVisible(several)
        self._after.setVisible(several)
        self._before.setEnabled(state.at > 0)
        self._after.setEnabled(state.at + 1 < len(state.flags))
        count = len(flag.earlier) if flag else 0
        self._another.setVisible(count > 1)
        self._another.setText(
            t("photo_flags.another", at=state.earlier_at % max(1, count) + 1, count=count)
        )
        self._lot.setVisible(flag is not None and flag.owner.kind == "lot")
        self._main.set_icon("check" if state.may_settle else "back")
        self._main.setEnabled(not state.may_settle or (bool(state.reason) and not state.saving))
        key = "photo_flags.settle" if state.reason else "photo_flags.choose"
        self._main.setText(t(key if state.may_settle else "photo_flags.done"))

    def _show_pictures(self) -> None:
        flag, earlier = self._presenter.state.flag, self._presenter.state.earlier
        if flag is None or earlier is None:
            return
        self.later.show_image(self._picture(flag.sha256))
        self.earlier.show_image(self._picture(earlier.likeness.earlier_sha256))

    def _picture(self, sha256: str) -> QImage | None:
        views = self._presenter.tools.views
        return self._pictures.get(sha256, lambda: views.view(sha256))

    # -- acts

    def choose(self, reason: str) -> None:
        """As the chip of that reason."""
        self._presenter.choose(reason)

    def _primary(self) -> None:
        if self._presenter.state.may_settle:
            self._presenter.settle()
        else:
            self.backWanted.emit()

    def _open_lot(self) -> None:
        flag = self._presenter.state.flag
        if flag is not None:
            self.navigate.emit("dossier", {"inspection_id": flag.owner.record_id})


class _Side(Card):
    """One photo with whose it is; the wheel and + − 0 zoom."""

    def __init__(self, ui: Ui, title: str) -> None:
        super().__init__(padding=SPACE.m)
        ui.say(self.set_title, title)
        self.picture = PictureView(ui, self)
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown: QImage | None = None
        self.body.addWidget(self.picture, 1)
        self.owner, self.taken = Text("", "strong", wrap=True), Text("", "muted", wrap=True)
        self.body.addWidget(self.owner)
        self.body.addWidget(self.taken)

    def show_facts(self, owner: str, taken: str) -> None:
        """Whose it is, who took it and when."""
        self.owner.setText(owner)
        self.taken.setText(taken)

    def show_image(self, image: QImage | None) -> None:
        """The picture; nothing while it is read."""
        if image is not self._shown:
            self._shown = image
            self.picture.set_image(image or QImage(), self.owner.text())


def _begun(text: str) -> str:
    """As the beginning of a line."""
    return text[:1].upper() + text[1:]
