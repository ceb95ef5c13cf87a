"""The walk: every act of an inspector on an open inspection, each one durable commit.

Doors take the inspection as the screen holds it and return it one act further. Two writers on
one inspection cannot overwrite each other: the act's number is unique, the later one gets
WalkError ``changed_elsewhere`` and reads again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspector_app.domain.checklist.standard import Item, Standard
from inspector_app.domain.errors import AccessError, WalkError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import (
    Act,
    Answered,
    Batch,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    Entry,
    GapWaived,
    Held,
    Joined,
    Outcome,
    PagePassed,
    Parked,
    ParkReason,
    PlanDrawn,
    Released,
    Resumed,
    Undone,
    UnitsPassed,
)
from inspector_app.domain.inspection.progress import is_waivable, page_questions, progress
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.domain.sampling import next_reserve
from inspector_app.domain.shelf_life import Assessment
from inspector_app.services import returns, severity, shelf_life
from inspector_app.services.judging import draw_of, plan_of
from inspector_app.services.records import Work
from inspector_app.services.station import Station
from inspector_app.services.summaries import differs, refreshed

MAX_ACTS = 900
"""Acts of one walk: with the photos they fit a payload that can always be sent (256 KB)."""


def standard_of(station: Station, inspection: Inspection) -> Standard:
    """The very version the walk began with; StandardError ``standard_missing``."""
    lot = inspection.state.lot
    return station.standards.get(lot.standard_id, lot.standard_version, lot.standard_digest)


def load(station: Station, inspection_id: str) -> Inspection:
    """The inspection as stored; WalkError ``inspection_unknown``."""
    with station.records.reading() as work:
        inspection = work.inspections.load(inspection_id)
    if inspection is None:
        raise WalkError("inspection_unknown")
    return inspection


def record(
    station: Station, who: Person, inspection: Inspection, act: Act, *more: Act
) -> Inspection:
    """Append acts in one commit and keep the summary true; the only way acts are stored."""
    with station.records.writing() as work:
        return record_in(station, work, who, inspection, act, *more)


def record_in(
    station: Station, work: Work, who: Person, inspection: Inspection, *acts: Act
) -> Inspection:
    """As ``record``, inside a unit of work that stores something else as well."""
    before = work.inspections.summary(inspection.id)
    if before is None:
        raise WalkError("inspection_unknown")
    at, monotonic_ns = station.clock.now(), station.clock.monotonic_ns()
    for act in acts:
        entry = Entry(
            n=inspection.revision + 1, at=at, monotonic_ns=monotonic_ns, person_id=who.id, act=act
        )
        work.inspections.append(inspection.id, entry)
        inspection = inspection.then(entry)
    after = refreshed(before, standard_of(station, inspection), inspection)
    if differs(before, after):
        work.inspections.save_summary(after)
    return inspection


def may_record(who: Person, inspection: Inspection) -> None:
    """Whether this person may record anything now; WalkError, AccessError when not."""
    require(who, "inspect")
    rules.check_open(inspection.state)
    if inspection.revision >= MAX_ACTS:
        raise WalkError("walk_too_long", limit=MAX_ACTS)


def may_open(station: Station, who: Person, inspection: Inspection) -> None:
    """As ``may_record``, for acts that look at more goods: not after a hold or an early stop."""
    may_record(who, inspection)
    rules.check_not_held(inspection.state)
    if inspection.state.stopped is not None:
        rules.check_not_stopped(standard_of(station, inspection), inspection.state)


def record_batch(station: Station, who: Person, inspection: Inspection, batch: Batch) -> Inspection:
    """A batch found or corrected; an empty id gets a new one.

    Raises WalkError ``batch_twice``, IntakeError ``quantity_…``, DateError for dates that
    cannot be.
    """
    may_record(who, inspection)
    if not batch.id:
        batch = replace(batch, id=station.ids.new())
    shelf_life.check_dates(batch, station.clock.today())
    checked = rules.check_batch(batch, inspection.state)
    with station.records.writing() as work:
        inspection = record_in(station, work, who, inspection, BatchRecorded(batch=checked))
        return record_in(station, work, who, inspection, *returns.acts_for(work, inspection))


def draw_plan(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """Choose the plan by the standard's rule and draw the sample from the numbered cartons.

    The severity of each class comes from the history of the supplier's product, and what it
    rests on is recorded with the plan. Raises WalkError ``plan_already_drawn``, PlanError for
    impossible lots and ``inspection_discontinued``.
    """
    may_open(station, who, inspection)
    state, standard = inspection.state, standard_of(station, inspection)
    if state.plan is not None:
        raise WalkError("plan_already_drawn")
    plan = plan_of(station.sampling, standard, state)
    with station.records.writing() as work:
        basis = severity.basis_of(station, work, state.lot, plan)
        severities = {each.cls: each.severity for each in basis}
        if any(each != "normal" for each in severities.values()):
            plan = plan_of(station.sampling, standard, state, severity=severities)
        draw = draw_of(plan, state, station.ids.seed())
        act = PlanDrawn(plan=plan, draw=draw, basis=basis)
        return record_in(station, work, who, inspection, act)


def replace_carton(
    station: Station, who: Person, inspection: Inspection, carton: int, reason: str
) -> Inspection:
    """A drawn carton cannot be reached: the next reserve takes its place.

    Raises WalkError ``carton_not_drawn``, ``carton_begun``, ``reason_needed``; PlanError
    ``no_reserve_left`` when none is large enough.
    """
    may_open(station, who, inspection)
    require(who, "replace_carton")
    state = inspection.state
    rules.check_drawn(state, carton)
    if not reason:
        raise WalkError("reason_needed", item=str(carton))
    if rules.carton_touched(state, carton):
        raise WalkError("carton_begun", carton=carton)
    assert state.draw is not None
    by = next_reserve(state.draw, carton)
    act = CartonReplaced(carton=carton, by=by, reason=reason)
    return record(station, who, inspection, act)


def record_answer(
    station: Station,
    who: Person,
    inspection: Inspection,
    item_id: str,
    outcome: Outcome | None = None,
    *,
    value: str = "",
    subject: str = "",
    reason: str = "",
) -> Inspection:
    """Answer one item; measured values and choices are judged by the item's limits.

    Raises WalkError ``unknown_item``, ``value_unreadable``, ``value_not_offered``,
    ``reason_needed``, ``inspection_closed``, ``inspection_parked``.
    """
    may_record(who, inspection)
    answer = Answered(
        item_id=item_id, outcome=outcome or "pass", value=value, subject=subject, reason=reason
    )
    return record(
        station, who, inspection, judged_answer(station, inspection, answer, given=outcome)
    )


def judged_answer(
    station: Station, inspection: Inspection, answer: Answered, *, given: Outcome | None
) -> Answered:
    """The answer with the outcome that its value has by the item's limits; ``given`` is the
    outcome a person pressed, None for a value alone. Raises WalkError as ``record_answer``."""
    standard = standard_of(station, inspection)
    item = rules.find_item(standard, answer.item_id)
    rules.check_subject(standard, inspection.state, answer.item_id, answer.subject)
    outcome = given if given == "na" else _judged(inspection, item, given, answer.value)
    return rules.check_answer(item, replace(answer, outcome=outcome))


def _judged(inspection: Inspection, item: Item, outcome: Outcome | None, value: str) -> Outcome:
    """What a value says cannot be overruled by a key; a scan must be of these goods."""
    if item.kind == "scan" and value:
        return rules.judge_scan(inspection.state.lot.product, value)
    if item.kind in ("choice", "number", "count"):
        if outcome == "fail" and not value:
            return "fail"  # not measurable at all, such as a broken scale
        return rules.judge_value(item, value)
    return outcome or rules.judge_value(item, value)


def pass_page(station: Station, who: Person, inspection: Inspection, stage_id: str) -> Inspection:
    """Answer the rest of a page with "pass"; scans, measured values and choices stay open.

    Raises WalkError ``nothing_left`` when the page has no such question.
    """
    may_record(who, inspection)
    stage = standard_of(station, inspection).stage(stage_id)
    state = inspection.state
    rest = tuple(
        (item.id, subject)
        for item, subject in page_questions(stage, state)
        if item.kind in ("pass_fail", "photo", "text") and (item.id, subject) not in state.answers
    )
    if not rest:
        raise WalkError("nothing_left")
    return record(station, who, inspection, PagePassed(stage_id=stage_id, answers=rest))


def see_cartons(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """All received cartons were looked at from outside; exceptions are findings."""
    may_open(station, who, inspection)
    return record(station, who, inspection, CartonsSeen(count=inspection.state.lot.cartons))


def pass_carton(
    station: Station, who: Person, inspection: Inspection, carton: int, *, scanned: str = ""
) -> Inspection:
    """ "This carton is good." Raises WalkError ``carton_not_drawn``, ``already_done``."""
    may_open(station, who, inspection)
    rules.check_drawn(inspection.state, carton)
    if carton in inspection.state.cartons_passed:
        raise WalkError("already_done", carton=carton)
    return record(station, who, inspection, CartonPassed(carton=carton, scanned=scanned))


def record_tally(
    station: Station,
    who: Person,
    inspection: Inspection,
    carton: int,
    *,
    count: int | None = None,
    seconds: int = 0,
) -> Inspection:
    """ "The drawn units of this carton are good", those with findings aside.

    ``count`` defaults to all drawn units without a finding. Raises WalkError
    ``carton_not_drawn``, ``more_units_than_drawn``, ``already_done`` (by a colleague).
    """
    may_open(station, who, inspection)
    state = inspection.state
    drawn = rules.check_drawn(state, carton)
    good = drawn - state.bad_units(carton) if count is None else count
    done = state.tallies.get(carton)
    if done is not None and done.person_id != who.id:
        raise WalkError("already_done", carton=carton)
    rules.check_units(state, carton, good)
    act = UnitsPassed(carton=carton, count=good, seconds=max(0, seconds))
    return record(station, who, inspection, act)


def record_finding(
    station: Station,
    who: Person,
    inspection: Inspection,
    defect: str,
    *,
    count: int = 1,
    carton: int | None = None,
    positions: tuple[int, ...] = (),
    item_id: str = "",
    subject: str = "",
    reason: str = "",
) -> Inspection:
    """Record a defect; with ``item_id`` the item is answered "fail" in the same commit.

    Raises WalkError ``unknown_defect``, ``carton_needed``, ``no_such_carton``,
    ``more_units_than_drawn``, ``count_out_of_range``.
    """
    may_record(who, inspection)
    standard = standard_of(station, inspection)
    finding = rules.place_finding(
        standard, inspection.state, finding_id=station.ids.new(), defect=defect, count=count,
        carton=carton, positions=positions, item_id=item_id, subject=subject, reason=reason,
    )  # fmt: skip
    if not item_id:
        return record(station, who, inspection, finding)
    answer = Answered(item_id=item_id, outcome="fail", subject=subject, reason=reason)
    return record(station, who, inspection, answer, finding)


def undo(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """Take back the person's newest gesture, all of its acts; WalkError ``nothing_to_undo``."""
    may_record(who, inspection)
    first, *others = (Undone(act=e.n) for e in rules.last_undoable(inspection, who.id))
    return record(station, who, inspection, first, *others)


