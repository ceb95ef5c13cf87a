"""Papers made in a process of their own, so that drawing a PDF never takes the window's turn.

Python runs one thread at a time: a report made in a thread of the window delays every painted
widget (docs/benchmarks.md, ``gui.stall``). The press starts with the first paper, keeps its
libraries loaded, and ends when it was idle or the window is gone, even if the window was killed.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final, Literal, TypeAlias

from inspector_app.domain.delivery import Delivery
from inspector_app.i18n import Language
from inspector_app.settings import DataFolder
from inspector_app.ui.tools import LabelSize

IDLE_SECONDS: Final = 600.0
_Kind: TypeAlias = Literal[
    "report", "goods_tag", "exception_note", "command_sheet", "badge_cards", "scanner_sheet",
    "warehouse_label",
]  # fmt: skip
_log = logging.getLogger(__name__)


class PaperPress:
    """Prints for one data folder; each paper returns its path and may be asked from any thread.

    Refusals come back as the errors they are. When the process cannot live, papers are made here.
    """

    def __init__(self, folder: DataFolder, idle_seconds: float = IDLE_SECONDS) -> None:
        self._root = folder.root
        self._idle_seconds = idle_seconds
        self._pool: ProcessPoolExecutor | None = None
        self._rest: threading.Timer | None = None
        self._working = 0
        self._lock = threading.Lock()

    def report(self, inspection_id: str, language: Language, central_url: str) -> Path:
        """The report of a sealed inspection; WalkError, ReportError."""
        return self._make("report", inspection_id, language, central_url)

    def goods_tag(self, inspection_id: str, language: Language) -> Path:
        """As ``Documents.goods_tag``."""
        return self._make("goods_tag", inspection_id, language)

    def exception_note(self, delivery: Delivery, language: Language) -> Path:
        """As ``Documents.exception_note``."""
        return self._make("exception_note", delivery, language)

    def command_sheet(self, standard_id: str, language: Language) -> Path:
        """As ``Documents.command_sheet``."""
        return self._make("command_sheet", standard_id, language)

    def badge_cards(self, language: Language) -> Path:
        """As ``Documents.badge_cards``."""
        return self._make("badge_cards", language)

    def scanner_sheet(self, language: Language) -> Path:
        """As ``Documents.scanner_sheet``."""
        return self._make("scanner_sheet", language)

    def warehouse_label(
        self, order_id: str, line_id: str, size: LabelSize, copies: int, language: Language
    ) -> Path:
        """As ``Documents.warehouse_label``."""
        return self._make("warehouse_label", order_id, line_id, size, copies, language)

    def close(self) -> None:
        """End the process; a paper under way is finished first."""
        with self._lock:
            pool, self._pool = self._pool, None
            self._forget_rest()
        if pool is not None:
            pool.shutdown()

    def _make(self, kind: _Kind, *arguments: object) -> Path:
        for _ in range(2):  # a press that was killed is started once more
            pool = self._begin()
            try:
                return pool.submit(_paper, self._root, kind, arguments).result()
            except BrokenProcessPool:
                _log.warning("paper_press_lost")
                self._drop(pool)
            finally:
                self._end()
        return _paper(self._root, kind, arguments)

    def _begin(self) -> ProcessPoolExecutor:
        with self._lock:
            self._working += 1
            self._forget_rest()
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    max_workers=1, mp_context=multiprocessing.get_context("spawn"),
                    initializer=_begin_press,
                )  # fmt: skip
            return self._pool

    def _end(self) -> None:
        with self._lock:
            self._working -= 1
            if self._working == 0 and self._pool is not None:
                self._rest = threading.Timer(self._idle_seconds, self._end_when_idle)
                self._rest.daemon = True
                self._rest.start()

    def _end_when_idle(self) -> None:
        with self._lock:
            if self._working:
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _drop(self, lost: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is lost:
                self._pool = None
        lost.shutdown(wait=False)

    def _forget_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None


# -- in the process


def _begin_press() -> None:
    import signal

    from inspector_app.bootstrap.journal_log import route_structlog

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window ends it in order
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()
    route_structlog()
    _yield_to_the_window()


def _follow_parent() -> None:
    """End with the window, also when it was killed: nobody else would tell."""
    from multiprocessing import connection

    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(0)


def _yield_to_the_window() -> None:
    if hasattr(os, "nice"):
        os.nice(10)


def _paper(root: Path, kind: _Kind, arguments: tuple[object, ...]) -> Path:
    from inspector_app.bootstrap.documents import Documents
    from inspector_app.bootstrap.station import open_station

    with open_station(DataFolder(root)) as opened:
        make: Callable[..., Path] = getattr(Documents(opened), kind)
        return make(*arguments)
