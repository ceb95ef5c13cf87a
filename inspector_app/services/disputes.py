"""What is undecided about a record because two stations could not see each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from inspector_app.domain.disputes import DisputeState, LotStanding, lot_standing
from inspector_app.domain.errors import WalkError
from inspector_app.services.records import Summary, Work
from inspector_app.services.station import Station
from inspector_app.wire.elsewhere import Dispute


def states_of(told: Iterable[Dispute], inspection: str) -> tuple[DisputeState, ...]:
    """The disputes that name a record, as the rule of standing wants them."""
    return tuple(
        DisputeState(kind=each.kind, ruling=each.ruling, choice=each.choice, merged=each.merged)
        for each in told
        if any(party.inspection == inspection for party in each.parties)
    )


def of_record(station: Station, inspection_id: str) -> Sequence[Dispute]:
    """All disputes about a record, the oldest first."""
    with station.records.reading() as work:
        return tuple(work.shared.disputes(inspection_id))


def standing(work: Work, inspection_id: str) -> LotStanding:
    """Whether a lot may go on as far as other stations are concerned."""
    return lot_standing(
        inspection_id, states_of(work.shared.disputes(inspection_id), inspection_id)
    )


def require_free(work: Work, inspection_id: str, lot_number: str) -> None:
    """WalkError ``lot_in_dispute`` or ``lot_set_aside`` unless the lot's goods may be released."""
    found = standing(work, inspection_id)
    if found == "held":
        raise WalkError("lot_in_dispute", lot=lot_number)
    if found == "set_aside":
        raise WalkError("lot_set_aside", lot=lot_number)


def require_chosen(work: Work, inspection_id: str, revision: int, payload_sha256: str) -> None:
    """WalkError ``revision_not_chosen`` when another station's correction was chosen over this
    one, ``revision_in_dispute`` while nobody has chosen: a correction of it would not count."""
    for each in work.shared.disputes(inspection_id):
        if each.kind != "rival_revisions" or each.parties[0].revision != revision:
            continue
        if not each.ruling:
            raise WalkError("revision_in_dispute", revision=revision)
        if each.choice != payload_sha256:
            raise WalkError("revision_not_chosen", revision=revision)


def settle(station: Station) -> int:
    """Let the tags of this station's lots follow what is in dispute; how many changed.

    A passed lot is quarantined while it is undecided which of two records counts, and stays so
    when the other one does. Called after disputes were fetched.
    """
    changed = 0
    with station.records.writing() as work:
        named = {party.inspection for each in work.shared.every_dispute() for party in each.parties}
        for inspection_id in sorted(named):
            summary = work.inspections.summary(inspection_id)
            if summary is None or summary.state != "closed":
                continue
            tag = _tag(summary)
            if tag == "passed" and standing(work, inspection_id) != "free":
                tag = "quarantined"
            if tag != summary.tag:
                work.inspections.save_summary(replace(summary, tag=tag))
                changed += 1
    return changed


def _tag(summary: Summary) -> str:
    """The tag by verdict and decision alone."""
    if summary.voided:
        return "to_inspect"
    if summary.disposition:
        return _AFTER.get(summary.disposition, "quarantined")
    return _BY_VERDICT.get(summary.overall, "quarantined")


_AFTER: Final[Mapping[str, str]] = {
    "accept": "passed", "concession": "passed", "return": "failed", "scrap": "failed",
}  # fmt: skip
_BY_VERDICT: Final[Mapping[str, str]] = {"accept": "passed", "reject": "failed"}