def park(station: Station, who: Person, inspection: Inspection, reason: ParkReason) -> Inspection:
    """Set the walk aside in one tap."""
    may_record(who, inspection)
    require(who, "park")
    return record(station, who, inspection, Parked(reason=reason))


def resume(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """Take a parked walk up again; WalkError ``not_parked``."""
    require(who, "inspect")
    if inspection.state.parked is None:
        raise WalkError("not_parked")
    acts: list[Act] = [Resumed()]
    if who.id not in inspection.state.people:
        acts.append(Joined(person_id=who.id))
    return record(station, who, inspection, *acts)


def hold(
    station: Station, who: Person, inspection: Inspection, *, reason: str, stage_id: str = ""
) -> Inspection:
    """ "Stop and hold": no more is opened, the lot goes before a supervisor."""
    may_record(who, inspection)
    if inspection.state.held is not None:
        raise WalkError("already_held")
    return record(station, who, inspection, Held(reason=reason, stage_id=stage_id))


def release(station: Station, who: Person, inspection: Inspection, reason: str) -> Inspection:
    """A supervisor who took no part in the walk lifts "stop and hold".

    Raises AccessError ``own_hold``; WalkError ``not_held``, ``reason_needed``.
    """
    require(who, "release_hold")
    rules.check_open(inspection.state)
    if who.id in inspection.state.people:
        raise AccessError("own_hold")
    if inspection.state.held is None:
        raise WalkError("not_held")
    if not reason:
        raise WalkError("reason_needed", item="release")
    return record(station, who, inspection, Released(reason=reason))


def join(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """A second inspector joins the lot by badge; joining twice changes nothing."""
    may_record(who, inspection)
    if who.id in inspection.state.people:
        return inspection
    return record(station, who, inspection, Joined(person_id=who.id))


def waive(
    station: Station, who: Person, inspection: Inspection, gap: str, reason: str
) -> Inspection:
    """A supervisor who took no part in the walk lets one gap pass.

    Raises AccessError ``own_walk``; WalkError ``no_such_gap``, ``gap_not_waivable``,
    ``reason_needed``.
    """
    require(who, "waive")
    rules.check_open(inspection.state)
    if who.id in inspection.state.people:
        raise AccessError("own_walk")
    if not reason:
        raise WalkError("reason_needed", item=gap)
    standard = standard_of(station, inspection)
    missing = {entry.key: entry for entry in progress(standard, inspection.state).gaps}
    if gap not in missing:
        raise WalkError("no_such_gap", gap=gap)
    if not is_waivable(standard, inspection.state, missing[gap]):
        raise WalkError("gap_not_waivable", gap=gap)
    return record(station, who, inspection, GapWaived(gap=gap, reason=reason))


def assessments(station: Station, inspection: Inspection) -> Mapping[str, Assessment]:
    """Shelf life of each dated batch, by batch id, on today's business date."""
    return shelf_life.assess_batches(
        inspection.state, shelf_life.rules_of(station, inspection.state), station.clock.today()
    )
