"""The recognition engine: finds lines of text, tells which way up they are, and reads them.

PP-OCR models through rapidocr and onnxruntime. The models come with the wheel and are named by
path, so that nothing ever looks for them elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from inspector_app.ocr.view import Pixels

if TYPE_CHECKING:
    from rapidocr import RapidOCR

Boxes = npt.NDArray[np.float32]
"""n × 4 corners × (x, y): clockwise from the one at the left top of the picture."""

DETECTION_SIDE: Final = 960
_MODELS: Final = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on one line, and the engine's own confidence 0…1."""

    text: str
    score: float


class EngineMissingError(Exception):
    """The engine or its models are not installed, or cannot be loaded."""


class Engine:
    """One set of loaded models. Not for several threads at once."""

    def __init__(self, threads: int) -> None:
        """``threads`` of the arithmetic inside one call. Raises EngineMissingError."""
        self.threads = threads
        self._ocr = _load(threads)
        self.find(np.full((64, 64, 3), 255, dtype=np.uint8))  # loads the detector

    def find(self, pixels: Pixels, side: int = DETECTION_SIDE) -> Boxes:
        """The boxes of the lines in reading order; the picture is shrunk to ``side`` for it."""
        from rapidocr.main import RapidOCRError

        detector: Any = self._ocr.text_det
        if detector is not None:
            detector.limit_side_len = side
        try:
            _, found = self._ocr.detect_and_crop(pixels, {})
        except RapidOCRError:
            return np.empty((0, 4, 2), dtype=np.float32)
        return np.asarray(found.boxes, dtype=np.float32)

    def upside_down(self, strips: Sequence[Pixels]) -> list[float]:
        """How surely each strip stands on its head, 0…1; 0.5 is no idea."""
        if not strips:
            return []
        found = self._ocr.cls_and_rotate(list(strips))[1].cls_res
        return [score if label == "180" else 1.0 - score for label, score in found or ()]

    def read(self, strips: Sequence[Pixels]) -> list[Words]:
        """The words of each strip, which must stand upright."""
        if not strips:
            return []
        found = self._ocr.recognize_txt(list(strips))
        texts, scores = found.txts or (), found.scores or ()
        return [Words(str(text), float(score)) for text, score in zip(texts, scores, strict=True)]

    def bare(self) -> Callable[[Pixels], object]:
        """The engine's own call, search to words, for measuring what is done around it."""
        return self._ocr


def _load(threads: int) -> RapidOCR:
    try:
        import onnxruntime  # type: ignore[import-untyped]  # ships no types
        import rapidocr
    except ImportError as problem:
        raise EngineMissingError(str(problem)) from problem
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    onnxruntime.disable_telemetry_events()
    folder = Path(rapidocr.__file__).parent / "models"
    params: dict[str, Any] = {name: str(folder / file) for name, file in _MODELS.items()}
    if missing := [path for path in params.values() if not Path(path).is_file()]:
        raise EngineMissingError(missing[0])
    params |= {
        "Global.log_level": "error",
        "Global.use_vertical_padding": False,
        "Det.limit_type": "max",
        "Det.limit_side_len": DETECTION_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return rapidocr.RapidOCR(params=params)
