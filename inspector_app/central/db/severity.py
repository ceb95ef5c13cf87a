"""What switching is derived from, as rows, and where each supplier's product stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec
import zstandard
from sqlalchemy import Row, and_, bindparam, or_, select, tuple_, update

from inspector_app.central.db.dialect import insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_us
from inspector_app.central.db.tables import events, sampling_goods, severity_events
from inspector_app.domain.sampling.severity_history import HistoryEvent, HistoryLot, Ruling
from inspector_app.services.severity_events import KINDS
from inspector_app.wire.link import MAX_PAYLOAD

_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    "lot": msgspec.json.Decoder(HistoryLot),
    "ruling": msgspec.json.Decoder(Ruling),
}
_E: Final = severity_events.c
_G: Final = sampling_goods.c


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvent:
    """A result or ruling. ``source`` is the journal entry of ``station`` it was read from; the
    event is None when the record does not count any more."""

    tenant: str
    record: str
    station: str
    source: int
    supplier: str
    product: str
    event: HistoryEvent | None
    stale: str = ""
    """``cls:used:due`` of each class planned from a stale state, with spaces between."""
    timed: bool = True
    """Whether its moment is kept; not in rows of earlier versions."""

    @property
    def goods(self) -> tuple[str, str]:
        return self.supplier, self.product


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Where a supplier's product stands; ``body`` is the item of the feed ``sampling_states``.

    ``strictness`` orders the list (reduced 0 … discontinued 3, the strictest class), ``waiting``
    counts classes that wait for a supervisor, ``stale`` plans made from a state not due. ``mark``
    is where its history stands, None where it has to be walked anew.
    """

    tenant: str
    supplier: str
    product: str
    sku: str
    product_zh: str
    product_en: str
    supplier_zh: str
    supplier_en: str
    strictness: int
    waiting: int
    stale: int
    changed_at: int
    body: bytes
    mark: bytes | None = None


async def kept_among(
    tx: Transaction, tenant: str, records: Collection[str]
) -> dict[str, KeptEvent]:
    """The rows of these records."""
    query = select(severity_events).where(_E.tenant == tenant, _E.record.in_(sorted(records)))
    return {row.record: _kept(row) for row in await tx.execute(query)}


async def keep(tx: Transaction, found: Sequence[KeptEvent]) -> None:
    """Write the rows of different records."""
    rows = [
        {
            "tenant": one.tenant, "record": one.record, "station": one.station,
            "source": one.source, "supplier": one.supplier, "product": one.product,
            "kind": "ruling" if isinstance(one.event, Ruling) else "lot",
            "body": None if one.event is None else msgspec.json.encode(one.event),
            "stale": one.stale, "moment": None if one.event is None else to_us(one.event.at),
        }
        for one in found
    ]  # fmt: skip
    await insert_or_replace(tx, severity_events, rows)


async def of_goods(
    tx: Transaction, tenant: str, goods: Iterable[tuple[str, str]], since: datetime | None = None
) -> dict[tuple[str, str], list[KeptEvent]]:
    """All rows of these (supplier, product) by record; or those that count, sealed at or after a
    moment."""
    query = select(severity_events).where(
        _E.tenant == tenant, tuple_(_E.supplier, _E.product).in_(list(goods))
    )
    if since is not None:
        query = query.where(_E.moment >= to_us(since))
    found: dict[tuple[str, str], list[KeptEvent]] = {}
    for row in await tx.execute(query.order_by(_E.record)):
        found.setdefault((row.supplier, row.product), []).append(_kept(row))
    return found


async def fill_moments(tx: Transaction, tenant: str, rows: Iterable[KeptEvent]) -> None:
    """Give rows of earlier versions their moment."""
    changed = (
        update(severity_events)
        .where(_E.tenant == tenant, _E.record == bindparam("untimed"))
        .values(moment=bindparam("sealed"))
    )
    found = [
        {"untimed": row.record, "sealed": to_us(row.event.at)}
        for row in rows
        if row.event is not None and not row.timed
    ]
    if found:
        await tx.execute(changed, found)


