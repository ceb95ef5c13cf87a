"""A window for ``scan.screen``: ``FOLDER CODE…``. For each number N read from stdin it scans N
codes, each from the page of today, and prints their milliseconds as one JSON line.

A scan is typed as keys into the window; the clock runs from its last key until the lot page with
that product has been painted.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from inspector_app.ui.widgets.text import Text

REST_MS = 400
"""Between two scans: the page of today has been read by then, and nothing else is under way."""
GAP_MS = 5
TOO_LONG_MS = 20_000


class Watch:
    """Paints of the lot page, once the product that was scanned is on it."""

    def __init__(self, product: Any) -> None:
        from PySide6.QtCore import QObject

        watch = self

        class Filter(QObject):
            def eventFilter(self, watched: Any, event: Any) -> bool:
                watch.seen(event)
                return False

        self._filter = Filter()
        self._product = product
        self._page: Any = None
        self.wanted = ""
        self.done: Any = None

    def seen(self, event: Any) -> None:
        from PySide6.QtCore import QEvent, QTimer

        if event.type() != QEvent.Type.Paint or not self.wanted or not self._shown():
            return
        self.wanted = ""
        QTimer.singleShot(0, self.done)  # this turn's picture is out then

    def _shown(self) -> bool:
        choice = self._page._presenter.state.choice
        return choice is not None and choice.product.codes[0].code.endswith(self.wanted)

    def follow(self) -> None:
        """Watch the lot page as soon as there is one."""
        window = self._product.window
        if self._page is None:
            self._page = window.page("lot")
            self._page.header.installEventFilter(self._filter)
            from inspector_app.ui.views.product_card import ProductCard

            for card in self._page.findChildren(ProductCard):
                card.installEventFilter(self._filter)


class Driver:
    """Scans on demand."""

    def __init__(self, product: Any, running: Any, codes: list[str]) -> None:
        from PySide6.QtCore import QSocketNotifier, QTimer

        self.product, self.running = product, running
        self.codes: Iterator[str] = cycle(codes)
        self.watch = Watch(product)
        self.watch.done = self._painted
        self.times: list[float] = []
        self.cpu: list[float] = []
        self.left = 0
        self._begun = self._cpu = 0.0
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._hear)
        self._guard = QTimer()
        self._guard.setSingleShot(True)
        self._guard.timeout.connect(self._give_up)
        with running.station.records.reading() as work:
            person = work.master.person("U-1")
        product._signed_in(person)
        QTimer.singleShot(3_000, self._ready)  # what is loaded after the first paint

    def _ready(self) -> None:
        self.product.window.activateWindow()
        self.watch.follow()
        tell(ready=True)

    def _hear(self) -> None:
        line = sys.stdin.readline()
        if not line:
            os._exit(0)
        self.left, self.times, self.cpu = int(line), [], []
        self._again()

    def _again(self) -> None:
        from PySide6.QtCore import QTimer

        self.product.window.show_page("today")
        QTimer.singleShot(REST_MS, self._scan)

    def _scan(self) -> None:
        from PySide6.QtCore import Qt

        code = next(self.codes)
        self._guard.start(TOO_LONG_MS)
        # Stamped as a scanner's keys are: 5 ms apart, the last one now.
        start = time.monotonic_ns() // 1_000_000 - GAP_MS * len(code)
        for at, sign in enumerate(code):
            self._press(Qt.Key(ord(sign)), sign, start + GAP_MS * at)
        self.watch.wanted = code
        self._cpu = time.process_time()
        self._begun = time.perf_counter()
        self._press(Qt.Key.Key_Return, "\r", start + GAP_MS * len(code))

    def _press(self, key: Any, text: str, stamp_ms: int) -> None:
        from PySide6.QtCore import QCoreApplication, QEvent, Qt
        from PySide6.QtGui import QKeyEvent

        window = self.product.window.windowHandle()
        none = Qt.KeyboardModifier.NoModifier
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        for kind in kinds:
            event = QKeyEvent(kind, int(key), none, text)
            event.setTimestamp(stamp_ms)
            QCoreApplication.sendEvent(window, event)

    def _give_up(self) -> None:
        bar = self.product.window.notice_bar
        shown = [part.text() for part in bar.findChildren(Text)]
        tell(problem=f"{self.watch.wanted} led to {self.product.window.current_name}: {shown}")
        os._exit(3)

    def _painted(self) -> None:
        self._guard.stop()
        self.times.append(round((time.perf_counter() - self._begun) * 1e3, 3))
        self.cpu.append(round((time.process_time() - self._cpu) * 1e3, 3))
        self.left -= 1
        if self.left > 0:
            self._again()
        else:
            tell(ms=self.times, cpu_ms=self.cpu)


def tell(**words: Any) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main() -> None:
    from inspector_app.bootstrap import desktop as product
    from inspector_app.settings import data_folder

    place, *codes = sys.argv[1:]

    class Driven(product._Window):
        def _opened(self, running: Any) -> None:
            super()._opened(running)
            self.driver = Driver(self, running, codes)

    product._Window = Driven  # type: ignore[misc]
    product.run_desktop(data_folder(str(Path(place))))


if __name__ == "__main__":
    main()
