"""How the question in hand is answered: chips, a number, a date, a text, a scan, pictures."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.inspection.measuring import mean_text
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import QuestionView
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.fields import DateField8, PlainLineEdit, RemarkEdit
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.surfaces import clear
from inspector_app.ui.widgets.text import Text

ICON_SIDE = 28


class Entry(QWidget):
    """Made anew for each question; ``valueGiven(text)`` when the person has decided."""

    valueGiven = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[str, str, str, str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.s)

    def show_row(self, row: QuestionView) -> None:
        """The way to answer ``row``; nothing for plain pass/fail."""
        value = row.answer.value if row.answer else ""
        now = (row.item.id, row.subject, value, self._ui.texts.language)
        if now == self._shown:
            return
        self._shown = now
        clear(self._column)
        makers = {
            "choice": self._choices,
            "number": self._number,
            "count": self._number,
            "date": self._date,
            "text": self._text,
            "scan": self._scan,
            "photo": self._photo,
        }
        maker = makers.get(row.item.kind)
        self.setVisible(maker is not None)
        if maker is not None:
            maker(row, value)

    def _choices(self, row: QuestionView, value: str) -> None:
        chips = ReasonChips(
            self._ui,
            [
                Choice(
                    value=choice.value,
                    text=self._ui.pick(choice.names),
                    hint=str(at) if at < 10 else "",
                    tone="bad" if choice.fails else "accent",
                )
                for at, choice in enumerate(row.item.choices, 1)
            ],
        )
        chips.choose(value)
        chips.reasonChosen.connect(self.valueGiven)
        self._column.addWidget(chips)

    def _number(self, row: QuestionView, value: str) -> None:
        limits = row.item.limits
        line = QHBoxLayout()
        field = PlainLineEdit(value, big=True)
        field.setText(value)
        wanted = row.item.readings.count if row.item.readings else 1
        field.setMaximumWidth(200 if wanted == 1 else 420)
        field.returnPressed.connect(lambda: self._take(field, wanted))
        line.addWidget(field)
        if limits is not None and limits.unit:
            line.addWidget(Text(limits.unit, "title"))
        line.addStretch(1)
        self._column.addLayout(line)
        if limits is not None:
            told = self._ui.t(
                "walk.item.limits", low=limits.low or "−∞", high=limits.high or "∞",
                unit=limits.unit,
            )  # fmt: skip
            self._column.addWidget(Text(told, "muted", wrap=True))
        if wanted > 1:
            self._column.addWidget(self._readings(row, field, wanted))
        self._column.addLayout(self._pad(row, field, wanted))
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _readings(self, row: QuestionView, field: PlainLineEdit, wanted: int) -> Text:
        """How many readings are there and what their mean is, as they are typed."""
        told = Text("", "body", wrap=True)

        def tell(text: str) -> None:
            given = len(text.split())
            words = [self._ui.t("walk.item.readings", given=given, wanted=wanted)]
            mean = mean_text(row.item, text) if given == wanted else ""
            if mean:
                words.append(self._ui.t("walk.item.mean", mean=mean))
            rule = row.item.readings
            if rule is not None and rule.mean is not None:
                low, high = rule.mean.low or "−∞", rule.mean.high or "∞"
                words.append(self._ui.t("walk.item.mean_limits", low=low, high=high))
            told.setText(" · ".join(words))

        field.textChanged.connect(tell)
        tell(field.text())
        return told

    def _take(self, field: PlainLineEdit, wanted: int) -> None:
        """Enter goes on to the next reading; after the last one the value is given."""
        if 0 < len(field.text().split()) < wanted:
            field.setText(" ".join(field.text().split()) + " ")
            return
        self._give(field.text())

    def _pad(self, row: QuestionView, field: PlainLineEdit, wanted: int) -> QHBoxLayout:
        line = QHBoxLayout()
        pad = KeyPad(self._ui)
        pad.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pad.digitPressed.connect(field.insert)
        pad.deleted.connect(field.backspace)
        pad.keys["done"].clicked.connect(lambda: self._take(field, wanted))
        line.addWidget(pad)
        if row.item.kind == "number":
            extra = QVBoxLayout()
            for sign in (".", "-"):
                button = Button(self._ui, sign, large=True)
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.clicked.connect(lambda _=False, text=sign: field.insert(text))
                extra.addWidget(button)
            extra.addStretch(1)
            line.addLayout(extra)
        line.addStretch(1)
        return line

    def _give(self, text: str) -> None:
        if text.strip():
            self.valueGiven.emit(text.strip())

    def _date(self, row: QuestionView, value: str) -> None:
        field = DateField8(self._ui)
        pad = KeyPad(self._ui)
        pad.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pad.digitPressed.connect(field.feed)
        pad.deleted.connect(field.delete)
        if value:
            field.set_date(date.fromisoformat(value))
        field.dateEntered.connect(lambda day: self.valueGiven.emit(day.isoformat()))
        self._column.addWidget(field)
        self._column.addWidget(pad, 0, Qt.AlignmentFlag.AlignLeft)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _text(self, row: QuestionView, value: str) -> None:
        field = RemarkEdit()
        field.setPlainText(value)
        done = Button(self._ui, self._ui.t("walk.item.enter"), icon="check")
        done.clicked.connect(lambda: self._give(field.toPlainText()))
        self._column.addWidget(field)
        self._column.addWidget(done, 0, Qt.AlignmentFlag.AlignLeft)

    def _scan(self, row: QuestionView, value: str) -> None:
        if value:
            self._prompt("barcode", self._ui.t("walk.item.scanned", code=value), "")
        else:
            self._prompt("scanner", self._ui.t("walk.item.scan"), self._ui.t("walk.item.scan_text"))

    def _photo(self, row: QuestionView, value: str) -> None:
        if row.answer is None:
            self._prompt("camera", self._ui.t("walk.item.photo"), "")

    def _prompt(self, icon: str, title: str, text: str) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE.m)
        picture = Text("")
        colour = self._ui.theme.palette.accent.ink
        picture.setPixmap(self._ui.icons.pixmap(icon, colour, ICON_SIDE))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(title, "strong", wrap=True))
        if text:
            words.addWidget(Text(text, "muted", wrap=True))
        line.addLayout(words, 1)
        self._column.addLayout(line)
