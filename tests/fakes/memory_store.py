"""The station's records in memory: ``UnitOfWork`` without a file, for tests of services.

A writing unit works on a copy that replaces the whole when it is left normally; a reading unit
sees the moment it began at and refuses writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from inspector_app.domain.badge_numbers import BadgeBlock
from inspector_app.domain.delivery import Delivery
from inspector_app.domain.errors import EvidenceError, WalkError
from inspector_app.domain.inspection.acts import Entry
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import InboundOrder, OrderLine, Person, Product, Supplier
from inspector_app.domain.numbering import numbered_on
from inspector_app.domain.order_shares import LineShares
from inspector_app.domain.photo_reuse import FlaggedPhoto, PhotoLikeness, ReuseReview
from inspector_app.domain.reference import Reference, ReferenceVersion, Retirement
from inspector_app.domain.sampling.severity_history import HistoryEvent
from inspector_app.services.ports import ChainHead, FeedName, Receipt, SealedEvent
from inspector_app.services.records import (
    BadgeSpend,
    Decision,
    HashedPhoto,
    PageKey,
    PaperOnFile,
    PhotoPlace,
    PhotoRow,
    Summary,
    SummaryFilter,
)
from inspector_app.wire.elsewhere import (
    Complaint,
    Dispute,
    OpenLot,
    OrderProgress,
    SupplierHistory,
)
from inspector_app.wire.feeds import EarlierVerdict, PublishedDocument
from inspector_app.wire.severity import SamplingState


class ReadOnlyError(Exception):
    """A write inside a reading unit of work."""


@dataclass
class Memory:
    """Everything kept. Values are immutable, so that a copy of the containers is a copy of all."""

    products: dict[str, Product] = field(default_factory=dict)
    suppliers: dict[str, Supplier] = field(default_factory=dict)
    orders: dict[str, InboundOrder] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    standards: dict[tuple[str, int], PublishedDocument] = field(default_factory=dict)
    life_rules: dict[tuple[str, int], PublishedDocument] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    summaries: dict[str, Summary] = field(default_factory=dict)
    photos: list[PhotoRow] = field(default_factory=list)
    photo_states: dict[str, str] = field(default_factory=dict)
    events: list[tuple[SealedEvent, str, tuple[str, ...]]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    references: dict[tuple[str, int], ReferenceVersion] = field(default_factory=dict)
    photo_hashes: list[HashedPhoto] = field(default_factory=list)
    likenesses: dict[tuple[str, str, str, str], PhotoLikeness] = field(default_factory=dict)
    photo_reviews: dict[tuple[str, str], ReuseReview] = field(default_factory=dict)
    severities: dict[str, tuple[str, str, HistoryEvent]] = field(default_factory=dict)
    sampling_states: dict[tuple[str, str], SamplingState] = field(default_factory=dict)
    papers: list[PaperOnFile] = field(default_factory=list)
    elsewhere: dict[str, EarlierVerdict] = field(default_factory=dict)
    progress: list[OrderProgress] = field(default_factory=list)
    shares: list[LineShares] = field(default_factory=list)
    open_lots: list[OpenLot] = field(default_factory=list)
    supplier_history: list[SupplierHistory] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    badge_blocks: dict[str, tuple[str, BadgeBlock]] = field(default_factory=dict)
    badge_spends: list[BadgeSpend] = field(default_factory=list)
    failures: dict[str, tuple[int, datetime | None]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def snapshot(self) -> Memory:
        return Memory(**{each.name: copy(getattr(self, each.name)) for each in fields(self)})


class _Group:
    def __init__(self, memory: Memory, *, writable: bool) -> None:
        self._memory = memory
        self._writable = writable

    def _writing(self) -> Memory:
        if not self._writable:
            raise ReadOnlyError
        return self._memory


def _pressing(order: InboundOrder) -> tuple[bool, datetime, str]:
    return order.priority != "urgent", order.due_at, order.id


class _Master(_Group):
    def product(self, product_id: str) -> Product | None:
        return self._memory.products.get(product_id)

    def products_by_code(self, code: str) -> Sequence[Product]:
        found = [
            product
            for product in self._memory.products.values()
            if product.active and any(each.code == code for each in product.codes)
        ]
        return sorted(found, key=lambda product: product.id)

    def order(self, order_id: str) -> InboundOrder | None:
        return self._memory.orders.get(order_id)

    def order_by_number(self, number: str) -> InboundOrder | None:
        return next((order for order in self.orders() if order.number == number), None)

    def orders(self) -> Sequence[InboundOrder]:
        return sorted(self._memory.orders.values(), key=_pressing)

    def lines_of(self, product_id: str) -> Sequence[tuple[InboundOrder, OrderLine]]:
        return self._lines(lambda line: line.product_id == product_id)

    def lines_by_sscc(self, sscc: str) -> Sequence[tuple[InboundOrder, OrderLine]]:
        return self._lines(lambda line: sscc in line.sscc)

    def _lines(self, wanted: Any) -> Sequence[tuple[InboundOrder, OrderLine]]:
        return [
            (order, line)
            for order in self.orders()
            for line in sorted(order.lines, key=lambda line: line.id)
            if wanted(line)
        ]

    def supplier(self, supplier_id: str) -> Supplier | None:
        return self._memory.suppliers.get(supplier_id)

    def person(self, person_id: str) -> Person | None:
        return self._memory.people.get(person_id)

    def person_by_badge(self, badge: str) -> Person | None:
        found = [person for person in self.people() if badge and person.badge == badge]
        return min(found, key=lambda person: not person.active, default=None)

    def people(self) -> Sequence[Person]:
        return sorted(self._memory.people.values(), key=lambda person: person.id)

    def products(self) -> Sequence[Product]:
        return [each for _, each in sorted(self._memory.products.items())]

    def suppliers(self) -> Sequence[Supplier]:
        return [each for _, each in sorted(self._memory.suppliers.items())]

    def remove(self, feed: FeedName, items: Sequence[str]) -> None:
        memory = self._writing()
        kept: dict[str, dict[str, Any]] = {
            "products": memory.products, "suppliers": memory.suppliers, "orders": memory.orders,
            "users": memory.people,
        }  # fmt: skip
        for item in items:
            kept[feed].pop(item, None)

    def standards(self) -> Sequence[PublishedDocument]:
        return [document for _, document in sorted(self._memory.standards.items())]

    def life_rules(self) -> Sequence[PublishedDocument]:
        return [document for _, document in sorted(self._memory.life_rules.items())]

    def put_life_rules(self, documents: Sequence[PublishedDocument]) -> None:
        self._writing().life_rules.update(((each.id, each.version), each) for each in documents)

    def put_products(self, products: Sequence[Product]) -> None:
        self._writing().products.update((each.id, each) for each in products)

    def put_suppliers(self, suppliers: Sequence[Supplier]) -> None:
        self._writing().suppliers.update((each.id, each) for each in suppliers)

    def put_orders(self, orders: Sequence[InboundOrder]) -> None:
        self._writing().orders.update((each.id, each) for each in orders)

    def put_people(self, people: Sequence[Person]) -> None:
        self._writing().people.update((each.id, each) for each in people)

    def put_standards(self, documents: Sequence[PublishedDocument]) -> None:
        self._writing().standards.update(((each.id, each.version), each) for each in documents)

    def put_own_standard(self, document: PublishedDocument) -> None:
        self.put_standards([document])


class _Deliveries(_Group):
    def add(self, delivery: Delivery) -> None:
        self._writing().deliveries[delivery.id] = delivery

    def get(self, delivery_id: str) -> Delivery | None:
        return self._memory.deliveries.get(delivery_id)

    def of_order(self, order_id: str) -> Sequence[Delivery]:
        found = [each for each in self._memory.deliveries.values() if each.order_id == order_id]
        return sorted(found, key=lambda each: (each.received_at, each.number))

    def count_on(self, day: date) -> int:
        first, beyond = numbered_on("D", day)
        return sum(first <= each.number < beyond for each in self._memory.deliveries.values())


class _Inspections(_Group):
    def create(self, inspection_id: str, first: Entry, summary: Summary) -> None:
        memory = self._writing()
        assert inspection_id not in memory.entries
        memory.entries[inspection_id] = (first,)
        memory.summaries[inspection_id] = summary

    def append(self, inspection_id: str, entry: Entry) -> None:
        memory = self._writing()
        entries = memory.entries.get(inspection_id, ())
        if not entries or entry.n != len(entries) + 1:
            raise WalkError("changed_elsewhere")
        memory.entries[inspection_id] = (*entries, entry)

    def save_summary(self, summary: Summary) -> None:
        memory = self._writing()
        if summary.id not in memory.summaries:
            raise WalkError("inspection_unknown")
        memory.summaries[summary.id] = summary

    def load(self, inspection_id: str) -> Inspection | None:
        entries = self._memory.entries.get(inspection_id)
        return None if entries is None else Inspection.replay(inspection_id, entries)

    def summary(self, inspection_id: str) -> Summary | None:
        return self._memory.summaries.get(inspection_id)

    def by_lot_number(self, lot_number: str) -> Summary | None:
        return next((row for row in self._oldest_first() if row.lot_number == lot_number), None)

    def working(self) -> Sequence[Summary]:
        return [row for row in self._oldest_first() if row.state != "closed"]

    def of_line(self, line_id: str) -> Sequence[Summary]:
        return [row for row in self._oldest_first() if row.line_id == line_id]

    def page(self, wanted: SummaryFilter, after: PageKey | None, limit: int) -> Sequence[Summary]:
        rows = [row for row in reversed(self._oldest_first()) if _matches(row, wanted)]
        if after is not None:
            rows = [row for row in rows if (row.opened_at, row.id) < (after.opened_at, after.id)]
        return rows[:limit]

    def undecided(self) -> Sequence[Summary]:
        rows = [
            row
            for row in self._oldest_first()
            if row.state == "closed"
            and row.overall in ("hold", "reject")
            and not row.disposition
            and not row.voided
        ]
        return sorted(rows, key=lambda row: (row.closed_at or row.updated_at, row.id))

    def lots_on(self, day: date) -> int:
        first, beyond = numbered_on("L", day)
        return sum(first <= row.lot_number < beyond for row in self._memory.summaries.values())

    def earlier(self, product_id: str, batch_number: str) -> Sequence[Summary]:
        return [
            row
            for row in reversed(self._oldest_first())
            if row.state == "closed"
            and row.product_id == product_id
            and batch_number in filter(None, row.batch_numbers.split("、"))
        ]

    def by_pallets(self, pallets: Sequence[str]) -> Sequence[Summary]:
        return [
            row
            for row in reversed(self._oldest_first())
            if row.state == "closed"
            and set(pallets) & set(self._memory.entries[row.id][0].act.pallets)  # type: ignore[union-attr]  # the first act opens the lot
        ]

    def _oldest_first(self) -> list[Summary]:
        return sorted(self._memory.summaries.values(), key=lambda row: (row.opened_at, row.id))


def _matches(row: Summary, wanted: SummaryFilter) -> bool:
    """The text search here is plain: every typed word occurs somewhere."""
    text = "\n".join(
        (row.lot_number, row.order_number, row.sku, row.batch_numbers, row.product_zh,
         row.product_en, row.supplier_zh, row.supplier_en)
    ).casefold()  # fmt: skip
    return (
        all(word in text for word in wanted.text.casefold().split())
        and (not wanted.states or row.state in wanted.states)
        and wanted.overall in ("", row.overall)
        and wanted.product_id in ("", row.product_id)
        and (wanted.since is None or row.opened_at >= wanted.since)
        and (wanted.until is None or row.opened_at <= wanted.until)
    )


class _Photos(_Group):
    def add(self, row: PhotoRow) -> None:
        self._writing().photos.append(row)

    def of_record(self, record_id: str) -> Sequence[PhotoRow]:
        return [self._now(row) for row in self._memory.photos if row.record_id == record_id]

    def known(self, sha256: str) -> Sequence[PhotoRow]:
        return [self._now(row) for row in self._memory.photos if row.photo.sha256 == sha256]

    def digests(self) -> Sequence[str]:
        return sorted({row.photo.sha256 for row in self._memory.photos})

    def cleared(self, digests: Collection[str]) -> Mapping[str, Receipt | None]:
        return {}  # nothing is ever cleared of a memory

    def _now(self, row: PhotoRow) -> PhotoRow:
        return replace(row, state=self._memory.photo_states.get(row.photo.sha256, "pending"))


class _Journal(_Group):
    def head(self) -> ChainHead:
        if not self._memory.events:
            return ChainHead()
        last = self._memory.events[-1][0]
        return ChainHead(seq=last.seq, link=last.link)

    def append(self, event: SealedEvent, record_id: str, photos: Sequence[str]) -> None:
        memory, head = self._writing(), self.head()
        if event.seq != head.seq + 1 or event.previous != head.link:
            raise EvidenceError("chain_broken", seq=event.seq, expected=head.seq + 1)
        known = {row.photo.sha256 for row in memory.photos}
        for sha256 in photos:
            if sha256 not in known:
                raise EvidenceError("photo_not_on_record", sha256=sha256[:12])
        memory.events.append((event, record_id, tuple(photos)))

    def event(self, seq: int) -> SealedEvent | None:
        return next((event for event, _, _ in self._memory.events if event.seq == seq), None)

    def of_record(self, record_id: str) -> Sequence[SealedEvent]:
        return [event for event, record, _ in self._memory.events if record == record_id]


class _Decisions(_Group):
    def add(self, decision: Decision) -> None:
        self._writing().decisions.append(decision)

    def of(self, inspection_id: str) -> Sequence[Decision]:
        return [each for each in self._memory.decisions if each.inspection_id == inspection_id]


class _Papers(_Group):
    def add(self, paper: PaperOnFile) -> None:
        self._writing().papers.append(paper)

    def of_owners(self, owners: Sequence[str]) -> Sequence[PaperOnFile]:
        newest = {(p.document, p.owner): p for p in self._memory.papers if p.owner in owners}
        return list(newest.values())


class _Elsewhere(_Group):
    def marked(self, marks: Sequence[str]) -> Sequence[EarlierVerdict]:
        found = [
            each
            for each in self._memory.elsewhere.values()
            if set(marks)
            & {
                *(f"batch:{each.product_id}|{number}" for number in each.batches),
                *(f"sscc:{sscc}" for sscc in each.pallets),
            }
        ]
        return sorted(found, key=lambda each: each.closed_at, reverse=True)

    def one(self, inspection_id: str) -> EarlierVerdict | None:
        return self._memory.elsewhere.get(inspection_id)


class _Shared(_Group):
    def progress(self, order_id: str) -> Sequence[OrderProgress]:
        return [each for each in self._memory.progress if each.order_id == order_id]

    def shares(self, order_id: str, line_id: str) -> LineShares | None:
        place = (order_id, line_id)
        found = [e for e in self._memory.shares if (e.order_id, e.line_id) == place]
        return found[-1] if found else None

    def open_lots(self, order_id: str) -> Sequence[OpenLot]:
        found = [each for each in self._memory.open_lots if each.order_id == order_id]
        return sorted(found, key=lambda each: (each.opened_at, each.inspection))

    def supplier(self, supplier_id: str) -> SupplierHistory | None:
        found = [e for e in self._memory.supplier_history if e.supplier_id == supplier_id]
        return found[-1] if found else None

    def complaints(self, product_id: str) -> Sequence[Complaint]:
        found = [each for each in self._memory.complaints if each.product_id == product_id]
        return sorted(found, key=lambda each: each.entered_at, reverse=True)

    def disputes(self, inspection_id: str) -> Sequence[Dispute]:
        found = [
            each
            for each in self._memory.disputes
            if any(party.inspection == inspection_id for party in each.parties)
        ]
        return sorted(found, key=lambda each: (each.raised_at, each.id))

    def line_disputes(self, order_id: str, line_id: str) -> Sequence[Dispute]:
        place = (order_id, line_id)
        found = [e for e in self._memory.disputes if (e.order_id, e.line_id) == place]
        return sorted(found, key=lambda each: (each.raised_at, each.id))

    def every_dispute(self) -> Sequence[Dispute]:
        return list(self._memory.disputes)


class _Badges(_Group):
    def blocks(self, station_id: str) -> Sequence[BadgeBlock]:
        return [block for owner, block in self._memory.badge_blocks.values() if owner == station_id]

    def keep(self, station_id: str, blocks: Sequence[BadgeBlock]) -> None:
        memory = self._writing()
        for each in blocks:
            before = memory.badge_blocks.get(each.block)
            first = max(each.next, before[1].next) if before else each.next
            memory.badge_blocks[each.block] = (station_id, replace(each, next=first))

    def spend(self, spend: BadgeSpend) -> None:
        self._writing().badge_spends.append(spend)

    def of_record(self, record_id: str) -> Sequence[BadgeSpend]:
        return [each for each in self._memory.badge_spends if each.record_id == record_id]


class _References(_Group):
    def add(self, reference: Reference) -> None:
        versions = self._writing().references
        key = reference.product_id, reference.version
        assert key not in versions
        versions[key] = ReferenceVersion(reference=reference)

    def retire(self, retirement: Retirement) -> None:
        versions = self._writing().references
        key = retirement.product_id, retirement.version
        assert versions[key].retired is None
        versions[key] = replace(versions[key], retired=retirement)

    def of_product(self, product_id: str) -> Sequence[ReferenceVersion]:
        found = [
            version
            for (owner, _), version in self._memory.references.items()
            if owner == product_id
        ]
        return sorted(found, key=lambda each: -each.reference.version)

    def next_version(self, product_id: str) -> int:
        return 1 + max((v.reference.version for v in self.of_product(product_id)), default=0)


class _PhotoHashes(_Group):
    def unhashed(self, after: int, limit: int) -> Sequence[PhotoPlace]:
        found = [
            self._place(at, row)
            for at, row in enumerate(self._memory.photos, 1)
            if row.record_id not in self._memory.deliveries
        ]
        return [each for each in found if each.place > after and not self._known(each)][:limit]

    def unhashed_of(self, record_id: str) -> Sequence[PhotoPlace]:
        found = self.unhashed(0, len(self._memory.photos))
        return [each for each in found if each.record_id == record_id]

    def unhashed_at_dock(self, since: datetime, limit: int) -> Sequence[PhotoPlace]:
        found = []
        for each in sorted(self._memory.deliveries.values(), key=lambda one: one.received_at):
            digests = [*each.photos, *(one for count in each.counts for one in count.photos)]
            found += [
                PhotoPlace(
                    sha256=digest, record_id=each.id, taken_at=each.received_at,
                    person_id=each.received_by,
                )
                for digest in dict.fromkeys(digests)
                if each.received_at >= since
            ]  # fmt: skip
        return [each for each in found if not self._known(each)][:limit]

    def _place(self, at: int, row: PhotoRow) -> PhotoPlace:
        return PhotoPlace(
            sha256=row.photo.sha256, record_id=row.record_id, taken_at=row.taken_at,
            person_id=row.person_id, place=at,
        )  # fmt: skip

    def _known(self, place: PhotoPlace) -> bool:
        return any(
            (each.photo.record_id, each.photo.sha256) == (place.record_id, place.sha256)
            for each in self._memory.photo_hashes
        )

    def add(self, hashed: HashedPhoto) -> None:
        if not self._known(hashed.photo):
            self._writing().photo_hashes.append(hashed)

    def places(self, sha256: str) -> Sequence[PhotoPlace]:
        found = [h.photo for h in self._memory.photo_hashes if h.photo.sha256 == sha256]
        return sorted((replace(each, place=0) for each in found), key=lambda each: each.taken_at)

    def hashes(self) -> Iterable[tuple[str, bytes]]:
        return [(each.photo.sha256, each.hash) for each in self._memory.photo_hashes if each.hash]

    def flag(self, likeness: PhotoLikeness) -> bool:
        key = (
            likeness.record_id, likeness.sha256, likeness.earlier_record_id,
            likeness.earlier_sha256,
        )  # fmt: skip
        there = key in self._memory.likenesses
        self._writing().likenesses.setdefault(key, likeness)
        return not there

    def review(self, review: ReuseReview) -> None:
        key = review.record_id, review.sha256
        if key in self._memory.photo_reviews:
            raise WalkError("photo_already_reviewed")
        self._writing().photo_reviews[key] = review

    def flagged(self, record_id: str) -> Sequence[FlaggedPhoto]:
        return [each for each in self._flags() if each.record_id == record_id]

    def unreviewed(self) -> Sequence[FlaggedPhoto]:
        return [each for each in self._flags() if each.review is None]

    def _flags(self) -> list[FlaggedPhoto]:
        keys = dict.fromkeys((each[0], each[1]) for each in self._memory.likenesses)
        flags = [
            FlaggedPhoto(
                record_id=key[0], sha256=key[1], review=self._memory.photo_reviews.get(key),
                likenesses=tuple(
                    sorted(
                        (
                            each
                            for each in self._memory.likenesses.values()
                            if (each.record_id, each.sha256) == key
                        ),
                        key=lambda each: (each.distance, each.earlier_at),
                    )
                ),
            )
            for key in keys
        ]  # fmt: skip
        return sorted(flags, key=lambda flag: (flag.likenesses[0].found_at, flag.sha256))


class _Severities(_Group):
    def unread(self, after: int, kinds: Sequence[str], limit: int) -> Sequence[SealedEvent]:
        found = [event for event, _, _ in self._memory.events if event.seq > after]
        return [event for event in found if event.kind in kinds][:limit]

    def put(self, supplier_id: str, product_id: str, record_id: str, event: HistoryEvent) -> None:
        self._writing().severities[record_id] = (supplier_id, product_id, event)

    def remove(self, record_id: str) -> None:
        self._writing().severities.pop(record_id, None)

    def event(self, record_id: str) -> HistoryEvent | None:
        found = self._memory.severities.get(record_id)
        return None if found is None else found[2]

    def events(self, supplier_id: str, product_id: str) -> Sequence[HistoryEvent]:
        goods = (supplier_id, product_id)
        return [event for *of, event in self._memory.severities.values() if tuple(of) == goods]

    def goods(self) -> Sequence[tuple[str, str]]:
        here = {(supplier, product) for supplier, product, _ in self._memory.severities.values()}
        return sorted(here | set(self._memory.sampling_states))

    def central(self, supplier_id: str, product_id: str) -> SamplingState | None:
        return self._memory.sampling_states.get((supplier_id, product_id))


class _SignIns(_Group):
    def failures(self, person_id: str) -> tuple[int, datetime | None]:
        return self._memory.failures.get(person_id, (0, None))

    def failed(self, person_id: str, at: datetime) -> None:
        self._writing().failures[person_id] = (self.failures(person_id)[0] + 1, at)

    def succeeded(self, person_id: str, at: datetime) -> None:
        self._writing().failures[person_id] = (0, None)


class _Notes(_Group):
    def get(self, name: str) -> str | None:
        return self._memory.notes.get(name)

    def put(self, name: str, value: str) -> None:
        self._writing().notes[name] = value


class MemoryWork:
    """One unit of work."""

    def __init__(self, memory: Memory, *, writable: bool) -> None:
        self.master = _Master(memory, writable=writable)
        self.deliveries = _Deliveries(memory, writable=writable)
        self.inspections = _Inspections(memory, writable=writable)
        self.photos = _Photos(memory, writable=writable)
        self.journal = _Journal(memory, writable=writable)
        self.decisions = _Decisions(memory, writable=writable)
        self.references = _References(memory, writable=writable)
        self.papers = _Papers(memory, writable=writable)
        self.elsewhere = _Elsewhere(memory, writable=writable)
        self.shared = _Shared(memory, writable=writable)
        self.badges = _Badges(memory, writable=writable)
        self.photo_hashes = _PhotoHashes(memory, writable=writable)
        self.severities = _Severities(memory, writable=writable)
        self.sign_ins = _SignIns(memory, writable=writable)
        self.notes = _Notes(memory, writable=writable)


class MemoryRecords:
    """``UnitOfWork`` over a dictionary or two; for one thread."""

    def __init__(self) -> None:
        self.memory = Memory()

    @contextmanager
    def writing(self) -> Iterator[MemoryWork]:
        draft = self.memory.snapshot()
        yield MemoryWork(draft, writable=True)
        self.memory = draft

    @contextmanager
    def reading(self) -> Iterator[MemoryWork]:
        yield MemoryWork(self.memory.snapshot(), writable=False)
