"""The station's memory as services see it: one unit of work, grouped by what it keeps.

A writing unit begins with the write lock held and ends with exactly one commit; leaving it by an
exception rolls back. A reading unit sees one consistent moment and never blocks a writer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from inspector_app.domain.badge_numbers import BadgeBlock, BadgeRange
from inspector_app.domain.delivery import Delivery
from inspector_app.domain.inspection.acts import Entry, PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import InboundOrder, OrderLine, Person, Product, Supplier
from inspector_app.domain.order_shares import LineShares
from inspector_app.domain.photo_reuse import FlaggedPhoto, PhotoLikeness, ReuseReview
from inspector_app.domain.reference import Reference, ReferenceVersion, Retirement
from inspector_app.domain.sampling.severity_history import HistoryEvent
from inspector_app.services.ports import (
    ChainHead,
    ChainIdentity,
    Enrolment,
    EventState,
    FeedName,
    Receipt,
    SealedEvent,
)
from inspector_app.wire.central_act import CentralAct
from inspector_app.wire.elsewhere import (
    Complaint,
    Dispute,
    OpenLot,
    OrderProgress,
    SupplierHistory,
)
from inspector_app.wire.feeds import EarlierVerdict, PublishedDocument
from inspector_app.wire.severity import SamplingState

WorkState: TypeAlias = Literal["open", "parked", "held", "closed"]
Disposition: TypeAlias = Literal["accept", "concession", "sort", "rework", "return", "scrap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One row of every list of inspections.

    ``tag`` is the word on the goods: ``to_inspect``, ``passed``, ``failed``, ``quarantined``.
    Times are aware UTC. Decisions sealed before journal entry ``decided_from`` were about another
    verdict and do not count. ``released`` units went urgently and the inspection is due at
    ``release_by``.
    """

    id: str
    lot_id: str
    lot_number: str
    order_id: str
    order_number: str
    line_id: str
    delivery_id: str
    product_id: str
    product_zh: str
    product_en: str
    sku: str
    supplier_zh: str
    supplier_en: str
    size: int
    cartons: int
    state: WorkState
    stage_id: str
    opened_at: datetime
    opened_by: str
    updated_at: datetime
    urgent: bool = False
    park_reason: str = ""
    parked_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    overall: str = ""
    incomplete: bool = False
    disposition: str = ""
    disposed_by: str = ""
    tag: str = "to_inspect"
    seq: int | None = None
    batch_numbers: str = ""
    findings: int = 0
    revision: int = 1
    voided: bool = False
    decided_from: int = 0
    released: int = 0
    release_by: datetime | None = None
    reinspection_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFilter:
    """What a list shows; empty fields do not restrict. ``text`` searches names and numbers."""

    text: str = ""
    states: tuple[WorkState, ...] = ()
    overall: str = ""
    product_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """Where the next page begins: after this row, newest first."""

    opened_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """A photo as kept: its facts, the inspection or delivery it belongs to, its way out."""

    photo: PhotoTaken
    record_id: str
    taken_at: datetime
    person_id: str
    state: str = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlace:
    """Where a photo was used: by a record (inspection, delivery, reference), by whom and when.

    ``place`` orders the photos of inspections and references; 0 for a dock photo.
    """

    sha256: str
    record_id: str
    taken_at: datetime
    person_id: str
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HashedPhoto:
    """A photo's place with its perceptual hash: 32 bytes, none where it shows nothing."""

    photo: PhotoPlace
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A supervisor's disposition of a closed lot."""

    inspection_id: str
    disposition: Disposition
    reason: str
    note: str
    person_id: str
    at: datetime
    quantity: int
    seq: int
    central_act: int = 0
    """The entry of the central journal, for one made there; ``seq`` only orders it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOnFile:
    """A paper seen with an earlier lot. ``owner`` is what it belongs to (``product:P-1``);
    ``inspection_id`` where it was seen first."""

    document: str
    owner: str
    number: str
    at: datetime
    person_id: str
    inspection_id: str
    batch_number: str = ""
    valid_until: date | None = None


class MasterData(Protocol):
    """Products, orders, people and standards as last taken from the central system."""

    def product(self, product_id: str) -> Product | None: ...
    def products_by_code(self, code: str) -> Sequence[Product]:
        """Active products known under a GTIN (14 digits) or an alias."""

    def order(self, order_id: str) -> InboundOrder | None: ...
    def order_by_number(self, number: str) -> InboundOrder | None: ...
    def orders(self) -> Sequence[InboundOrder]:
        """All inbound orders, urgent first, then by due time."""

    def lines_of(self, product_id: str) -> Sequence[tuple[InboundOrder, OrderLine]]:
        """Order lines of the product, the most pressing order first."""

    def lines_by_sscc(self, sscc: str) -> Sequence[tuple[InboundOrder, OrderLine]]: ...
    def supplier(self, supplier_id: str) -> Supplier | None: ...
    def products(self) -> Sequence[Product]:
        """Every product, active or not, by id."""

    def suppliers(self) -> Sequence[Supplier]:
        """Every supplier, by id."""

    def person(self, person_id: str) -> Person | None: ...
    def person_by_badge(self, badge: str) -> Person | None: ...
    def people(self) -> Sequence[Person]: ...
    def standards(self) -> Sequence[PublishedDocument]:
        """Every published version of every standard, with the exact text it was published as."""

    def life_rules(self) -> Sequence[PublishedDocument]:
        """Every version of the shelf-life rules the central system published."""

    def remove(self, feed: FeedName, items: Sequence[str]) -> None:
        """Forget products, suppliers, orders or people."""

    def put_products(self, products: Sequence[Product]) -> None: ...
    def put_suppliers(self, suppliers: Sequence[Supplier]) -> None: ...
    def put_orders(self, orders: Sequence[InboundOrder]) -> None: ...
    def put_people(self, people: Sequence[Person]) -> None: ...
    def put_standards(self, documents: Sequence[PublishedDocument]) -> None: ...
    def put_own_standard(self, document: PublishedDocument) -> None:
        """A version published or retired here, which the central system does not know yet."""

    def put_life_rules(self, documents: Sequence[PublishedDocument]) -> None: ...


class Deliveries(Protocol):
    """What the dock received."""

    def add(self, delivery: Delivery) -> None: ...
    def get(self, delivery_id: str) -> Delivery | None: ...
    def of_order(self, order_id: str) -> Sequence[Delivery]: ...
    def count_on(self, day: date) -> int:
        """How many deliveries have a number of that day."""


class Inspections(Protocol):
    """Inspections as rows of acts, and their summaries."""

    def create(self, inspection_id: str, first: Entry, summary: Summary) -> None: ...
    def append(self, inspection_id: str, entry: Entry) -> None:
        """One more act; WalkError ``changed_elsewhere`` when its number is taken."""

    def save_summary(self, summary: Summary) -> None: ...
    def load(self, inspection_id: str) -> Inspection | None: ...
    def summary(self, inspection_id: str) -> Summary | None: ...
    def by_lot_number(self, lot_number: str) -> Summary | None: ...
    def working(self) -> Sequence[Summary]:
        """All that is not closed, oldest first."""

    def of_line(self, line_id: str) -> Sequence[Summary]: ...
    def page(
        self, wanted: SummaryFilter, after: PageKey | None, limit: int
    ) -> Sequence[Summary]: ...
    def undecided(self) -> Sequence[Summary]:
        """Closed lots on hold or rejected without a disposition, oldest first."""

    def lots_on(self, day: date) -> int:
        """How many lots have a number of that day."""

    def earlier(self, product_id: str, batch_number: str) -> Sequence[Summary]:
        """Closed inspections of the same product and batch, newest first."""

    def by_pallets(self, pallets: Sequence[str]) -> Sequence[Summary]:
        """Closed inspections of lots announced on any of these pallets (SSCC), newest first."""


class Photos(Protocol):
    """Rows of photos; originals lie in ``DurableFiles``."""

    def add(self, row: PhotoRow) -> None: ...
    def of_record(self, record_id: str) -> Sequence[PhotoRow]: ...
    def known(self, sha256: str) -> Sequence[PhotoRow]:
        """Where these bytes were used before."""

    def digests(self) -> Sequence[str]:
        """Every original on record, once each."""

    def cleared(self, digests: Collection[str]) -> Mapping[str, Receipt | None]:
        """Which of these originals were cleared here, with a receipt that names each."""


class Journal(Protocol):
    """The evidence chain; entries are never changed or deleted."""

    def head(self) -> ChainHead: ...
    def append(self, event: SealedEvent, record_id: str, photos: Sequence[str]) -> None:
        """Add the next link and its outbox row; EvidenceError ``chain_broken`` when it is not."""

    def event(self, place: int) -> SealedEvent | None: ...
    def of_record(self, record_id: str) -> Sequence[SealedEvent]: ...


class Identities(Protocol):
    """Under which ids and keys this journal was sealed, and what was carried over."""

    def all(self) -> Sequence[ChainIdentity]:
        """The station's identities, the present one last; none before the first was noted."""

    def begin(self, identity: ChainIdentity, enrolment: Enrolment | None) -> None:
        """What is appended from now on is sealed under this identity. Sending begins anew with
        ``enrolment``; without one the earlier one is kept aside."""

    def to_carry(self) -> Sequence[SealedEvent]:
        """Entries of the present chain that the central system has not acknowledged in full:
        neither them nor all their photos."""

    def count_to_carry(self) -> int:
        """How many those are."""

    def carry(self, event: SealedEvent, of: SealedEvent, blob: str) -> None:
        """Append an entry that carries an earlier one, with its photos; ``blob`` is the digest of
        the carried bytes when they are sent apart, else empty."""

    def earlier_enrolment(self) -> Enrolment | None:
        """How the station was known before it was restored from a backup."""

    def carriers(self) -> Mapping[int, int]:
        """By place of a carried entry: the place of the newest that carries it."""

    def earlier_in_doubt(self) -> bool:
        """Whether the central system came back from a backup and may lack what earlier identities
        sealed."""

    def earlier_settled(self) -> None:
        """What it lacked is carried over."""

    def beyond(self, heads: Mapping[str, int]) -> Sequence[SealedEvent]:
        """Entries of earlier identities after these heads that the present chain does not carry
        yet, by place; of an identity that is not named, all."""


