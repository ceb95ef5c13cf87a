"""One inspection as the desk and the dossier show it: read once, nothing to be changed.

A sealed lot shows what was sealed; an open one what the doors say now. Free of Qt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.defects import Defect
from inspector_app.domain.delivery import Delivery
from inspector_app.domain.inspection.acts import Entry, FindingRecorded
from inspector_app.domain.inspection.progress import Gap, gaps
from inspector_app.domain.inspection.state import State
from inspector_app.domain.master import Names
from inspector_app.domain.reason import Reason
from inspector_app.domain.shelf_life import Assessment
from inspector_app.domain.verdict import CartonResult, ClassResult
from inspector_app.services import (
    amendments,
    central_acts,
    closing,
    disputes,
    history,
    inspections,
    people,
)
from inspector_app.services.amendments import Revision
from inspector_app.services.dispositions import standing
from inspector_app.services.history import Dossier
from inspector_app.services.records import Decision, PhotoRow, Summary
from inspector_app.services.station import Station
from inspector_app.wire.central_act import ActBody
from inspector_app.wire.elsewhere import Dispute
from inspector_app.wire.inspection import CartonPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The record's place in the evidence chain; hashes in lower hex."""

    seq: int
    link: str
    previous: str
    payload_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """``overall`` and what follows are as sealed, or as computed now while the lot is open.

    ``people`` are the names of everybody who ever worked here or decided centrally, by id;
    ``disputes`` and ``acts`` what is undecided and was done at the central system.
    """

    summary: Summary
    standard: Standard
    state: State
    entries: tuple[Entry, ...]
    undone: frozenset[int]
    overall: str
    incomplete: bool
    classes: tuple[ClassResult, ...]
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]
    failed_gates: tuple[str, ...]
    isolated: tuple[int, ...]
    shelf_life: Mapping[str, Assessment]
    photos: tuple[PhotoRow, ...]
    decisions: tuple[Decision, ...]
    people: Mapping[str, Names]
    cartons: CartonResult | None = None
    delivery: Delivery | None = None
    seal: Seal | None = None
    revisions: tuple[Revision, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    acts: tuple[ActBody, ...] = ()

    @property
    def left(self) -> int:
        """Units nobody has decided about yet."""
        decided = standing(self.summary, self.decisions)
        return self.summary.size - sum(each.quantity for each in decided)

    def who(self, person_id: str) -> Names:
        """The person's names, or the id where nobody knows it any more."""
        return self.people.get(person_id) or {"zh": person_id}

    def defect(self, finding: FindingRecorded) -> Defect:
        """The catalogue entry of a finding."""
        return self.standard.defect(finding.defect)

    def photos_of(self, finding: FindingRecorded) -> tuple[PhotoRow, ...]:
        """Pictures that belong to a finding."""
        return tuple(row for row in self.photos if row.photo.finding_id == finding.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    overall: str
    incomplete: bool
    classes: tuple[ClassResult, ...]
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]
    failed_gates: tuple[str, ...]
    isolated: tuple[int, ...]
    shelf_life: Mapping[str, Assessment]
    cartons: CartonResult | None


def read_case(station: Station, inspection_id: str) -> CaseFile:
    """One inspection whole; WalkError ``inspection_unknown``, StandardError, EvidenceError."""
    found = history.dossier(station, inspection_id)
    standard = inspections.standard_of(station, found.inspection)
    judged = _sealed(found, standard) or _now(station, found)
    delivery_id = found.inspection.state.lot.delivery_id
    with station.records.reading() as work:
        delivery = work.deliveries.get(delivery_id) if delivery_id else None
        names = {person.id: person.names for person in work.master.people()}
    acts = central_acts.acts_of(station, inspection_id)
    names = {act.person: act.names for act in acts if act.names} | names
    return CaseFile(
        summary=found.summary, standard=standard, state=found.inspection.state,
        entries=found.inspection.entries, undone=found.inspection.undone(),
        overall=judged.overall, incomplete=judged.incomplete, classes=judged.classes,
        reasons=judged.reasons, gaps=judged.gaps, failed_gates=judged.failed_gates,
        isolated=judged.isolated, shelf_life=judged.shelf_life, photos=found.photos,
        cartons=judged.cartons,
        decisions=found.decisions, people=names, delivery=delivery, seal=_seal(found),
        revisions=amendments.revisions(found),
        disputes=tuple(disputes.of_record(station, inspection_id)), acts=acts,
    )  # fmt: skip


def names_of_people(station: Station) -> Mapping[str, Names]:
    """Names of everybody who may sign in, by id."""
    return {person.id: person.names for person in people.people(station)}


def _sealed(found: Dossier, standard: Standard) -> _Judged | None:
    record = history.sealed_record(found)
    if record is None:
        return None
    verdict = record.verdict
    missing = gaps(standard, found.inspection.state)
    return _Judged(
        overall=verdict.overall,
        incomplete=verdict.incomplete,
        classes=tuple(
            ClassResult(
                cls=part.cls, n=part.n, ac=part.ac, re=part.re, counted=part.counted,
                beyond=part.beyond, accepted=part.accepted,
            )
            for part in verdict.classes
        ),
        reasons=tuple(
            Reason(
                code=part.code,
                params=tuple(
                    (name, value if isinstance(value, str) else int(value))
                    for name, value in part.params.items()
                ),
            )
            for part in verdict.reasons
        ),
        gaps=tuple(gap for gap in missing if gap.key in verdict.gaps),
        failed_gates=verdict.failed_gates,
        isolated=verdict.isolated_cartons,
        shelf_life={part.batch_id: part.assessment for part in record.shelf_life},
        cartons=_cartons(verdict.cartons),
    )  # fmt: skip


def _now(station: Station, found: Dossier) -> _Judged:
    verdict = closing.verdict_of(station, found.inspection)
    return _Judged(
        overall=verdict.overall, incomplete=verdict.incomplete, classes=verdict.classes,
        reasons=verdict.reasons, gaps=verdict.gaps,
        failed_gates=tuple(gate.stage_id for gate in verdict.gates if not gate.passed),
        isolated=verdict.isolated,
        shelf_life=inspections.assessments(station, found.inspection), cartons=verdict.cartons,
    )  # fmt: skip


def _cartons(part: CartonPart | None) -> CartonResult | None:
    if part is None:
        return None
    return CartonResult(n=part.n, ac=part.ac, bad=part.bad, accepted=part.accepted)


def _seal(found: Dossier) -> Seal | None:
    event = history.newest_seal(found.events)
    if event is None:
        return None
    return Seal(
        seq=event.seq, link=event.link.hex(), previous=event.previous.hex(),
        payload_sha256=hashlib.sha256(event.payload).hexdigest(),
    )  # fmt: skip
