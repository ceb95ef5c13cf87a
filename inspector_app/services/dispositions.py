"""A supervisor's desk: what is held, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inspector_app.domain.errors import AccessError, IntakeError, WalkError
from inspector_app.domain.inspection.acts import Closed
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services import disputes
from inspector_app.services.closing import seal
from inspector_app.services.records import Decision, Disposition, Summary, Work
from inspector_app.services.station import Station
from inspector_app.wire import inspection as message

TAG_AFTER: dict[Disposition, str] = {
    "accept": "passed", "concession": "passed", "sort": "quarantined", "rework": "quarantined",
    "return": "failed", "scrap": "failed",
}  # fmt: skip

RELEASING: frozenset[Disposition] = frozenset({"accept", "concession"})
"""What lets goods go: not while it is undecided which of two records of them counts."""

REASONS: dict[Disposition, tuple[str, ...]] = {
    "accept": ("evidence_complete", "finding_not_confirmed", "supplier_proof"),
    "concession": ("minor_only", "urgent_need", "price_agreed", "supplier_commitment"),
    "sort": ("defect_sortable", "unknown_extent"),
    "rework": ("relabel", "repack", "clean"),
    "return": ("not_conforming", "shelf_life_short", "wrong_goods", "documents_missing"),
    "scrap": ("unsafe", "expired", "supplier_declines"),
}
"""Reason chips per decision: nobody is forced to type at a bench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What waits for a supervisor, oldest first; ``urgent`` repeats what is pressing."""

    undecided: tuple[Summary, ...]
    stopped: tuple[Summary, ...]
    parked: tuple[Summary, ...]
    urgent: tuple[Summary, ...]


def desk(station: Station, who: Person) -> Desk:
    """Everything a supervisor must look at."""
    require(who, "see_holds")
    with station.records.reading() as work:
        undecided = tuple(work.inspections.undecided())
        working = tuple(work.inspections.working())
    return Desk(
        undecided=undecided,
        stopped=tuple(row for row in working if row.state == "held"),
        parked=tuple(row for row in working if row.state == "parked"),
        urgent=tuple(row for row in (*undecided, *working) if row.urgent),
    )


def age_of(summary: Summary, now: datetime) -> timedelta:
    """How long a row has waited: since it was closed, parked or last touched."""
    since = summary.closed_at or summary.parked_at or summary.updated_at
    return max(timedelta(0), now - since)


def decide(
    station: Station,
    who: Person,
    inspection_id: str,
    disposition: Disposition,
    *,
    reason: str,
    note: str = "",
    quantity: int | None = None,
) -> Decision:
    """Decide about a sealed lot; the decision is an event of its own in the chain.

    ``quantity`` units of the lot get this decision, by default all that are left; the lot stays on
    the desk until every unit has one. Four eyes: who inspected or signed the lot cannot decide
    about it. Raises AccessError
    ``not_allowed``, ``own_hold``; WalkError ``not_closed``, ``reason_needed``,
    ``already_decided``, ``inspection_voided``, ``lot_in_dispute``, ``lot_set_aside``; IntakeError
    ``quantity_…``.
    """
    require(who, "dispose")
    if reason not in REASONS[disposition]:
        raise WalkError("reason_needed", item=disposition)
    with station.records.writing() as work:
        summary = work.inspections.summary(inspection_id)
        inspection = work.inspections.load(inspection_id)
        if summary is None or inspection is None:
            raise WalkError("inspection_unknown")
        if summary.state != "closed" or summary.seq is None:
            raise WalkError("not_closed", lot=summary.lot_number)
        if summary.voided:
            raise WalkError("inspection_voided", lot=summary.lot_number)
        if disposition in RELEASING:
            disputes.require_free(work, inspection_id, summary.lot_number)
        earlier = standing(summary, work.decisions.of(inspection_id))
        left = summary.size - sum(each.quantity for each in earlier)
        if left <= 0:
            raise WalkError("already_decided", lot=summary.lot_number)
        if who.id in inspection.state.people or who.id in _signers(inspection):
            raise AccessError("own_hold")
        amount = left if quantity is None else quantity
        if not 0 < amount <= left:
            raise IntakeError("quantity_not_in_lot", value=amount, size=left)
        now = station.clock.now()
        record = message.DispositionRecord(
            record_id=inspection_id, target_seq=_target(work, summary.seq),
            lot_number=summary.lot_number, disposition=disposition, reason=reason, note=note,
            quantity=amount, decided_at=now, station_id=station.station_id,
            person=message.PersonPart(person_id=who.id, names=dict(who.names), role=who.role),
        )  # fmt: skip
        event = seal(station, work, "disposed", message.encode_record(record), inspection_id, ())
        decision = Decision(
            inspection_id=inspection_id, disposition=disposition, reason=reason, note=note,
            person_id=who.id, at=now, quantity=amount, seq=event.place,
        )  # fmt: skip
        work.decisions.add(decision)
        if amount == left:
            work.inspections.save_summary(decided_row(summary, (*earlier, decision)))
    station.wake()
    return decision


def _target(work: Work, place: int) -> int:
    """The record's number in its own chain, as others know it."""
    event = work.journal.event(place)
    return place if event is None else event.seq


def _signers(inspection: Inspection) -> frozenset[str]:
    """Who signed the record, first or corrected."""
    return frozenset(
        entry.person_id for entry in inspection.entries if isinstance(entry.act, Closed)
    )


def standing(summary: Summary, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decisions about the verdict that stands; those on one that was amended away do not count."""
    return tuple(each for each in decisions if each.seq > summary.decided_from)


def decided_row(summary: Summary, decisions: Sequence[Decision]) -> Summary:
    """The row once every unit has its decision: one word, or ``split`` and quarantined."""
    kinds = {decision.disposition for decision in decisions}
    tags = {TAG_AFTER[kind] for kind in kinds}
    return replace(
        summary,
        disposition=next(iter(kinds)) if len(kinds) == 1 else "split",
        disposed_by=decisions[-1].person_id,
        tag=next(iter(tags)) if len(tags) == 1 else "quarantined",
    )


def decisions_of(station: Station, inspection_id: str) -> Sequence[Decision]:
    """What was decided about a record, oldest first."""
    with station.records.reading() as work:
        return tuple(work.decisions.of(inspection_id))
