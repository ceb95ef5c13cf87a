"""The reading process: it reads one picture at a time until its pipe closes.

It holds no window system and no database, and it never outlives the station.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeAlias

from inspector_app.ocr.engine import Engine, EngineMissingError
from inspector_app.ocr.lines import Recogniser
from inspector_app.ocr.messages import Answer, Job, Missing, Ready, encode, to_child
from inspector_app.ocr.reading import Judge, PhotoReader

_log = logging.getLogger(__name__)

MakeJudge: TypeAlias = Callable[[], Judge]
MakeEngine: TypeAlias = Callable[[int], Recogniser]


def serve(pipe: Connection, make_judge: MakeJudge, make_engine: MakeEngine = Engine) -> None:
    """Answer jobs until the other end closes. ``make_engine`` takes the number of threads."""
    _step_back()
    _follow_the_parent()
    bench = _Bench(make_judge, make_engine)
    try:
        pipe.send_bytes(encode(Ready()))
        while True:
            message = to_child(pipe.recv_bytes())
            try:
                bench.prepare(message.threads)
            except EngineMissingError as problem:
                pipe.send_bytes(encode(Missing(str(problem))))
                return
            if isinstance(message, Job):
                pipe.send_bytes(encode(bench.answer(message)))
    except (EOFError, OSError):  # the station is gone or wants no more
        return


class _Bench:
    """The engine that is loaded, exchanged when another number of threads is wanted."""

    def __init__(self, make_judge: MakeJudge, make_engine: MakeEngine) -> None:
        self._make_judge = make_judge
        self._make_engine = make_engine
        self._threads = 0
        self._reader: PhotoReader | None = None

    def prepare(self, threads: int) -> None:
        """Have an engine with so many threads. Raises EngineMissingError."""
        if self._reader is not None and self._threads == threads:
            return
        judge = self._reader.judge if self._reader else self._make_judge()
        self._reader = None  # two sets of models at once would need twice the memory
        self._reader = PhotoReader(self._make_engine(threads), judge)
        self._threads = threads

    def answer(self, job: Job) -> Answer:
        """Read the picture; one that the engine chokes on has no reading."""
        assert self._reader is not None
        begun, spent = time.monotonic(), time.process_time()
        reading = None
        try:
            reading = self._reader.read(
                job.data, job.today, lambda: time.process_time() - spent > job.seconds
            )
        except Exception:  # edge of the process: one picture must not end it
            _log.exception("a picture could not be read")
        return Answer(job.number, reading, time.monotonic() - begun, megabytes())


def megabytes() -> int:
    """Most memory this process has held; 0 where it cannot be told."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most // (1024 * 1024 if sys.platform == "darwin" else 1024))


def _step_back() -> None:
    """Lowest priority: whatever else the machine has to do comes first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the station
    if sys.platform == "win32":
        import ctypes

        idle_priority_class = 0x40
        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p  # a handle is wider than an int
        kernel.SetPriorityClass.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), idle_priority_class)
    else:
        os.nice(19)


def _follow_the_parent() -> None:
    """End at once when the station does, even in the middle of a picture."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=wait, name="follow-the-parent", daemon=True).start()
