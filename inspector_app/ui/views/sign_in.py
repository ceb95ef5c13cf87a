"""The first thing a person sees: their name and a pad, or their badge."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.master import Person
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.sign_in import SignInPresenter, SignInState
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import BRAND, SPACE
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.painting import rounded, words
from inspector_app.ui.widgets.people import PersonTile, PinDots, paint_disc
from inspector_app.ui.widgets.surfaces import Rule, clear
from inspector_app.ui.widgets.text import Text
from inspector_app.ui.widgets.toggles import LanguageToggle, ThemeToggle

COLUMNS = 2


class SignInPage(Page):
    """Tiles, then the pad. A badge works at any moment. ``pin_length`` 0: ended by the tick."""

    def __init__(
        self, ui: Ui, presenter: SignInPresenter, station: str = "", *, pin_length: int = 6
    ) -> None:
        super().__init__(ui, scroll=False)
        self._presenter = presenter
        self.setObjectName("Canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header.hide()
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(_Brand(ui, station), 5)
        right = QVBoxLayout()
        right.setContentsMargins(SPACE.xxl, SPACE.m, SPACE.xxl, SPACE.xl)
        tools = QHBoxLayout()
        tools.addStretch(1)
        tools.addWidget(LanguageToggle(ui))
        tools.addWidget(ThemeToggle(ui))
        right.addLayout(tools)
        self._steps = QStackedWidget()
        self._tiles = _People(ui)
        self._tiles.personChosen.connect(presenter.choose)
        self._tiles.demoWanted.connect(presenter.load_demo)
        self._pin = _Pin(ui, presenter, pin_length)
        self._steps.addWidget(self._tiles)
        self._steps.addWidget(self._pin)
        right.addWidget(self._steps, 1)
        row.addLayout(right, 8)
        self.body.addLayout(row, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(presenter.tick)
        presenter.on_change = self.show_state
        self.show_state(presenter.state)

    def arrive(self, **arguments: object) -> None:
        """``locked_by`` (a Person) shows the lock instead of the tiles."""
        locked_by = arguments.get("locked_by")
        self._presenter.begin(locked_by if isinstance(locked_by, Person) else None)

    def leave(self) -> None:
        self._timer.stop()

    def on_scan(self, event: ScanEvent) -> bool:
        return self._presenter.scan(event.result)

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def show_state(self, state: SignInState) -> None:
        """Draw what the presenter says."""
        problem = self._problem(state)
        self._tiles.show_people(state.people, problem, known=state.known)
        self._pin.show_state(state, problem)
        self._steps.setCurrentIndex(0 if state.chosen is None else 1)
        if state.chosen is not None:
            self._pin.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        if state.wait and not self._timer.isActive():
            self._timer.start()
        elif not state.wait:
            self._timer.stop()

    def _problem(self, state: SignInState) -> str:
        if state.checking:
            return self.ui.t("sign_in.checking")
        error = state.problem
        if error is None:
            return ""
        key = ""
        if isinstance(error, InspectorError):
            self.ui.seen.note(error)
            key = f"sign_in.problem.{error.code}"
        known = bool(key) and self.ui.texts.translator.has(key)
        text = self.ui.t(key) if known else self.ui.sentence(error)
        if state.wait:
            text += "\n" + self.ui.t("sign_in.wait", seconds=state.wait)
        return text


class _Brand(QWidget):
    """The left half: name, station, how to use a badge."""

    def __init__(self, ui: Ui, station: str) -> None:
        super().__init__()
        self._ui = ui
        self._station = station
        self.setMinimumWidth(320)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(440, 700)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QLinearGradient(0, 0, self.width() * 0.6, self.height())
        ground.setColorAt(0, QColor(BRAND.top))
        ground.setColorAt(1, QColor(BRAND.bottom))
        painter.fillRect(self.rect(), ground)
        self._paint_rings(painter)
        t = self._ui.t
        left, width = 44.0, self.width() - 80.0
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        mark = QRectF(left, 56, 64, 64)
        rounded(painter, mark, 16, BRAND.mark)
        self._ui.icons.paint(painter, "medal", BRAND.text, mark.adjusted(13, 13, -13, -13))
        name = QRectF(left, 140, width, 60)
        words(painter, name, t("sign_in.product"), sized(44, bold=True), BRAND.text, flags)
        claim = QRectF(left, 204, width, 30)
        words(painter, claim, t("sign_in.claim"), sized(18), BRAND.soft_text, flags)
        if self._station:
            place = QRectF(left, 240, width, 28)
            words(painter, place, self._station, sized(16), BRAND.faint_text, flags)
        self._paint_badge_card(painter, left, width, flags)
        painter.end()

    def _paint_rings(self, painter: QPainter) -> None:
        """Quiet scanner arcs in the lower corner."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at in range(6):
            colour = QColor(BRAND.glow)
            colour.setAlpha(34 - at * 5)
            pen = painter.pen()
            pen.setColor(colour)
            pen.setWidth(2)
            painter.setPen(pen)
            radius = 120 + at * 70
            painter.drawEllipse(
                self.width() - radius, round(self.height() * 0.55) - radius, 2 * radius, 2 * radius
            )
        painter.restore()

    def _paint_badge_card(
        self, painter: QPainter, left: float, width: float, flags: Qt.AlignmentFlag
    ) -> None:
        card = QRectF(left - 8, self.height() - 168, min(width + 16, 460), 120)
        ground = QColor(BRAND.text)
        ground.setAlpha(20)
        rounded(painter, card, 14, ground)
        icon = QRectF(card.left() + 20, card.center().y() - 24, 48, 48)
        self._ui.icons.paint(painter, "badge", BRAND.icon, icon)
        text_left = icon.right() + 18
        room = card.right() - text_left - 14
        told = self._ui.t("sign_in.badge_text")
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        metrics = QFontMetricsF(sized(15))
        height = metrics.boundingRect(QRectF(0, 0, room, 200), wrap, told).height()
        top = card.center().y() - (32 + height) / 2
        title = QRectF(text_left, top, room, 28)
        words(
            painter,
            title,
            self._ui.t("sign_in.badge_title"),
            sized(19, bold=True),
            BRAND.text,
            flags,
        )
        painter.save()
        painter.setFont(sized(15))
        painter.setPen(QColor(BRAND.soft_text))
        painter.drawText(QRectF(text_left, top + 32, room, height + 2), wrap, told)
        painter.restore()


