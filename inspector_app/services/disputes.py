"""What is undecided about a record because two stations could not see each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector_app.domain.disputes import DisputeState, LotStanding, lot_standing
from inspector_app.domain.errors import WalkError
from inspector_app.services.records import Work
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
