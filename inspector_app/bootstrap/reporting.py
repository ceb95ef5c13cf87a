"""Reports on the station and on the central system: the same code, wired to each side's photos."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path

import msgspec

from inspector_app.bootstrap.resources import catalogue, resource
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import EvidenceError, StorageError, WalkError
from inspector_app.i18n import Language
from inspector_app.reports.build import Surroundings, build
from inspector_app.reports.fonts import ReportFonts, load_fonts
from inspector_app.reports.pdf import render
from inspector_app.services.history import Dossier, by_number, dossier
from inspector_app.services.ports import SealedEvent
from inspector_app.wire.inspection import DispositionRecord, InspectionRecord, decode_record


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
    for event in found.events:
        if event.kind == "created":
            return event, decode_record(event.payload)
    raise WalkError("not_closed", lot=found.summary.lot_number)


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
    standard = station.standards.get(record.standard.id, record.standard.version)
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
    )
    render(
        build(record, standard, around),
        out,
        translator=catalogue().speak(language),
        fonts=report_fonts(),
        generated_at=station.clock.now().astimezone(local_zone()),
    )


def central_report(
    payload: bytes,
    photo: Callable[[str], Path],
    out: Path,
    language: Language,
    standard_of: Callable[[str, int], Standard],
    generated_at: datetime,
    central_url: str = "",
) -> None:
    """The same report from the bytes the central system keeps.

    Raises EvidenceError ``bad_payload``, StandardError ``standard_missing``, ReportError.
    """
    record = decode_record(payload)
    around = Surroundings(
        zone=local_zone(),
        photo=lambda digest: _central_photo(photo, digest),
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        central_url=inspection_page(central_url, record.record.id),
    )
    standard = standard_of(record.standard.id, record.standard.version)
    if standard.digest != record.standard.digest:
        raise EvidenceError("standard_differs", standard=standard.id, version=standard.version)
    render(
        build(record, standard, around),
        out,
        translator=catalogue().speak(language),
        fonts=report_fonts(),
        generated_at=generated_at.astimezone(local_zone()),
    )


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


def _central_photo(photo: Callable[[str], Path], digest: str) -> Path | None:
    try:
        path = photo(digest)
    except StorageError:
        return None
    return path if path.is_file() else None


def _names(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}
