"""Scenes of the comparison: goods beside their reference, in three views, and making one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from inspector_app.bootstrap.demo_data import demo_path
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import intake, photos
from inspector_app.services.intake import LotRequest

if TYPE_CHECKING:
    from screenshots import Studio

SHOTS = (
    ("unit", "photos/defect_crooked_label.jpg"),
    ("label", "photos/label_O-0001-1.jpg"),
    ("listing_beside", "photos/listing_P-0001.jpg"),
)


def compare_scenes() -> dict[str, Callable[[Studio], None]]:
    """Names and how the window gets there."""

    @cache
    def lot(studio: Studio) -> Inspection:
        """Another part of the cleansers, with a tube whose label sits crooked."""
        station, who = studio.running.station, studio.inspector
        request = LotRequest(
            order_id="O-0001", line_id="O-0001-1", size=240, cartons=10, units_per_carton=24
        )
        inspection = intake.open_lot(station, who, request)
        for shot, file in SHOTS:
            inspection = photos.attach(
                station, who, inspection, demo_path(file).read_bytes(), shot=shot
            )
        return inspection

    def show(studio: Studio, view: str) -> None:
        inspection = lot(studio)
        if studio.window.person is None or studio.window.person.id != studio.inspector.id:
            studio.sign_in(studio.inspector)
        unit = inspection.state.photos[0].sha256
        studio.show("today")
        studio.show("compare", inspection_id=inspection.id, sha256=unit)
        studio.window.page("compare").set_view(view)
        studio.settle()

    def without(studio: Studio) -> None:
        if studio.window.person is None or studio.window.person.id != studio.supervisor.id:
            studio.sign_in(studio.supervisor)
        studio.show("compare", inspection_id=studio.parked.id)

    def making(studio: Studio) -> None:
        if studio.window.person is None or studio.window.person.id != studio.supervisor.id:
            studio.sign_in(studio.supervisor)
        studio.show("reference", inspection_id=studio.closed.id)

    return {
        "compare": lambda studio: show(studio, "side"),
        "compare_slide": lambda studio: show(studio, "slide"),
        "compare_none": without,
        "compare_making": making,
    }
