"""What was done at the central system, taken over here: decisions, and judgements made again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast, get_args

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.dispositions import decided_row, standing
from inspector_app.services.ports import EventState
from inspector_app.services.records import Decision, Disposition, Work
from inspector_app.services.station import Station
from inspector_app.wire.central_act import ActBody, CentralAct

_PART: Final = 50


def take_acts(station: Station) -> int:
    """Make the changes of acts that came by the feed, each once; how many were taken."""
    done = 0
    while True:
        with station.records.reading() as work:
            if not work.acts.untaken(1):
                return done
        with station.records.writing() as work:
            for act in work.acts.untaken(_PART):
                _take(work, act)
                work.acts.taken(act)
                done += 1


def acts_of(station: Station, inspection_id: str) -> tuple[ActBody, ...]:
    """What was done centrally about an inspection, oldest first."""
    with station.records.reading() as work:
        return tuple(act.body() for act in work.acts.of_record(inspection_id))


def _take(work: Work, act: CentralAct) -> None:
    try:
        body = act.body()
    except EvidenceError:
        return  # a kind of a later version: shown by nobody, kept for the upgrade
    if body.kind == "replayed":
        _judged_again(work, body)
    elif body.kind == "disposed":
        _decided(work, act, body)


def _judged_again(work: Work, body: ActBody) -> None:
    said = body.params
    state, seq = str(said.get("state", "")), said.get("seq", 0)
    if state in ("accepted", "quarantined") and isinstance(seq, int):
        work.acts.judged_again(
            str(said.get("station", "")), seq, cast(EventState, state), str(said.get("why", ""))
        )


def _decided(work: Work, act: CentralAct, body: ActBody) -> None:
    """A decision about the revision that stands; what was decided here first stays as it is."""
    summary = work.inspections.summary(body.record_id)
    said = body.params
    quantity, kind = said.get("quantity", 0), str(said.get("disposition", ""))
    if summary is None or kind not in get_args(Disposition) or not isinstance(quantity, int):
        return
    if summary.voided or said.get("revision") != summary.revision:
        return
    earlier = standing(summary, work.decisions.of(body.record_id))
    left = summary.size - sum(each.quantity for each in earlier)
    decision = Decision(
        inspection_id=body.record_id, disposition=cast(Disposition, kind),
        reason=str(said.get("reason", "")), note=str(said.get("note", "")),
        person_id=body.person, at=body.at, quantity=min(quantity, max(left, 0)),
        seq=max(work.journal.head().place, summary.decided_from + 1), central_act=act.seq,
    )  # fmt: skip
    work.decisions.add(decision)
    if left > 0 and decision.quantity == left:
        row = decided_row(summary, (*earlier, decision))
        work.inspections.save_summary(replace(row, disposed_by=body.person))
