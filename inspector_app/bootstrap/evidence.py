"""Evidence bundles wired to a station: gathered for reports, exported with their originals."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from inspector_app.bootstrap.folders import refusal_of
from inspector_app.bootstrap.photo_life import originals
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.tables import sampling_text, shelf_life_rules
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.central.parts import ReportOrder
from inspector_app.services.evidence.gather import (
    INSPECTION_KINDS,
    gather,
    originals_of,
    rules_of,
    standards_of,
    with_originals,
)
from inspector_app.services.history import by_number
from inspector_app.services.station import Station
from inspector_app.store.evidence_rows import EvidenceRows
from inspector_app.ui.tools import EvidenceAnswer
from inspector_app.wire.bundle import Bundle, encode_bundle
from inspector_app.wire.bundle_file import write_zip
from inspector_app.wire.canonical import canonical, digest
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import InspectionRecord, RulesPart, decode_record


class StationTexts:
    """Implements ``RuleTexts`` over what a station keeps of published versions."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def standard(self, standard_id: str, version: int, digest: str) -> PublishedDocument | None:
        """As published, whether in force or retired."""
        with self._station.records.reading() as work:
            documents = tuple(work.master.standards())
        return _standard_among(documents, standard_id, version, digest)

    def rules(self, named: RulesPart) -> bytes | None:
        """The text whose digest the record names."""
        if named.kind == "sampling":
            text = self._station.sampling_text
            return text if named.digest in ("", digest(text)) else None
        if named.kind != "shelf_life":
            return None
        for each in self._station.life_rules.versions():
            if (each.rules.id, str(each.rules.version)) != (named.id, named.version):
                continue
            text = canonical(each.rules)
            if named.digest in ("", digest(text)):
                return text
        return None


def _standard_among(
    documents: Sequence[PublishedDocument], standard_id: str, version: int, digest: str
) -> PublishedDocument | None:
    """By content first: the house may have given it another number than the record knew."""
    of_name = [each for each in documents if each.id == standard_id]
    same = next((each for each in of_name if each.digest == digest), None)
    if same is not None:
        return same.named(version)
    return next((each for each in of_name if each.version == version), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A written bundle and how many originals lie in it."""

    path: Path
    lot_number: str
    photos: int


def station_bundle(opened: OpenStation, inspection_id: str) -> Bundle:
    """The bundle of a sealed inspection; WalkError ``inspection_unknown``, ``not_closed``."""
    return gather(opened.station, inspection_id, _around(opened), StationTexts(opened.station))[0]


class _CentralTexts:
    """Implements ``RuleTexts`` over what the central system publishes, and what is shipped."""

    def __init__(self, standard: bytes | None, rules: tuple[bytes, ...]) -> None:
        found = (
            shipped_documents()
            if standard is None
            else (msgspec.json.decode(standard, type=PublishedDocument),)
        )
        self._standards = found
        published = [msgspec.json.decode(each, type=PublishedDocument) for each in rules]
        texts = [
            sampling_text(), canonical(shelf_life_rules()),
            *(each.text.encode("utf-8") for each in published),
        ]  # fmt: skip
        self._texts = {digest(text): text for text in texts}

    def standard(self, standard_id: str, version: int, digest: str) -> PublishedDocument | None:
        return _standard_among(self._standards, standard_id, version, digest)

    def rules(self, named: RulesPart) -> bytes | None:
        return self._texts.get(named.digest)


def central_bundle(order: ReportOrder, record: InspectionRecord) -> Bundle:
    """The bundle of an inspection from what the central system keeps."""
    texts = _CentralTexts(order.standard, order.rules)
    lines = [event for chain in order.chains for event in chain.events]
    records = [decode_record(each.payload) for each in lines if each.kind in INSPECTION_KINDS]
    return Bundle(
        record_id=record.record.id, chains=order.chains, central_key=order.central_key,
        standards=standards_of(records, texts), rules=rules_of(records, texts),
    )  # fmt: skip


def export_bundle(opened: OpenStation, wanted: str, out: Path) -> Exported:
    """Write an inspection (id or lot number) with its originals to ``out``, whole or not at all.

    Originals that were cleared are fetched back first. Raises WalkError ``inspection_unknown``,
    ``not_closed``; StorageError ``photo_missing``, ``photo_at_central`` … and those of a folder
    that cannot be written.
    """
    station = opened.station
    summary = by_number(station, wanted)
    bundle, records = gather(station, summary.id, _around(opened), StationTexts(station))
    originals(opened).bring_all(originals_of(records))
    whole = with_originals(station, bundle, records)
    temporary = out.with_name(f".{out.name}.part")
    try:
        with temporary.open("wb") as file:
            write_zip(file, encode_bundle(whole.bundle), whole.originals)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, out)
    except OSError as problem:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise refusal_of(problem, out.parent) from problem
    return Exported(path=out, lot_number=whole.lot_number, photos=len(whole.originals))


def check_here(opened: OpenStation, file: Path) -> EvidenceAnswer:
    """A file checked with the central key this station enrolled with; EvidenceError."""
    enrolment = opened.database.send_queue().enrolment()
    key = enrolment.server_key if enrolment else b""
    return EvidenceAnswer(found=verify_file(file, key or None), trusted=key.hex())


def _around(opened: OpenStation) -> EvidenceRows:
    enrolment = opened.database.send_queue().enrolment()
    return EvidenceRows(opened.database.read, enrolment.server_key if enrolment else b"")
