"""Registers the pages from today to the opened lot, and what a scan anywhere means."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_intake(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> Finder:
    """Make today, order, choose, dock and lot known; scans no page takes go to the finder."""
    finder = Finder(tools, session, ui.tasks)
    pages = _Pages(ui, tools, session, finder)
    entries = (
        PageEntry(name="today", factory=pages.today, icon="today", text="shell.nav.today"),
        PageEntry(name="order", factory=pages.order, under="today"),
        PageEntry(name="choose", factory=pages.choose, under="today"),
        PageEntry(name="dock", factory=pages.dock, under="today"),
        PageEntry(name="lot", factory=pages.lot, under="today"),
    )
    for entry in entries:
        window.register(entry)
    from inspector_app.ui.views.telling import say_found

    finder.on_go = lambda page, arguments: _show(window, page, arguments)
    finder.on_say = lambda said: say_found(ui, said)
    finder.on_refused = ui.refuse
    finder.on_doubt = window.cropWanted.emit
    window.default_scan = finder.find_anywhere
    return finder


def _show(window: MainWindow, page: str, arguments: object) -> None:
    assert isinstance(arguments, dict)
    window.show_page(page, **arguments)


class _Pages:
    """Makes each page when it is first shown; views are imported there, for a quick start."""

    def __init__(self, ui: Ui, tools: Tools, session: Session, finder: Finder) -> None:
        self._ui, self._tools, self._session, self._finder = ui, tools, session, finder

    def today(self) -> Page:
        from inspector_app.ui.presenters.today import TodayPresenter
        from inspector_app.ui.views.today import TodayPage

        presenter = TodayPresenter(self._tools, self._session, self._ui.tasks, self._finder)
        return TodayPage(self._ui, presenter)

    def order(self) -> Page:
        from inspector_app.ui.presenters.order import OrderPresenter
        from inspector_app.ui.views.order import OrderPage

        presenter = OrderPresenter(self._tools, self._session, self._ui.tasks, self._finder)
        return OrderPage(self._ui, presenter)

    def choose(self) -> Page:
        from inspector_app.ui.presenters.choose import ChoosePresenter
        from inspector_app.ui.views.choose import ChoosePage

        return ChoosePage(self._ui, ChoosePresenter(self._tools, self._finder))

    def dock(self) -> Page:
        from inspector_app.ui.presenters.dock import DockPresenter
        from inspector_app.ui.views.dock import DockPage

        return DockPage(self._ui, DockPresenter(self._tools, self._session, self._ui.tasks))

    def lot(self) -> Page:
        from inspector_app.ui.presenters.lot import LotPresenter
        from inspector_app.ui.views.lot import LotPage

        presenter = LotPresenter(self._tools, self._session, self._ui.tasks, self._finder)
        return LotPage(self._ui, presenter)
