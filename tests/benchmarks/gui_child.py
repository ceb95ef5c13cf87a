"""Windows and a central system for ``gui.stall``: ``idle``, ``work FOLDER LOT SIGNED ACTS
URL CODE``, ``central FOLDER``.

Each prints one JSON object. A window's: ``gaps``, the milliseconds between the turns of a 5 ms
timer of its GUI thread, counted while the work went on.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TICK_MS = 5
STEP_MS = 500  # an act: faster than a person works, and a key is held by the scanner filter
LONGEST_SECONDS = 90
UNIT_CODE = "6901234567892"


class Gaps:
    """A timer of the GUI thread and the time between its turns."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(round((now - self._last) * 1e3, 3))
        self._last = now


def _label_photo() -> bytes:
    from tests.fakes.label_pictures import as_jpeg, label_picture

    return as_jpeg(label_picture())


def tell(**words: Any) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def idle() -> None:
    """An empty window that measures from a line of stdin to the next."""
    from PySide6.QtCore import QSocketNotifier
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication([])
    window = QWidget()
    window.resize(640, 400)
    window.show()
    gaps = Gaps()

    def hear() -> None:
        if sys.stdin.readline().strip() == "start":
            gaps.start()
        else:
            tell(gaps=gaps.gaps)
            os._exit(0)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(hear)
    tell(ready=True)
    application.exec()


def central(folder: Path) -> None:
    """A central system with the master data of the station, until stdin ends."""
    from dataclasses import replace

    from inspector_app.bootstrap.embedded_central import start_embedded
    from inspector_app.bootstrap.master_data import MasterData
    from inspector_app.bootstrap.standards_library import shipped_documents
    from inspector_app.domain.master import Supplier
    from inspector_app.store.pins import Argon2Pins
    from tests.fakes.goods import INSPECTOR, PRODUCT
    from tests.fakes.station import ORDER, PIN, SECOND

    running = start_embedded(folder)
    running.load_master(
        MasterData(
            products=[PRODUCT, SECOND],
            suppliers=[Supplier(id="S-1", names={"zh": "供方"}, code="S1")],
            orders=[ORDER],
            people=[replace(INSPECTOR, pin_verifier=Argon2Pins().hash(PIN))],
            standards=shipped_documents(),
        )
    )
    tell(url=running.url, code=running.enrolment_code("bench"))
    sys.stdin.read()
    running.stop()


