"""Label reading put together: the engine, the text rules, and the process for them.

The functions given to the process are imported there by name: nothing here may import a window
system.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from inspector_app.domain.errors import PhotoError
from inspector_app.domain.label_text.reading import LabelReading, TextPass
from inspector_app.ocr.engine import Engine, EngineMissingError
from inspector_app.ocr.process import Bounds, LabelProcess
from inspector_app.ocr.reading import Judge, PhotoReader
from inspector_app.services.ports import PhotoGuard

SECONDS = 2 * Bounds().picture_seconds
"""Of processor time for a picture of a command: two threads, and nobody at a bench waits."""


def label_process() -> LabelProcess:
    """The ``LabelReader`` of a station; it starts its process with the first picture or walk."""
    return LabelProcess(text_rules)


def text_rules() -> Judge:
    """What the passes over a picture mean, by the shipped tables."""
    from inspector_app.bootstrap.tables import label_tables
    from inspector_app.domain.label_text.read_label import read_label

    tables = label_tables()

    def judge(passes: Sequence[TextPass], width: int, height: int, today: date) -> LabelReading:
        return read_label(passes, width, height, today, tables)

    return judge


def read_file(path: Path, guard: PhotoGuard, today: date) -> LabelReading:
    """Read a picture file here, without a process of its own: for commands.

    Raises PhotoError: the guard's codes, ``picture_unreadable``, ``truncated_picture``,
    ``label_engine_missing``.
    """
    try:
        data = path.read_bytes()
    except OSError as refusal:
        raise PhotoError("picture_unreadable", file=str(path)) from refusal
    guard.inspect(data)
    reader = _reader()
    spent = time.process_time()
    reading = reader.read(data, today, lambda: time.process_time() - spent > SECONDS)
    if reading is None:
        raise PhotoError("truncated_picture")
    return reading


@cache
def _reader() -> PhotoReader:
    try:
        return PhotoReader(Engine(threads=2), text_rules())
    except EngineMissingError as problem:
        raise PhotoError("label_engine_missing", detail=str(problem)) from problem