class _People(QWidget):
    personChosen = Signal(str)
    demoWanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[Person, ...] | None = None
        self._made: dict[str, PersonTile] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.xl, 0, 0)
        column.setSpacing(SPACE.s)
        self._title = Text("", "headline")
        self._text = Text("", "muted", wrap=True)
        self._problem = Text("", "strong", tone="bad", wrap=True)
        ui.say(self._title.setText, "sign_in.choose_title")
        ui.say(self._text.setText, "sign_in.choose_text")
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addWidget(self._problem)
        column.addSpacing(SPACE.s)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE.s)
        inner.addLayout(self._grid)
        self._empty = EmptyState(ui, icon="people")
        self._empty.actionChosen.connect(self.demoWanted)
        inner.addWidget(self._empty)
        inner.addStretch(1)
        area.setWidget(holder)
        column.addWidget(area, 1)

    def show_people(self, people: tuple[Person, ...], problem: str, *, known: bool) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        t = self._ui.t
        self._empty.setVisible(known and not people)
        self._empty.set_texts(
            t("sign_in.nobody_title"), t("sign_in.nobody_text"), t("sign_in.load_demo")
        )
        if people != self._shown:
            self._shown = people
            clear(self._grid)
            self._made = {}
            for at, person in enumerate(people):
                tile = PersonTile(self._ui, person.id)
                tile.personChosen.connect(self.personChosen)
                self._grid.addWidget(tile, at // COLUMNS, at % COLUMNS)
                self._made[person.id] = tile
        for person in people:
            role = t(f"sign_in.role.{person.role}")
            self._made[person.id].set_person(self._ui.pick(person.names), role)


class _Face(QWidget):
    """The chosen person's disc."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._person: Person | None = None
        self.setFixedSize(72, 72)
        ui.theme.changed.connect(self.update)

    def show_person(self, person: Person | None) -> None:
        self._person = person
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._person is None:
            return
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_disc(painter, self._ui, box, self._ui.pick(self._person.names), self._person.id)
        painter.end()


class _Pin(QWidget):
    def __init__(self, ui: Ui, presenter: SignInPresenter, length: int) -> None:
        super().__init__()
        self._ui = ui
        self._tries = 0
        self._person_id = ""
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        self._face = _Face(ui)
        column.addWidget(self._face, 0, middle)
        self._name = Text("", "title")
        self._hint = Text("", "muted", wrap=True)
        self._hint.setAlignment(middle)
        column.addWidget(self._name, 0, middle)
        column.addWidget(self._hint)
        self._dots = PinDots(ui, length)
        column.addWidget(self._dots)
        self._problem = Text("", "strong", wrap=True)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.setMinimumHeight(48)
        column.addWidget(self._problem)
        self.pad = KeyPad(ui, length=length)
        self.pad.setFixedWidth(330)
        self.pad.textChanged.connect(lambda text: self._dots.show_entry(len(text)))
        self.pad.completed.connect(presenter.enter_pin)
        column.addWidget(self.pad, 0, middle)
        rule = Rule()
        rule.setFixedWidth(330)
        column.addWidget(rule, 0, middle)
        other = GhostButton(ui, icon="people")
        ui.say(other.setText, "sign_in.other_person")
        other.clicked.connect(presenter.choose_again)
        column.addWidget(other, 0, middle)
        column.addStretch(1)

    def show_state(self, state: SignInState, problem: str) -> None:
        person = state.chosen
        if person is None:
            self.pad.clear()
            return
        if state.tries != self._tries or person.id != self._person_id:
            self._tries, self._person_id = state.tries, person.id
            self.pad.clear()
        name = self._ui.pick(person.names)
        locked = state.locked_by is not None and state.locked_by.id == person.id
        self._face.show_person(person)
        t = self._ui.t
        self._name.setText(t("sign_in.locked_title") if locked else name)
        told = t("sign_in.locked_text", name=name) if locked else t("sign_in.pin_title")
        self._hint.setText(told)
        self._problem.setText(problem)
        self._problem.set_tone("neutral" if state.checking else "warn" if state.wait else "bad")
        self.pad.setEnabled(not state.checking and not state.wait)
        self._dots.show_entry(len(self.pad.text), wrong=bool(state.problem))
