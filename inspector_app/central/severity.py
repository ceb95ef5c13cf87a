"""Re-derives severity from all stations' sealed records and publishes it to the stations."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from inspector_app.central.db import feeds, journal, severity, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.severity import Entry, Goods, KeptEvent
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.record_choice import current
from inspector_app.domain.master import Names
from inspector_app.domain.sampling.severity_history import History, derive
from inspector_app.services.severity_events import SeverityNews, after_news, read_sealed
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.severity import STEPS_IN_FEED, SamplingState, state_id

FEED = "sampling_states"
_STRICTNESS = {"reduced": 0, "normal": 1, "tightened": 2, "discontinued": 3}
_PART = 100

_Touched = dict[tuple[str, str], SeverityNews]


async def events_arrived(
    tx: Transaction, parts: Parts, tenant: str, entries: Iterable[Entry]
) -> None:
    """Count accepted entries of any stations."""
    touched = await _take(tx, parts, tenant, entries)
    await _derive(tx, parts, tenant, touched, parts.clock.now())


async def read_everything(parts: Parts) -> None:
    """After an upgrade from a version that kept no severity: read all journals, once."""
    tenant = await tenant_of(parts)
    async with parts.db.read(tenant) as tx:
        done = bool(await severity.goods(tx, tenant, 1))
    if done:
        return
    touched: _Touched = {}
    place = ("", 0)
    while True:
        async with parts.db.write(tenant) as tx:
            entries = await severity.entries_after(tx, tenant, *place, _PART)
            touched |= await _take(tx, parts, tenant, entries)
            if len(entries) < _PART:
                await _derive(tx, parts, tenant, touched, parts.clock.now())
                return
        place = (entries[-1].station, entries[-1].seq)


async def _take(tx: Transaction, parts: Parts, tenant: str, entries: Iterable[Entry]) -> _Touched:
    """Keep what the entries say; the goods whose history they change."""
    read = [
        (entry, news)
        for entry in entries
        if (
            news := read_sealed(parts.sampling, entry.station, entry.kind, entry.seq, entry.payload)
        )
        is not None
    ]
    records = sorted({news.record_id for _, news in read})
    known = await severity.kept_among(tx, tenant, records)
    void = await voidings.among(tx, tenant, records)
    touched: _Touched = {}
    changed: dict[str, KeptEvent] = {}
    for entry, told in read:
        news = replace(told, event=None) if told.record_id in void else told
        before = known.get(news.record_id)
        if before is not None and not await _newer(tx, tenant, entry, news, before):
            continue
        row = _row(tenant, entry, news, before)
        if row is None:
            continue  # a record voided before it was known here
        known[news.record_id] = changed[news.record_id] = row
        if row.event is not None or before is not None:
            touched[row.supplier, row.product] = news
    await severity.keep(tx, list(changed.values()))
    return touched


def _row(
    tenant: str, entry: Entry, news: SeverityNews, before: KeptEvent | None
) -> KeptEvent | None:
    supplier = news.supplier_id or (before.supplier if before else "")
    product = news.product_id or (before.product if before else "")
    if not (supplier and product):
        return None
    return KeptEvent(
        tenant=tenant, record=news.record_id, station=entry.station, source=entry.seq,
        supplier=supplier, product=product,
        event=after_news(news, before.event if before else None),
    )  # fmt: skip


async def _newer(
    tx: Transaction, tenant: str, entry: Entry, news: SeverityNews, before: KeptEvent
) -> bool:
    """Whether an entry changes a record; entries come again and again.

    Of the station the record is known from: a later one. Of another, such as that station's own
    new identity: a voiding, or the revision that stands.
    """
    if entry.station == before.station:
        return entry.seq > before.source
    if news.event is None and entry.kind == "voided":
        return before.event is not None
    standing = await current(tx, tenant, news.record_id)
    digest = hashlib.sha256(entry.payload).hexdigest()
    return standing is not None and standing.row.payload_sha256 == digest


async def chosen_again(tx: Transaction, parts: Parts, tenant: str, records: Iterable[str]) -> None:
    """A person chose among rival revisions: severity follows from the one that stands now."""
    entries = []
    for record in records:
        standing = await current(tx, tenant, record)
        if standing is None:
            continue
        row = standing.row
        sealed = await journal.sealed(tx, tenant, row.station, row.seq)
        if sealed is not None:
            entries.append(
                Entry(
                    station=sealed.station, seq=sealed.seq, kind=sealed.kind,
                    payload=sealed.payload,
                )
            )  # fmt: skip
    await events_arrived(tx, parts, tenant, entries)


async def _derive(
    tx: Transaction, parts: Parts, tenant: str, touched: _Touched, now: datetime
) -> None:
    if not touched:
        return
    # Two stations may send lots of the same goods at once: the later one reads both.
    await feeds.hold(tx, tenant, FEED, parts.ids.new())
    kept = await severity.of_goods(tx, tenant, touched)
    listed = await severity.among_goods(tx, tenant, touched)
    items: dict[str, bytes | None] = {}
    changed: list[Goods] = []
    flags: dict[str, str] = {}
    for (supplier, product), news in touched.items():
        rows = kept.get((supplier, product), [])
        history = derive(row.event for row in rows if row.event is not None)
        stale = _stale(history)
        flags |= _changed_flags(rows, stale)
        state = SamplingState(
            supplier_id=supplier, product_id=product, standings=history.standings,
            seen=_seen(rows), steps=history.steps[-STEPS_IN_FEED:], stale=len(stale),
        )  # fmt: skip
        body = encode_item(state)
        items[state_id(supplier, product)] = body
        before = listed.get((supplier, product))
        changed.append(_goods(tenant, state, news, body, before, to_ms(now)))
    await severity.flag_stale(tx, tenant, flags)
    await severity.save_goods(tx, changed)
    await feeds.publish(tx, tenant, FEED, items, parts.ids.new())


def _seen(rows: Iterable[KeptEvent]) -> dict[str, int]:
    """The last journal entry of each station that counts here, those included that another
    station, or the same under a new identity, corrected since."""
    seen: dict[str, int] = {}
    for row in rows:
        places = [(row.station, row.source)]
        if row.event is not None:
            places.append((row.event.station_id, row.event.seq))
        for station, seq in places:
            seen[station] = max(seq, seen.get(station, 0))
    return seen


def _changed_flags(rows: Iterable[KeptEvent], stale: Mapping[str, str]) -> dict[str, str]:
    """By record: what is to be said of it, where that is not what is said now."""
    wanted = {row.record: stale.get(row.record, "") for row in rows}
    return {row.record: wanted[row.record] for row in rows if wanted[row.record] != row.stale}


def _goods(
    tenant: str,
    state: SamplingState,
    news: SeverityNews,
    body: bytes,
    before: Goods | None,
    now: int,
) -> Goods:
    """The row of lists; an entry that names nothing keeps the names that were there."""
    product, supplier = news.product, news.supplier
    standings = state.standings
    return Goods(
        tenant=tenant, supplier=state.supplier_id, product=state.product_id,
        sku=news.sku or (before.sku if before else state.product_id),
        product_zh=_name(product, "zh") or (before.product_zh if before else state.product_id),
        product_en=_name(product, "en") or (before.product_en if before else state.product_id),
        supplier_zh=_name(supplier, "zh") or (before.supplier_zh if before else state.supplier_id),
        supplier_en=_name(supplier, "en") or (before.supplier_en if before else state.supplier_id),
        strictness=max((_STRICTNESS[each.severity] for each in standings), default=1),
        waiting=sum(
            each.reduction_due or each.severity == "discontinued" for each in standings
        ),
        stale=state.stale, changed_at=now, body=body,
    )  # fmt: skip


def _name(names: Names, language: str) -> str:
    return (names.get(language) or names.get("zh") or next(iter(names.values()), ""))[:400]


def _stale(history: History) -> dict[str, str]:
    """By record: ``cls:used:due`` of each class planned from a stale state."""
    found: dict[str, list[str]] = defaultdict(list)
    for step in history.steps:
        if step.stale:
            found[step.inspection_id].append(f"{step.cls}:{step.used}:{step.due_at_plan}")
    return {record: " ".join(classes) for record, classes in found.items()}