class Decisions(Protocol):
    """Dispositions."""

    def add(self, decision: Decision) -> None: ...
    def of(self, inspection_id: str) -> Sequence[Decision]: ...


class Acts(Protocol):
    """What was done at the central system."""

    def untaken(self, limit: int) -> Sequence[CentralAct]:
        """Acts whose changes have not been made here."""

    def taken(self, act: CentralAct) -> None: ...
    def of_record(self, record_id: str) -> Sequence[CentralAct]: ...
    def newest(self, limit: int) -> Sequence[CentralAct]: ...
    def judged_again(self, station_id: str, seq: int, state: EventState, why: str) -> None:
        """An entry sealed under one of this station's identities is judged otherwise now."""


class Papers(Protocol):
    """Papers on file; a newer one takes the place of an older, none is ever changed."""

    def add(self, paper: PaperOnFile) -> None: ...
    def of_owners(self, owners: Sequence[str]) -> Sequence[PaperOnFile]:
        """The newest of each document and owner."""


class Elsewhere(Protocol):
    """What other stations judged, as the central system tells."""

    def marked(self, marks: Sequence[str]) -> Sequence[EarlierVerdict]:
        """Verdicts of goods with any of the marks, newest first, each once."""

    def one(self, inspection_id: str) -> EarlierVerdict | None: ...


