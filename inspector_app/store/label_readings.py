"""Label readings beside the photo views: derived, by digest and version, free to be thrown away."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from itertools import count
from pathlib import Path
from typing import Final

import msgspec

from inspector_app.domain.label_text.reading import LabelReading

_log = logging.getLogger(__name__)

FORMAT: Final = 1
"""Raised when readings of the same program version no longer mean the same."""
LARGEST: Final = 4 * 1024 * 1024

_DECODER: Final = msgspec.json.Decoder(LabelReading)


class LabelReadings:
    """Implements ``KeptReadings`` in ``folder/<version>/aa/<sha256>.json``.

    A reading by another version of the program is not found: the rules may have changed.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder / f"{version}-{FORMAT}"
        self._numbers = count()

    def load(self, sha256: str) -> LabelReading | None:
        """The kept reading; None when there is none, or its file is not whole."""
        place = self._place(sha256)
        try:
            if place.stat().st_size > LARGEST:
                return None
            return _DECODER.decode(place.read_bytes())
        except (OSError, msgspec.MsgspecError):
            return None

    def save(self, sha256: str, reading: LabelReading) -> None:
        """Keep a reading whole or not at all; a full or read-only disk is only noted."""
        place = self._place(sha256)
        mark = f"{os.getpid()}-{threading.get_ident()}-{next(self._numbers)}"
        temporary = place.with_name(f".{place.stem}.{mark}.part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(msgspec.json.encode(reading))
            os.replace(temporary, place)
        except OSError as problem:
            _log.info("label_reading_not_kept errno=%s", problem.errno)
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.json"
