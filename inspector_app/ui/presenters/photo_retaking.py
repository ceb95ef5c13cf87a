"""A poor photo is taken back for another try, with the answer it completed. Free of Qt."""

from __future__ import annotations

from inspector_app.domain.inspection.acts import Answered, PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import inspections
from inspector_app.services.ports import PhotoQuality
from inspector_app.services.station import Station

FAULTS = ("blurred", "dark", "bright")


def first_fault(quality: PhotoQuality) -> str:
    """What to warn of first; empty for a good photo."""
    return next((fault for fault in FAULTS if getattr(quality, fault)), "")


def newest(inspection: Inspection, person_id: str, sha256: str) -> PhotoTaken | None:
    """That photo while it is the person's newest act, but for the answer it completed."""
    gone = inspection.undone()
    mine = [
        entry.act
        for entry in inspection.entries
        if entry.person_id == person_id and entry.n not in gone
    ]
    last = mine[-1] if mine else None
    if isinstance(last, Answered) and len(mine) > 1:
        before = mine[-2]
        if isinstance(before, PhotoTaken) and (before.item_id, before.subject) == (
            last.item_id, last.subject,
        ):  # fmt: skip
            last = before
    return last if isinstance(last, PhotoTaken) and last.sha256 == sha256 else None


def take_back(
    station: Station, who: Person, inspection: Inspection, photo: PhotoTaken
) -> Inspection:
    """Undo the answer it completed, where it did, and the photo; not its like taken before."""
    before = inspection.state.photos.count(photo)
    while inspection.state.photos.count(photo) == before:
        inspection = inspections.undo(station, who, inspection)
    return inspection


def slot_key(photo: PhotoTaken) -> str:
    """The slot the photo was taken for (``walk_photos``)."""
    if photo.finding_id:
        return f"claim:{photo.finding_id}:{photo.shot}"
    return f"shot:{photo.shot}"
