"""Taking a photo: guarded, durable, and only then on record."""

from __future__ import annotations

from inspector_app.domain.errors import PhotoError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services.inspections import record_in
from inspector_app.services.records import PhotoRow
from inspector_app.services.station import Station

MAX_PHOTOS = 120
"""Pictures of one inspection; more is a stuck shutter, and the payload must stay sendable."""


def attach(
    station: Station,
    who: Person,
    inspection: Inspection,
    data: bytes,
    *,
    shot: str = "",
    item_id: str = "",
    subject: str = "",
    finding_id: str = "",
    carton: int | None = None,
) -> Inspection:
    """Keep an original and record where it belongs.

    Guard, then the file (fsynced), then one commit with act and row. Raises PhotoError for what
    the guard refuses and ``too_many_photos``, StorageError ``disk_full`` or ``read_only_folder``,
    WalkError when the walk is closed or parked.
    """
    require(who, "inspect")
    rules.check_open(inspection.state)
    if len(inspection.state.photos) >= MAX_PHOTOS:
        raise PhotoError("too_many_photos", limit=MAX_PHOTOS)
    facts = station.guard.inspect(data)
    digest = station.files.put(data, facts.suffix)
    act = PhotoTaken(
        sha256=digest, suffix=facts.suffix, media_type=facts.media_type, size=facts.size,
        width=facts.width, height=facts.height, shot=shot, item_id=item_id, subject=subject,
        finding_id=finding_id, carton=carton,
    )  # fmt: skip
    with station.records.writing() as work:
        inspection = record_in(station, work, who, inspection, act)
        taken_at = inspection.entries[-1].at
        work.photos.add(
            PhotoRow(photo=act, record_id=inspection.id, taken_at=taken_at, person_id=who.id)
        )
    return inspection


def keep(station: Station, who: Person, data: bytes) -> str:
    """Keep a dock photo's original and return its SHA-256; the delivery names it later."""
    require(who, "receive")
    facts = station.guard.inspect(data)
    return station.files.put(data, facts.suffix)
