"""The payload ``rules/1`` of the event ``rules_published``, and shelf-life rules as a document.

A set of rules travels as the one text its digest is taken over (``wire.canonical``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import DateError, EvidenceError
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.wire.canonical import canonical, digest
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import check_payload_size
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form

SCHEMA: Final = "rules/1"
MAX_TEXT: Final = 200_000


class RulesRecord(Struct, frozen=True, kw_only=True):
    """The whole payload. ``replaces`` is the version in force before, ``note`` why it changed."""

    schema: Literal["rules/1"] = "rules/1"
    kind: Literal["shelf_life"] = "shelf_life"
    document: PublishedDocument
    replaces: int
    at: datetime
    station_id: str
    person: PersonPart
    note: str


_RECORD: Final = msgspec.json.Decoder(RulesRecord)
_RULES: Final = msgspec.json.Decoder(ShelfLifeRules)


def rules_text(rules: ShelfLifeRules) -> str:
    """The one text of the rules; its SHA-256 is their digest."""
    return canonical(rules).decode("utf-8")


def rules_digest(rules: ShelfLifeRules) -> str:
    """SHA-256 of the rules' one text, lower hex."""
    return digest(canonical(rules))


def document_of(rules: ShelfLifeRules) -> PublishedDocument:
    """The rules as the feed ``shelf_life_rules`` carries them."""
    return PublishedDocument(
        id=rules.id, version=rules.version, digest=rules_digest(rules), text=rules_text(rules)
    )


def read_rules(text: str) -> ShelfLifeRules:
    """Sound rules from their JSON text.

    Raises DateError ``rules_unreadable`` with the place for a text that is too large, no JSON, of
    wrong types or has words nobody knows; ``rules_unsound`` and ``ratio_unreadable`` for rules
    that cannot judge.
    """
    if len(text) > MAX_TEXT:
        raise DateError("rules_unreadable", detail=f"> {MAX_TEXT}")
    try:
        rules = _RULES.decode(text)
        unknown = _unknown(msgspec.json.decode(text), msgspec.to_builtins(rules), "$")
    except (msgspec.DecodeError, UnicodeError, RecursionError) as problem:
        raise DateError("rules_unreadable", detail=str(problem)[:200]) from problem
    if unknown:
        raise DateError("rules_unreadable", detail=unknown)
    return rules.check()


def read_document(document: PublishedDocument) -> ShelfLifeRules:
    """The rules of a published document as they are written; DateError as ``read_rules``, and when
    the document says another id, written version or digest than its text."""
    rules = read_rules(document.text)
    said = (document.id, document.text_version, document.digest)
    if said != (rules.id, rules.version, rules_digest(rules)):
        raise DateError("rules_unreadable", detail="id/version/digest")
    return rules


def encode_rules_record(record: RulesRecord) -> bytes:
    """The bytes to seal; EvidenceError ``payload_too_large``."""
    payload = msgspec.json.encode(record)
    check_payload_size(payload)
    return payload


def decode_rules_record(payload: bytes) -> RulesRecord:
    """The record; EvidenceError ``bad_payload`` when it is not a ``rules/1``."""
    try:
        return _RECORD.decode(present_form(payload))
    except UNREADABLE as problem:
        raise EvidenceError("bad_payload") from problem


def _unknown(said: Any, known: Any, place: str) -> str:
    """The place of the first word of ``said`` that ``known`` does not have; ``""`` when none."""
    if isinstance(said, dict) and isinstance(known, dict):
        for key, value in said.items():
            if key not in known:
                return f"{place}.{key}"[:200]
            found = _unknown(value, known[key], f"{place}.{key}")
            if found:
                return found
    if isinstance(said, list) and isinstance(known, list | tuple):
        for at, (one, other) in enumerate(zip(said, known, strict=False)):
            found = _unknown(one, other, f"{place}[{at}]")
            if found:
                return found
    return ""