class Shared(Protocol):
    """What other stations do with the same lines, suppliers and records, as last told."""

    def progress(self, order_id: str) -> Sequence[OrderProgress]:
        """What all stations inspected of an order's lines."""

    def shares(self, order_id: str, line_id: str) -> LineShares | None: ...
    def open_lots(self, order_id: str) -> Sequence[OpenLot]:
        """Lots other stations and this one have open of an order, ended claims among them."""

    def supplier(self, supplier_id: str) -> SupplierHistory | None: ...
    def complaints(self, product_id: str) -> Sequence[Complaint]:
        """About a product, the newest first, settled ones among them."""

    def disputes(self, inspection_id: str) -> Sequence[Dispute]:
        """About a record, decided ones among them, the oldest first."""

    def line_disputes(self, order_id: str, line_id: str) -> Sequence[Dispute]:
        """About an order line."""

    def every_dispute(self) -> Sequence[Dispute]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSpend:
    """Numbers of the badge that were spent on a record."""

    record_id: str
    range: BadgeRange
    at: datetime
    person_id: str


class Badges(Protocol):
    """Blocks of badge numbers of this station, and what was spent of them."""

    def blocks(self, station_id: str) -> Sequence[BadgeBlock]:
        """Given to this identity of the station, the oldest first."""

    def keep(self, station_id: str, blocks: Sequence[BadgeBlock]) -> None:
        """Blocks as the central system or a door leaves them; the next number never falls."""

    def spend(self, spend: BadgeSpend) -> None: ...
    def of_record(self, record_id: str) -> Sequence[BadgeSpend]: ...


