"""Defects, photos and batches of a walk: what is put on record beside the answers. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inspector_app.domain.checklist.standard import Item
from inspector_app.domain.defects import Defect
from inspector_app.domain.errors import IntakeError, WalkError
from inspector_app.domain.inspection.acts import Batch, PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.shelf_life import Assessment
from inspector_app.services import inspections, photos
from inspector_app.services.ports import PhotoQuality
from inspector_app.services.shelf_life import assess_batch, check_dates, rules_of
from inspector_app.ui.presenters import photo_retaking, walk_defects
from inspector_app.ui.presenters.act_queue import Step
from inspector_app.ui.presenters.photo_retaking import first_fault
from inspector_app.ui.presenters.walk_building import Loaded
from inspector_app.ui.presenters.walk_core import WalkCore
from inspector_app.ui.presenters.walk_model import BatchPanel, DefectPanel, SlotView
from inspector_app.ui.presenters.walk_notices import Say
from inspector_app.ui.presenters.walk_place import Place
from inspector_app.ui.presenters.walk_undo import place_of_act


class WalkEvidence(WalkCore):
    """Findings, pictures and batches. ``poor_photo`` is the digest of the newest photo while a
    warning of it stands."""

    poor_photo = ""

    # -- defects

    def pick_defect(self, code: str) -> None:
        """A row of the defect list; an empty code goes back to the list."""
        self.submit(lambda: self._choose_defect(code))

    def _choose_defect(self, code: str) -> None:
        panel, loaded = self.panel, self.here
        if isinstance(panel, DefectPanel) and not code:
            self.show_panel(replace(panel, chosen=None, needs_carton=False))
        elif isinstance(panel, DefectPanel):
            chosen = walk_defects.choose(panel, loaded.standard.defect(code), loaded.state)
            self.show_panel(replace(chosen, count=self.pending_count or 1))

    def change_defect(
        self,
        *,
        count: int | None = None,
        carton: int | None = None,
        show_all: bool | None = None,
    ) -> None:
        """Count, carton or extent of the list."""
        self.submit(lambda: self._change_defect(count, carton, show_all))

    def _change_defect(self, count: int | None, carton: int | None, show_all: bool | None) -> None:
        panel = self.panel
        if not isinstance(panel, DefectPanel):
            return
        if count is not None:
            panel = replace(panel, count=count)
        if carton is not None:
            panel = replace(panel, carton=carton, needs_carton=False)
        if show_all is not None:
            panel = replace(panel, show_all=show_all)
        self.show_panel(panel)

    def save_defect(self) -> None:
        """Enter: the chosen defect goes on record."""
        self.submit(self.save_defect_step)

    def save_defect_step(self) -> Step | None:
        """As ``save_defect``, for the queue."""
        panel = self.panel
        if not isinstance(panel, DefectPanel) or panel.chosen is None:
            return None
        if panel.needs_carton:
            raise WalkError("carton_needed", defect=panel.chosen.code)
        return self.finding_step(panel, panel.chosen, panel.count)

    def finding_step(self, panel: DefectPanel, defect: Defect, count: int) -> Step:
        """Record a defect in the panel's context; the panel closes when it is on record."""
        station = self.station
        item_id = panel.item.id if panel.item is not None else ""

        def door(who: Person, inspection: Inspection) -> Inspection:
            return inspections.record_finding(
                station, who, inspection, defect.code, count=count, carton=panel.carton,
                item_id=item_id, subject=panel.subject,
            )  # fmt: skip

        def after(loaded: Loaded) -> None:
            self.panel, self.pending_count = None, None
            self.say(
                Say(
                    tone="attention" if defect.cls == "critical" else "accepted",
                    key="walk.told.defect_recorded",
                    params={"defect": defect.names, "count": count},
                )
            )

        return self.step(door, move="settle", after=after)

    # -- photos

    def take_photo(self, key: str = "") -> None:
        """The shutter, for the wanted slot or the next one missing."""
        self.submit(lambda: self.photo_step(key))

    def add_photo(self, data: bytes, key: str = "") -> None:
        """A picture from a file or another camera."""
        self.submit(lambda: self._attach_step(lambda: data, self._slot(key)))

    def photo_step(self, key: str) -> Step | None:
        """As ``take_photo``, for the queue."""
        camera = self.tools.camera()
        if camera is None:
            self.on_picture_wanted(key)
            return None
        return self._attach_step(camera.still, self._slot(key))

    def _slot(self, key: str) -> SlotView | None:
        slots = self.view.slots
        wanted = next((slot for slot in slots if slot.key == key and not slot.taken), None)
        return wanted or next((slot for slot in slots if not slot.taken), None)

    def _attach_step(self, source: Callable[[], bytes], slot: SlotView | None) -> Step:
        station, place = self.station, self.place
        row = self.view.current
        target = slot or _free_slot(row.item if row else None, place)
        completes = row is not None and row.item.kind == "photo" and row.answer is None
        taken: list[bytes] = []

        def door(who: Person, inspection: Inspection) -> Inspection:
            data = source()
            taken.append(data)
            inspection = photos.attach(
                station, who, inspection, data, shot=target.shot, item_id=target.item_id,
                subject=target.subject, finding_id=target.finding_id, carton=target.carton,
            )  # fmt: skip
            if completes and row is not None and _all_shots(row.item, place, inspection):
                inspection = inspections.record_answer(
                    station, who, inspection, row.item.id, "pass", subject=row.subject
                )
            return inspection

        def after(loaded: Loaded) -> None:
            self.on_cue("accepted")
            self.poor_photo = ""
            self.tools.photo_reuse.nudge(loaded.inspection.id)
            photo = loaded.state.photos[-1]
            if sum(each.sha256 == photo.sha256 for each in loaded.state.photos) > 1:
                self.say(Say(tone="info", key="photo_quality.same_again"))
            self._check_quality(photo, taken[-1])

        return self.step(door, move="settle", after=after)

    def _check_quality(self, photo: PhotoTaken, data: bytes) -> None:
        def told(quality: PhotoQuality) -> None:
            fault = first_fault(quality)
            here = self.loaded is not None and photo in self.loaded.state.photos
            if fault and here:
                self.poor_photo = photo.sha256
                self.say(
                    Say(
                        tone="info", key=f"photo_quality.{fault}", action="photo_quality.retake",
                        act=lambda: self.submit(self.retake_step), fleeting=True,
                    )
                )  # fmt: skip

        self.tasks.read(lambda: self.tools.photo_quality(data), told, lambda error: None)

    def retake_step(self) -> Step | None:
        """Take back the photo that was warned of and open the shutter again, for the same slot;
        nothing when no warning stands."""
        poor, self.poor_photo = self.poor_photo, ""
        gone = photo_retaking.newest(self.here.inspection, self.actor.id, poor)
        if gone is None:
            return None
        station = self.station

        def after(loaded: Loaded) -> None:
            self.place = place_of_act(loaded.standard, gone, self.place)
            self.show()
            self.take_photo(photo_retaking.slot_key(gone))

        return self.step(
            lambda who, inspection: photo_retaking.take_back(station, who, inspection, gone),
            move="stay",
            after=after,
        )

    # -- batches

    def another_batch(self) -> None:
        """ "Another batch found." """
        self.edit_batch(Batch(id=""))

    def edit_batch(self, batch: Batch, *, found_by_scan: bool = False) -> None:
        """Open the editor for a batch, or for another one found (empty id)."""
        lot = self.here.state.lot
        self.show_panel(
            BatchPanel(
                batch=batch, master_life=lot.product.shelf_life or "", cartons=lot.cartons,
                size=lot.size, found_by_scan=found_by_scan,
            )
        )  # fmt: skip

    def change_batch(self, batch_id: str) -> None:
        """The pencil of a batch card."""
        self.submit(lambda: self.edit_batch(self.here.state.batch(batch_id)))

    def take_hints(self) -> None:
        """ "Check what the photos show": the editor of the first batch something was read for."""
        offers = self.view.hints.offers
        if offers:
            known = {batch.id: batch for batch in self.here.state.batches}
            self.edit_batch(known.get(offers[0].batch_id, Batch(id="")))

    def settle_difference(self, key: str = "") -> None:
        """A difference, or the first one: its defect goes on record, or its batch is edited."""
        self.submit(lambda: self.difference_step(key))

    def difference_step(self, key: str = "") -> Step | None:
        """As ``settle_difference``, for the queue."""
        loaded = self.here
        found = [each for each in self.view.hints.differences if key in ("", each.key)]
        first = next((each for each in found if each.defect or key), None)
        if first is None:
            return None
        if not first.defect:
            if first.batch_id:
                self.edit_batch(loaded.state.batch(first.batch_id))
            return None
        item, defect = loaded.standard.item(first.item_id), loaded.standard.defect(first.defect)
        panel = walk_defects.open_panel(
            loaded.standard, loaded.state, item=item, subject=first.subject
        )
        return self.finding_step(panel, defect, 1)

    def preview_batch(self, batch: Batch) -> Assessment | None:
        """How the batch would be judged; None while its dates are missing.

        Raises DateError for dates that cannot be.
        """
        check_dates(batch, self.station.clock.today())
        return assess_batch(
            batch,
            self.here.state,
            rules_of(self.station, self.here.state),
            self.station.clock.today(),
        )

    def save_batch(self, batch: Batch) -> None:
        """The editor's batch goes on record; the panel stays open when it is refused."""
        if batch.quantity is not None and batch.quantity <= 0:
            self.on_refused(
                IntakeError("quantity_not_positive", what="batch", value=batch.quantity)
            )
            return
        self.submit(lambda: self.batch_step(batch))

    def batch_step(self, batch: Batch) -> Step:
        """Record a batch."""
        station = self.station

        def after(loaded: Loaded) -> None:
            self.panel = None
            key = "walk.told.batch_changed" if batch.id else "walk.told.batch_added"
            self.say(Say(tone="accepted", key=key, params={"number": batch.number or "—"}))

        return self.step(
            lambda who, inspection: inspections.record_batch(station, who, inspection, batch),
            move="stay",
            after=after,
        )


def _free_slot(item: Item | None, place: Place) -> SlotView:
    """A picture nobody asked for still belongs to the question or carton in hand."""
    if item is None:
        return SlotView(key="", shot="", carton=place.carton)
    shot = item.shots[0] if item.shots else ""
    return SlotView(key="", shot=shot, item_id=item.id, subject=place.subject)


def _all_shots(item: Item, place: Place, inspection: Inspection) -> bool:
    taken = {
        photo.shot
        for photo in inspection.state.photos
        if (photo.item_id, photo.subject) == (item.id, place.subject)
    }
    return all(shot in taken for shot in item.shots) and bool(taken)
