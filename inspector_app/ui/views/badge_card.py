"""Badge numbers of a signed lot: how many it may get, which it has, and why it may get none."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Signal

from inspector_app.domain.errors import WalkError
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.lot_badges import LotBadgesPresenter, LotBadgesView
from inspector_app.ui.theme.tokens import TARGET
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text
from inspector_app.wire.elsewhere import Dispute


class BadgeCard(Card):
    """``standing(free)`` tells whether the goods may go on at all."""

    standing = Signal(bool)

    def __init__(self, ui: Ui, presenter: LotBadgesPresenter) -> None:
        super().__init__()
        self._ui = ui
        self._presenter = presenter
        self._view: LotBadgesView | None = None
        ui.say(self.set_title, "badges.title")
        self._dispute = Text("", "strong", tone="hold", wrap=True)
        self._state = Text("", "body", wrap=True)
        self._numbers = Text("", "strong", wrap=True)
        self._void = Text("", "strong", tone="bad", wrap=True)
        self._left = Text("", "muted", wrap=True)
        self.take = Button(ui, icon="badge", hint="4")
        self.take.setMinimumHeight(TARGET)
        self.take.clicked.connect(self._take)
        for widget in (
            self._dispute, self._state, self._numbers, self._void, self._left, self.take,
        ):  # fmt: skip
            self.body.addWidget(widget)
        presenter.on_change = self._changed
        presenter.on_taken = self._taken
        presenter.on_refused = ui.refuse
        self.setVisible(False)

    def open(self, inspection_id: str) -> None:
        """Show this lot."""
        self._presenter.open(inspection_id)

    def _changed(self, view: LotBadgesView) -> None:
        if shiboken6.isValid(self):
            self._view = view
            self._draw(view)
            self.standing.emit(view.free)

    def _draw(self, view: LotBadgesView) -> None:
        ui, lot = self._ui, view.lot
        told = [self._told(each, view) for each in view.disputes]
        words = "\n".join(dict.fromkeys(filter(None, told)))
        held = ui.sentence(WalkError(lot.why_not, lot="")) if not words and lot.why_not else ""
        counts_held = lot.why_not == "badges_held_by_count"
        self._dispute.setText(words or (held if counts_held else ""))
        self._state.setText(
            ui.t(
                "badges.state", accepted=f"{lot.accepted:,}", count=f"{lot.count:,}",
                open=f"{lot.open:,}",
            )
        )  # fmt: skip
        self._numbers.setText("\n".join(each.words() for each in lot.spent))
        self._void.setText(ui.t("badges.void", numbers="\n".join(lot.void)))
        low = "badges.low" if view.account.low else "badges.left"
        self._left.setText(ui.t(low, left=f"{view.account.left:,}"))
        self._left.set_tone("warn" if view.account.low else "neutral")
        self.take.setText(ui.t("badges.take", open=f"{view.takeable:,}"))
        self._dispute.setVisible(bool(self._dispute.text()))
        self._state.setVisible(lot.accepted > 0)
        self._numbers.setVisible(bool(lot.spent))
        self._void.setVisible(bool(lot.void))
        self._left.setVisible(lot.accepted > 0)
        self.take.setVisible(view.takeable > 0)
        self.set_tone("hold" if self._dispute.text() else "neutral")
        self.setVisible(view.anything and (lot.accepted > 0 or bool(self._dispute.text())))

    def _told(self, dispute: Dispute, view: LotBadgesView) -> str:
        others = [each for each in dispute.parties if each.inspection != view.inspection_id]
        names = [each.station_name or each.station[:8] for each in others or dispute.parties]
        stations = self._ui.t("report.comma").join(dict.fromkeys(names))
        if dispute.kind in ("double_opening", "rival_revisions") and not dispute.ruling:
            return self._ui.t(f"badges.dispute.{dispute.kind}", stations=stations)
        if not view.free and dispute.kind == "double_opening":
            return self._ui.t("badges.dispute.set_aside", note=dispute.note)
        return ""

    def _take(self) -> None:
        if self._view is not None:
            self._presenter.take(self._view.takeable)

    def _taken(self, count: int) -> None:
        if shiboken6.isValid(self):
            self._ui.notices.accepted(self._ui.t("badges.taken", count=f"{count:,}"))
