"""Of a record: papers, corrections, voiding and what went before, as a report shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from inspector_app.domain.inspection.acts import Amended, Closed
from inspector_app.domain.inspection.state import Inspection
from inspector_app.reports import model
from inspector_app.wire.inspection import InspectionRecord, PersonPart, VoidRecord

Time = Callable[[datetime], datetime]


def amendments_of(
    record: InspectionRecord, inspection: Inspection, time: Time
) -> tuple[model.AmendmentPart, ...]:
    """Every correction up to this revision, with who and why."""
    names = {person.person_id: person.names for person in record.people}
    return tuple(
        model.AmendmentPart(
            revision=entry.act.revision, at=time(entry.at),
            by=model.PersonPart(
                id=entry.person_id, names=names.get(entry.person_id, {"zh": entry.person_id})
            ),
            reason=model.Phrase(key=f"amend.reason.{entry.act.reason}"), remark=entry.act.note,
        )
        for entry in inspection.entries
        if isinstance(entry.act, Amended)
    )  # fmt: skip


def inspector_of(record: InspectionRecord, inspection: Inspection) -> PersonPart:
    """Who signed first: a correction has another signer, not another inspector."""
    for entry in inspection.entries:
        if isinstance(entry.act, Closed):
            for person in record.people:
                if person.person_id == entry.person_id:
                    return person
    return record.signer


def voiding_of(voids: Sequence[VoidRecord], time: Time) -> model.AmendmentPart | None:
    """The first voiding of the record; None while it counts."""
    for void in voids:
        return model.AmendmentPart(
            revision=void.revision, at=time(void.voided_at),
            by=model.PersonPart(id=void.person.person_id, names=void.person.names),
            reason=model.Phrase(key=f"amend.void_reason.{void.reason}"), remark=void.note,
        )  # fmt: skip
    return None


def papers_of(inspection: Inspection) -> tuple[model.PaperPart, ...]:
    """Recorded papers in the order of the rules."""
    state = inspection.state
    numbers = {f"batch:{batch.id}": batch.number for batch in state.batches}
    return tuple(
        model.PaperPart(
            names=rule.names, number=seen.number, batch=numbers.get(subject, ""),
            batch_on_paper=seen.batch_number, valid_until=seen.valid_until,
            checked_on=seen.checked_on, on_file=seen.on_file,
        )
        for rule in state.lot.documents
        for (document, subject), seen in state.documents.items()
        if document == rule.id
    )  # fmt: skip


def earlier_of(inspection: Inspection, time: Time) -> tuple[model.EarlierPart, ...]:
    """Earlier verdicts on the same goods; the first result of a re-inspection among them."""
    state = inspection.state
    return tuple(
        model.EarlierPart(
            lot=each.lot_number, at=time(each.closed_at),
            verdict=model.Phrase(key=f"verdict.overall.{each.overall}"),
            by=tuple(model.Phrase(key=f"past.by.{mark}") for mark in each.by),
            repeated=each.inspection_id == state.lot.reinspection_of, station=each.station,
        )
        for each in state.earlier
    )  # fmt: skip
