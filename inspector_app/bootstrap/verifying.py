"""Checks a report or an exported bundle: no station, no database, no network.

A file is told by its first bytes, never by its name.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from inspector_app.bootstrap.tables import (
    sampling_tables,
    sampling_tables_from,
    sampling_text,
)
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.sampling import SamplingTables
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services.evidence.check import Printed, verify_bundle
from inspector_app.services.evidence.lines import Verification
from inspector_app.wire.bundle import MAX_BUNDLE, decode_bundle
from inspector_app.wire.bundle_file import BUNDLE_NAME, PHOTO_FOLDER, BundleFolder, ZippedBundle
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.trust_key import MAX_KEY_FILE, read_public_key

_PDF: Final = b"%PDF-"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_MAX_PDF: Final = 256 * 1024 * 1024


class Books:
    """Implements ``RuleBooks``: reads the texts of a bundle with this program's own readers."""

    def standard(self, document: PublishedDocument) -> Standard:
        """The standard of a text; StandardError, EvidenceError ``evidence_text_unreadable``."""
        from inspector_app.wire.standard_text import standard_from_yaml  # with YAML, late

        try:
            standard = standard_from_yaml(*_texts(document))
        except (LookupError, TypeError, ValueError, RecursionError) as problem:
            raise EvidenceError("evidence_text_unreadable", kind="standard") from problem
        renumbered = document.written and document.written == standard.version
        return replace(standard, version=document.version) if renumbered else standard

    def standard_digest(self, document: PublishedDocument) -> str:
        """What a standard of this text is sealed as."""
        from inspector_app.wire.standard_text import digest as digest_of_texts

        return digest_of_texts(*_texts(document))

    def sampling(self, text: bytes) -> SamplingTables:
        """The shipped tables where it is their text; EvidenceError ``evidence_text_unreadable``."""
        return sampling_tables() if text == sampling_text() else sampling_tables_from(text)

    def shelf_life(self, text: bytes) -> ShelfLifeRules:
        """EvidenceError ``evidence_text_unreadable``, DateError for unsound rules."""
        try:
            return msgspec.json.decode(text, type=ShelfLifeRules).check()
        except (msgspec.DecodeError, LookupError, ValueError, RecursionError) as problem:
            raise EvidenceError("evidence_text_unreadable", kind="shelf_life") from problem


def _texts(document: PublishedDocument) -> tuple[bytes, bytes]:
    """The standard and its defect catalogue, as bytes."""
    both = (document.text, document.parts.get("defects", ""))
    text, defects = (part.encode("utf-8", "surrogatepass") for part in both)
    return text, defects


def trusted_key(given: str) -> bytes:
    """A key given as a file or as its own text; EvidenceError ``trust_key_unreadable``."""
    path = Path(given)
    try:
        if path.is_file():
            with path.open("rb") as file:
                return read_public_key(file.read(MAX_KEY_FILE))
    except (OSError, ValueError) as problem:
        raise EvidenceError("trust_key_unreadable") from problem
    return read_public_key(given.encode("utf-8"))


def verify_file(path: Path, trust: bytes | None = None) -> Verification:
    """Everything that can be said about a report (PDF), a bundle (ZIP, JSON) or its folder.

    Raises EvidenceError: ``file_unreadable``, ``not_evidence``, ``bundle_…``, ``pdf_unreadable``,
    ``no_attachment`` (a PDF without a bundle).
    """
    try:
        if path.is_dir():
            return _verify_folder(path, trust)
        if path.exists() and not path.is_file():  # a pipe or a device might never end
            raise EvidenceError("not_evidence", file=path.name)
        with path.open("rb") as file:
            start = file.read(1024)
        if start.startswith(_ZIP):
            return _verify_zip(path, trust)
        if _PDF in start:
            return _verify_report(path, trust)
        if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
            return _verify_json(path, trust)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise EvidenceError("file_unreadable", file=path.name, reason=reason) from problem
    raise EvidenceError("not_evidence", file=path.name)


def _verify_report(path: Path, trust: bytes | None) -> Verification:
    from inspector_app.reports.evidence_reading import read_report

    if path.stat().st_size > _MAX_PDF:
        raise EvidenceError("bundle_too_large", limit=_MAX_PDF)
    report = read_report(path.read_bytes())
    if report.bundle is None:
        raise EvidenceError("no_attachment", file=path.name)
    printed = Printed(
        pages=report.pages, digest=report.digest, seal=report.seal, sealed_by=report.sealed_by
    )
    found = verify_bundle(decode_bundle(report.bundle), Books(), printed=printed, trust=trust)
    return replace(found, container="pdf")


def _verify_zip(path: Path, trust: bytes | None) -> Verification:
    zipped = ZippedBundle.open(path)
    try:
        found = verify_bundle(decode_bundle(zipped.text), Books(), originals=zipped, trust=trust)
    finally:
        zipped.close()
    return replace(found, container="zip")


def _verify_json(path: Path, trust: bytes | None) -> Verification:
    """A bundle by itself; with its photos where they lie beside it."""
    if path.name == BUNDLE_NAME and (path.parent / PHOTO_FOLDER).is_dir():
        return _verify_folder(path.parent, trust)
    bundle = decode_bundle(_limited(path))
    return replace(verify_bundle(bundle, Books(), trust=trust), container="json")


def _verify_folder(folder: Path, trust: bytes | None) -> Verification:
    if not (folder / BUNDLE_NAME).is_file():
        raise EvidenceError("bundle_missing")
    bundle = decode_bundle(_limited(folder / BUNDLE_NAME))
    originals = BundleFolder.open(folder)
    found = verify_bundle(bundle, Books(), originals=originals, trust=trust)
    return replace(found, container="folder")


def _limited(path: Path) -> bytes:
    with path.open("rb") as file:
        text = file.read(MAX_BUNDLE + 1)
    if len(text) > MAX_BUNDLE:
        raise EvidenceError("bundle_too_large", limit=MAX_BUNDLE)
    return text.removeprefix(b"\xef\xbb\xbf")
