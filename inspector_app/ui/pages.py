"""All pages of the window, and what runs beside them."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from inspector_app.domain.rights import may
from inspector_app.services import calendar_doubt
from inspector_app.services.calendar_doubt import ClockDoubt
from inspector_app.ui.context import Notice, Ui
from inspector_app.ui.pages_after import register_after
from inspector_app.ui.pages_compare import register_compare
from inspector_app.ui.pages_desk import register_desk
from inspector_app.ui.pages_evidence import register_evidence
from inspector_app.ui.pages_intake import register_intake
from inspector_app.ui.pages_photos import register_photos
from inspector_app.ui.pages_rules import register_rules
from inspector_app.ui.pages_severity import register_severity
from inspector_app.ui.pages_standards import register_standards
from inspector_app.ui.pages_walk import register_walk
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.tools import SyncStatus, Tools

SYNC_LOOK_MS = 2_000
FIRST_PAGES = ("today", "desk", "summary")


def register_all(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make every page known; views are built when they are first shown."""
    register_intake(window, ui, tools, session)
    register_walk(window, ui, tools, session)
    register_desk(window, ui, tools, session)
    register_after(window, ui, tools, session)
    register_compare(window, ui, tools, session)
    register_photos(window, ui, tools, session)
    register_severity(window, ui, tools, session)
    register_rules(window, ui, tools, session)
    register_standards(window, ui, tools, session)
    register_evidence(window, ui, tools, session)
    watch_sync(window, ui, tools)
    watch_clock(window, ui, tools, session)


def watch_sync(window: MainWindow, ui: Ui, tools: Tools) -> None:
    """Keep the corner's sync badge true; looks off the GUI thread."""
    timer = QTimer(window)

    def show(status: SyncStatus) -> None:
        window.strip.sync.set_state(status.state, status.waiting_events + status.waiting_photos)

    timer.timeout.connect(lambda: ui.tasks.read(tools.sync.status, show))
    timer.start(SYNC_LOOK_MS)
    ui.tasks.read(tools.sync.status, show)


def watch_clock(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Tell of a doubtful date where work begins and ends; a supervisor confirms it there."""

    def confirmed(_: object) -> None:
        ui.notices.accepted(ui.t("clock.confirmed", today=tools.station.clock.today().isoformat()))

    def confirm() -> None:
        person = session.person
        ui.tasks.write(lambda: calendar_doubt.confirm(tools.station, person), confirmed, ui.refuse)

    def tell(found: ClockDoubt | None) -> None:
        if found is None or not session.signed_in:
            return
        allowed = may(session.person, "confirm_date")
        text = ui.t(
            "clock.doubt", today=found.today.isoformat(), believed=found.believed.isoformat()
        )
        ui.notices.post(
            Notice(
                tone="attention", text=text, action=ui.t("clock.confirm") if allowed else "",
                act=confirm if allowed else None, lasting=True,
            )
        )  # fmt: skip

    def look(page: str) -> None:
        if page in FIRST_PAGES:
            ui.tasks.read(lambda: calendar_doubt.doubt(tools.station), tell)

    window.pageShown.connect(look)
