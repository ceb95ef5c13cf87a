"""Originals of a delivery: photos of the dock and of lines, and the driver's drawn signature.

They get rows like photos of a walk, so that the record of each lot that came with the delivery
names them, and they are sent, counted and kept like all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from inspector_app.domain.delivery import Delivery, LineCount
from inspector_app.domain.errors import PhotoError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services.records import PhotoRow, Work
from inspector_app.services.station import Station
from inspector_app.wire.inspection import DockPhotoPart

MAX_DOCK_PHOTOS: Final = 40
"""Pictures of one delivery: each lot's record names them all and must stay sendable."""
DOCK: Final = "dock"
SIGNATURE: Final = "signature"
LINE: Final = "line:"


def facts_of(station: Station, named: Iterable[tuple[str, str]]) -> tuple[PhotoTaken, ...]:
    """What rows keep of the originals, by (digest, place); each digest once, in its first place.

    Reads every file. PhotoError ``too_many_dock_photos`` or what the guard refuses, StorageError
    ``photo_missing``.
    """
    places: dict[str, str] = {}
    for digest, place in named:
        places.setdefault(digest, place)
    if len(places) > MAX_DOCK_PHOTOS:
        raise PhotoError("too_many_dock_photos", limit=MAX_DOCK_PHOTOS)
    return tuple(_facts(station, digest, place) for digest, place in places.items())


def places_of(
    photos: Sequence[str], counts: Sequence[LineCount], signature: str
) -> Iterator[tuple[str, str]]:
    """Every original a delivery names, with where it belongs."""
    for digest in photos:
        yield digest, DOCK
    for count in counts:
        for digest in count.photos:
            yield digest, LINE + count.line_id
    if signature:
        yield signature, SIGNATURE


def put_rows(work: Work, delivery: Delivery, photos: Sequence[PhotoTaken]) -> None:
    """Keep that these originals belong to the delivery."""
    for photo in photos:
        work.photos.add(
            PhotoRow(
                photo=photo, record_id=delivery.id, taken_at=delivery.received_at,
                person_id=delivery.received_by,
            )
        )  # fmt: skip


def parts_of(work: Work, delivery_id: str) -> tuple[DockPhotoPart, ...]:
    """What a sealed record says of a delivery's originals; none for one received by an early
    version, which kept no rows of them."""
    return tuple(
        DockPhotoPart(
            sha256=row.photo.sha256, size=row.photo.size, suffix=row.photo.suffix,
            media_type=row.photo.media_type, place=row.photo.shot,
        )
        for row in work.photos.of_record(delivery_id)
    )  # fmt: skip


def _facts(station: Station, digest: str, place: str) -> PhotoTaken:
    data = station.files.path(digest).read_bytes()
    facts = station.guard.inspect(data)
    return PhotoTaken(
        sha256=digest, suffix=facts.suffix, media_type=facts.media_type, size=facts.size,
        width=facts.width, height=facts.height, shot=place,
    )  # fmt: skip
