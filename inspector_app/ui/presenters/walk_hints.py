"""Builds what photos suggest at a place of the walk: for batches, questions and their differences.

Pure but for asking the readings; free of Qt. Nothing here answers anything: a person does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from inspector_app.domain.checklist.standard import Item, Stage, Standard
from inspector_app.domain.inspection.acts import Batch, PhotoTaken
from inspector_app.domain.inspection.agreement import batch_disagreements
from inspector_app.domain.inspection.progress import batch_subject, page_questions
from inspector_app.domain.inspection.state import State
from inspector_app.domain.label_text.cross_check import cross_check, same_value
from inspector_app.domain.label_text.reading import FieldName, LabelReading
from inspector_app.domain.master import Product
from inspector_app.domain.reason import reason
from inspector_app.domain.shelf_life import Assessment
from inspector_app.services.label_hints import PhotoState, is_of_label
from inspector_app.services.label_suggestions import (
    BATCH_FIELDS,
    FIELDS_OF_ELEMENT,
    BatchField,
    FieldHint,
    PhotoReading,
    batch_hints,
    element_hint,
)
from inspector_app.ui.presenters.walk_hint_values import (
    BatchOffer,
    Difference,
    ItemHint,
    WalkHints,
)
from inspector_app.ui.presenters.walk_model import BatchPanel, Panel

DATES_DIFFER, LIFE_DIFFERS = "S03", "S04"
"""Defects of the shipped catalogue; a standard without them is shown the difference only."""


class Readings(Protocol):
    """What is known of photos by now (``services.label_hints.LabelHints``)."""

    def state(self, sha256: str) -> PhotoState:
        """How far a photo is."""

    def reading(self, sha256: str) -> LabelReading | None:
        """What was read."""


def label_photos(state: State) -> tuple[PhotoTaken, ...]:
    """The photos that are read, in the order taken."""
    return tuple(photo for photo in state.photos if is_of_label(photo))


def hints_at(
    standard: Standard,
    state: State,
    stage: Stage,
    panel: Panel | None,
    assessments: Mapping[str, Assessment],
    readings: Readings,
) -> WalkHints:
    """What to show at a stage, with the batch panel open or not."""
    photos = label_photos(state)
    reading = sum(1 for photo in photos if readings.state(photo.sha256) == "reading")
    editor: tuple[FieldHint, ...] = ()
    if isinstance(panel, BatchPanel):
        editor = _open_fields(_shown(panel.batch, state, readings), state)
    shown: list[_Shown] = []
    if stage.kind == "shelf_life":
        batches = state.batches or (Batch(id=""),)
        shown = [_shown(batch, state, readings) for batch in batches]
    return WalkHints(
        reading=reading,
        in_vain=not reading and any(map(_in_vain, shown)),
        offers=tuple(_offers(state, shown)),
        differences=tuple(_differences(standard, state, assessments, shown)),
        items=_items(stage, state, readings),
        editor=editor,
    )


# -- which photos speak of what


@dataclass(frozen=True, slots=True)
class _Shown:
    """A batch, or the one still to be recorded, with what its photos show."""

    batch: Batch
    photos: tuple[PhotoReading, ...]
    hints: tuple[FieldHint, ...]


def _shown(batch: Batch, state: State, readings: Readings) -> _Shown:
    photos = tuple(_of_batch(batch, state, readings))
    return _Shown(batch, photos, batch_hints(photos))


def _read(photos: Sequence[PhotoTaken], readings: Readings) -> list[PhotoReading]:
    found = []
    for photo in photos:
        reading = readings.reading(photo.sha256)
        if reading is not None:
            found.append(PhotoReading(sha256=photo.sha256, reading=reading))
    return found


def _of_batch(batch: Batch, state: State, readings: Readings) -> list[PhotoReading]:
    """A batch's own photos; those of the lot only while it has no second batch."""
    subject = batch_subject(batch) if batch.id else ""
    others = [each for each in state.batches if each.id != batch.id]
    return _read(
        [
            photo
            for photo in label_photos(state)
            if (subject and photo.subject == subject) or (not photo.subject and not others)
        ],
        readings,
    )


