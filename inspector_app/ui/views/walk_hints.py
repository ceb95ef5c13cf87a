"""The walk page's side of what photos suggest: news from the reader, and who shows them."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from inspector_app.services.label_hints import Watching
from inspector_app.services.label_suggestions import Seen
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.walk import WalkPresenter
from inspector_app.ui.presenters.walk_model import BatchPanel, WalkView
from inspector_app.ui.views.case_pictures import PhotoViewer, Shown
from inspector_app.ui.views.walk_batch_editor import BatchSide
from inspector_app.ui.views.walk_hint_crops import Crops, mark_of
from inspector_app.ui.views.walk_hint_strip import HintStrip
from inspector_app.ui.views.walk_questions import QuestionPage


class HintDesk(QObject):
    """Owns the strip over the questions and the pieces of photos; told of news on any thread."""

    _news = Signal()

    def __init__(self, ui: Ui, presenter: WalkPresenter, page: Page) -> None:
        super().__init__(page)
        self._ui, self._presenter, self._page = ui, presenter, page
        self._watching: Watching | None = None
        self._viewer: PhotoViewer | None = None
        self._questions: QuestionPage | None = None
        self._editor: BatchSide | None = None
        self.crops = Crops(ui, presenter.tools.views, self)
        self.strip = HintStrip(ui)
        self.strip.offerChosen.connect(lambda: presenter.press("hints"))
        self.strip.differenceChosen.connect(presenter.settle_difference)
        self._news.connect(presenter.hints_arrived, Qt.ConnectionType.QueuedConnection)
        presenter.on_hints = self._changed

    def connect_to(self, questions: QuestionPage, editor: BatchSide) -> None:
        """Who else shows suggestions."""
        self._questions, self._editor = questions, editor
        questions.enlargeWanted.connect(self.enlarge)
        editor.enlargeWanted.connect(self.enlarge)
        self._presenter.on_editor_key = editor.press_key

    def watch(self) -> None:
        """The page is shown: news are wanted."""
        self.rest()
        self._watching = self._presenter.tools.label_hints.watch(self._tell)

    def rest(self) -> None:
        """The page is left."""
        if self._viewer is not None:
            self._viewer.close_cover()
        if self._watching is not None:
            self._watching.stop()
            self._watching = None

    def _tell(self) -> None:
        """On any thread; the page may be gone by now."""
        if shiboken6.isValid(self):
            self._news.emit()

    # -- showing

    def _changed(self, view: WalkView) -> None:
        """Only suggestions have changed: nothing else is drawn again."""
        if not shiboken6.isValid(self):
            return
        self.show_view(view)
        if self._questions is not None and view.mode == "questions":
            self._questions.show_hints(view)

    def show_view(self, view: WalkView) -> None:
        """The strip, and the editor where it is open."""
        batches = len(view.batches)
        self.strip.show_hints(view.hints, batches=batches, free=view.panel is None)
        if isinstance(view.panel, BatchPanel) and self._editor is not None:
            self._editor.show_hints(view.hints.editor, reading=view.hints.reading > 0)

    def enlarge(self, seen: object) -> None:
        """The whole photo, with the place marked."""
        if not isinstance(seen, Seen):
            return
        if self._viewer is None:
            self._viewer = PhotoViewer(self._ui, self._presenter.tools.views, self._page)
        title = self._ui.t("hints.offer.title")
        shown = Shown(sha256=seen.sha256, title=title, facts="", marks=(mark_of(seen, ""),))
        self._viewer.open_photo([shown], seen.sha256)
