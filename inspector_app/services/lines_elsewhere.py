"""What other stations do with an order line, as far as this one has been told.

Everything here is what the feeds brought last: it may be hours old, and it never stops anybody. A
lot outside this station's share needs a reason, which is sealed with the lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master import InboundOrder, OrderLine, Person
from inspector_app.domain.order_shares import (
    OUTSIDE_REASONS,
    LineLoad,
    LineShares,
    ShareDoubt,
    doubt,
)
from inspector_app.services.records import Summary, Work
from inspector_app.services.station import Station
from inspector_app.services.summaries import that_count
from inspector_app.wire.elsewhere import (
    MAX_CLAIMS,
    Complaint,
    Dispute,
    LotClaim,
    LotProgress,
    OpenLot,
    OrderProgress,
    SupplierHistory,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineElsewhere:
    """One order line at all other stations; quantities in sale units.

    ``over`` are units that all stations together have beyond the line's quantity.
    """

    lots: tuple[LotProgress, ...] = ()
    open_lots: tuple[OpenLot, ...] = ()
    shares: LineShares | None = None
    disputes: tuple[Dispute, ...] = ()
    over: int = 0

    @property
    def opened(self) -> int:
        """In lots that are closed, and in lots that are open."""
        return sum(lot.size for lot in self.lots) + sum(lot.size for lot in self.open_lots)

    @property
    def accepted(self) -> int:
        return sum(lot.accepted for lot in self.lots)

    @property
    def rejected(self) -> int:
        return sum(lot.rejected for lot in self.lots)

    @property
    def waiting(self) -> int:
        return sum(lot.waiting for lot in self.lots)

    @property
    def batches(self) -> tuple[str, ...]:
        """Batch numbers opened elsewhere, each once."""
        closed = (number for lot in self.lots for number in lot.batches)
        still_open = (number for lot in self.open_lots for number in lot.batches)
        return tuple(dict.fromkeys((*still_open, *closed)))

    @property
    def stations(self) -> tuple[str, ...]:
        """Names of the stations at work on the line, each once."""
        lots: tuple[LotProgress | OpenLot, ...] = (*self.open_lots, *self.lots)
        return tuple(dict.fromkeys(lot.station_name or lot.station[:8] for lot in lots))

    @property
    def undecided(self) -> tuple[Dispute, ...]:
        return tuple(each for each in self.disputes if not each.ruling)

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.lots or self.open_lots or self.undecided or self.over)


NOTHING_ELSEWHERE: Final = LineElsewhere()


def of_line(station: Station, order_id: str, line_id: str) -> LineElsewhere:
    """What is known of one line at other stations."""
    with station.records.reading() as work:
        return line_in(work, station.clock.now(), order_id, line_id)


def of_order(work: Work, now: datetime, order: InboundOrder) -> dict[str, LineElsewhere]:
    """The lines of an order that others are at work on, by id; two queries when there are none."""
    progress = {each.line_id: each for each in work.shared.progress(order.id)}
    open_lots = _open_elsewhere(work, now, order.id)
    if not (progress or open_lots):
        return {}
    return {
        line.id: _line(work, progress.get(line.id), open_lots, order.id, line.id)
        for line in order.lines
    }


def line_in(work: Work, now: datetime, order_id: str, line_id: str) -> LineElsewhere:
    """As ``of_line`` inside a unit of work."""
    told = [each for each in work.shared.progress(order_id) if each.line_id == line_id]
    open_lots = _open_elsewhere(work, now, order_id)
    return _line(work, told[0] if told else None, open_lots, order_id, line_id)


def _line(
    work: Work,
    progress: OrderProgress | None,
    open_lots: Sequence[OpenLot],
    order_id: str,
    line_id: str,
) -> LineElsewhere:
    closed = [] if progress is None else [lot for lot in progress.lots if not _mine(work, lot)]
    ids = {lot.inspection for lot in closed}
    return LineElsewhere(
        lots=tuple(closed),
        open_lots=tuple(
            lot for lot in open_lots if lot.line_id == line_id and lot.inspection not in ids
        ),
        shares=work.shared.shares(order_id, line_id),
        disputes=tuple(work.shared.line_disputes(order_id, line_id)),
        over=0 if progress is None else progress.over,
    )


def _open_elsewhere(work: Work, now: datetime, order_id: str) -> list[OpenLot]:
    return [
        lot
        for lot in work.shared.open_lots(order_id)
        if lot.expires_at > now and not _mine(work, lot)
    ]


def _mine(work: Work, lot: LotProgress | OpenLot) -> bool:
    """Known here: sealed or opened by this station, under whatever identity."""
    return work.inspections.summary(lot.inspection) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a lot needs a reason; ``owner`` is the other station's name."""

    kind: ShareDoubt
    owner: str = ""
    units: int = 0
    taken: int = 0


