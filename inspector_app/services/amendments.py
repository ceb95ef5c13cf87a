"""After sealing: a record is corrected or declared void, with a reason, by a supervisor who took no
part. The earlier revision stays as it was sealed and is shown beside the new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from inspector_app.domain.errors import AccessError, EvidenceError, WalkError
from inspector_app.domain.inspection.acts import (
    Act,
    Amended,
    Answered,
    Batch,
    BatchRecorded,
    Entry,
    Outcome,
    Voided,
)
from inspector_app.domain.inspection.amending import (
    Correction,
    check_corrections,
    check_sealed,
    corrections_of,
)
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.domain.verdict import Verdict
from inspector_app.services import shelf_life
from inspector_app.services.closing import (
    check_signature,
    judged_on,
    person_part,
    seal,
    seal_inspection,
)
from inspector_app.services.disputes import require_chosen
from inspector_app.services.history import Dossier
from inspector_app.services.inspections import judged_answer, record_in, standard_of
from inspector_app.services.ports import SealedEvent
from inspector_app.services.records import Work
from inspector_app.services.station import Station
from inspector_app.wire import inspection as message

REASONS = ("misread", "wrong_entry", "proof_arrived", "not_a_defect", "other")
"""Why a record is corrected; ``other`` wants a note."""
VOID_REASONS = ("wrong_goods", "twice", "practice", "other")
MAX_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One sealed state of a record, the first or a corrected one. ``current`` is the newest;
    ``corrections`` are the acts by which it differs from the one before."""

    number: int
    seq: int
    link: str
    sealed_at: datetime
    signer: message.PersonPart
    overall: str
    incomplete: bool
    reason: str = ""
    note: str = ""
    corrections: tuple[Act, ...] = ()
    current: bool = False


def correct_batch(station: Station, batch: Batch) -> BatchRecorded:
    """A batch read anew; DateError for dates that cannot be."""
    shelf_life.check_dates(batch, station.clock.today())
    return BatchRecorded(batch=batch)


def correct_answer(
    station: Station,
    inspection: Inspection,
    item_id: str,
    outcome: Outcome | None,
    *,
    value: str = "",
    subject: str = "",
    reason: str = "",
) -> Answered:
    """Another answer, judged by the item's limits; WalkError as in the walk."""
    answer = Answered(
        item_id=item_id, outcome=outcome or "pass", value=value, subject=subject, reason=reason
    )
    return judged_answer(station, inspection, answer, given=outcome)


def preview(
    station: Station, who: Person, inspection: Inspection, corrections: tuple[Correction, ...]
) -> Verdict:
    """The verdict the corrected record would have; nothing is stored. Raises as ``amend``."""
    require(who, "amend")
    check_sealed(inspection)
    check_corrections(standard_of(station, inspection), inspection, corrections)
    with station.records.reading() as work:
        on = _base(work, inspection).record.business_date
    return judged_on(station, _corrected(station, who, inspection, corrections), on).verdict


def _corrected(
    station: Station, who: Person, inspection: Inspection, corrections: tuple[Correction, ...]
) -> Inspection:
    """The inspection with the corrections, in memory only."""
    amended = inspection
    for act in (_opening(inspection, "", ""), *corrections):
        amended = amended.then(
            Entry(
                n=amended.revision + 1, at=station.clock.now(),
                monotonic_ns=station.clock.monotonic_ns(), person_id=who.id, act=act,
            )
        )  # fmt: skip
    return amended


def amend(
    station: Station,
    who: Person,
    inspection: Inspection,
    corrections: tuple[Correction, ...],
    *,
    reason: str,
    note: str = "",
    pin: str = "",
    badge: str = "",
) -> Inspection:
    """Correct a sealed record: one commit with the corrections, the new verdict, the new link.

    The corrected record is judged on the business date of the first one: goods do not grow older
    by a correction. When the verdict changes, decisions made on the earlier one no longer count
    and the lot goes back to the desk. Raises AccessError ``not_allowed``, ``own_walk`` and as
    ``closing.close``; WalkError ``not_closed``, ``inspection_voided``, ``reason_needed``,
    ``note_needed``, ``note_too_long`` and as ``check_corrections``.
    """
    require(who, "amend")
    _check(who, inspection, reason, REASONS, note)
    check_corrections(standard_of(station, inspection), inspection, corrections)
    signed_by = check_signature(station, who, pin, badge)
    closed = inspection.state.closed
    assert closed is not None, "check_sealed refuses an open record"
    with station.records.writing() as work:
        base = _base(work, inspection)
        before = work.inspections.summary(inspection.id)
        amends = message.AmendsPart(
            revision=inspection.state.revision, seq=closed.sealed_seq, link=closed.link,
            reason=reason, note=note.strip(),
        )  # fmt: skip
        opening = _opening(inspection, reason, note.strip())
        inspection = record_in(station, work, who, inspection, opening, *corrections)
        judged = judged_on(station, inspection, base.record.business_date)
        inspection = seal_inspection(station, work, who, signed_by, inspection, judged, amends)
        summary = work.inspections.summary(inspection.id)
        assert before is not None
        assert summary is not None
        summary = replace(summary, revision=inspection.state.revision)
        if (before.overall, before.incomplete) == (summary.overall, summary.incomplete):
            summary = replace(summary, tag=before.tag)
        else:
            summary = replace(
                summary, disposition="", disposed_by="", decided_from=summary.seq or 0
            )
        work.inspections.save_summary(summary)
    station.wake()
    return inspection


