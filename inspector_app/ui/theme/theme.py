"""The scheme in use, applied to the whole application and switchable while running."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from inspector_app.ui.theme.fonts import font
from inspector_app.ui.theme.style import style_sheet
from inspector_app.ui.theme.tokens import PALETTES, Palette, Scheme, Tone, ToneColours


class Theme(QObject):
    """``changed`` fires after the new scheme is applied; painted widgets then update."""

    changed = Signal()

    def __init__(self, scheme: Scheme = "light", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme = scheme

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def palette(self) -> Palette:
        return PALETTES[self._scheme]

    def tone(self, tone: Tone) -> ToneColours:
        """The colours of a meaning in the present scheme."""
        return self.palette.tone(tone)

    def apply(self, application: QApplication) -> None:
        """Dress the application; call once at start."""
        application.setStyle("Fusion")
        self._dress(application)

    def set_scheme(self, scheme: Scheme) -> None:
        """Switch; nothing happens when it is already in use."""
        if scheme == self._scheme:
            return
        self._scheme = scheme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._dress(application)
        self.changed.emit()

    def toggle(self) -> None:
        """Light to dark or back."""
        self.set_scheme("dark" if self._scheme == "light" else "light")

    def _dress(self, application: QApplication) -> None:
        application.setFont(font("body"))
        application.setPalette(_qt_palette(self.palette))
        application.setStyleSheet(style_sheet(self.palette))


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.canvas,
        role.WindowText: colours.text,
        role.Base: colours.raised,
        role.AlternateBase: colours.sunken,
        role.Text: colours.text,
        role.PlaceholderText: colours.text_faint,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.Highlight: colours.accent.solid,
        role.HighlightedText: colours.accent.on_solid,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.Link: colours.accent.ink,
    }
    for which, colour in pairs.items():
        palette.setColor(which, QColor(colour))
    return palette
