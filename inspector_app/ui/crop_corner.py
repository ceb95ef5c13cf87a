"""Pointing at codes of pictures, from wherever a picture comes: a page, the camera, a dropped
file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from inspector_app.domain.scan import RawScan
from inspector_app.ui.camera_corner import PAGES, CameraCorner
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.camera_panel import Asked
from inspector_app.ui.presenters.code_crop import CodeCropPresenter, Request
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.tools import Tools
from inspector_app.ui.views.code_crop import CodeCropCover, look_at
from inspector_app.ui.views.picture_file import read_picture_file

PICTURES = (".jpg", ".jpeg", ".png", ".webp")


class CropCorner(QObject):
    """Opens the cover over the page. ``take`` is the way of every scan."""

    def __init__(
        self,
        window: MainWindow,
        ui: Ui,
        tools: Tools,
        take: Callable[[RawScan], None],
        camera: CameraCorner,
    ) -> None:
        super().__init__(window)
        self._window, self._tools, self._camera = window, tools, camera
        self._again = False  # the camera's panel was open: back to it
        self.presenter = CodeCropPresenter(tools, ui.tasks)
        self.presenter.on_take = take
        self.presenter.on_closed = self._closed
        self.presenter.on_refused = ui.refuse
        self._cover: CodeCropCover | None = None
        self._ui = ui
        window.cropWanted.connect(self.open)
        window.pageShown.connect(lambda _: self._forget())
        window.locked.connect(lambda _: self._forget())
        window.closing.connect(self._forget)
        window.scanCame.connect(self._forget)
        camera.panel.cropWanted.connect(self.freeze)
        camera.panel.askWanted.connect(self.freeze)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def cover(self) -> CodeCropCover:
        """The cover; made at its first use."""
        if self._cover is None:
            self._cover = CodeCropCover(self._ui, self.presenter, self._window.stack)
        return self._cover

    def open(self, read: Callable[[], bytes]) -> None:
        """The code of a picture: a single one that can be believed is taken at once, else a
        person points at it. ``read`` runs on a worker thread."""
        self._open(read, choose=False)

    def freeze(self, asked: Asked | None = None) -> None:
        """Point at the code of what the camera sees now, or compare one with the print."""
        source = self._tools.camera()
        if source is None:
            return
        panel = self._camera.panel
        panel.pause()
        self.presenter.on_read = panel.close_panel  # the camera rests only when the still is here
        self._again = True
        self._open(source.still, asked=asked, choose=asked is None)

    def _open(self, read: Callable[[], bytes], *, asked: Asked | None = None, choose: bool) -> None:
        page = self._window.current
        if page is None or self._window.person is None:
            return
        _ = self.cover  # made now, it hears of every change
        self.presenter.open(
            Request(read=read, look=look_at, in_hand=page.in_hand(), asked=asked, choose=choose)
        )

    def _closed(self, taken: bool) -> None:
        self.presenter.on_read = lambda: None
        page = self._window.current
        if page is not None:  # its keys work again
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        again, self._again = self._again, False
        if again:
            self._camera.panel.close_panel()
        if again and not taken:
            self._camera.toggle()

    def _forget(self) -> None:
        self._again = False
        self.presenter.close()

    # -- dropped files

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDropEvent):
            file = _dropped(event)
            if file is None or self._window.current_name not in PAGES:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.open(partial(read_picture_file, file))
            return True
        return False


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """The picture file being dragged, if it is one."""
    for url in event.mimeData().urls():
        file = Path(url.toLocalFile())
        if url.isLocalFile() and file.suffix.lower() in PICTURES:
            return file
    return None
