"""Everything a person can do to an inspection, as append-only acts.

An inspection *is* the row of its acts; its state is a fold over them (``state.py``). Nothing is
ever overwritten: a correction is a later act, an undo is an act that names the one undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias

from inspector_app.domain.defects import DefectClass, Effect, RecordedOn
from inspector_app.domain.documents import DocumentRule
from inspector_app.domain.inspection.sampling_acts import SamplingStopped, UnitReplaced, UnitsTaken
from inspector_app.domain.master import Names, Product
from inspector_app.domain.sampling import Draw, Plan
from inspector_app.domain.sampling.severity_history import SeverityBasis
from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.domain.shelf_life.last_day import Wording

Outcome: TypeAlias = Literal["pass", "fail", "na"]
ParkReason: TypeAlias = Literal["documents", "supervisor", "supplier", "break"]
KnownBy: TypeAlias = Literal["batch", "sscc", "photo"]
"""By what returning goods were known again: product, batch and supplier; the pallet; a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerUnit:
    """What lies in a kit, with the dates printed on it; ``name`` as the inspector calls it."""

    name: str
    produced: Stated | None = None
    expires: Stated | None = None
    life: str = ""
    wording: Wording = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Goods of one batch number within a lot.

    ``number`` is ``""`` while unknown. ``expires`` is the printed last day, introduced by
    ``wording``; ``life`` the printed duration (``36M``). ``life_from_master`` says that the
    duration was not read from the pack. Dates of which the goods show only a month are a
    ``LabelDate``. ``cartons`` are carton numbers, empty while the extent is unknown. What the
    barcode says stands apart (``barcode_…``). ``inner`` are the units of a kit.
    """

    id: str
    number: str = ""
    produced: Stated | None = None
    expires: Stated | None = None
    life: str = ""
    life_from_master: bool = False
    quantity: int | None = None
    cartons: tuple[int, ...] = ()
    barcode_expires: Stated | None = None
    wording: Wording = "until"
    barcode_produced: Stated | None = None
    barcode_number: str = ""
    inner: tuple[InnerUnit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOpened:
    """The first act: which goods, from where, by which standard.

    ``size`` in sale units, ``cartons`` numbered from 1; each holds ``units_per_carton`` but the
    last, which holds the rest (尾箱). ``life_rules_…`` are the shelf-life rules in force at
    opening, which judge the lot to its end; empty in records of before they were kept.
    ``documents`` are the papers asked for, as the rules of ``documents_version`` said that day;
    ``pallets`` the SSCC announced for the line. ``reinspection_of`` is the inspection this one
    repeats, ``reinspection_number`` its lot number. ``outside_reason`` says why it was opened
    though the line, or this much of it, is another station's.
    """

    kind: ClassVar[str] = "lot_opened"
    lot_id: str
    lot_number: str
    order_id: str
    order_number: str
    line_id: str
    delivery_id: str
    product: Product
    supplier_names: Names
    size: int
    cartons: int
    units_per_carton: int
    standard_id: str
    standard_version: int
    standard_digest: str
    standard_reason: str = ""
    channel: str = ""
    reinspection_of: str = ""
    order_lot_number: str = ""
    order_produced: date | None = None
    order_expires: date | None = None
    life_rules_id: str = ""
    life_rules_version: int = 0
    life_rules_digest: str = ""
    documents: tuple[DocumentRule, ...] = ()
    documents_version: str = ""
    pallets: tuple[str, ...] = ()
    reinspection_number: str = ""
    outside_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecorded:
    """A batch was found, or one with the same id corrected."""

    kind: ClassVar[str] = "batch_recorded"
    batch: Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrawn:
    """The plan was chosen and the sample drawn from the numbered cartons.

    ``basis`` says for each class which severity applied and which lots made it so; empty in
    records of before severity was kept (they are normal).
    """

    kind: ClassVar[str] = "plan_drawn"
    plan: Plan
    draw: Draw | None
    basis: tuple[SeverityBasis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonReplaced:
    """A drawn carton could not be reached; the next reserve takes its place."""

    kind: ClassVar[str] = "carton_replaced"
    carton: int
    by: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One item of the standard answered. ``subject`` is ``""`` for the lot, else ``batch:<id>`` or
    one of ``subjects``. ``paper`` names the document whose recording answered the item."""

    kind: ClassVar[str] = "answered"
    item_id: str
    outcome: Outcome
    value: str = ""
    subject: str = ""
    reason: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePassed:
    """ "Rest of this page passes": ``answers`` are the (item, subject) pairs it answered."""

    kind: ClassVar[str] = "page_passed"
    stage_id: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonsSeen:
    """All received cartons were looked at from outside; those without a finding are good."""

    kind: ClassVar[str] = "cartons_seen"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonPassed:
    """ "This carton is good": outside, mark and count of one drawn carton."""

    kind: ClassVar[str] = "carton_passed"
    carton: int
    scanned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsPassed:
    """ "The drawn units of this carton are good": ``count`` without those that have findings.

    ``seconds`` since the carton was opened on screen.
    """

    kind: ClassVar[str] = "units_passed"
    carton: int
    count: int
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecorded:
    """A defect of the standard's catalogue, found ``count`` times.

    ``positions`` are draw positions of the units concerned (1 … n), for findings on units.
    ``check`` is the stage with a sample of its own that counts it, apart from the unit sample.
    """

    kind: ClassVar[str] = "finding_recorded"
    id: str
    defect: str
    cls: DefectClass
    effect: Effect
    on: RecordedOn
    count: int = 1
    carton: int | None = None
    positions: tuple[int, ...] = ()
    item_id: str = ""
    subject: str = ""
    reason: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTaken:
    """An original is on the disk and belongs here. ``size`` in bytes."""

    kind: ClassVar[str] = "photo_taken"
    sha256: str
    suffix: str
    media_type: str
    size: int
    width: int
    height: int
    shot: str = ""
    item_id: str = ""
    subject: str = ""
    finding_id: str = ""
    carton: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A photo was held against a reference picture by eye; no part of the verdict.

    ``sha256`` is the goods' photo, ``reference_sha256`` the picture of ``version`` as its station
    numbered it: entry ``reference_seq`` of this journal, or a version that ``reference_station``
    (its id) sealed. Of the places ``offered`` some were ``dismissed`` and some
    ``recorded`` as findings; ``refused`` is the code when places could not be looked for, and
    ``share`` the percentage of the goods that could be compared.
    """

    kind: ClassVar[str] = "compared"
    sha256: str
    version: int
    reference_seq: int
    reference_sha256: str
    offered: int = 0
    dismissed: int = 0
    recorded: int = 0
    share: int = 0
    refused: str = ""
    reference_station: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFlagged:
    """A photo looks the same as an earlier one of another lot or delivery; no part of the verdict.

    Found by the station and put on record at sealing: ``distance`` of 256 bits, ``turn`` of
    ``domain.photo_reuse``; ``earlier_number`` is that lot's or delivery's number.
    """

    kind: ClassVar[str] = "photo_flagged"
    sha256: str
    earlier_sha256: str
    earlier_record_id: str
    earlier_number: str
    earlier_at: datetime
    distance: int
    turn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """Set aside in one tap; others go on."""

    kind: ClassVar[str] = "parked"
    reason: ParkReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """Taken up again where it was."""

    kind: ClassVar[str] = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """ "Stop and hold": no more cartons are opened; a supervisor decides."""

    kind: ClassVar[str] = "held"
    reason: str
    stage_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A supervisor lifts a hold: work may go on."""

    kind: ClassVar[str] = "released"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Another inspector works on the same lot."""

    kind: ClassVar[str] = "joined"
    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapWaived:
    """A supervisor lets one missing piece of evidence pass, with a reason."""

    kind: ClassVar[str] = "gap_waived"
    gap: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The act numbered ``act`` no longer counts; it stays on record."""

    kind: ClassVar[str] = "undone"
    act: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Signed and sealed; ``overall`` is the computed verdict, ``link`` the chain link (hex)."""

    kind: ClassVar[str] = "closed"
    overall: Literal["accept", "reject", "hold"]
    incomplete: bool
    signed_by: str
    sealed_seq: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecorded:
    """A paper was seen. ``document`` is the rule's id, ``subject`` ``batch:<id>`` where each batch
    needs its own.

    ``batch_number`` is what the paper says, ``valid_until`` its last day; ``checked_on`` is the
    business date it was looked at. ``on_file`` marks a paper kept from an earlier lot.
    """

    kind: ClassVar[str] = "document_recorded"
    document: str
    checked_on: date
    subject: str = ""
    number: str = ""
    batch_number: str = ""
    valid_until: date | None = None
    on_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFound:
    """These goods were judged before, in another lot; the earlier verdict as it stood then.

    ``disposition`` is ``""`` where nobody decided; ``by`` says what they were known by.
    ``station`` names another station's mark, ``""`` for this one.
    """

    kind: ClassVar[str] = "earlier_found"
    inspection_id: str
    lot_number: str
    overall: str
    closed_at: datetime
    by: tuple[KnownBy, ...]
    disposition: str = ""
    batch_number: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentlyReleased:
    """A supervisor lets ``quantity`` units of named cartons go before the inspection is complete.

    ``deadline`` is when the inspection must be closed; ``sealed_seq`` the entry of the journal.
    """

    kind: ClassVar[str] = "urgently_released"
    quantity: int
    cartons: tuple[int, ...]
    deadline: datetime
    reason: str
    note: str = ""
    sealed_seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A sealed record is corrected: the acts up to the next ``closed`` are the correction.

    ``revision`` is the number the corrected record gets; ``base_seq`` and ``base_link`` name the
    sealed revision it corrects, which stays.
    """

    kind: ClassVar[str] = "amended"
    revision: int
    base_seq: int
    base_link: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """The record no longer counts, as if the lot had not been inspected; it stays readable."""

    kind: ClassVar[str] = "voided"
    reason: str
    note: str
    sealed_seq: int
    link: str


