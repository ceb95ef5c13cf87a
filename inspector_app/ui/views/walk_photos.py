"""The walk's photos at full size over the page, and the code in one of them."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.walk import WalkPresenter
from inspector_app.ui.views.case_pictures import PhotoViewer, Shown
from inspector_app.ui.views.walk_words import shot_word


class WalkPhotos:
    """Opens the viewer over ``page``; a code to read goes the way of ``page.cropWanted``."""

    def __init__(self, ui: Ui, presenter: WalkPresenter, page: Page) -> None:
        self._ui, self._presenter, self._page = ui, presenter, page
        self._viewer: PhotoViewer | None = None

    def look_at(self, sha256: str) -> None:
        """One photo of the question in hand, with the others to turn to."""
        if self._viewer is None:
            self._viewer = PhotoViewer(self._ui, self._presenter.tools.views, self._page)
            self._viewer.offer_reading()
            self._viewer.readWanted.connect(self._read_code)
        view = self._presenter.view
        asked = self._ui.pick(view.current.item.names) if view.current is not None else ""
        shown = [
            Shown(sha256=slot.sha256, title=shot_word(self._ui, slot.shot), facts=asked)
            for slot in view.slots
            if slot.taken
        ]
        self._viewer.open_photo(shown, sha256)

    def close(self) -> None:
        """The page is left."""
        if self._viewer is not None:
            self._viewer.close_cover()

    def _read_code(self, sha256: str) -> None:
        """The code in a photo, as any scan; a person points where it is unclear."""
        files = self._presenter.tools.station.files
        read: Callable[[], bytes] = lambda: files.path(sha256).read_bytes()  # noqa: E731
        self._page.cropWanted.emit(read)
