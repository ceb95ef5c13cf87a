"""Reports and thumbnails of the central system: the reports and imaging rooms, wired."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.master_data import published_standard
from inspector_app.bootstrap.resources import catalogue, resource
from inspector_app.bootstrap.standards import shipped_standards
from inspector_app.central.parts import ReportOrder
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import InspectorError, PhotoError, ReportError
from inspector_app.imaging.guard import Guard
from inspector_app.imaging.views import shrink
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import (
    DispositionRecord,
    InspectionRecord,
    StandardPart,
    decode_record,
)

_THUMBNAIL: Final = 480
_VIEW: Final = 2000


def write_report(order: ReportOrder, out: Path) -> None:
    """The same report a station prints, from the sealed bytes alone.

    ReportError ``report_standard_missing``, ``report_unreadable`` or ``report_not_written``.
    """
    from inspector_app.reports import build, pdf  # slow to import
    from inspector_app.reports.fonts import load_fonts

    record = _record(order.payload)
    now = SystemClock().now()
    with tempfile.TemporaryDirectory() as folder:
        around = build.Surroundings(
            zone=_zone(now),
            photo=_views(order.photos, Path(folder)),
            sequence=order.seq,
            link=order.link,
            previous=order.previous,
            payload_sha256=order.payload_sha256,
            central_url=order.page_url,
            station_names={"zh": order.station_name, "en": order.station_name},
            dispositions=[_disposition(one) for one in order.dispositions],
        )
        model = build.build(record, _standard(record.standard, order.standard), around)
        pdf.render(
            model,
            out,
            translator=catalogue().speak(order.language),
            fonts=load_fonts(
                resource("fonts/NotoSansSC-Regular.ttf"), resource("fonts/NotoSansSC-Bold.ttf")
            ),
            generated_at=now,
        )


def thumbnail(original: Path) -> bytes:
    """A small JPEG; PhotoError for anything that is not a sound picture."""
    Guard().inspect(original.read_bytes())
    return _jpeg(original, _THUMBNAIL)


def _jpeg(original: Path, side: int) -> bytes:
    out = io.BytesIO()
    shrink(original, side).save(out, "JPEG", quality=85)
    return out.getvalue()


def _record(payload: bytes) -> InspectionRecord:
    try:
        return decode_record(payload)
    except InspectorError as problem:
        raise ReportError("report_unreadable") from problem


def _disposition(payload: bytes) -> DispositionRecord:
    try:
        return msgspec.json.decode(payload, type=DispositionRecord)
    except msgspec.DecodeError as problem:
        raise ReportError("report_unreadable") from problem


def _standard(wanted: StandardPart, document: bytes | None) -> Standard:
    """The very version the record names: as published, else as shipped."""
    if document is not None:
        found = _published(document)
        if found.digest == wanted.digest:
            return found
    for standard in shipped_standards():
        if standard.digest == wanted.digest:
            return standard
    raise ReportError("report_standard_missing", standard=wanted.id, version=wanted.version)


@cache
def _published(document: bytes) -> Standard:
    return published_standard(msgspec.json.decode(document, type=PublishedDocument))


def _views(originals: Mapping[str, Path], folder: Path) -> Callable[[str], Path | None]:
    def view(sha256: str) -> Path | None:
        original = originals.get(sha256)
        if original is None:
            return None
        target = folder / f"{sha256}.jpg"
        try:
            Guard().inspect(original.read_bytes())
            target.write_bytes(_jpeg(original, _VIEW))
        except PhotoError:
            return None
        return target

    return view


def _zone(now: datetime) -> tzinfo:
    zone = now.astimezone().tzinfo
    assert zone is not None
    return zone
