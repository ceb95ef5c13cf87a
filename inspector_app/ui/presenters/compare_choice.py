"""Which photo goes with which reference picture, and what a place may be recorded as. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.comparison import Box, PlaceKind, ReadLine
from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.domain.reference import PictureRole, Reference, ReferencePicture

SHOT_ROLES: dict[str, PictureRole] = {
    "unit": "front", "listing_beside": "front", "label": "label", "carton_mark": "other",
    "date_closeup": "label",
}  # fmt: skip
"""What the shots of a walk show of a unit."""

_WANTED = ("unit", "label", "listing_beside")
_LEADING: dict[PlaceKind, tuple[str, ...]] = {
    "text": ("P40", "X02", "P34"), "colour": ("X01", "P40", "X02"), "structure": ("X02", "P40"),
}  # fmt: skip


def best_photo(photos: Sequence[PhotoTaken], sha256: str = "") -> PhotoTaken | None:
    """The one asked for; else the newest of the unit, its label, beside the listing; else any."""
    for photo in photos:
        if photo.sha256 == sha256:
            return photo
    for shot in _WANTED:
        for photo in reversed(photos):
            if photo.shot == shot:
                return photo
    return photos[-1] if photos else None


def best_picture(reference: Reference | None, photo: PhotoTaken | None) -> ReferencePicture | None:
    """The picture that shows the same side as the photo, or the first one."""
    if reference is None:
        return None
    role = SHOT_ROLES.get(photo.shot) if photo is not None else None
    found = reference.picture(role) if role is not None else None
    return found or next(iter(reference.pictures), None)


def defects_here(standard: Standard) -> tuple[Defect, ...]:
    """What the questions of the consistency stage offer, in their order."""
    codes = [
        code
        for stage in standard.stages
        if stage.kind == "consistency"
        for item in stage.items
        for code in item.defects
    ]
    known = {defect.code: defect for defect in standard.defects}
    return tuple(known[code] for code in dict.fromkeys(codes) if code in known)


def suggested(defects: Sequence[Defect], kind: PlaceKind | None) -> str:
    """What a place of this kind is most likely recorded as; a person chooses."""
    codes = [defect.code for defect in defects]
    for code in _LEADING.get(kind, ()) if kind is not None else ():
        if code in codes:
            return code
    return codes[0] if codes else ""


def readable(picture: PhotoTaken | ReferencePicture) -> PhotoTaken:
    """The picture as one the label reader takes: text differs on any side of a pack."""
    return PhotoTaken(
        sha256=picture.sha256, suffix=picture.suffix, media_type=picture.media_type,
        size=picture.size, width=picture.width, height=picture.height, shot="unit",
    )  # fmt: skip


def read_lines(reading: LabelReading | None) -> tuple[ReadLine, ...]:
    """The lines of a reading with boxes in shares; empty while nothing was read."""
    if reading is None or not reading.width or not reading.height:
        return ()
    lines = []
    for line in reading.lines:
        if len(line.box) < 2:
            continue
        across = [corner[0] / reading.width for corner in line.box]
        down = [corner[1] / reading.height for corner in line.box]
        box = Box(
            left=min(across), top=min(down), width=max(across) - min(across),
            height=max(down) - min(down),
        )  # fmt: skip
        lines.append(ReadLine(text=line.text, box=box, score=line.score))
    return tuple(lines)