class References(Protocol):
    """Reference pictures by product; versions are added and retired, never changed."""

    def add(self, reference: Reference) -> None: ...
    def retire(self, retirement: Retirement) -> None: ...
    def of_product(self, product_id: str) -> Sequence[ReferenceVersion]:
        """All versions, the newest first."""

    def next_version(self, product_id: str) -> int:
        """1 for a product without any."""


class PhotoHashes(Protocol):
    """Perceptual hashes of photos, and which photos look like earlier ones."""

    def unhashed(self, after: int, limit: int) -> Sequence[PhotoPlace]:
        """Photos of inspections and references without a hash, beyond ``after``, by place."""

    def unhashed_of(self, record_id: str) -> Sequence[PhotoPlace]:
        """Those of one inspection or reference."""

    def unhashed_at_dock(self, since: datetime, limit: int) -> Sequence[PhotoPlace]:
        """Those of deliveries received then or later, by time of receipt."""

    def add(self, hashed: HashedPhoto) -> None:
        """Keep a hash; one that is there stays."""

    def places(self, sha256: str) -> Sequence[PhotoPlace]:
        """Where these bytes were used, as far as hashed, oldest first."""

    def hashes(self) -> Iterable[tuple[str, bytes]]:
        """Digest and hash of every hashed photo, without those that show nothing."""

    def flag(self, likeness: PhotoLikeness) -> bool:
        """Put a likeness on record, once; False when it was there."""

    def review(self, review: ReuseReview) -> None:
        """Settle a flagged photo; WalkError ``photo_already_reviewed``."""

    def flagged(self, record_id: str) -> Sequence[FlaggedPhoto]:
        """The flagged photos of a record."""

    def unreviewed(self) -> Sequence[FlaggedPhoto]:
        """All nobody has settled, oldest find first."""


class Severities(Protocol):
    """What switching is derived from: read once from the journal, made again when lost."""

    def unread(self, after: int, kinds: Sequence[str], limit: int) -> Sequence[SealedEvent]:
        """Journal entries of these kinds beyond ``after``, by ``seq``."""

    def put(self, supplier_id: str, product_id: str, record_id: str, event: HistoryEvent) -> None:
        """Keep an event, in place of an earlier one of the same record."""

    def remove(self, record_id: str) -> None: ...
    def event(self, record_id: str) -> HistoryEvent | None: ...
    def events(self, supplier_id: str, product_id: str) -> Sequence[HistoryEvent]: ...
    def goods(self) -> Sequence[tuple[str, str]]:
        """(supplier, product) of everything known here or centrally, in order."""

    def central(self, supplier_id: str, product_id: str) -> SamplingState | None:
        """What the central system derived last."""


class SignIns(Protocol):
    """Wrong tries, kept over restarts."""

    def failures(self, person_id: str) -> tuple[int, datetime | None]:
        """How many wrong tries in a row, and when the last was."""

    def failed(self, person_id: str, at: datetime) -> None: ...
    def succeeded(self, person_id: str, at: datetime) -> None: ...


class Notes(Protocol):
    """Small facts of the station under a name: its id, its mark, where a person left off."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...


class Work(Protocol):
    """One unit of work."""

    @property
    def master(self) -> MasterData: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def inspections(self) -> Inspections: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def identities(self) -> Identities: ...
    @property
    def acts(self) -> Acts: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def references(self) -> References: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def elsewhere(self) -> Elsewhere: ...
    @property
    def shared(self) -> Shared: ...
    @property
    def badges(self) -> Badges: ...
    @property
    def photo_hashes(self) -> PhotoHashes: ...
    @property
    def severities(self) -> Severities: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def notes(self) -> Notes: ...


class UnitOfWork(Protocol):
    """Begins units of work on the station's database."""

    def writing(self) -> AbstractContextManager[Work]:
        """Commits when left normally, rolls back otherwise; StorageError ``disk_full`` …"""

    def reading(self) -> AbstractContextManager[Work]:
        """One consistent moment; writes are refused."""
