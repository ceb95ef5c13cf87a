"""Badge numbers: a passed lot gets numbers of this station's own blocks, each number once.

The numbers are taken, sealed as an event and kept in one commit; no network is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.domain import badge_numbers
from inspector_app.domain.badge_numbers import BadgeBlock, BadgeRange
from inspector_app.domain.errors import IntakeError, WalkError
from inspector_app.domain.lot_outcome import outcome
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services import disputes
from inspector_app.services.closing import person_part, seal
from inspector_app.services.dispositions import standing
from inspector_app.services.records import BadgeSpend, Summary, Work
from inspector_app.services.station import Station
from inspector_app.wire.elsewhere import BadgeRecord, BlockGiven, BlockHeld, encode_badge

MOST_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeAccount:
    """Numbers this station can still spend; ``low``: connect soon. ``blocks`` is 0 before the
    central system gave any."""

    left: int
    low: bool
    blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotBadges:
    """What a lot has and may get. ``why_not`` is an error code when it may get none now.

    ``void`` are numbers the central system found not to be this lot's.
    """

    spent: tuple[BadgeRange, ...] = ()
    accepted: int = 0
    why_not: str = ""
    void: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(each.count for each in self.spent)

    @property
    def open(self) -> int:
        """Accepted units without a number."""
        return max(0, self.accepted - self.count)


def account(station: Station) -> BadgeAccount:
    """How many numbers are left here."""
    with station.records.reading() as work:
        blocks = work.badges.blocks(station.station_id)
    return BadgeAccount(
        left=badge_numbers.left(blocks), low=badge_numbers.is_low(blocks),
        blocks=sum(1 for block in blocks if block.left),
    )  # fmt: skip


def of_lot(station: Station, inspection_id: str) -> LotBadges:
    """What a lot has and may get; WalkError ``inspection_unknown``."""
    with station.records.reading() as work:
        return _of_lot(work, _summary(work, inspection_id))


def spend(station: Station, who: Person, inspection_id: str, count: int) -> LotBadges:
    """Take ``count`` numbers for accepted units of a lot; they are sealed on return.

    Raises WalkError ``not_closed``, ``inspection_voided``, ``lot_in_dispute``, ``lot_set_aside``,
    ``lot_not_passed``, ``badges_held_by_count``; IntakeError ``badges_count_wrong``,
    ``badges_exceed_lot``, ``badges_used_up``; AccessError ``not_allowed``.
    """
    require(who, "close")
    with station.records.writing() as work:
        summary = _summary(work, inspection_id)
        before = _of_lot(work, summary)
        if before.why_not:
            raise WalkError(before.why_not, lot=summary.lot_number)
        if not 0 < count <= MOST_AT_ONCE:
            raise IntakeError("badges_count_wrong", count=count)
        if count > before.open:
            raise IntakeError("badges_exceed_lot", count=count, open=before.open)
        blocks = work.badges.blocks(station.station_id)
        taken, after = badge_numbers.take(blocks, count)
        now = station.clock.now()
        record = BadgeRecord(
            record_id=summary.id, revision=summary.revision, target_seq=summary.seq or 0,
            lot_number=summary.lot_number, product_id=summary.product_id,
            order_id=summary.order_id, line_id=summary.line_id, ranges=taken, spent_at=now,
            station_id=station.station_id, person=person_part(work, who.id),
        )  # fmt: skip
        seal(station, work, "badge", encode_badge(record), summary.id, ())
        work.badges.keep(station.station_id, after)
        for one in taken:
            work.badges.spend(BadgeSpend(record_id=summary.id, range=one, at=now, person_id=who.id))
        found = _of_lot(work, summary)
    station.wake()
    return found


def _summary(work: Work, inspection_id: str) -> Summary:
    summary = work.inspections.summary(inspection_id)
    if summary is None:
        raise WalkError("inspection_unknown")
    return summary


def _of_lot(work: Work, summary: Summary) -> LotBadges:
    told = standing(summary, work.decisions.of(summary.id))
    units = outcome(
        summary.size, summary.overall, [(each.disposition, each.quantity) for each in told]
    )
    return LotBadges(
        spent=tuple(each.range for each in work.badges.of_record(summary.id)),
        accepted=units.accepted if summary.state == "closed" and not summary.voided else 0,
        why_not=_why_not(work, summary, units.accepted),
        void=_void(work, summary.id),
    )


def _why_not(work: Work, summary: Summary, accepted: int) -> str:
    if summary.state != "closed":
        return "not_closed"
    if summary.voided:
        return "inspection_voided"
    held = disputes.standing(work, summary.id)
    if held != "free":
        return "lot_in_dispute" if held == "held" else "lot_set_aside"
    if not accepted:
        return "lot_not_passed"
    counts = work.shared.line_disputes(summary.order_id, summary.line_id)
    if any(each.kind == "over_count" and not each.ruling for each in counts):
        return "badges_held_by_count"
    return ""


def _void(work: Work, inspection_id: str) -> tuple[str, ...]:
    return tuple(
        party.words
        for each in work.shared.disputes(inspection_id)
        if each.kind == "badge_twice"
        for party in each.parties
        if party.inspection == inspection_id
    )


def held_blocks(station: Station) -> tuple[BlockHeld, ...]:
    """What the station holds of numbers, as it tells the central system."""
    with station.records.reading() as work:
        blocks = work.badges.blocks(station.station_id)
    return tuple(
        BlockHeld(block=each.block, next=each.next) for each in blocks if each.state == "open"
    )[-100:]


def needs_blocks(station: Station) -> bool:
    """Whether it is time to ask for numbers."""
    with station.records.reading() as work:
        return badge_numbers.is_low(work.badges.blocks(station.station_id))


def keep_blocks(station: Station, given: Sequence[BlockGiven]) -> None:
    """Take over what the central system reserved; nothing spent here is ever given back."""
    blocks = [
        BadgeBlock(block=each.block, size=each.size, next=each.next, state=each.state)
        for each in given
    ]
    with station.records.writing() as work:
        work.badges.keep(station.station_id, blocks)