def _in_vain(shown: _Shown) -> bool:
    """Nothing at all was read for a batch that nobody has entered: else the photo seems unread."""
    blank = not any(_entered(shown.batch, name) for name in BATCH_FIELDS)
    return bool(shown.photos) and not shown.hints and blank


# -- batches


def _offers(state: State, shown: Sequence[_Shown]) -> Iterator[BatchOffer]:
    for each in shown:
        fields = _open_fields(each, state)
        if fields:
            yield BatchOffer(batch_id=each.batch.id, number=each.batch.number, fields=fields)


def _open_fields(shown: _Shown, state: State) -> tuple[FieldHint, ...]:
    """What a person has entered is not suggested again."""
    master = state.lot.product.shelf_life or ""
    return tuple(hint for hint in shown.hints if _is_open(hint, shown.batch, master))


def _is_open(hint: FieldHint, batch: Batch, master: str) -> bool:
    if hint.field == "life":
        known = batch.life if batch.life and not batch.life_from_master else master
        return not any(_same("life", known, each.value) for each in hint.choices)
    return not _entered(batch, hint.field)


def _entered(batch: Batch, name: BatchField) -> str:
    day = {"produced": batch.produced, "expires": batch.expires}.get(name)
    if day is not None:
        return day.isoformat()
    return batch.number if name == "number" else ""


# -- questions


def _items(stage: Stage, state: State, readings: Readings) -> dict[tuple[str, str], ItemHint]:
    asked = [each for each in page_questions(stage, state) if each[0].element]
    photos = label_photos(state)
    if not asked or not photos:
        return {}
    everything = _read(photos, readings)
    master = {each.sha256: _unlike_master(each, state.lot.product) for each in everything}
    label_read = any(
        photo.shot == "label" and readings.state(photo.sha256) == "read" for photo in photos
    )
    found = {}
    for item, subject in asked:
        shown = _of_subject(subject, state, everything, readings)
        hint = element_hint(item.element, shown)
        if hint is not None or (label_read and stage.kind == "label"):
            found[item.id, subject] = ItemHint(hint=hint, master=_other(item, shown, master))
    return found


def _unlike_master(photo: PhotoReading, product: Product) -> dict[FieldName, str]:
    """The item master's values where the photo surely shows others."""
    return {
        found.field: found.other
        for found in cross_check(photo.reading, product=product)
        if found.against == "product"
    }


def _other(
    item: Item, shown: Sequence[PhotoReading], master: Mapping[str, Mapping[FieldName, str]]
) -> str:
    """The item master's value for a question, where the latest photo to show one differs."""
    asked = [name for element in item.element for name in FIELDS_OF_ELEMENT.get(element, ())]
    values = (master[each.sha256].get(name, "") for each in reversed(shown) for name in asked)
    return next((value for value in values if value), "")


def _of_subject(
    subject: str, state: State, everything: list[PhotoReading], readings: Readings
) -> list[PhotoReading]:
    if not subject:
        return everything
    batch = next((each for each in state.batches if batch_subject(each) == subject), None)
    return _of_batch(batch, state, readings) if batch is not None else []


# -- differences


def _differences(
    standard: Standard,
    state: State,
    assessments: Mapping[str, Assessment],
    shown: Sequence[_Shown],
) -> Iterator[Difference]:
    for each in shown:
        if each.batch.id:
            yield from _claims(standard, state, each.batch)
            yield from _computed(standard, state, each.batch, assessments.get(each.batch.id))
            yield from _life(standard, state, each.batch)
            yield from _typed(each)
    for each in shown:
        yield from _problems(each)


def _claims(standard: Standard, state: State, batch: Batch) -> Iterator[Difference]:
    """Pack, barcode and order differ."""
    for claim in batch_disagreements(batch, state):
        found = Difference(
            key=f"claims:{batch.id}:{claim.field}:{claim.first}:{claim.second}", told="claims",
            batch_id=batch.id, number=batch.number, claim=claim,
        )  # fmt: skip
        yield from _recordable(standard, state, found, DATES_DIFFER)


