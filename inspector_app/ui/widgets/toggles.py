"""Language and light/dark, one press each, always in view."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.buttons import GhostButton


class LanguageToggle(GhostButton):
    """Shows the other language's own name and switches to it."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, icon="language", parent=parent)
        ui.say(self.setText, "ui.language_toggle")
        ui.say(self.setToolTip, "ui.language_toggle_hint")
        texts = ui.texts
        self.clicked.connect(lambda: texts.set_language("en" if texts.language == "zh" else "zh"))


class ThemeToggle(GhostButton):
    """A moon while it is light, a sun while it is dark."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent=parent)
        self._show()
        ui.theme.changed.connect(self._show)
        self.clicked.connect(ui.theme.toggle)

    def _show(self) -> None:
        light = self._ui.theme.scheme == "light"
        self.set_icon("moon" if light else "sun")
        key = "ui.theme_dark" if light else "ui.theme_light"
        self._ui.say(self.setToolTip, key)
        self._ui.say(self.setAccessibleName, key)
