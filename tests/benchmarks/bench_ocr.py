"""Reading labels: our two passes with all around them, beside the bare engine calls in them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from inspector_app.bootstrap.label_reading import text_rules
from inspector_app.ocr.engine import Engine
from inspector_app.ocr.reading import PhotoReader
from inspector_app.ocr.view import read_photo, scaled
from inspector_app.ocr.worker import megabytes
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.label_pictures import as_jpeg, label_picture

TODAY = date(2026, 11, 22)
MAKER = Path(__file__).resolve().parents[2] / "packaging" / "make_label_photos.py"


def _labels(size: Size) -> list[bytes]:
    """Photos of labels by the repository's generator; a drawn one for a smoke run."""
    if size == "smoke":
        return [as_jpeg(label_picture(width=800, height=575, size=24))]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, str(MAKER), folder, "--count", "24", "--seed", "20263"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return [path.read_bytes() for path in sorted(Path(folder).glob("*.jpg"))]


def _spent(act: Callable[[], Any]) -> float:
    """Processor seconds of this process: other work on the machine does not count."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _inputs(data: bytes) -> tuple[Any, Any]:
    """What the two bare calls are given, ready: half size, and 0.7 with a slight blur."""
    import cv2

    photo = read_photo(data)
    assert photo is not None
    first = min(1.0, 800 / photo.view.longest)
    large = scaled(photo.view, 1.4 * first).pixels
    return scaled(photo.view, first).pixels, cv2.GaussianBlur(large, (0, 0), 0.8)


@benchmark("ocr.label", unit="ratio", budget="<= 1.15")
def label(size: Size) -> Figure:
    """Bytes → fields by two passes, ÷ the two bare engine calls on prepared pixels, in processor
    time, on the same photos in turn and with one thread, as during a walk. Photos that took
    further passes are told apart; the figure is of the others, ``with_closer`` of all."""
    engine = Engine(1)
    reader = PhotoReader(engine, text_rules())
    bare = engine.bare()
    plain: list[tuple[float, float]] = []
    closer: list[tuple[float, float]] = []
    for number, data in enumerate(_labels(size)):
        inputs = _inputs(data)
        if not number:  # the first calls load the models
            reader.read(data, TODAY, lambda: False)
            bare(np.asarray(inputs[0]))
        floor = _spent(lambda inputs=inputs: [bare(np.asarray(each)) for each in inputs])
        before = reader.closer
        ours = _spent(lambda data=data: reader.read(data, TODAY, lambda: False))
        (closer if reader.closer > before else plain).append((ours, floor))
    both = plain + closer
    detail = {
        "photos": len(both),
        "closer_share": round(len(closer) / len(both), 3),
        "ours_ms": round(median(ours for ours, _ in plain or both) * 1e3, 1),
        "floor_ms": round(median(floor for _, floor in plain or both) * 1e3, 1),
        "with_closer": round(sum(o for o, _ in both) / sum(f for _, f in both), 3),
        "megabytes": megabytes(),
    }
    return Figure(sum(o for o, _ in plain or both) / sum(f for _, f in plain or both), detail)
