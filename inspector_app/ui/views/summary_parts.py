"""Cards of the summary: verdict, classes against their numbers, what is missing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.counting import CHECK_MARK, CheckResult
from inspector_app.domain.inspection.progress import Gap
from inspector_app.domain.inspection.state import State
from inspector_app.domain.verdict import CartonResult, ClassResult, Verdict
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.carton_ranges import write_ranges
from inspector_app.ui.presenters.summary import WAIVE_REASONS, Missing, SummaryView
from inspector_app.ui.presenters.wording import gap_words, reason_words
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.views.walk_side import missing_lines
from inspector_app.ui.views.walk_words import class_word
from inspector_app.ui.widgets.buttons import Button, GhostButton
from inspector_app.ui.widgets.chips import Choice, FlowLayout, ReasonChips
from inspector_app.ui.widgets.painting import rounded, words
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

LOOKS: dict[str, tuple[Tone, str]] = {
    "accept": ("good", "pass"),
    "reject": ("bad", "fail"),
    "hold": ("hold", "quarantine"),
    "hold_incomplete": ("warn", "attention"),
}


def verdict_code(verdict: Verdict) -> str:
    """``hold_incomplete`` stands for itself, else the verdict's own word."""
    return "hold_incomplete" if verdict.incomplete else verdict.overall


class Banner(QWidget):
    """The computed verdict: colour, icon, word, and what follows from it."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._code = ""
        self.setMinimumHeight(112)
        row = QHBoxLayout(self)
        row.setContentsMargins(104, SPACE.l, SPACE.l, SPACE.l)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        self._caption = Text("", "caption")
        self._word = Text("", "headline")
        self._meaning = Text("", "body", wrap=True)
        for label in (self._caption, self._word, self._meaning):
            column.addWidget(label)
        row.addLayout(column, 1)
        ui.say(self._caption.setText, "summary.computed")
        ui.theme.changed.connect(self.update)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show the verdict as it stands."""
        self._code = verdict_code(verdict)
        tone = LOOKS[self._code][0]
        self._word.setText(self._ui.t(f"verdict.overall.{self._code}"))
        self._word.set_tone(tone)
        self._meaning.setText(self._ui.t(f"verdict.meaning.{self._code}"))
        self.setAccessibleName(self._word.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._code:
            return
        name, icon = LOOKS[self._code]
        tone = self._ui.theme.tone(name)
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, RADIUS_LARGE, tone.soft, tone.solid, width=2)
        disc = QRectF(24, box.center().y() - 32, 64, 64)
        rounded(painter, disc, 32, tone.solid)
        self._ui.icons.paint(painter, icon, tone.on_solid, disc.adjusted(14, 14, -14, -14))
        painter.end()


