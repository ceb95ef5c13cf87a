"""The frame every page shares, and the protocol the shell relies on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QScroller, QVBoxLayout, QWidget

from inspector_app.domain.trust import InHand
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.theme.tokens import SCROLL_BAR, SPACE
from inspector_app.ui.widgets.surfaces import ActionBar, PageHeader


class Page(QWidget):
    """Header, body, action bar.

    Subclasses fill ``body`` (a QVBoxLayout) once in ``__init__``, set their texts in
    ``retranslate`` and end ``__init__`` with ``self.retranslate()``. Static texts are easier with
    ``ui.say(label.setText, "page.key")``, which follows the language by itself.

    ``navigate(name, arguments)`` asks the shell for another page; ``backWanted`` for the one
    before; ``cameraWanted`` for the panel that reads codes; ``cropWanted(read)`` for pointing at
    the code of a picture, whose bytes ``read()`` gives on a worker thread.
    """

    navigate = Signal(str, dict)
    backWanted = Signal()
    cameraWanted = Signal()
    cropWanted = Signal(object)

    def __init__(
        self, ui: Ui, *, back: bool = False, scroll: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.ui = ui
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.header = PageHeader(ui, back=back, parent=self)
        self.header.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.m)
        self.header.backChosen.connect(self.backWanted)
        outer.addWidget(self.header)
        content = QWidget(self)
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.l)
        self.body.setSpacing(SPACE.l)
        if scroll:
            area = QScrollArea(self)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(content)
            area.verticalScrollBar().rangeChanged.connect(self._keep_margin)
            QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
            outer.addWidget(area, 1)
        else:
            outer.addWidget(content, 1)
        self.bar = ActionBar(ui, self)
        outer.addWidget(self.bar)
        ui.texts.languageChanged.connect(self.retranslate)
        ui.theme.changed.connect(self.restyle)

    def _keep_margin(self, _: int, last: int) -> None:
        """The scroll bar takes its room from the margin, so that both sides stay equal."""
        right = SPACE.xl - SCROLL_BAR if last > 0 else SPACE.xl
        self.body.setContentsMargins(SPACE.xl, 0, right, SPACE.l)

    def retranslate(self) -> None:
        """Set every text again; called after a change of language. Never rebuild here."""

    def restyle(self) -> None:
        """Recolour what was coloured by hand; our widgets follow the theme by themselves."""

    def arrive(self, **arguments: Any) -> None:
        """The page is about to be shown; load what ``arguments`` name, off the GUI thread."""

    def may_leave(self) -> bool:
        """False keeps the page: it then shows by itself why (a ConfirmBar, never a dialog)."""
        return True

    def leave(self) -> None:
        """The page was left."""

    def in_hand(self) -> InHand:
        """What a code in view is expected to be of."""
        return InHand()

    def on_scan(self, event: ScanEvent) -> bool:
        """Take a scan; False passes it on to the shell's default handler."""
        return False
