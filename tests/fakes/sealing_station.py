"""A real station that seals reduced records quickly, and sends them to a real central system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from inspector_app.bootstrap.clock import SystemIds
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services.closing import seal
from inspector_app.services.ports import Clock, SealedEvent
from inspector_app.services.records import PhotoRow
from inspector_app.settings import DataFolder
from inspector_app.sync.engine import SyncReport
from tests.fakes.clock import PlainPins
from tests.fakes.sealed_payloads import inspection, record_id


def open_sealing(folder: Path, clock: Clock | None = None) -> OpenStation:
    """The folder's station under the machine's clock, as an enrolled one needs it."""
    return open_station(DataFolder(folder), clock=clock, ids=SystemIds(), pins=PlainPins())


def enrol(opened: OpenStation, central: EmbeddedCentral) -> None:
    """Make it known with a fresh code."""
    enrol_station(opened, central.url, central.enrolment_code())


def seal_record(
    opened: OpenStation, number: int, photos: Sequence[bytes] = (), payload: bytes = b""
) -> SealedEvent:
    """One more record with its photos, sealed and in the outbox."""
    station, record = opened.station, record_id(number)
    digests = [station.files.put(data, "jpg") for data in photos]
    with station.records.writing() as work:
        for data, digest in zip(photos, digests, strict=True):
            taken = PhotoTaken(
                sha256=digest, suffix="jpg", media_type="image/jpeg", size=len(data), width=1,
                height=1,
            )  # fmt: skip
            at = datetime(2026, 11, 22, tzinfo=UTC)
            row = PhotoRow(record_id=record, person_id="U-1", taken_at=at, photo=taken)
            work.photos.add(row)
        sealed = payload or inspection(number, photos)
        return seal(station, work, "created", sealed, record, tuple(digests))


def send(opened: OpenStation) -> SyncReport:
    """One attempt, with what it leaves behind."""
    return send_once(opened, "test")


def code(report: SyncReport) -> str:
    """Why it did not end well; empty when it did."""
    return report.problem.code if report.problem else ""
