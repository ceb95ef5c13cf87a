"""Which act the state allows; the reason when it does not."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.checklist.standard import SPECIAL_LEVELS, Item, Standard
from inspector_app.domain.errors import IntakeError, WalkError
from inspector_app.domain.inspection.acts import (
    UNDOABLE,
    Answered,
    Batch,
    CartonReplaced,
    Entry,
    FindingRecorded,
    Outcome,
)
from inspector_app.domain.inspection.counting import stopped_early
from inspector_app.domain.inspection.measured_goods import is_measured_here
from inspector_app.domain.inspection.measuring import MEASURED, judge_measured
from inspector_app.domain.inspection.progress import batch_subject, page_questions
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.inspection.subjects import (
    carton_number,
    carton_subject,
    unit_position,
)
from inspector_app.domain.master import Product
from inspector_app.domain.warehouse_labels import is_label_of

MAX_FINDING_COUNT = 1_000_000


def check_open(state: State) -> None:
    """WalkError ``inspection_closed`` or ``inspection_parked`` when nothing may be recorded."""
    if state.closed is not None:
        raise WalkError("inspection_closed", lot=state.lot.lot_number)
    if state.parked is not None:
        raise WalkError("inspection_parked", lot=state.lot.lot_number, reason=state.parked)


def find_item(standard: Standard, item_id: str) -> Item:
    """The item; WalkError ``item_not_in_standard``."""
    try:
        return standard.item(item_id)
    except KeyError:
        raise WalkError("item_not_in_standard", item=item_id) from None


def check_drawn(state: State, carton: int) -> int:
    """How many units to look at in the carton; WalkError ``no_plan`` or ``carton_not_drawn``."""
    if state.plan is None:
        raise WalkError("no_plan")
    if carton not in state.drawn:
        raise WalkError("carton_not_drawn", carton=carton)
    return state.drawn[carton]


def check_carton(state: State, carton: int) -> int:
    """The carton number when the lot has it; WalkError ``no_such_carton``."""
    if not 1 <= carton <= state.lot.cartons:
        raise WalkError("no_such_carton", carton=carton, cartons=state.lot.cartons)
    return carton


def judge_value(item: Item, value: str) -> Outcome:
    """Pass or fail of a choice or a measured value against the item's limits.

    Raises WalkError ``value_unreadable``, ``readings_wanted`` or ``value_not_offered``.
    """
    if item.kind == "choice":
        for choice in item.choices:
            if choice.value == value:
                return "fail" if choice.fails else "pass"
        raise WalkError("value_not_offered", item=item.id, value=value)
    if item.kind in MEASURED:
        return judge_measured(item, value)
    return "pass"


def check_batch(batch: Batch, state: State) -> Batch:
    """The batch when its cartons exist and its number is not another batch's.

    Raises WalkError ``no_such_carton`` or ``batch_twice``, IntakeError ``quantity_…``.
    """
    for carton in batch.cartons:
        check_carton(state, carton)
    for other in state.batches:
        if other.id != batch.id and batch.number and other.number == batch.number:
            raise WalkError("batch_twice", number=batch.number)
    if batch.quantity is not None and batch.quantity <= 0:
        raise IntakeError("quantity_not_positive", what="batch", value=batch.quantity)
    if batch.quantity is not None and batch.quantity > state.lot.size:
        raise IntakeError("batch_exceeds_lot", value=batch.quantity, size=state.lot.size)
    return batch


def place_finding(
    standard: Standard,
    state: State,
    *,
    finding_id: str,
    defect: str,
    count: int,
    carton: int | None,
    positions: tuple[int, ...],
    item_id: str,
    subject: str,
    reason: str,
) -> FindingRecorded:
    """The finding with class and effect from the catalogue and its draw positions.

    On units without given positions the next free places of the carton's draw are taken: a
    unit's place in the carton is a suggestion, the carton and the number of units are binding.
    Units of cartons that were not drawn have no position: the verdict holds the lot for them.
    Raises WalkError ``unknown_defect``, ``count_out_of_range``, ``no_such_carton``,
    ``carton_needed``, ``position_not_drawn``, ``more_units_than_drawn``.
    """
    try:
        entry = standard.defect(defect)
    except KeyError:
        raise WalkError("defect_not_in_standard", defect=defect) from None
    if not 1 <= count <= MAX_FINDING_COUNT:
        raise WalkError("count_out_of_range", value=count, limit=MAX_FINDING_COUNT)
    position = unit_position(subject)
    if position is not None:
        carton, positions, check = _on_unit(standard, state, item_id, position)
        return FindingRecorded(
            id=finding_id, defect=defect, cls=entry.cls, effect=entry.effect,
            on=entry.recorded_on, count=count, carton=carton,
            positions=positions if entry.recorded_on == "unit" else (), item_id=item_id,
            subject=subject, reason=reason, check=check,
        )  # fmt: skip
    if carton is None:
        carton = carton_number(subject)  # measured on that carton
    if entry.recorded_on == "lot":
        carton = None
    elif carton is not None:
        check_carton(state, carton)
    elif entry.recorded_on == "carton" or not item_id:
        # A unit without a carton is one looked at for a page of questions (first article).
        raise WalkError("carton_needed", defect=defect)
    if entry.recorded_on == "unit" and carton is not None and carton in state.drawn:
        positions = _positions(state, carton, count, positions)
    elif positions:
        raise WalkError("position_not_drawn", carton=carton or 0)
    return FindingRecorded(
        id=finding_id, defect=defect, cls=entry.cls, effect=entry.effect, on=entry.recorded_on,
        count=count, carton=carton, positions=positions, item_id=item_id, subject=subject,
        reason=reason,
    )  # fmt: skip


def _on_unit(
    standard: Standard, state: State, item_id: str, position: int
) -> tuple[int, tuple[int, ...], str]:
    """Carton and position of a drawn unit, and the check with its own sample that asks of it."""
    if state.draw is None:
        raise WalkError("no_plan")
    stages = {item.id: stage for stage, item in standard.walk()}
    stage = stages.get(item_id)
    check = stage.id if stage is not None and stage.sample in SPECIAL_LEVELS else ""
    return state.draw.carton_at(position), (position,), check


def _positions(
    state: State, carton: int, count: int, positions: tuple[int, ...]
) -> tuple[int, ...]:
    assert state.draw is not None
    drawn = next(entry for entry in state.draw.cartons if entry.carton == carton)
    places = range(drawn.first_position, drawn.first_position + drawn.units)
    if positions:
        if len(set(positions)) != count or not set(positions) <= set(places):
            raise WalkError("position_not_drawn", carton=carton)
        return positions
    taken = state.taken_positions(carton)
    tally = state.tallies.get(carton)
    good = tally.count if tally else 0
    free = [place for place in places if place not in taken]
    if len(free) - good < count:
        raise WalkError("more_units_than_drawn", carton=carton, drawn=drawn.units, count=count)
    return tuple(free[:count])


def check_units(state: State, carton: int, count: int) -> None:
    """WalkError ``more_units_than_drawn`` when good and bad units exceed the drawn ones."""
    drawn = check_drawn(state, carton)
    if count < 0 or count + state.bad_units(carton) > drawn:
        raise WalkError("more_units_than_drawn", carton=carton, drawn=drawn, count=count)


def last_undoable(inspection: Inspection, person_id: str) -> tuple[Entry, ...]:
    """The acts of the person's newest gesture that may be undone, in the order recorded.

    Raises WalkError ``nothing_to_undo``, or ``carton_begun`` for a replacement whose reserve has
    been worked on since.
    """
    gone = inspection.undone()
    for entry in reversed(inspection.entries):
        if entry.n in gone or entry.person_id != person_id:
            continue
        if entry.act.kind in UNDOABLE:
            gesture = tuple(
                other
                for other in inspection.entries
                if other.monotonic_ns == entry.monotonic_ns
                and other.person_id == person_id
                and other.act.kind in UNDOABLE
                and other.n not in gone
            )
            _check_undo(inspection.state, gesture)
            return gesture
        if entry.act.kind in ("plan_drawn", "closed", "lot_opened"):
            break
    raise WalkError("nothing_to_undo")


def _check_undo(state: State, gesture: tuple[Entry, ...]) -> None:
    for entry in gesture:
        if isinstance(entry.act, CartonReplaced) and carton_touched(state, entry.act.by):
            raise WalkError("carton_begun", carton=entry.act.by)


def carton_touched(state: State, carton: int) -> bool:
    """Whether anything was recorded about the carton."""
    return bool(
        carton in state.cartons_passed
        or any(each.carton == carton for each in state.units_replaced)
        or any(answered_of(state, carton))
        or any(subject == carton_subject(carton) for _, subject in state.answers)
        or carton in state.tallies
        or state.carton_findings(carton)
        or any(photo.carton == carton for photo in state.photos)
    )


def answered_of(state: State, carton: int) -> Iterator[bool]:
    """Whether the drawn units of the carton have answers of their own, one by one."""
    for _, subject in state.answers:
        position = unit_position(subject)
        if position is not None and state.draw is not None:
            yield state.draw.carton_at(position) == carton


def check_not_stopped(standard: Standard, state: State) -> None:
    """WalkError ``sampling_stopped`` after an early stop: the verdict stands on what was seen."""
    if stopped_early(standard, state):
        raise WalkError("sampling_stopped", lot=state.lot.lot_number)


def check_not_held(state: State) -> None:
    """WalkError ``lot_held`` after "stop and hold": no more cartons are opened."""
    if state.held is not None:
        raise WalkError("lot_held", lot=state.lot.lot_number)


def check_subject(standard: Standard, state: State, item_id: str, subject: str) -> None:
    """WalkError ``unknown_subject`` when the item is not asked about that batch."""
    for stage in standard.stages:
        for item, asked in page_questions(stage, state):
            if item.id == item_id and asked == subject:
                return
    item = find_item(standard, item_id)
    if is_measured_here(item, state, subject):
        return
    known = {""} if item.scope != "batch" else {batch_subject(each) for each in state.batches}
    if subject not in known:
        raise WalkError("unknown_subject", item=item_id, subject=subject)


def judge_scan(product: Product, value: str) -> Outcome:
    """ "Pass" when the scanned number is one of the product's codes, or its warehouse label.

    Raises WalkError ``scan_is_other_goods``: a wrong code is a finding, never a silent pass.
    """
    if is_label_of(value, product.id):
        return "pass"
    digits = value.zfill(14) if value.isdigit() else value
    if not any(digits == code.code or value == code.code for code in product.codes):
        raise WalkError("scan_is_other_goods", read=value)
    return "pass"


def check_answer(item: Item, answer: Answered) -> Answered:
    """The answer when its kind allows it; WalkError ``reason_needed`` for "not applicable"."""
    if answer.outcome == "na" and not answer.reason and item.required:
        raise WalkError("reason_needed", item=item.id)
    return answer
