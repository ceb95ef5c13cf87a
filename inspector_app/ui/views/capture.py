"""Taking a picture: by the bench camera where there is one, else from files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtWidgets import QWidget

from inspector_app.services.ports import FrameSource
from inspector_app.ui.context import Ui
from inspector_app.ui.views.picture_file import choose_pictures, read_picture_file
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.frame_relay import FrameRelay
from inspector_app.ui.widgets.side_panel import SidePanel

WIDTH = 440
Reads: TypeAlias = Sequence[Callable[[], bytes]]


class CapturePanel(SidePanel):
    """``ask(title, take)``: ``take`` gets functions that read the bytes, to be called off the
    GUI thread. Without a camera the file dialog opens at once."""

    def __init__(self, ui: Ui, camera: Callable[[], FrameSource | None], page: QWidget) -> None:
        super().__init__(ui, width=WIDTH)
        self._ui, self._find, self._page = ui, camera, page
        self._camera: FrameSource | None = None
        self._take: Callable[[Reads], None] = lambda reads: None
        self._frames = FrameRelay(self)
        self._frames.longest = round(WIDTH * self.devicePixelRatioF())
        self._view: QWidget | None = None
        self.shoot = PrimaryButton(ui, icon="camera", hint="F9", large=False)
        ui.say(self.shoot.setText, "capture.shoot")
        self.shoot.clicked.connect(self._shoot)
        files = Button(ui, icon="folder")
        ui.say(files.setText, "capture.files")
        files.clicked.connect(self._choose_files)
        self.foot.addWidget(files)
        self.foot.addStretch(1)
        self.foot.addWidget(self.shoot)
        self.closed.connect(self.rest)

    def ask(self, title: str, take: Callable[[Reads], None]) -> None:
        """Let a person take or choose pictures."""
        self._take = take
        camera = self._find()
        if camera is None:
            self._choose_files()
            return
        self._camera = camera
        self._show_camera(camera)
        self.open_panel(title)

    def rest(self) -> None:
        """Give the camera back."""
        if self._camera is not None:
            self._camera.stop()
            self._camera = None

    def _show_camera(self, camera: FrameSource) -> None:
        if self._view is None:
            from inspector_app.ui.widgets.camera_view import CameraView  # slow to load

            view = CameraView(self._ui)
            view.setFixedHeight(270)
            self._frames.arrived.connect(view.show_image)
            self.body.addWidget(view)
            self.body.addStretch(1)
            self._view = view
        camera.start(self._frames.offer)

    def _shoot(self) -> None:
        if self._camera is not None:
            self._take([self._camera.still])

    def _choose_files(self) -> None:
        choose_pictures(self._ui, self._page, self.take_files, several=True)

    def take_files(self, files: list[Path]) -> None:
        """Take the pictures of these files."""
        self._take([partial(read_picture_file, file) for file in files])