async def flag_stale(tx: Transaction, tenant: str, flags: Mapping[str, str]) -> None:
    """Say of records by which classes they were planned from a stale state."""
    changed = (
        update(severity_events)
        .where(_E.tenant == tenant, _E.record == bindparam("flagged"))
        .values(stale=bindparam("classes"))
    )
    rows = [{"flagged": record, "classes": classes} for record, classes in flags.items()]
    if rows:
        await tx.execute(changed, rows)


async def stale_of(tx: Transaction, tenant: str, record: str) -> str:
    """``cls:used:due`` of each class planned from a stale state, with spaces between."""
    query = select(_E.stale).where(_E.tenant == tenant, _E.record == record)
    return str((await tx.execute(query)).scalar() or "")


async def save_goods(tx: Transaction, found: Sequence[Goods]) -> None:
    """Write where different suppliers' products stand."""
    rows = [{name: getattr(one, name) for name in Goods.__slots__} for one in found]
    await insert_or_replace(tx, sampling_goods, rows)


Place: TypeAlias = tuple[int, int, int, str, str]
"""Where one is in the list of goods: waiting, strictness, changed_at, supplier, product."""


def place_of(goods: Goods) -> Place:
    """Where the list goes on after these goods."""
    return goods.waiting, goods.strictness, goods.changed_at, goods.supplier, goods.product


async def goods(
    tx: Transaction, tenant: str, limit: int, after: Place | None = None
) -> list[Goods]:
    """Goods that wait for a supervisor first, then the strictest, then the newest."""
    query = select(sampling_goods).where(_G.tenant == tenant)
    if after is not None:
        *figures, supplier, product = after
        first = tuple_(_G.waiting, _G.strictness, _G.changed_at)
        same = and_(first == tuple(figures), tuple_(_G.supplier, _G.product) > (supplier, product))
        query = query.where(or_(first < tuple(figures), same))
    order = (_G.waiting.desc(), _G.strictness.desc(), _G.changed_at.desc(), _G.supplier, _G.product)
    return [Goods(**row._mapping) for row in await tx.execute(query.order_by(*order).limit(limit))]


async def one_of_goods(tx: Transaction, tenant: str, supplier: str, product: str) -> Goods | None:
    """One supplier's product."""
    found = await among_goods(tx, tenant, [(supplier, product)])
    return found.get((supplier, product))


async def among_goods(
    tx: Transaction, tenant: str, goods: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Goods]:
    """Where these (supplier, product) stand."""
    query = select(sampling_goods).where(
        _G.tenant == tenant, tuple_(_G.supplier, _G.product).in_(list(goods))
    )
    return {(row.supplier, row.product): Goods(**row._mapping) for row in await tx.execute(query)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A journal entry that switching depends on."""

    station: str
    seq: int
    kind: str
    payload: bytes


async def entries_after(
    tx: Transaction, tenant: str, station: str, seq: int, limit: int
) -> list[Entry]:
    """Accepted entries beyond that place, by station and number: to read everything again."""
    e = events.c
    query = (
        select(e.station, e.seq, e.kind, e.payload)
        .where(
            e.tenant == tenant, e.kind.in_(KINDS), e.state == "accepted",
            tuple_(e.station, e.seq) > (station, seq),
        )
        .order_by(e.station, e.seq)
        .limit(limit)
    )  # fmt: skip
    unpacker = zstandard.ZstdDecompressor()
    return [
        Entry(
            station=row.station, seq=row.seq, kind=row.kind,
            payload=unpacker.decompress(row.payload, max_output_size=MAX_PAYLOAD),
        )
        for row in await tx.execute(query)
    ]  # fmt: skip


def _kept(row: Row[Any]) -> KeptEvent:
    event = None if row.body is None else _DECODERS[row.kind].decode(row.body)
    return KeptEvent(
        tenant=row.tenant, record=row.record, station=row.station, source=row.source,
        supplier=row.supplier, product=row.product, event=event, stale=row.stale,
        timed=row.moment is not None,
    )  # fmt: skip