def doubt_of(
    station: Station, order: InboundOrder, line: OrderLine, size: int, content: int
) -> Doubt | None:
    """What a lot of ``size`` units meets, before it is opened; None when nothing."""
    with station.records.reading() as work:
        return _doubt(work, station.station_id, order.id, line, size, content)


def _doubt(
    work: Work, station_id: str, order_id: str, line: OrderLine, size: int, content: int
) -> Doubt | None:
    shares = work.shared.shares(order_id, line.id)
    progress = [each for each in work.shared.progress(order_id) if each.line_id == line.id]
    closed = [lot for each in progress for lot in each.lots if not _mine(work, lot)]
    elsewhere = sum(lot.size for lot in closed)
    if not (elsewhere or shares):
        return None
    here = sum(lot.size for lot in that_count(work.inspections.of_line(line.id)))
    load = LineLoad(units=line.units, here=here, elsewhere=elsewhere)
    received = _received(work, order_id, line.id) * content
    found = doubt(shares, station_id, load, size, tolerated=max(0, received - line.units))
    if found == "other_station":
        assert shares is not None
        names = "、".join(share.name or share.station[:8] for share in shares.shares)
        return Doubt(kind=found, owner=names)
    if found == "over_share":
        share = shares.of(station_id) if shares is not None else None
        return Doubt(kind=found, units=share.units if share else 0, taken=here)
    if found == "over_line":
        return Doubt(kind=found, units=line.units, taken=here + elsewhere)
    return None


def _received(work: Work, order_id: str, line_id: str) -> int:
    return sum(
        count.received
        for delivery in work.deliveries.of_order(order_id)
        for count in delivery.counts
        if count.line_id == line_id
    )


def require_reason(
    work: Work,
    station_id: str,
    order_id: str,
    line: OrderLine,
    size: int,
    reason: str,
    *,
    repeats: bool,
    content: int,
) -> None:
    """IntakeError ``line_of_another_station``, ``share_exceeded`` or ``line_exceeded`` for a lot
    outside the share without one of ``OUTSIDE_REASONS``; an inspection that repeats one is none.
    """
    if reason and reason not in OUTSIDE_REASONS:
        raise IntakeError("outside_reason_unknown", reason=reason)
    if reason or repeats:
        return
    found = _doubt(work, station_id, order_id, line, size, content)
    if found is None:
        return
    if found.kind == "other_station":
        raise IntakeError("line_of_another_station", stations=found.owner)
    code = "share_exceeded" if found.kind == "over_share" else "line_exceeded"
    raise IntakeError(code, units=found.units, taken=found.taken, size=size)


def own_claims(station: Station) -> tuple[LotClaim, ...]:
    """The lots that are open here, the latest first, as other stations shall see them."""
    with station.records.reading() as work:
        rows = sorted(work.inspections.working(), key=lambda row: row.opened_at, reverse=True)
        people = {row.opened_by: work.master.person(row.opened_by) for row in rows}
    return tuple(_claim(row, people[row.opened_by]) for row in rows[:MAX_CLAIMS])


def _claim(row: Summary, person: Person | None) -> LotClaim:
    return LotClaim(
        inspection=row.id, lot_number=row.lot_number[:120], order_id=row.order_id,
        line_id=row.line_id, product_id=row.product_id, size=row.size, opened_at=row.opened_at,
        person={} if person is None else {key: name[:120] for key, name in person.names.items()},
        batches=tuple(number[:120] for number in row.batch_numbers.split("、") if number)[:20],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsHistory:
    """How a supplier's latest lots ended, and open complaints about the product."""

    supplier: SupplierHistory | None
    complaints: tuple[Complaint, ...]


def goods_history(station: Station, supplier_id: str, product_id: str) -> GoodsHistory:
    """What to know before a lot is opened."""
    with station.records.reading() as work:
        complaints = work.shared.complaints(product_id)
        return GoodsHistory(
            supplier=work.shared.supplier(supplier_id),
            complaints=tuple(each for each in complaints if each.closed_at is None),
        )