class Driver:
    """Plays an inspection by keys and scans, a step whenever the last one is done and shown."""

    def __init__(self, product: Any, running: Any, lot: str, signed: str, acts: int) -> None:
        from PySide6.QtCore import QTimer

        self.product, self.running = product, running
        self.lot, self.signed, self.limit = lot, signed, acts
        self.acts = self.reports = self.looked = self.labels_read = 0
        self.gaps = Gaps()
        self.began = time.monotonic()
        self._steps = self._script()
        self._timer = QTimer()
        self._timer.timeout.connect(self._step)
        self._report_under_way = self._reading_under_way = False
        self._label = _label_photo()

    def start(self, url: str, code: str) -> None:
        """Sign in, let the station be known, open the walk, and begin to measure."""
        from inspector_app.domain.trust import InHand

        product, tools = self.product, self.running.tools
        with self.running.station.records.reading() as work:
            person = work.master.person("U-1")
        product.desktop.ui.tasks.read(lambda: tools.sync.enrol(url, code))
        product._signed_in(person)
        product.window.show_page("walk", inspection_id=self.lot)
        self._reader = tools.live_codes(self._look, InHand())
        tell(started=True)
        self.gaps.start()
        self._timer.start(STEP_MS)

    def _look(self, codes: Any) -> None:
        self.looked += 1

    def _step(self) -> None:
        self._keep_reporting()
        self._keep_reading()
        if self.product.desktop.tasks.pending > int(self._report_under_way):
            return
        if time.monotonic() - self.began > LONGEST_SECONDS:
            tell(error=f"the inspection did not come to its end: {self.view.place}")
            os._exit(1)
        if self.acts >= self.limit or next(self._steps, None) is None:
            self._end()

    def _keep_reporting(self) -> None:
        """A PDF is always being made."""
        if self._report_under_way:
            return
        self._report_under_way = True
        tools = self.running.tools
        self.product.desktop.ui.tasks.read(
            lambda: tools.report_pdf(self.signed, "zh"), self._reported
        )

    def _keep_reading(self) -> None:
        """A label is always being read, by the process that reads the walk's photos."""
        reader = self.running.tools.label_hints._reader  # made by the walk when it opened
        if self._reading_under_way or reader is None:
            return
        self._reading_under_way = True
        reader.submit(self._label, self.running.station.clock.today(), self._was_read)

    def _was_read(self, reading: Any) -> None:
        """On the reader's thread."""
        self.labels_read += reading is not None
        self._reading_under_way = False

    def _reported(self, _: Path) -> None:
        self.reports += 1
        self._report_under_way = False

    def _end(self) -> None:
        from inspector_app.services import inspections

        self._timer.stop()
        state = inspections.load(self.running.station, self.lot).state
        tell(
            gaps=self.gaps.gaps, acts=self.acts, reports=self.reports, frames_read=self.looked,
            labels_read=self.labels_read, photos=len(state.photos), closed=state.closed is not None,
            sync=self.running.tools.sync.status().state,
        )  # fmt: skip
        os._exit(0)

    # -- the script; each yield waits

    @property
    def view(self) -> Any:
        return self.product.window.current._presenter.view

    def key(self, key: str) -> bool:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self.acts += 1
        keys = {"Enter": Qt.Key.Key_Return, "F9": Qt.Key.Key_F9}
        pressed = keys.get(key) or Qt.Key(ord(key.upper()))
        QTest.keyClick(self.product.window.windowHandle(), pressed)
        return True

    def scan(self, text: str) -> bool:
        from inspector_app.domain.scan import RawScan
        from inspector_app.services import intake
        from inspector_app.ui.context import ScanEvent

        self.acts += 1
        raw = RawScan(data=text.encode(), source="wedge")
        result = intake.read_scan(self.running.station, raw)
        self.product.window.take_scan(ScanEvent(raw=raw, result=result))
        return True

    def _script(self) -> Iterator[bool]:
        window = self.product.window
        window.activateWindow()
        while not (window.isActiveWindow() and self.view.place.item_id):  # still being filled
            yield True
        yield from map(self.key, ("F9", "1"))
        yield self.scan(UNIT_CODE)
        yield from map(self.key, ("F9", "1", "1", "1", "F9", "r", "F9", "r", "1", "1"))
        while self.view.place.stage_id == "cartons":
            yield self.scan(UNIT_CODE)
            yield from map(self.key, ("1", "1"))
        yield from map(self.key, ("F9", "r", "F9", "r", "Enter"))
        yield from map(self.key, ("1", "2", "3", "4", "Enter"))
        while self.view.mode != "done":
            yield True


def work(folder: Path, lot: str, signed: str, acts: int, url: str, code: str) -> None:
    """The product's own window and wiring with a driver in the place of a person."""
    from inspector_app.bootstrap import desktop as product
    from inspector_app.settings import data_folder

    class Driven(product._Window):
        def _opened(self, running: Any) -> None:
            super()._opened(running)
            try:
                self.driver = Driver(self, running, lot, signed, acts)
                self.driver.start(url, code)
            except BaseException:  # in a slot it would end nothing, and the parent would wait
                tell(error=traceback.format_exc())
                os._exit(1)

    product._Window = Driven  # type: ignore[misc]
    product.run_desktop(data_folder(str(folder)))


def main() -> None:
    mode, *rest = sys.argv[1:]
    if mode == "idle":
        idle()
    elif mode == "central":
        central(Path(rest[0]))
    else:
        work(Path(rest[0]), rest[1], rest[2], int(rest[3]), rest[4], rest[5])


if __name__ == "__main__":
    import structlog  # late: its import is no part of what is measured

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    main()
