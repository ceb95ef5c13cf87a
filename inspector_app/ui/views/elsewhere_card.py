"""Other stations at the same line: what they opened, whose the line is, what is known of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inspector_app.domain.order_shares import OUTSIDE_REASONS
from inspector_app.services.lines_elsewhere import Doubt, GoodsHistory, LineElsewhere
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.lot_others import Others
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import ElidedText, Text
from inspector_app.wire.elsewhere import LotProgress, OpenLot

_LOOKS: dict[str, tuple[Tone, str]] = {
    "accept": ("good", "pass"), "reject": ("bad", "fail"), "hold": ("hold", "quarantine"),
}  # fmt: skip
_MOST = 4


def elsewhere_words(ui: Ui, line: LineElsewhere) -> str:
    """One line: how much other stations inspected, and who is at it now."""
    told = []
    if line.lots:
        told.append(
            ui.t(
                "elsewhere.sums", lots=len(line.lots), units=f"{sum_of(line):,}",
                accepted=f"{line.accepted:,}",
            )
        )  # fmt: skip
    if line.rejected:
        told.append(ui.t("elsewhere.rejected", units=f"{line.rejected:,}"))
    if line.waiting:
        told.append(ui.t("elsewhere.waiting", units=f"{line.waiting:,}"))
    if line.open_lots:
        told.append(ui.t("elsewhere.open_count", lots=len(line.open_lots)))
    if line.over:
        told.append(ui.t("elsewhere.over", units=f"{line.over:,}"))
    if line.undecided:
        told.append(ui.t("elsewhere.undecided", count=len(line.undecided)))
    stations = ui.t("report.comma").join(line.stations)
    return ui.t("elsewhere.line", stations=stations) + "  ·  ".join(told) if told else ""


def sum_of(line: LineElsewhere) -> int:
    """Units in closed lots of other stations."""
    return sum(lot.size for lot in line.lots)


def open_lot_words(ui: Ui, lot: OpenLot) -> str:
    """Who has which lot open."""
    who = ui.pick(lot.person) if lot.person else ""
    return ui.t(
        "elsewhere.open_lot", station=lot.station_name or lot.station[:8], who=who,
        lot=lot.lot_number, units=f"{lot.size:,}",
    )  # fmt: skip


class ElsewhereCard(Card):
    """Hidden while nothing is known. ``reasonGiven`` is why the lot is opened all the same."""

    reasonGiven = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[object, ...] = ()
        ui.say(self.set_title, "elsewhere.title")
        self._doubt = Text("", "strong", tone="warn", wrap=True)
        self.body.addWidget(self._doubt)
        self._why = Text("", "muted", wrap=True)
        ui.say(self._why.setText, "elsewhere.reason.why")
        self.body.addWidget(self._why)
        self.reasons = ReasonChips(ui, [])
        self.reasons.reasonChosen.connect(self.reasonGiven)
        self.body.addWidget(self.reasons)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.s)
        self.body.addLayout(self._rows)
        self.setVisible(False)

    def show_others(self, others: Others, reason: str, *, still: bool) -> None:
        """``reason`` is the one given; ``still`` while it can be given."""
        self.setVisible(others.anything and still)
        shown = (others, self._ui.texts.language)
        if shown != self._shown:
            self._shown = shown
            self._draw(others)
        if self.reasons.value != reason and reason:
            self.reasons.choose(reason)

    def _draw(self, others: Others) -> None:
        ui = self._ui
        doubt = others.doubt
        self.set_tone("warn" if doubt is not None or others.line.undecided else "accent")
        for widget in (self._doubt, self._why, self.reasons):
            widget.setVisible(doubt is not None)
        if doubt is not None:
            self._doubt.setText(doubt_words(ui, doubt))
            words = {each: ui.t(f"sharing.outside.{each}") for each in OUTSIDE_REASONS}
            self.reasons.set_choices([Choice(value=each, text=words[each]) for each in words])
            width = max(self.width() - 2 * SPACE.l - 2 * SPACE.s, 1)
            self.reasons.setMinimumHeight(self.reasons.heightForWidth(width))
        clear(self._rows)
        told = elsewhere_words(ui, others.line)
        if told:
            self._rows.addWidget(Text(told, "body", wrap=True))
        for lot in others.line.open_lots[:_MOST]:
            self._row("accent", "walk", ui.t("elsewhere.tag.open"), open_lot_words(ui, lot),
                      _batches(ui, lot.batches))  # fmt: skip
        for closed in others.line.lots[:_MOST]:
            self._closed(closed)
        if others.history is not None:
            self._history(others.history)

    def _closed(self, lot: LotProgress) -> None:
        ui = self._ui
        tone, icon = _LOOKS.get(lot.overall, ("neutral", "info"))
        told = ui.t(
            "elsewhere.closed_lot", station=lot.station_name or lot.station[:8],
            lot=lot.lot_number, units=f"{lot.size:,}", at=at_words(lot.closed_at),
        )  # fmt: skip
        word = ui.t(f"lot.verdict.{lot.overall}") if lot.overall in _LOOKS else lot.overall
        self._row(tone, icon, word, told, _batches(ui, lot.batches))

    def _history(self, history: GoodsHistory) -> None:
        ui = self._ui
        for each in history.complaints[:_MOST]:
            batch = each.batch_number or ui.t("elsewhere.all_batches")
            told = ui.t("elsewhere.complaint", at=each.received_on.isoformat(), batch=batch)
            self._row("bad", "attention", ui.t("elsewhere.tag.complaint"), each.text, told)
        supplier = history.supplier
        if supplier is not None and supplier.lots:
            told = ui.t(
                "elsewhere.supplier", lots=supplier.lots, accepted=supplier.accepted,
                rejected=supplier.rejected, held=supplier.held,
            )  # fmt: skip
            self._rows.addWidget(Text(told, "muted", wrap=True))

    def _row(self, tone: Tone, icon: str, word: str, title: str, detail: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        row.addWidget(Tag(self._ui, word, tone=tone, icon=icon), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(title, "strong", wrap=True))
        if detail:
            words.addWidget(ElidedText(detail, "muted"))
        row.addLayout(words, 1)
        self._rows.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Chips wrap; what lies below them must not pay for their second row.
        width = self.width() - 2 * SPACE.l - 2 * SPACE.s
        self.reasons.setMinimumHeight(self.reasons.heightForWidth(max(width, 1)))


def doubt_words(ui: Ui, doubt: Doubt) -> str:
    """Why a reason is needed."""
    return ui.t(
        f"elsewhere.doubt.{doubt.kind}", owner=doubt.owner, units=f"{doubt.units:,}",
        taken=f"{doubt.taken:,}",
    )  # fmt: skip


def _batches(ui: Ui, batches: tuple[str, ...]) -> str:
    if not batches:
        return ""
    return ui.t("elsewhere.batches", batches=ui.t("report.comma").join(batches[:6]))
