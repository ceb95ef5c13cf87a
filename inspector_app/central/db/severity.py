"""What switching is derived from, as rows, and where each supplier's product stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import msgspec
import zstandard
from sqlalchemy import Row, select, tuple_, update

from inspector_app.central.db.dialect import insert_or_replace
from inspector_app.central.db.engine import Transaction
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Where a supplier's product stands; ``body`` is the item of the feed ``sampling_states``.

    ``strictness`` orders the list (reduced 0 … discontinued 3, the strictest class), ``waiting``
    counts classes that wait for a supervisor, ``stale`` plans made from a state not due.
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


async def kept(tx: Transaction, tenant: str, record: str) -> KeptEvent | None:
    """The row of one record."""
    query = select(severity_events).where(_E.tenant == tenant, _E.record == record)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _kept(row)


async def keep(tx: Transaction, found: KeptEvent) -> None:
    """Write the row of one record."""
    row = {
        "tenant": found.tenant, "record": found.record, "station": found.station,
        "source": found.source, "supplier": found.supplier, "product": found.product,
        "kind": "ruling" if isinstance(found.event, Ruling) else "lot",
        "body": None if found.event is None else msgspec.json.encode(found.event), "stale": "",
    }  # fmt: skip
    await insert_or_replace(tx, severity_events, [row])


async def of_goods(tx: Transaction, tenant: str, supplier: str, product: str) -> list[KeptEvent]:
    """All rows of a supplier's product."""
    query = select(severity_events).where(
        _E.tenant == tenant, _E.supplier == supplier, _E.product == product
    )
    return [_kept(row) for row in await tx.execute(query.order_by(_E.record))]


async def flag_stale(
    tx: Transaction, tenant: str, supplier: str, product: str, stale: Mapping[str, str]
) -> None:
    """Which records were planned from a stale state (by record: classes), and no others."""
    query = select(_E.record, _E.stale).where(
        _E.tenant == tenant, _E.supplier == supplier, _E.product == product
    )
    for row in (await tx.execute(query)).all():
        wanted = stale.get(row.record, "")
        if wanted != row.stale:
            await tx.execute(
                update(severity_events)
                .where(_E.tenant == tenant, _E.record == row.record)
                .values(stale=wanted)
            )


async def stale_of(tx: Transaction, tenant: str, record: str) -> str:
    """``cls:used:due`` of each class planned from a stale state, with spaces between."""
    query = select(_E.stale).where(_E.tenant == tenant, _E.record == record)
    return str((await tx.execute(query)).scalar() or "")


async def save_goods(tx: Transaction, found: Goods) -> None:
    """Write where a supplier's product stands."""
    await insert_or_replace(tx, sampling_goods, [asdict(found)])


async def goods(tx: Transaction, tenant: str, limit: int) -> list[Goods]:
    """Goods that wait for a supervisor first, then the strictest, then the newest."""
    query = select(sampling_goods).where(_G.tenant == tenant)
    order = (_G.waiting.desc(), _G.strictness.desc(), _G.changed_at.desc(), _G.sku)
    return [Goods(**row._mapping) for row in await tx.execute(query.order_by(*order).limit(limit))]


async def one_of_goods(tx: Transaction, tenant: str, supplier: str, product: str) -> Goods | None:
    """One supplier's product."""
    query = select(sampling_goods).where(
        _G.tenant == tenant, _G.supplier == supplier, _G.product == product
    )
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else Goods(**row._mapping)


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
        supplier=row.supplier, product=row.product, event=event,
    )  # fmt: skip
