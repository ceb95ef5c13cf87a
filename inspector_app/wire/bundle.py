"""The evidence bundle, version 1: one inspection's sealed record for a stranger to judge.

It holds the sealed bytes of every event about the record with its place in the station's chain,
the texts of the standard and the rules that judged, and what the central system confirmed.
Originals of photos lie beside it, never in it. Described in ``docs/evidence.md``.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.envelope import EventLine, Hex32, Seq, SignedReceipt
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.link import MAX_PAYLOAD
from inspector_app.wire.plain_json import is_ambiguous

FORMAT: Final = "inspector/bundle/1"
MAX_BUNDLE: Final = 32 * 1024 * 1024
"""Bytes of the JSON text; a real record is far below."""

PublicKey: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=32)]


class PassedEvent(Struct, frozen=True, kw_only=True):
    """An event of another record on the way along the chain: its place, its bytes' digest."""

    seq: Seq
    payload_sha256: Hex32


class ChainPart(Struct, frozen=True, kw_only=True):
    """One station's events about the record.

    ``passed`` are the events between them, and on to the head the central system confirmed, by
    digest only: enough to walk from link to link, nothing of what they say.

    ``public_key`` signs the first of ``events``; ``rotations`` are the events after it that
    changed the key.
    """

    station: Annotated[str, Meta(max_length=64)]
    mark: Annotated[str, Meta(max_length=80)] = ""
    public_key: PublicKey
    events: Annotated[tuple[EventLine, ...], Meta(min_length=1, max_length=200)]
    passed: Annotated[tuple[PassedEvent, ...], Meta(max_length=4_000)] = ()
    receipts: Annotated[tuple[SignedReceipt, ...], Meta(max_length=400)] = ()
    rotations: Annotated[tuple[EventLine, ...], Meta(max_length=100)] = ()


class RuleText(Struct, frozen=True, kw_only=True):
    """A rule document as text; its SHA-256 is the digest sealed with the record."""

    kind: Annotated[str, Meta(max_length=40)]
    id: str
    version: str
    text: str


class Bundle(Struct, frozen=True, kw_only=True):
    """Everything but the originals. ``central_key`` is whose receipts they claim to be."""

    format: str = FORMAT
    record_id: Annotated[str, Meta(min_length=1, max_length=64)]
    chains: Annotated[tuple[ChainPart, ...], Meta(min_length=1, max_length=20)]
    standards: Annotated[tuple[PublishedDocument, ...], Meta(max_length=50)]
    rules: Annotated[tuple[RuleText, ...], Meta(max_length=50)]
    central_key: Annotated[bytes, Meta(max_length=32)] = b""


class _Opening(Struct, frozen=True):
    format: str = ""


_BUNDLE: Final = msgspec.json.Decoder(Bundle)
_OPENING: Final = msgspec.json.Decoder(_Opening)


def encode_bundle(bundle: Bundle) -> bytes:
    """The JSON text; equal bundles give equal bytes."""
    return msgspec.json.encode(bundle, order="deterministic")


def decode_bundle(text: bytes) -> Bundle:
    """The bundle of a JSON text.

    EvidenceError ``bundle_too_large``, ``bundle_version`` (another version of the format),
    ``bundle_unreadable`` with what is wrong.
    """
    if len(text) > MAX_BUNDLE:
        raise EvidenceError("bundle_too_large", limit=MAX_BUNDLE)
    try:
        stated = _OPENING.decode(text).format
        if stated.startswith("inspector/bundle/") and stated != FORMAT:
            raise EvidenceError("bundle_version", format=stated[:40], known=FORMAT)
        if stated != FORMAT:
            raise EvidenceError("bundle_unreadable", detail="format")
        bundle = _BUNDLE.decode(text)
        if is_ambiguous(text):
            raise EvidenceError("bundle_unreadable", detail="a member is given twice")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise EvidenceError("bundle_unreadable", detail=str(problem)[:200]) from problem
    for chain in bundle.chains:
        for event in chain.events:
            if len(event.payload) > MAX_PAYLOAD:
                raise EvidenceError("bundle_too_large", limit=MAX_PAYLOAD)
    return bundle
