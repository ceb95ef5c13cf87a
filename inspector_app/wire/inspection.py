"""The payload ``inspection/1``: everything a stranger needs to judge the verdict again.

The acts themselves travel, not a digest of them: plan, seed, answers, tallies and findings are
all among them. What is repeated outside (lot, product, verdict, photos) is what lists and
searches of the central system read without folding acts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

import msgspec
from msgspec import Struct

from inspector_app.domain.delivery import Delivery
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.inspection.acts import Entry
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Product, Role
from inspector_app.domain.shelf_life import Assessment
from inspector_app.wire.acts import EntryLine, from_line
from inspector_app.wire.link import check_payload_size
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form

SCHEMA: Final = "inspection/1"
DISPOSITION_SCHEMA: Final = "disposition/1"
VOID_SCHEMA: Final = "void/1"


class RecordPart(Struct, frozen=True, kw_only=True):
    """Which record, sealed when and where; shelf life was judged on ``business_date``.

    ``doubted_against`` is the date that spoke against the station's clock, ``date_confirmed_by``
    the supervisor who confirmed it; both ``""`` when nothing was doubted. ``station_key`` is the
    public key of the station in hex, so that nobody can sign the record again with another one;
    ``""`` in records of the first version. ``edition`` is that of the way of judging.
    """

    id: str
    revision: int
    kind: Literal["created", "amended"]
    sealed_at: datetime
    business_date: date
    monotonic_ns: int
    station_id: str
    station_mark: str
    app_version: str
    doubted_against: str = ""
    date_confirmed_by: str = ""
    station_key: str = ""
    edition: int = 1


class LotPart(Struct, frozen=True, kw_only=True):
    """The inspection lot. ``size`` in sale units; ``outside_reason`` as in ``LotOpened``."""

    id: str
    number: str
    size: int
    cartons: int
    units_per_carton: int
    batch_numbers: tuple[str, ...]
    reinspection_of: str = ""
    outside_reason: str = ""


class OrderPart(Struct, frozen=True, kw_only=True):
    """The inbound order the goods came on."""

    id: str
    number: str
    line_id: str
    channel: str = ""


class SupplierPart(Struct, frozen=True, kw_only=True):
    """Who delivered."""

    id: str
    names: dict[str, str]


class StandardPart(Struct, frozen=True, kw_only=True):
    """The very version of the standard, by digest."""

    id: str
    version: int
    digest: str


class RulesPart(Struct, frozen=True, kw_only=True):
    """A rule document in force at sealing; ``digest`` is ``""`` in records of the first version."""

    kind: Literal["shelf_life", "sampling", "documents"]
    id: str
    version: str
    digest: str = ""


class ShelfLifePart(Struct, frozen=True, kw_only=True):
    """The assessment of one batch, whole, so that a report needs no rules to show it."""

    batch_id: str
    assessment: Assessment


class ClassPart(Struct, frozen=True, kw_only=True):
    """One class against its plan."""

    cls: str
    n: int
    ac: int
    re: int
    counted: int
    beyond: int
    accepted: bool


class CartonPart(Struct, frozen=True, kw_only=True):
    """Cartons against the carton plan."""

    n: int
    ac: int
    bad: int
    accepted: bool


class ReasonPart(Struct, frozen=True, kw_only=True):
    """A reason by code."""

    code: str
    params: dict[str, str | int | float]


class CheckPart(Struct, frozen=True, kw_only=True):
    """A check with a sample of its own (such as weighing at S-2) against its own plan."""

    stage_id: str
    sample: str
    n: int
    ac: int
    re: int
    counted: int
    examined: int
    accepted: bool


class VerdictPart(Struct, frozen=True, kw_only=True):
    """The computed verdict; ``gaps`` are the keys of missing evidence."""

    overall: Literal["accept", "reject", "hold"]
    incomplete: bool
    tag: str
    classes: tuple[ClassPart, ...]
    reasons: tuple[ReasonPart, ...]
    failed_gates: tuple[str, ...]
    gaps: tuple[str, ...]
    isolated_cartons: tuple[int, ...]
    cartons: CartonPart | None = None
    checks: tuple[CheckPart, ...] = ()


class PhotoPart(Struct, frozen=True, kw_only=True):
    """One original: its digest is what binds the picture to the record."""

    sha256: str
    size: int
    suffix: str
    media_type: str
    width: int
    height: int
    taken_at: datetime
    person_id: str
    shot: str = ""
    item_id: str = ""
    subject: str = ""
    finding_id: str = ""
    carton: int | None = None


class DockPhotoPart(Struct, frozen=True, kw_only=True):
    """An original of the delivery the goods came with; ``place`` is ``dock``, ``signature`` (the
    driver's, as drawn) or ``line:`` and the order line it shows."""

    sha256: str
    size: int
    suffix: str
    media_type: str
    place: str


class PersonPart(Struct, frozen=True, kw_only=True):
    """Somebody who acted."""

    person_id: str
    names: dict[str, str]
    role: Role


class AmendsPart(Struct, frozen=True, kw_only=True):
    """Which sealed revision this one corrects, and why; ``link`` is its chain link (hex)."""

    revision: int
    seq: int
    link: str
    reason: str
    note: str = ""


class InspectionRecord(Struct, frozen=True, kw_only=True):
    """The whole payload. ``dock_photos`` are sent like ``photos``; records of early versions name
    them in ``delivery`` only, and they stayed on the station."""

    schema: Literal["inspection/1"] = "inspection/1"
    record: RecordPart
    lot: LotPart
    product: Product
    order: OrderPart
    supplier: SupplierPart
    delivery: Delivery | None
    standard: StandardPart
    rules: tuple[RulesPart, ...]
    shelf_life: tuple[ShelfLifePart, ...]
    entries: tuple[EntryLine, ...]
    photos: tuple[PhotoPart, ...]
    verdict: VerdictPart
    people: tuple[PersonPart, ...]
    signer: PersonPart
    signed_by: Literal["pin", "badge"]
    amends: AmendsPart | None = None
    dock_photos: tuple[DockPhotoPart, ...] = ()


class DispositionRecord(Struct, frozen=True, kw_only=True):
    """The payload ``disposition/1``: a supervisor's decision on a sealed record.

    ``urgent_release`` comes before the record is sealed: ``target_seq`` is then 0, and ``cartons``
    and ``deadline`` say what went and until when the inspection must be closed.
    """

    schema: Literal["disposition/1"] = "disposition/1"
    record_id: str
    target_seq: int
    lot_number: str
    disposition: str
    reason: str
    note: str
    quantity: int
    decided_at: datetime
    station_id: str
    person: PersonPart
    cartons: tuple[int, ...] = ()
    deadline: datetime | None = None


class VoidRecord(Struct, frozen=True, kw_only=True):
    """The payload ``void/1``: a sealed record no longer counts. It stays where it is."""

    schema: Literal["void/1"] = "void/1"
    record_id: str
    revision: int
    target_seq: int
    target_link: str
    lot_number: str
    reason: str
    note: str
    voided_at: datetime
    station_id: str
    person: PersonPart


_DECODER: Final = msgspec.json.Decoder(InspectionRecord)


def encode_record(record: InspectionRecord | DispositionRecord | VoidRecord) -> bytes:
    """The bytes to seal; EvidenceError ``payload_too_large`` beyond 256 KB."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_record(payload: bytes) -> InspectionRecord:
    """The record; EvidenceError ``bad_payload`` when it is not an ``inspection/1``."""
    try:
        return _DECODER.decode(present_form(payload))
    except UNREADABLE as problem:
        raise EvidenceError("bad_payload") from problem


def replay(record: InspectionRecord) -> Inspection:
    """The inspection folded from the record's own acts."""
    entries: list[Entry] = [from_line(line) for line in record.entries]
    return Inspection.replay(record.record.id, entries)
