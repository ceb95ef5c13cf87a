"""What the central system understands of a sealed payload.

It never refuses: bytes it cannot read are stored all the same, marked with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

from inspector_app.central.standards import Standard1, read_standard
from inspector_app.domain.errors import InspectorError
from inspector_app.wire.adoption import AdoptedEvent, decode_adopted
from inspector_app.wire.elsewhere import BadgeRecord, decode_badge
from inspector_app.wire.envelope import EVENT_KINDS, SCHEMAS, EventLine, Hex32
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.life_rules import decode_rules_record, read_document
from inspector_app.wire.rotation import KeyRotation, decode_rotation
from inspector_app.wire.upcasting import present_form, present_schema

_MAX: Final = 2**53
Text = Annotated[str, Meta(max_length=400)]
Names = dict[str, Text]


class _Envelope(Struct, frozen=True):
    schema: Annotated[str, Meta(max_length=80)] = ""


class _Record(Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1, max_length=64)]
    revision: Annotated[int, Meta(ge=0, le=1_000_000)]
    kind: Annotated[str, Meta(max_length=40)]
    sealed_at: datetime
    business_date: date


class _Lot(Struct, frozen=True):
    number: Text
    size: Annotated[int, Meta(ge=0, le=_MAX)] = 0
    batch_numbers: Annotated[tuple[Text, ...], Meta(max_length=1000)] = ()
    reinspection_of: Annotated[str, Meta(max_length=64)] = ""
    outside_reason: Text = ""


class _Product(Struct, frozen=True):
    id: Annotated[str, Meta(max_length=80)]
    names: Names
    sku: Text = ""


class _Order(Struct, frozen=True):
    number: Text = ""
    id: Annotated[str, Meta(max_length=120)] = ""
    line_id: Annotated[str, Meta(max_length=120)] = ""


class _Supplier(Struct, frozen=True):
    names: Names = {}
    id: Annotated[str, Meta(max_length=120)] = ""


class _Amends(Struct, frozen=True):
    revision: Annotated[int, Meta(ge=0, le=1_000_000)]
    link: Annotated[str, Meta(max_length=64)]


class _Verdict(Struct, frozen=True):
    overall: Annotated[str, Meta(max_length=40)]


class PayloadPhoto(Struct, frozen=True):
    """A photo as a payload names it."""

    sha256: Hex32
    size: Annotated[int, Meta(ge=1, le=_MAX)]
    media_type: Annotated[str, Meta(max_length=20)] = "image/jpeg"
    shot: Annotated[str, Meta(max_length=120)] = ""


class DockPhoto(Struct, frozen=True):
    """A photo of the delivery, or the driver's signature, as a payload names it."""

    sha256: Hex32
    size: Annotated[int, Meta(ge=1, le=_MAX)]
    media_type: Annotated[str, Meta(max_length=20)] = "image/jpeg"
    place: Annotated[str, Meta(max_length=120)] = ""


class _Signer(Struct, frozen=True):
    names: Names = {}


class Inspection1(Struct, frozen=True):
    """The part of ``inspection/1`` that lists, filters and completes inspections."""

    record: _Record
    lot: _Lot
    product: _Product
    verdict: _Verdict
    order: _Order = _Order()
    supplier: _Supplier = _Supplier()
    photos: Annotated[tuple[PayloadPhoto, ...], Meta(max_length=2000)] = ()
    signer: _Signer = _Signer()
    amends: _Amends | None = None
    dock_photos: Annotated[tuple[DockPhoto, ...], Meta(max_length=500)] = ()


class _Person(Struct, frozen=True):
    names: Names = {}


class Disposition1(Struct, frozen=True):
    """The part of ``disposition/1`` that is shown beside the inspection it decides on."""

    record_id: Annotated[str, Meta(min_length=1, max_length=64)]
    disposition: Annotated[str, Meta(max_length=40)]
    decided_at: datetime
    person: _Person = _Person()
    reason: Text = ""
    note: Annotated[str, Meta(max_length=4000)] = ""
    quantity: Annotated[int, Meta(ge=0, le=_MAX)] = 0


class Void1(Struct, frozen=True):
    """The part of ``void/1`` that is shown beside the inspection it takes back."""

    record_id: Annotated[str, Meta(min_length=1, max_length=64)]
    revision: Annotated[int, Meta(ge=1, le=1_000_000)]
    voided_at: datetime
    person: _Person = _Person()
    reason: Text = ""
    note: Annotated[str, Meta(max_length=4000)] = ""