Act: TypeAlias = (
    LotOpened
    | BatchRecorded
    | PlanDrawn
    | CartonReplaced
    | Answered
    | PagePassed
    | CartonsSeen
    | CartonPassed
    | UnitsPassed
    | FindingRecorded
    | PhotoTaken
    | Compared
    | PhotoFlagged
    | Parked
    | Resumed
    | Held
    | Released
    | Joined
    | GapWaived
    | Undone
    | Closed
    | DocumentRecorded
    | EarlierFound
    | UrgentlyReleased
    | Amended
    | Voided
    | UnitReplaced
    | SamplingStopped
    | UnitsTaken
)

ACT_TYPES: dict[str, type[Act]] = {
    act.kind: act
    for act in (
        LotOpened, BatchRecorded, PlanDrawn, CartonReplaced, Answered, PagePassed, CartonsSeen,
        CartonPassed, UnitsPassed, FindingRecorded, PhotoTaken, Compared, PhotoFlagged, Parked,
        Resumed, Held, Released, Joined, GapWaived, Undone, Closed, DocumentRecorded,
        EarlierFound, UrgentlyReleased, Amended, Voided, UnitReplaced, SamplingStopped, UnitsTaken,
    )
}  # fmt: skip

UNDOABLE: frozenset[str] = frozenset(
    {
        "batch_recorded", "carton_replaced", "answered", "page_passed", "cartons_seen",
        "carton_passed", "units_passed", "finding_recorded", "photo_taken", "document_recorded",
        "unit_replaced", "sampling_stopped", "units_taken",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An act as recorded: its place, who, and both clocks. ``at`` is aware UTC.

    Acts of one gesture are stored in one commit and carry the same ``monotonic_ns``: they are
    undone together.
    """

    n: int
    at: datetime
    monotonic_ns: int
    person_id: str
    act: Act
