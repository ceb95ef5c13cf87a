"""Which pictures a place has, and which it still wants. Pure; free of Qt."""

from __future__ import annotations

from inspector_app.domain.checklist.standard import Item, Standard
from inspector_app.domain.inspection.acts import FindingRecorded
from inspector_app.domain.inspection.state import State
from inspector_app.ui.presenters.walk_model import SlotView
from inspector_app.ui.presenters.walk_place import Place


def photo_slots(standard: Standard, state: State, place: Place) -> tuple[SlotView, ...]:
    """What was photographed here and what still must be: the question's own shots first, then
    those a claim needs for the defects found here."""
    item = standard.item(place.item_id) if place.item_id else None
    slots: list[SlotView] = []
    if item is not None:
        slots += _item_slots(item, place, state)
    claims = _claim_slots(standard, state, _findings_here(state, place))
    # One picture serves the question and the claim where both want the same shot.
    asked = {slot.shot for slot in claims if not slot.taken}
    slots = [slot for slot in slots if slot.taken or slot.shot not in asked]
    slots += claims
    free = [
        photo
        for photo in state.photos
        if not photo.finding_id
        and not photo.item_id
        and photo.carton is not None
        and photo.carton == place.carton
    ]
    slots += [
        SlotView(key=photo.sha256, shot=photo.shot, sha256=photo.sha256, carton=photo.carton)
        for photo in free
    ]
    return tuple(slots)


def _item_slots(item: Item, place: Place, state: State) -> list[SlotView]:
    taken = [p for p in state.photos if (p.item_id, p.subject) == (item.id, place.subject)]
    slots = [
        SlotView(
            key=photo.sha256, shot=photo.shot, sha256=photo.sha256, item_id=item.id,
            subject=place.subject,
        )
        for photo in taken
        if not photo.finding_id
    ]  # fmt: skip
    answer = state.answers.get((item.id, place.subject))
    failed = answer is not None and answer.outcome == "fail"
    na = answer is not None and answer.outcome == "na"
    wanted = (item.photos == "always" and not na) or (item.photos == "when_failed" and failed)
    if wanted:
        have = {photo.shot for photo in taken}
        slots += [
            SlotView(key=f"shot:{shot}", shot=shot, item_id=item.id, subject=place.subject)
            for shot in item.shots or ("",)
            if (shot not in have if shot else not taken)
        ]
    return slots


def _findings_here(state: State, place: Place) -> list[FindingRecorded]:
    if place.item_id:
        key = (place.item_id, place.subject)
        return [f for f in state.findings if (f.item_id, f.subject) == key]
    if place.carton is not None:
        return list(state.carton_findings(place.carton))
    return [f for f in state.findings if not f.item_id]


def _claim_slots(
    standard: Standard, state: State, findings: list[FindingRecorded]
) -> list[SlotView]:
    slots: list[SlotView] = []
    done: set[str] = set()
    for finding in findings:
        if finding.defect in done:
            continue
        done.add(finding.defect)
        same = {f.id for f in state.findings if f.defect == finding.defect}
        taken = [photo for photo in state.photos if photo.finding_id in same]
        slots += [
            SlotView(
                key=photo.sha256, shot=photo.shot, sha256=photo.sha256,
                finding_id=photo.finding_id, defect=finding.defect,
            )
            for photo in taken
        ]  # fmt: skip
        have = {photo.shot for photo in taken}
        slots += [
            SlotView(
                key=f"claim:{finding.id}:{shot}", shot=shot, finding_id=finding.id,
                defect=finding.defect, item_id=finding.item_id, subject=finding.subject,
                carton=finding.carton,
            )
            for shot in standard.defect(finding.defect).shots
            if shot not in have
        ]  # fmt: skip
    return slots