class ReasonsCard(Card):
    """Why, in sentences."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "summary.reasons")
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.s)
        self.body.addLayout(self._list)

    def show_verdict(self, verdict: Verdict, standard: Standard) -> None:
        """One line a reason."""
        clear(self._list)
        speak = self._ui.texts.translator
        for each in verdict.reasons:
            line = QHBoxLayout()
            line.setSpacing(SPACE.s)
            tone, icon = _reason_look(each.code, verdict.overall)
            mark = Text("")
            mark.setPixmap(self._ui.icons.pixmap(icon, self._ui.theme.tone(tone).ink, 20))
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(reason_words(speak, standard, each), "body", wrap=True), 1)
            self._list.addLayout(line)


_AGAINST = frozenset(
    {
        "class_rejected", "lot_finding", "shelf_life_rejected", "check_rejected",
        "carton_plan_rejected",
    }
)  # fmt: skip
_NOTED = frozenset(
    {
        "carton_isolated", "carton_finding", "quantity_differs", "shelf_life_warning",
        "sampling_stopped", "gap_waived", "not_applicable", "reinspected", "came_back",
        "urgently_released",
    }
)  # fmt: skip


def _reason_look(code: str, overall: str) -> tuple[Tone, str]:
    """Of an accepted lot every reason but the first is a remark: nothing speaks against it."""
    if code == "all_passed":
        return "good", "pass"
    if code in _NOTED or overall == "accept":
        return "neutral", "info"
    if code in _AGAINST and overall == "reject":
        return "bad", "fail"
    return "hold", "quarantine"


class ClassesCard(Card):
    """Each class: n, Ac, Re, what was found, and which side of the line it is."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "summary.classes")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(SPACE.m)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._gates = QWidget()
        self._gates_flow = FlowLayout(self._gates, SPACE.s)
        self._isolated = Text("", "muted", wrap=True)
        self.body.addWidget(Rule())
        self.body.addWidget(self._gates)
        self.body.addWidget(self._isolated)

    def show_verdict(self, verdict: Verdict, standard: Standard) -> None:
        """A line a class, a tag a gate."""
        clear(self._grid)
        t = self._ui.t
        if not verdict.classes:
            self._grid.addWidget(Text(t("summary.no_sampling"), "muted"), 0, 0)
        lines = [(result.cls, result) for result in verdict.classes]
        if verdict.cartons is not None:
            lines.append(("carton", _as_class(verdict.cartons)))
        lines += [(check.stage_id, _check_as_class(check)) for check in verdict.checks]
        looked = {
            check.stage_id: t("summary.checks.examined", examined=check.examined, n=check.n)
            for check in verdict.checks
            if check.examined < check.n
        }
        for at, (name, result) in enumerate(lines):
            of_units = at < len(verdict.classes)
            unproved = verdict.unseen if of_units else name in looked
            self._add_class(
                at, self._named(result, standard), result, looked.get(name, ""), unproved
            )
        self._show_gates(verdict, standard)
        isolated = write_ranges(verdict.isolated)
        self._isolated.setText(t("summary.isolated", list=isolated))
        self._isolated.setVisible(bool(isolated))

    def _named(self, result: ClassResult, standard: Standard) -> str:
        if result.cls == "carton":
            return self._ui.t("plan.class.carton")
        stage_id = result.cls.removeprefix(CHECK_MARK)
        if stage_id != result.cls:
            return self._ui.pick(standard.stage(stage_id).names)
        return class_word(self._ui, result.cls)

    def _add_class(
        self, at: int, named: str, result: ClassResult, looked: str, unproved: bool
    ) -> None:
        t, cartons = self._ui.t, result.cls == "carton"
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(named, "strong", wrap=True))
        names.addWidget(
            Text(t("summary.class_line", n=result.n, ac=result.ac, re=result.re), "muted")
        )
        self._grid.addLayout(names, at, 0)
        self._grid.addWidget(AcceptanceBar(self._ui, result), at, 1)
        found = QVBoxLayout()
        found.setSpacing(0)
        key = "summary.found_cartons" if cartons else "summary.found"
        found.addWidget(Text(t(key, count=result.counted), "strong"))
        if result.beyond:
            found.addWidget(Text(t("summary.beyond", count=result.beyond), "caption"))
        if looked:
            found.addWidget(Text(looked, "caption"))
        self._grid.addLayout(found, at, 2)
        key, tone, icon = _class_looks(result.accepted, unproved)
        tag = Tag(self._ui, t(key), tone=tone, icon=icon)
        self._grid.addWidget(tag, at, 3, Qt.AlignmentFlag.AlignVCenter)

    def _show_gates(self, verdict: Verdict, standard: Standard) -> None:
        clear(self._gates_flow)
        open_stages = {gap.stage_id for gap in verdict.gaps}
        for gate in verdict.gates:
            name = self._ui.pick(standard.stage(gate.stage_id).names)
            key, tone, icon = "summary.gate_passed", "good", "pass"
            if not gate.passed:
                key, tone, icon = "summary.gate_failed", "bad", "fail"
            elif gate.stage_id in open_stages:
                key, tone, icon = "summary.gate_open", "neutral", "pending"
            looks: Tone = "good" if tone == "good" else "bad" if tone == "bad" else "neutral"
            tag = Tag(self._ui, self._ui.t(key, name=name), tone=looks, icon=icon)
            self._gates_flow.addWidget(tag)
            tag.setVisible(True)


def _class_looks(accepted: bool, unproved: bool) -> tuple[str, Tone, str]:
    """Text, tone and icon: no class is called good by units that nobody looked at."""
    if not accepted:
        return "summary.class_reject", "bad", "fail"
    if unproved:
        return "summary.class_open", "neutral", "pending"
    return "summary.class_accept", "good", "pass"


def _as_class(found: CartonResult) -> ClassResult:
    """The carton plan reads like a class of its own."""
    return ClassResult(
        cls="carton", n=found.n, ac=found.ac, re=found.ac + 1, counted=found.bad, beyond=0,
        accepted=found.accepted,
    )  # fmt: skip


def _check_as_class(found: CheckResult) -> ClassResult:
    """A check with its own sample reads like a class of its own."""
    return ClassResult(
        cls=f"{CHECK_MARK}{found.stage_id}", n=found.n, ac=found.ac, re=found.re,
        counted=found.counted, beyond=0, accepted=found.accepted,
    )  # fmt: skip