class Reference1(Struct, frozen=True):
    """The part of ``reference/1`` that is checked on arrival; nothing lists it yet."""

    product_id: Annotated[str, Meta(min_length=1, max_length=80)]
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    state: Annotated[str, Meta(max_length=40)]
    at: datetime
    pictures: Annotated[tuple[PayloadPhoto, ...], Meta(max_length=100)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules1:
    """Sound shelf-life rules a supervisor published: on to every station."""

    document: PublishedDocument


class Severity1(Struct, frozen=True):
    """The part of ``severity/1`` that is checked on arrival; ``central.severity`` reads it."""

    supplier_id: Annotated[str, Meta(min_length=1, max_length=80)]
    product_id: Annotated[str, Meta(min_length=1, max_length=80)]
    cls: Annotated[str, Meta(min_length=1, max_length=80)]
    ruling: Annotated[str, Meta(min_length=1, max_length=40)]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges1:
    """Numbers of the badge a station spent; ``central.badges`` looks whether they were its own."""

    record: BadgeRecord


Content: TypeAlias = (
    Inspection1 | Disposition1 | Void1 | Reference1 | Rules1 | Severity1 | Standard1 | Badges1
    | AdoptedEvent | KeyRotation
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """``content`` is None when the bytes were not understood; ``why`` says what is wrong."""

    schema: str
    content: Content | None
    why: str = ""
    inner: EventLine | None = None
    """The carried event that was judged in place of the one carrying it."""


_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_INSPECTION: Final = msgspec.json.Decoder(Inspection1)
_DISPOSITION: Final = msgspec.json.Decoder(Disposition1)
_VOID: Final = msgspec.json.Decoder(Void1)
_REFERENCE: Final = msgspec.json.Decoder(Reference1)
_SEVERITY: Final = msgspec.json.Decoder(Severity1)
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The character U+0000, and not a backslash somebody wrote before these signs."""
_SCHEMA_OF_KIND: Final = {
    "created": "inspection/1",
    "amended": "inspection/1",
    "disposed": "disposition/1",
    "voided": "void/1",
    "reference_added": "reference/1",
    "rules_published": "rules/1",
    "standard_published": "standard/1",
    "severity_approved": "severity/1",
    "adopted": "adopted/1",
    "badge": "badge/1",
    "key_rotated": "key/1",
}


def project(kind: str, payload: bytes) -> Projection:
    """Read a payload as far as possible."""
    try:
        schema = _ENVELOPE.decode(payload).schema
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Projection(schema="", content=None, why="unreadable_payload")
    if "\0" in schema:
        return Projection(schema="", content=None, why="unreadable_payload")
    if kind not in EVENT_KINDS:
        return Projection(schema=schema, content=None, why="unknown_kind")
    present = present_schema(schema)
    if present not in SCHEMAS:
        return Projection(schema=schema, content=None, why="unknown_schema")
    if _SCHEMA_OF_KIND.get(kind) != present:
        return Projection(schema=schema, content=None, why="kind_mismatch")
    return _read(kind, schema, present, payload)


def _read(kind: str, schema: str, present: str, payload: bytes) -> Projection:
    """``schema`` is what the payload says, ``present`` what that is read as."""
    if b"\\u0000" in payload and _NUL.search(payload):
        # PostgreSQL's text cannot hold it, and no name or number has it.
        return Projection(schema=schema, content=None, why="impossible_value")
    try:
        payload = present_form(payload)
        if present in _READERS:
            return Projection(schema=schema, content=_READERS[present](payload))
        content = _INSPECTION.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InspectorError):
        return Projection(schema=schema, content=None, why="impossible_value")
    why = "" if content.record.kind == kind else "kind_mismatch"
    return Projection(schema=schema, content=content, why=why)


def _rules(payload: bytes) -> Rules1:
    """Rules that judge nothing soundly are no rules: InspectorError."""
    document = decode_rules_record(payload).document
    read_document(document)
    return Rules1(document=document)


_READERS: Final[dict[str, Callable[[bytes], Content]]] = {
    "disposition/1": _DISPOSITION.decode,
    "void/1": _VOID.decode,
    "rules/1": _rules,
    "standard/1": read_standard,
    "reference/1": _REFERENCE.decode,
    "badge/1": lambda payload: Badges1(record=decode_badge(payload)),
    "adopted/1": decode_adopted,
    "key/1": decode_rotation,
    "severity/1": _SEVERITY.decode,
}
