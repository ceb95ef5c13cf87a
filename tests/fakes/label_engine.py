"""Recognition engines and text rules for tests of label reading; importable in the reading
process, where they are called by name."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from inspector_app.domain.label_text.reading import (
    LabelProblem,
    LabelReading,
    TextPass,
)
from inspector_app.ocr.engine import EngineMissingError, Words
from inspector_app.ocr.reading import Judge


class OneLineEngine:
    """Finds one line across the middle of every picture. What it does on reading, the picture
    decides: its mean brightness is the order."""

    READ, CRASH, HANG, FAIL = 250, 40, 80, 120

    def __init__(self, threads: int) -> None:
        self.threads = threads

    def find(self, pixels: Any, side: int) -> Any:
        height, width = pixels.shape[:2]
        self._obey(int(pixels.mean()))
        box = [[10, height / 2], [width - 10, height / 2], [width - 10, height / 2 + 20],
               [10, height / 2 + 20]]  # fmt: skip
        return np.array([box], dtype=np.float32)

    def upside_down(self, strips: Sequence[Any]) -> list[float]:
        return [0.0 for _ in strips]

    def read(self, strips: Sequence[Any]) -> list[Words]:
        return [Words(f"threads {self.threads}", 1.0) for _ in strips]

    def _obey(self, order: int) -> None:
        if abs(order - self.CRASH) < 5:
            os._exit(3)
        if abs(order - self.HANG) < 5:
            time.sleep(600)
        if abs(order - self.FAIL) < 5:
            raise RuntimeError("this picture is too much for the engine")


class InkEngine:
    """Finds the grey bars of a picture and reads their brightness. A bar whose left end is
    brighter than its right one stands on its head."""

    def __init__(self, doubt: float | None = None) -> None:
        self.doubt = doubt
        self.searches = 0

    def find(self, pixels: Any, side: int) -> Any:
        import cv2

        self.searches += 1
        _, _, stats, _ = cv2.connectedComponentsWithStats((pixels[:, :, 0] > 0).astype(np.uint8))
        boxes = [
            [[x, y], [x + w, y], [x + w, y + h], [x, y + h]] for x, y, w, h, _ in stats[1:].tolist()
        ]
        return np.array(boxes, dtype=np.float32).reshape(-1, 4, 2)

    def upside_down(self, strips: Sequence[Any]) -> list[float]:
        if self.doubt is not None:
            return [self.doubt for _ in strips]
        return [0.95 if self._headlong(each) else 0.05 for each in strips]

    def read(self, strips: Sequence[Any]) -> list[Words]:
        return [
            Words(str(int(each.max())), 0.4 if self._headlong(each) else 0.9) for each in strips
        ]

    @staticmethod
    def _headlong(pixels: Any) -> bool:
        half = pixels.shape[1] // 2
        return bool(pixels[:, :half].mean() > pixels[:, half:].mean())


def no_engine(threads: int) -> OneLineEngine:
    """As on a machine where nothing is installed."""
    raise EngineMissingError("no models")


def lines_only() -> Judge:
    """Rules that pass the lines on, and tell as problems what the process has loaded."""

    def judge(passes: Sequence[TextPass], width: int, height: int, today: date) -> LabelReading:
        loaded = tuple(
            LabelProblem(code="loaded", text=name)
            for name in ("PySide6", "sqlalchemy", "onnxruntime", "rapidocr")
            if name in sys.modules
        )
        nice = os.nice(0) if hasattr(os, "nice") else 0
        facts = (
            LabelProblem(code="process", text=str(os.getpid())),
            LabelProblem(code="nice", text=str(nice)),
        )
        lines = tuple(line for each in passes for line in each.lines)
        return LabelReading(width=width, height=height, lines=lines, problems=loaded + facts)

    return judge


def plain_picture(brightness: int, *, width: int = 400, height: int = 300) -> bytes:
    """A PNG of one grey."""
    import cv2

    done, data = cv2.imencode(".png", np.full((height, width, 3), brightness, dtype=np.uint8))
    assert done
    return bytes(data)


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it became true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return true()


def alive(pid: int) -> bool:
    """Whether a process lives (a zombie does not)."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