class AcceptanceBar(QWidget):
    """How far the count is from the rejection number."""

    def __init__(self, ui: Ui, result: ClassResult) -> None:
        super().__init__()
        self._ui = ui
        self._result = result
        self.setMinimumSize(40, 40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        result = self._result
        tone = palette.good if result.accepted else palette.bad
        painter = QPainter(self)
        track = QRectF(0, self.height() / 2 - 6, self.width() - 28, 12)
        rounded(painter, track, 6, palette.sunken, palette.border)
        share = min(1.0, result.counted / max(1, result.re))
        if share > 0:
            filled = QRectF(track.left(), track.top(), max(12, track.width() * share), 12)
            rounded(painter, filled, 6, tone.solid)
        room = QRectF(track.right() + 4, self.height() / 2 - 11, 24, 22)
        words(painter, room, str(result.re), sized(13), palette.text_faint)
        painter.end()


class MissingCard(Card):
    """Every missing piece: a press leads there; a supervisor may waive with a reason."""

    gapChosen = Signal(object)
    waiveWanted = Signal(object)
    waiveDropped = Signal()
    reasonChosen = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)

    def show_view(self, view: SummaryView) -> None:
        """Show what is missing, and what was waived."""
        clear(self._list)
        standard, state = view.standard, view.state
        if standard is None or state is None:
            return
        left = [each for each in view.missing if not each.reason]
        title = self._ui.t("summary.missing", count=len(left))
        self.set_title(title if left else self._ui.t("summary.nothing_missing"))
        self.set_tone("warn" if left else "neutral")
        self.title.set_tone("warn" if left else "good")
        if not view.may_waive:
            self._show_counted(view, left, standard, state)
        for each in view.missing if view.may_waive else [m for m in view.missing if m.reason]:
            self._list.addWidget(self._line(view, each, standard, state))
            if view.waiving is not None and view.waiving.key == each.gap.key:
                self._list.addWidget(self._ask(standard, state, each.gap))

    def _show_counted(
        self, view: SummaryView, left: list[Missing], standard: Standard, state: State
    ) -> None:
        """A line a kind and stage: forty cartons are one line, not forty."""
        for stage in standard.stages:
            gaps = tuple(each.gap for each in left if each.gap.stage_id == stage.id)
            for told, gap in missing_lines(self._ui, gaps, standard, state):
                text = f"{self._ui.pick(stage.names)} · {told}"
                self._list.addWidget(self._go_line(view, text, gap))

    def _go_line(self, view: SummaryView, text: str, gap: Gap) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, SPACE.xs, 0, SPACE.xs)
        row.addWidget(Text(text, "body", wrap=True), 1)
        if view.mode != "done":
            row.addWidget(self._go_button(gap))
        return holder

    def _go_button(self, gap: Gap) -> Button:
        go = GhostButton(self._ui, icon="forward")
        go.setText(self._ui.t("summary.go"))
        go.clicked.connect(lambda: self.gapChosen.emit(gap))
        return go

    def _line(self, view: SummaryView, each: Missing, standard: Standard, state: State) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.xs)
        told = gap_words(self._ui.texts.translator, standard, state, each.gap)
        row.addWidget(Text(told, "body", wrap=True), 1)
        if each.reason:
            word = _waive_word(self._ui, each.reason)
            tag = Tag(self._ui, self._ui.t("summary.waived", reason=word), tone="hold",
                      icon="supervisor")  # fmt: skip
            row.addWidget(tag)
            return holder
        if view.mode == "done":
            return holder
        if view.may_waive and each.waivable:
            waive = GhostButton(self._ui, icon="supervisor")
            waive.setText(self._ui.t("summary.waive"))
            waive.clicked.connect(lambda: self.waiveWanted.emit(each.gap))
            row.addWidget(waive)
        row.addWidget(self._go_button(each.gap))
        return holder

    def _ask(self, standard: Standard, state: State, gap: Gap) -> QWidget:
        card = Card(tone="hold")
        told = gap_words(self._ui.texts.translator, standard, state, gap)
        card.body.addWidget(Text(self._ui.t("summary.waive_ask", gap=told), "strong", wrap=True))
        chips = ReasonChips(
            self._ui,
            [Choice(value=code, text=_waive_word(self._ui, code)) for code in WAIVE_REASONS],
        )
        chips.reasonChosen.connect(self.reasonChosen)
        card.body.addWidget(chips)
        cancel = Button(self._ui, self._ui.t("ui.cancel"))
        cancel.clicked.connect(self.waiveDropped)
        card.body.addWidget(cancel, 0, Qt.AlignmentFlag.AlignLeft)
        return card


def _waive_word(ui: Ui, code: str) -> str:
    key = f"summary.waive_reason.{code}"
    return ui.t(key) if ui.texts.translator.has(key) else code
