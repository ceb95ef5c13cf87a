"""What the central system tells of other stations, and this station's badge numbers, as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from inspector_app.domain.badge_numbers import BadgeBlock, BadgeRange
from inspector_app.domain.order_shares import LineShares
from inspector_app.services.ports import FeedName
from inspector_app.services.records import BadgeSpend
from inspector_app.store.tables import (
    badge_blocks,
    badge_spends,
    order_progress,
    shared_items,
    shared_marks,
    to_micros,
    to_moment,
)
from inspector_app.wire.elsewhere import (
    Complaint,
    Dispute,
    OpenLot,
    OrderProgress,
    SupplierHistory,
)
from inspector_app.wire.feeds import encode_item

_Item = TypeVar("_Item")
_PROGRESS: Final = msgspec.json.Decoder(OrderProgress)
_SHARES: Final = msgspec.json.Decoder(LineShares)
_OPEN: Final = msgspec.json.Decoder(OpenLot)
_SUPPLIER: Final = msgspec.json.Decoder(SupplierHistory)
_COMPLAINT: Final = msgspec.json.Decoder(Complaint)
_DISPUTE: Final = msgspec.json.Decoder(Dispute)
_I: Final = shared_items.c
_M: Final = shared_marks.c
_PART: Final = 500


def _dispute_marks(dispute: Dispute) -> tuple[str, ...]:
    return (f"{dispute.order_id}|{dispute.line_id}", *(each.inspection for each in dispute.parties))


MARKS: Final[dict[FeedName, Callable[[Any], tuple[str, ...]]]] = {
    "line_shares": lambda each: (f"{each.order_id}|{each.line_id}",),
    "open_lots": lambda each: (each.order_id,),
    "supplier_history": lambda each: (each.supplier_id,),
    "complaints": lambda each: (each.product_id,),
    "disputes": _dispute_marks,
}
"""The feeds kept here, and what an item of each is found by."""


def put(connection: Connection, feed: FeedName, items: Mapping[str, Any]) -> None:
    """Keep the values of one feed by item id."""
    _forget_marks(connection, feed, list(items))
    rows = [{"feed": feed, "item": id_, "body": encode_item(one)} for id_, one in items.items()]
    marks = [
        {"feed": feed, "mark": mark, "item": id_}
        for id_, one in items.items()
        for mark in dict.fromkeys(MARKS[feed](one))
    ]
    if rows:
        connection.execute(insert_or(shared_items).prefix_with("OR REPLACE"), rows)
        connection.execute(insert_or(shared_marks), marks)


def remove(connection: Connection, feed: FeedName, items: Sequence[str]) -> None:
    """Forget items."""
    _forget_marks(connection, feed, items)
    for part in _parts(items):
        connection.execute(delete(shared_items).where(_I.feed == feed, _I.item.in_(part)))


def known(connection: Connection, feed: FeedName) -> set[str]:
    """Ids of everything kept of a feed."""
    return set(connection.execute(select(_I.item).where(_I.feed == feed)).scalars())


def _forget_marks(connection: Connection, feed: FeedName, items: Sequence[str]) -> None:
    for part in _parts(items):
        connection.execute(delete(shared_marks).where(_M.feed == feed, _M.item.in_(part)))


def _parts(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _PART] for start in range(0, len(values), _PART)]


class SharedRows:
    """What other stations do, as last taken from the feeds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def progress(self, order_id: str) -> Sequence[OrderProgress]:
        """What all stations inspected of an order's lines."""
        wanted = select(order_progress.c.body).where(order_progress.c.order_id == order_id)
        return [_PROGRESS.decode(body) for body in self._connection.execute(wanted).scalars()]

    def shares(self, order_id: str, line_id: str) -> LineShares | None:
        """Who inspects a line; None when nobody was named."""
        found = self._marked("line_shares", f"{order_id}|{line_id}", _SHARES)
        return found[0] if found else None

    def open_lots(self, order_id: str) -> Sequence[OpenLot]:
        """Lots that are open of an order, ended claims among them."""
        found = self._marked("open_lots", order_id, _OPEN)
        return sorted(found, key=lambda each: (each.opened_at, each.inspection))

    def supplier(self, supplier_id: str) -> SupplierHistory | None:
        """How a supplier's latest lots ended."""
        found = self._marked("supplier_history", supplier_id, _SUPPLIER)
        return found[0] if found else None

    def complaints(self, product_id: str) -> Sequence[Complaint]:
        """About a product, the newest first."""
        found = self._marked("complaints", product_id, _COMPLAINT)
        return sorted(found, key=lambda each: each.entered_at, reverse=True)

    def disputes(self, inspection_id: str) -> Sequence[Dispute]:
        """About a record, the oldest first."""
        found = self._marked("disputes", inspection_id, _DISPUTE)
        return sorted(found, key=lambda each: (each.raised_at, each.id))

    def line_disputes(self, order_id: str, line_id: str) -> Sequence[Dispute]:
        """About an order line, the oldest first."""
        return self.disputes(f"{order_id}|{line_id}")

    def every_dispute(self) -> Sequence[Dispute]:
        """All that are known, decided ones among them."""
        wanted = select(_I.body).where(_I.feed == "disputes").order_by(_I.item)
        return [_DISPUTE.decode(body) for body in self._connection.execute(wanted).scalars()]

    def _marked(
        self, feed: FeedName, mark: str, decoder: msgspec.json.Decoder[_Item]
    ) -> list[_Item]:
        items = select(_M.item).where(_M.feed == feed, _M.mark == mark)
        wanted = select(_I.body).where(_I.feed == feed, _I.item.in_(items)).order_by(_I.item)
        return [decoder.decode(body) for body in self._connection.execute(wanted).scalars()]


class BadgeRows:
    """Blocks of this station and what was spent of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def blocks(self, station_id: str) -> Sequence[BadgeBlock]:
        """Given to this identity of the station, the oldest first."""
        b = badge_blocks.c
        wanted = (
            select(b.block, b.size, b.next, b.state)
            .where(b.station == station_id)
            .order_by(b.place)
        )
        return [BadgeBlock(**row._mapping) for row in self._connection.execute(wanted)]

    def keep(self, station_id: str, blocks: Sequence[BadgeBlock]) -> None:
        """New blocks are added; of known ones the next number only grows."""
        b = badge_blocks.c
        known = {each.block: each for each in self.blocks(station_id)}
        for each in blocks:
            before = known.get(each.block)
            values = {"next": each.next, "state": each.state}
            if before is None:
                row = {"block": each.block, "station": station_id, "size": each.size, **values}
                self._connection.execute(insert(badge_blocks), row)
            elif before != each:
                values["next"] = max(before.next, each.next)
                changed = update(badge_blocks).where(b.block == each.block)
                self._connection.execute(changed.values(**values))

    def spend(self, spend: BadgeSpend) -> None:
        """Keep which numbers went to which record."""
        one = spend.range
        row = {
            "record_id": spend.record_id, "block": one.block, "first": one.first,
            "last": one.last, "at": to_micros(spend.at), "person_id": spend.person_id,
        }  # fmt: skip
        self._connection.execute(insert(badge_spends), row)

    def of_record(self, record_id: str) -> Sequence[BadgeSpend]:
        """In the order they were spent."""
        s = badge_spends.c
        wanted = select(badge_spends).where(s.record_id == record_id).order_by(s.place)
        return [
            BadgeSpend(
                record_id=row.record_id,
                range=BadgeRange(block=row.block, first=row.first, last=row.last),
                at=to_moment(row.at), person_id=row.person_id,
            )
            for row in self._connection.execute(wanted)
        ]  # fmt: skip
