"""Scenes of a photo that was there before: the notice of the walk, the review, the decision."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageEnhance

from inspector_app.bootstrap.demo_data import demo_path
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import intake, photo_flags, photos
from inspector_app.services.intake import LotRequest

if TYPE_CHECKING:
    from screenshots import Studio

OLD = "photos/label_O-0001-1.jpg"
PATIENCE_S = 60


def reuse_scenes() -> dict[str, Callable[[Studio], None]]:
    """Names and how the window gets there."""

    @cache
    def lot(studio: Studio) -> Inspection:
        """Another lot with a photo of the first: mirrored, brighter, saved anew."""
        station, who = studio.running.station, studio.inspector
        request = LotRequest(
            order_id="O-0001", line_id="O-0001-1", size=120, cartons=5, units_per_carton=24
        )
        old = intake.open_lot(station, who, request)
        photos.attach(station, who, old, demo_path(OLD).read_bytes(), shot="label")
        inspection = intake.open_lot(station, who, request)
        with Image.open(demo_path(OLD)) as picture:
            turned = picture.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        copied = io.BytesIO()
        ImageEnhance.Brightness(turned).enhance(1.1).save(copied, "JPEG", quality=60)
        inspection = photos.attach(station, who, inspection, copied.getvalue(), shot="label")
        reuse = studio.running.tools.photo_reuse
        reuse.nudge(old.id)
        reuse.nudge(inspection.id)
        end = time.monotonic() + PATIENCE_S
        while not photo_flags.flags_of(station, who, inspection.id):
            assert time.monotonic() < end, "the photo was not flagged"
            time.sleep(0.1)
        return inspection

    def review(studio: Studio) -> None:
        inspection = lot(studio)
        if studio.window.person is None or studio.window.person.id != studio.supervisor.id:
            studio.sign_in(studio.supervisor)
        studio.show("today")
        studio.show("photo_flags", inspection_id=inspection.id)

    def chosen(studio: Studio) -> None:
        review(studio)
        studio.window.page("photo_flags").choose("old_picture")
        studio.settle()

    def read(studio: Studio) -> None:
        inspection = lot(studio)
        if studio.window.person is None or studio.window.person.id != studio.inspector.id:
            studio.sign_in(studio.inspector)
        studio.show("today")
        studio.show("photo_flags", inspection_id=inspection.id)

    return {"reuse_review": chosen, "reuse_inspector": read}
