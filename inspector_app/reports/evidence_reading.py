"""Reads the bundle, the printed texts and the seal out of a report somebody brings.

The file may be anything: pypdf bounds what a stream may unpack to, and whatever it stumbles over
is a refusal with a sentence.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from inspector_app.domain.errors import EvidenceError
from inspector_app.reports.file_seal import ATTACHMENT, SEAL_KEY, hole_of, without_seal

MAX_PDF: Final = 256 * 1024 * 1024
MAX_PAGES: Final = 400
_STUMBLES: Final = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    RecursionError, OverflowError, NotImplementedError, OSError, EOFError,
)  # fmt: skip
"""A parser of hostile files fails in many ways; none of them is the program's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """``bundle`` None: no attachment of ours. ``pages`` are texts without blanks; ``digest``,
    ``seal`` and ``sealed_by`` are empty for a file without a seal."""

    bundle: bytes | None
    pages: tuple[str, ...]
    digest: bytes = b""
    seal: bytes = b""
    sealed_by: str = ""


def read_report(data: bytes) -> ReportFile:
    """EvidenceError ``bundle_too_large``, ``pdf_unreadable``."""
    if len(data) > MAX_PDF:
        raise EvidenceError("bundle_too_large", limit=MAX_PDF)
    # What it says about damage is said in our own words.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise EvidenceError("pdf_unreadable", detail="encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise EvidenceError("bundle_too_large", limit=MAX_PAGES)
        held = reader.attachments.get(ATTACHMENT, [])
        bundle = held[0] if len(held) == 1 else None
        if len(held) > 1:
            raise EvidenceError("bundle_doubled", count=len(held))
        pages = tuple("".join(page.extract_text().split()) for page in reader.pages)
        root = reader.root_object
        by = str(root[SEAL_KEY]["/By"]) if SEAL_KEY in root else ""  # type: ignore[index]  # a dict
    except _STUMBLES as problem:
        raise EvidenceError("pdf_unreadable", detail=type(problem).__name__) from problem
    place = hole_of(data)
    if place is None or not by:
        return ReportFile(bundle=bundle, pages=pages)
    try:
        seal = bytes.fromhex(data[place][1:-1].decode("ascii"))
    except ValueError:
        return ReportFile(bundle=bundle, pages=pages)
    return ReportFile(
        bundle=bundle, pages=pages, digest=sha256(without_seal(data, place)).digest(), seal=seal,
        sealed_by=by.removeprefix("/"),
    )  # fmt: skip
