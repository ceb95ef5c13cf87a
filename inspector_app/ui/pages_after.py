"""Registers the pages of papers, correction and urgent release."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from inspector_app.services import releases
from inspector_app.services.records import Summary
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools

DEADLINE_LOOK_MS = 60_000


def register_after(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "lot_papers", "amend" and "urgent" known; views are imported when first shown."""

    def lot_papers() -> Page:
        from inspector_app.ui.presenters.lot_papers import LotPapersPresenter
        from inspector_app.ui.views.lot_papers import LotPapersPage

        return LotPapersPage(ui, LotPapersPresenter(tools, session, ui.tasks))

    def amend() -> Page:
        from inspector_app.ui.presenters.amend import AmendPresenter
        from inspector_app.ui.views.amend import AmendPage

        return AmendPage(ui, AmendPresenter(tools, session, ui.tasks))

    def urgent() -> Page:
        from inspector_app.ui.presenters.urgent import UrgentPresenter
        from inspector_app.ui.views.urgent import UrgentPage

        return UrgentPage(ui, UrgentPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="lot_papers", factory=lot_papers, under="today"))
    window.register(PageEntry(name="amend", factory=amend, under="history"))
    window.register(PageEntry(name="urgent", factory=urgent, under="desk"))
    _watch_deadlines(window, ui, tools, session)


def _watch_deadlines(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Say once when goods that were released urgently are past their deadline and not judged."""
    told: set[str] = set()

    def overdue() -> list[Summary]:
        if not session.signed_in:
            return []
        now = tools.station.clock.now()
        rows = releases.due(tools.station)
        return [row for row in rows if row.release_by is not None and row.release_by < now]

    def tell(rows: list[Summary]) -> None:
        for row in rows:
            if row.id not in told:
                told.add(row.id)
                ui.notices.attention(
                    ui.t("urgent.overdue", lot=row.lot_number, units=f"{row.released:,}")
                )

    def look() -> None:
        ui.tasks.read(overdue, tell, lambda problem: None)

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(DEADLINE_LOOK_MS)
    window.pageShown.connect(lambda _: look())