def void(
    station: Station,
    who: Person,
    inspection: Inspection,
    *,
    reason: str,
    note: str = "",
    pin: str = "",
    badge: str = "",
) -> Inspection:
    """Declare a sealed record void: the goods are uninspected again, the record stays readable.

    Raises as ``amend``.
    """
    require(who, "void")
    _check(who, inspection, reason, VOID_REASONS, note)
    check_signature(station, who, pin, badge)
    state, closed = inspection.state, inspection.state.closed
    assert closed is not None, "check_sealed refuses an open record"
    with station.records.writing() as work:
        record = message.VoidRecord(
            record_id=inspection.id, revision=state.revision, target_seq=closed.sealed_seq,
            target_link=closed.link, lot_number=state.lot.lot_number, reason=reason,
            note=note.strip(), voided_at=station.clock.now(), station_id=station.station_id,
            person=person_part(work, who.id),
        )  # fmt: skip
        event = seal(station, work, "voided", message.encode_record(record), inspection.id, ())
        act = Voided(reason=reason, note=note.strip(), sealed_seq=event.seq, link=event.link.hex())
        inspection = record_in(station, work, who, inspection, act)
        summary = work.inspections.summary(inspection.id)
        assert summary is not None
        work.inspections.save_summary(replace(summary, voided=True, tag="to_inspect"))
    station.wake()
    return inspection


def revisions(found: Dossier) -> tuple[Revision, ...]:
    """Every sealed revision, the first one first; none while the lot is open.

    EvidenceError ``bad_payload`` when a newer version of the program wrote one.
    """
    sealed = [event for event in found.events if event.kind in ("created", "amended")]
    return tuple(
        _revision(found.inspection, event, current=event is sealed[-1]) for event in sealed
    )


def _revision(inspection: Inspection, event: SealedEvent, *, current: bool) -> Revision:
    record = message.decode_record(event.payload)
    amends = record.amends
    return Revision(
        number=record.record.revision, seq=event.seq, link=event.link.hex(),
        sealed_at=record.record.sealed_at, signer=record.signer,
        overall=record.verdict.overall, incomplete=record.verdict.incomplete,
        reason=amends.reason if amends else "", note=amends.note if amends else "",
        corrections=corrections_of(inspection, record.record.revision), current=current,
    )  # fmt: skip


def _check(
    who: Person, inspection: Inspection, reason: str, known: tuple[str, ...], note: str
) -> None:
    check_sealed(inspection)
    closed_by = next(entry.person_id for entry in inspection.entries if entry.act.kind == "closed")
    if who.id in inspection.state.people or who.id == closed_by:
        raise AccessError("own_walk")
    if reason not in known:
        raise WalkError("reason_needed", item="amend")
    if reason == "other" and not note.strip():
        raise WalkError("note_needed")
    if len(note) > MAX_NOTE:
        raise WalkError("note_too_long", limit=MAX_NOTE)


def _opening(inspection: Inspection, reason: str, note: str) -> Amended:
    closed = inspection.state.closed
    assert closed is not None, "check_sealed refuses an open record"
    return Amended(
        revision=inspection.state.revision + 1, base_seq=closed.sealed_seq, base_link=closed.link,
        reason=reason, note=note,
    )  # fmt: skip


def _base(work: Work, inspection: Inspection) -> message.InspectionRecord:
    """The revision to be corrected, as sealed; WalkError ``revision_not_chosen`` or
    ``revision_in_dispute`` where another station corrected the same one."""
    closed = inspection.state.closed
    event = work.journal.event(closed.sealed_seq) if closed is not None else None
    if event is None:
        raise EvidenceError("bad_payload")
    digest = sha256(event.payload).hexdigest()
    require_chosen(work, inspection.id, inspection.state.revision, digest)
    return message.decode_record(event.payload)
