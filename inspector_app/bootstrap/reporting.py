"""Reports on the station and on the central system: the same code, wired to each side's photos."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.decoding import photo_guard
from inspector_app.bootstrap.evidence import central_bundle, station_bundle
from inspector_app.bootstrap.resources import catalogue, resource
from inspector_app.bootstrap.standards import shipped_standards
from inspector_app.bootstrap.standards_library import parse_document
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central.parts import ReportOrder
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import EvidenceError, StandardError, StorageError, WalkError
from inspector_app.i18n import Language
from inspector_app.imaging.views import shrink
from inspector_app.reports.build import Surroundings, build
from inspector_app.reports.file_seal import Attached
from inspector_app.reports.fonts import ReportFonts, load_fonts
from inspector_app.reports.model import BadgeNumbersPart
from inspector_app.reports.pdf import render
from inspector_app.services.badges import of_lot
from inspector_app.services.evidence.check import seal_message
from inspector_app.services.history import Dossier, by_number, dossier, newest_seal
from inspector_app.services.ports import SealedEvent
from inspector_app.wire.bundle import encode_bundle
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import (
    DispositionRecord,
    InspectionRecord,
    VoidRecord,
    decode_record,
)

THUMBNAIL: Final = 480


@cache
def report_fonts() -> ReportFonts:
    """The shipped fonts, registered once."""
    return load_fonts(
        resource("fonts/NotoSansSC-Regular.ttf"), resource("fonts/NotoSansSC-Bold.ttf")
    )


def local_zone() -> tzinfo:
    """The machine's own time zone: printed times are those on the wall of the warehouse."""
    zone = datetime.fromtimestamp(0).astimezone().tzinfo
    assert zone is not None
    return zone


def sealed_record(found: Dossier) -> tuple[SealedEvent, InspectionRecord]:
    """The sealed event of an inspection and its record; WalkError ``not_closed``."""
    event = newest_seal(found.events)
    if event is None:
        raise WalkError("not_closed", lot=found.summary.lot_number)
    return event, decode_record(event.payload)


def dispositions(found: Dossier) -> tuple[DispositionRecord, ...]:
    """Decisions about the record, from their own sealed events."""
    return tuple(
        msgspec.json.decode(event.payload, type=DispositionRecord)
        for event in found.events
        if event.kind == "disposed"
    )


def station_report(
    opened: OpenStation, wanted: str, out: Path, *, language: Language, central_url: str = ""
) -> None:
    """Write the report of an inspection (id or lot number) to ``out``.

    Raises WalkError ``inspection_unknown`` or ``not_closed``, ReportError.
    """
    station = opened.station
    found = dossier(station, by_number(station, wanted).id)
    event, record = sealed_record(found)
    standard = station.standards.get(
        record.standard.id, record.standard.version, record.standard.digest
    )
    around = Surroundings(
        zone=local_zone(),
        photo=lambda digest: _view(opened, digest),
        product_picture=lambda product_id: product_picture(opened, product_id),
        sequence=event.seq,
        link=event.link.hex(),
        previous=event.previous.hex(),
        payload_sha256=hashlib.sha256(event.payload).hexdigest(),
        central_url=inspection_page(central_url, record.record.id),
        station_names=_names(opened.settings.text("station_name")),
        dispositions=dispositions(found),
        badges=_badges(opened, found.summary.id),
        voids=tuple(
            msgspec.json.decode(event.payload, type=VoidRecord)
            for event in found.events
            if event.kind == "voided"
        ),
    )
    render(
        build(record, standard, around),
        out,
        translator=catalogue().speak(language),
        fonts=report_fonts(),
        generated_at=station.clock.now().astimezone(local_zone()),
        attached=Attached(
            bundle=encode_bundle(station_bundle(opened, found.summary.id)),
            seal=lambda digest: station.keys.sign(seal_message(digest)), sealed_by="station",
        ),
    )  # fmt: skip


def _badges(opened: OpenStation, inspection_id: str) -> tuple[BadgeNumbersPart, ...]:
    lot = of_lot(opened.station, inspection_id)
    return tuple(
        BadgeNumbersPart(words=each.words(), count=each.count, void=each.words() in lot.void)
        for each in lot.spent
    )


def write_report(order: ReportOrder, out: Path) -> None:
    """The same report from what the central system keeps.

    A standard that is not published centrally is taken from the shipped ones; its digest must be
    the one the record was sealed with. Raises EvidenceError ``bad_payload`` or
    ``standard_differs``, StandardError ``standard_missing``, ReportError.
    """
    record = decode_record(order.payload)
    standard = _standard(order.standard, record.standard.id, record.standard.version)
    if standard.digest != record.standard.digest:
        raise EvidenceError("standard_differs", standard=standard.id, version=standard.version)
    around = Surroundings(
        zone=local_zone(),
        photo=order.photos.get,
        sequence=order.seq,
        link=order.link,
        previous=order.previous,
        payload_sha256=order.payload_sha256,
        central_url=order.page_url,
        station_names=_names(order.station_name),
        dispositions=tuple(
            msgspec.json.decode(payload, type=DispositionRecord) for payload in order.dispositions
        ),
        badges=tuple(
            BadgeNumbersPart(words=words, count=count, void=void)
            for words, count, void in order.badges
        ),
        voids=tuple(msgspec.json.decode(payload, type=VoidRecord) for payload in order.voidings),
    )
    render(
        build(record, standard, around),
        out,
        translator=catalogue().speak(order.language),
        fonts=report_fonts(),
        generated_at=SystemClock().now().astimezone(local_zone()),
        attached=_central_evidence(order, record),
    )


def _central_evidence(order: ReportOrder, record: InspectionRecord) -> Attached | None:
    """The bundle as the central system confirms it; None for an order without sealed events."""
    sign = order.sign
    if not order.chains or sign is None:
        return None
    bundle = central_bundle(order, record)
    return Attached(
        bundle=encode_bundle(bundle), sealed_by="central",
        seal=lambda digest: sign(seal_message(digest)),
    )  # fmt: skip


def thumbnail(original: Path) -> bytes:
    """A JPEG of at most 480 px of a guarded original; PhotoError when it is no picture."""
    photo_guard().inspect(original.read_bytes())
    out = io.BytesIO()
    shrink(original, THUMBNAIL).save(out, "JPEG", quality=80)
    return out.getvalue()


def _standard(published: bytes | None, standard_id: str, version: int) -> Standard:
    if published is not None:
        document = msgspec.json.decode(published, type=PublishedDocument)
        return parse_document(document.named(version))
    for standard in shipped_standards():
        if (standard.id, standard.version) == (standard_id, version):
            return standard
    raise StandardError("standard_missing", standard=f"{standard_id}/{version}", sku="")


def inspection_page(central_url: str, record_id: str) -> str:
    """Where the central system shows the record; ``""`` for a station without one."""
    return f"{central_url.rstrip('/')}/inspections/{record_id}" if central_url else ""


def product_picture(opened: OpenStation, product_id: str) -> Path | None:
    """The product's picture where the station has it."""
    with opened.station.records.reading() as work:
        product = work.master.product(product_id)
    if product is None or not product.picture:
        return None
    for candidate in (
        opened.folder.pictures / product.picture,
        resource("demo") / product.picture,
    ):
        if candidate.is_file():
            return candidate
    return None


def _view(opened: OpenStation, digest: str) -> Path | None:
    try:
        return opened.views.view(digest)
    except StorageError:
        return None


def _names(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}