def _computed(
    standard: Standard, state: State, batch: Batch, judged: Assessment | None
) -> Iterator[Difference]:
    """Production and life lead to another day than the printed one."""
    for finding in judged.findings if judged is not None else ():
        found = Difference(
            key=f"computed:{batch.id}:{finding.code}", told="reason", batch_id=batch.id,
            number=batch.number, reason=finding,
        )  # fmt: skip
        yield from _recordable(standard, state, found, DATES_DIFFER)


def _life(standard: Standard, state: State, batch: Batch) -> Iterator[Difference]:
    """The printed life is not the item master's."""
    master = state.lot.product.shelf_life or ""
    if not batch.life or batch.life_from_master or not master or _same("life", batch.life, master):
        return
    found = Difference(
        key=f"life:{batch.id}", told="master", batch_id=batch.id, number=batch.number,
        reason=reason("life", printed=batch.life, master=master),
    )  # fmt: skip
    yield from _recordable(standard, state, found, LIFE_DIFFERS)


def _typed(shown: _Shown) -> Iterator[Difference]:
    """What is entered is not what the photo shows: somebody should look again."""
    batch = shown.batch
    for hint in shown.hints:
        entered, read = _entered(batch, hint.field), hint.proposed
        if read is None or not entered or _same(hint.field, entered, read.value):
            continue
        yield Difference(
            key=f"photo:{batch.id}:{hint.field}", told="photo", batch_id=batch.id,
            number=batch.number, seen=read.seen,
            reason=reason(hint.field, read=read.value, entered=entered),
        )  # fmt: skip


def _problems(shown: _Shown) -> Iterator[Difference]:
    """What is odd about the label itself, as long as a person has not entered the field."""
    batch = shown.batch
    read = {hint.field for hint in shown.hints if hint.agreed}
    told: set[str] = set()
    for photo in reversed(shown.photos):
        for problem in photo.reading.problems:
            params = dict(problem.params)
            names = _FIELDS_OF_PROBLEM.get(params.get("field", ""), ("produced", "expires"))
            key = f"problem:{batch.id}:{problem.code}:{params.get('field', '')}"
            settled = all(name in read or _entered(batch, name) for name in names)
            if key in told or settled:
                continue
            told.add(key)
            yield Difference(
                key=key, told="problem", batch_id=batch.id, number=batch.number,
                reason=reason(problem.code, **params),
            )  # fmt: skip


_FIELDS_OF_PROBLEM: Mapping[str, tuple[BatchField, ...]] = {
    "produced": ("produced",), "expires": ("expires",), "lot": ("number",),
    "shelf_life": ("produced", "expires"),
}  # fmt: skip


def _same(name: BatchField, entered: str, read: str) -> bool:
    written: dict[BatchField, FieldName] = {"number": "lot", "life": "shelf_life"}
    return same_value(written[name], entered, read) if name in written else entered == read


def _recordable(
    standard: Standard, state: State, found: Difference, defect: str
) -> Iterator[Difference]:
    """The difference with the question its defect is recorded at; nothing when it is on record.
    Where the standard has no such question it is shown, and nothing is offered."""
    subject = f"batch:{found.batch_id}"
    item = _item_of(standard, defect)
    if item is None:
        yield replace(found, subject=subject)
        return
    recorded = any(
        (each.defect, each.item_id, each.subject) == (defect, item.id, subject)
        for each in state.findings
    )
    if not recorded:
        yield replace(found, defect=defect, item_id=item.id, subject=subject)


def _item_of(standard: Standard, defect: str) -> Item | None:
    known = {each.code for each in standard.defects}
    return next(
        (
            item
            for _, item in standard.walk()
            if item.scope == "batch" and defect in item.defects and defect in known
        ),
        None,
    )
