"""A program that starts, paints and tells when: ``bare`` or ``sign_in FOLDER``.

Prints one JSON object of seconds on the clock ``time.monotonic``, which is one for all processes:
``painted`` when the event loop is back from the first paint of the window, ``key`` when a key
(the space bar on a person's tile) did what it should, ``opened`` when the pages were registered.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

MARKS: dict[str, float] = {}


def mark(name: str) -> None:
    """Note the time of the first call under ``name``."""
    MARKS.setdefault(name, time.monotonic())


def end() -> None:
    """Tell and leave at once: what a program does at its end is not measured."""
    sys.stdout.write(json.dumps(MARKS) + "\n")
    sys.stdout.flush()
    os._exit(0)


def bare() -> None:
    """The least a PySide6 program can do: an empty window, a key."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painter = QPainter(self)
            painter.drawText(40, 40, "Inspector")
            painter.end()
            QTimer.singleShot(0, painted)

        def keyPressEvent(self, event: QKeyEvent) -> None:
            mark("key")
            end()

    def painted() -> None:
        from PySide6.QtTest import QTest

        mark("painted")
        QTest.keyClick(window, " ")

    application = QApplication([])
    window = Window()
    window.resize(1280, 800)
    window.show()
    application.exec()


def sign_in(folder: Path) -> None:
    """The product's own start, watched from outside of it."""
    from inspector_app.bootstrap import desktop as product

    class Watched(product.Desktop):
        def listen(self, window, *given):  # type: ignore[no-untyped-def]
            watch(window, self.ui)
            return super().listen(window, *given)

    class WatchedWindow(product._Window):
        def _opened(self, running):  # type: ignore[no-untyped-def]
            super()._opened(running)
            mark("opened")

    product.Desktop = Watched  # type: ignore[misc]
    product._Window = WatchedWindow  # type: ignore[misc]
    from inspector_app.settings import data_folder

    product.run_desktop(data_folder(str(folder)))


def watch(window, ui) -> None:  # type: ignore[no-untyped-def]
    """Look for the first paint, then press the first person's tile, then wait for the station."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer

    from inspector_app.ui.widgets.people import PersonTile

    class Paints(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                window._sign_in_page.removeEventFilter(self)
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        mark("painted")
        looking.start(2)

    def look() -> None:
        if "key" not in MARKS:
            tiles = window.findChildren(PersonTile)
            if tiles:
                from PySide6.QtTest import QTest

                tiles[0].setFocus()
                QTest.keyClick(tiles[0], Qt.Key.Key_Space)
                if window._sign_in_page._presenter.state.chosen is not None:
                    mark("key")
        elif "opened" in MARKS:
            end()

    paints = Paints(window)
    window._sign_in_page.installEventFilter(paints)
    looking = QTimer(window)
    looking.timeout.connect(look)


def main() -> None:
    if sys.argv[1] == "bare":
        bare()
    else:
        sign_in(Path(sys.argv[2]))


if __name__ == "__main__":
    main()
