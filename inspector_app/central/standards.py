"""Inspection standards a station's supervisor published, on to every station."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.central.db.engine import Transaction
from inspector_app.central.numbering import publish_document
from inspector_app.domain.errors import StandardError
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.standard import decode_standard

FEED = "standards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard1:
    """A sound version a supervisor published, or one retired."""

    document: PublishedDocument


def read_standard(payload: bytes) -> Standard1:
    """The version of a sealed payload. What is not sound goes to no station: InspectorError."""
    from inspector_app.wire.standard_text import parse_document  # with YAML, late

    record = decode_standard(payload)
    if record.person.role != "supervisor" or record.document.state != record.state:
        raise StandardError("bad_value", place="person.role", value=record.person.role)
    parse_document(record.document)
    return Standard1(document=record.document)


async def publish_standard(
    tx: Transaction, tenant: str, document: PublishedDocument, link: str
) -> bool:
    """Put the version, or that it is retired, into the feed; False when nothing changes."""
    return await publish_document(tx, tenant, FEED, document, link)
