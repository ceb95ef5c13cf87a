"""Re-derives severity from all stations' sealed records and publishes it to the stations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from inspector_app.central.db import feeds, journal, severity, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.severity import Entry, Goods, KeptEvent
from inspector_app.central.db.severity_marks import GoodsId, pack_head, unpack_head
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.readings import Readings
from inspector_app.central.record_choice import current
from inspector_app.central.severity_walk import Change, seen_with, walk_all
from inspector_app.domain.master import Names
from inspector_app.services.severity_events import SeverityNews, after_news
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.severity import STEPS_IN_FEED, SamplingState, state_id

FEED = "sampling_states"
_STRICTNESS = {"reduced": 0, "normal": 1, "tightened": 2, "discontinued": 3}
_PART = 100


@dataclass(slots=True)
class _Touched:
    """Goods whose history changed, and those of which only what was seen did: a re-inspection
    counts in no history."""

    changed: dict[GoodsId, Change] = field(default_factory=dict)
    seen: dict[GoodsId, Change] = field(default_factory=dict)

    def note(self, row: KeptEvent, before: KeptEvent | None, news: SeverityNews) -> None:
        """A row was written in place of another."""
        quiet = row.event is None and before is None
        self._note(self.seen if quiet else self.changed, row.goods, row, before, news)
        if before is not None and before.goods != row.goods:
            # It keeps the names it has: the news are of other goods.
            nameless = SeverityNews(record_id=row.record, event=None)
            self.changed.setdefault(before.goods, Change(news=nameless)).left = True

    def _note(
        self, where: dict[GoodsId, Change], goods: GoodsId, row: KeptEvent,
        before: KeptEvent | None, news: SeverityNews,
    ) -> None:  # fmt: skip
        change = where.setdefault(goods, Change(news=news))
        change.news = news
        change.after[row.record] = row
        if before is not None:
            change.before.append(before)

    def settle(self) -> None:
        """Goods are told once."""
        for goods in self.seen.keys() & self.changed.keys():
            change = self.seen.pop(goods)
            self.changed[goods].after = {**change.after, **self.changed[goods].after}


async def events_arrived(
    tx: Transaction, parts: Parts, tenant: str, entries: Iterable[Entry],
    readings: Readings | None = None,
) -> None:  # fmt: skip
    """Count accepted entries of any stations."""
    touched = _Touched()
    await _take(tx, parts, tenant, entries, touched, readings or Readings())
    await _derive(tx, parts, tenant, touched, parts.clock.now())


async def read_everything(parts: Parts) -> None:
    """After an upgrade from a version that kept no severity: read all journals, once."""
    tenant = await tenant_of(parts)
    async with parts.db.read(tenant) as tx:
        done = bool(await severity.goods(tx, tenant, 1))
    if done:
        return
    touched = _Touched()
    place = ("", 0)
    while True:
        async with parts.db.write(tenant) as tx:
            entries = await severity.entries_after(tx, tenant, *place, _PART)
            await _take(tx, parts, tenant, entries, touched, Readings())
            if len(entries) < _PART:
                await _derive(tx, parts, tenant, touched, parts.clock.now())
                return
        place = (entries[-1].station, entries[-1].seq)


async def _take(
    tx: Transaction, parts: Parts, tenant: str, entries: Iterable[Entry], touched: _Touched,
    readings: Readings,
) -> None:  # fmt: skip
    """Keep what the entries say; note the goods whose history they change."""
    read = [
        (entry, news)
        for entry in entries
        if (news := readings.severity(parts.sampling, entry)) is not None
    ]
    records = sorted({news.record_id for _, news in read})
    known = await severity.kept_among(tx, tenant, records)
    void = await voidings.among(tx, tenant, records)
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
        touched.note(row, before, news)
    await severity.keep(tx, list(changed.values()))


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
    touched.settle()
    if not touched.changed and not touched.seen:
        return
    # Two stations may send lots of the same goods at once: the later one reads both.
    await feeds.hold(tx, tenant, FEED, parts.ids.new())
    listed = await severity.among_goods(tx, tenant, (*touched.changed, *touched.seen))
    marks = {goods: row.mark for goods, row in listed.items()}
    walked = await walk_all(tx, tenant, touched.changed, marks)
    items: dict[str, bytes | None] = {}
    kept = _only_seen(touched.seen, listed)
    flags: dict[str, str] = {}
    for goods, change in touched.changed.items():
        found = walked[goods]
        flags |= _changed_flags(found.rows, found.stale)
        head = found.head
        state = SamplingState(
            supplier_id=goods[0], product_id=goods[1], standings=head.standings,
            seen=found.seen, steps=head.steps[-STEPS_IN_FEED:], stale=head.stale,
        )  # fmt: skip
        body = encode_item(state)
        items[state_id(*goods)] = body
        row = _goods(tenant, state, change.news, body, listed.get(goods), to_ms(now))
        kept.append(replace(row, mark=pack_head(head, found.seen)))
    await severity.flag_stale(tx, tenant, flags)
    await severity.save_goods(tx, kept)
    await feeds.publish(tx, tenant, FEED, items, parts.ids.new())


def _only_seen(seen: Mapping[GoodsId, Change], listed: Mapping[GoodsId, Goods]) -> list[Goods]:
    """Goods that stand as they stood, and know of more entries; told with their next change."""
    found = []
    for goods, change in seen.items():
        row = listed.get(goods)
        head = unpack_head(row.mark) if row is not None else None
        now = seen_with(head.seen, change) if head is not None else None
        if row is not None and head is not None and now is not None:
            found.append(replace(row, mark=pack_head(head.mark, now)))
    return found


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
