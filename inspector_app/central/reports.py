"""Collects what a report of one inspection is drawn from."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from inspector_app.central.db import badges, feeds, inspections, journal, stations, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.evidence_bundle import chains_of
from inspector_app.central.numbering import document_of
from inspector_app.central.parts import BadgeNumbers, Parts, ReportOrder
from inspector_app.domain.badge_numbers import BadgeRange
from inspector_app.domain.errors import EvidenceError, ReportError, SyncError
from inspector_app.i18n import Language
from inspector_app.wire.unreadable import UNREADABLE
from inspector_app.wire.upcasting import present_form


class _Standard(Struct, frozen=True):
    id: str
    version: int
    digest: str = ""


class _Payload(Struct, frozen=True):
    standard: _Standard


async def order_report(
    parts: Parts, shown: Inspection, language: Language, page_url: str
) -> ReportOrder:
    """Payload, chain place, standard, dispositions and photos of one revision.

    ReportError ``report_unreadable`` when the payload names no standard.
    """
    async with parts.db.read(shown.tenant) as tx:
        sealed = await _sealed(tx, shown)
        named = _standard_of(sealed.payload)
        standard = await document_of(
            tx, shown.tenant, "standards", (named.id, named.version), named.digest
        )
        decided = await inspections.dispositions_of(tx, shown.tenant, shown.inspection)
        dispositions = [
            await journal.sealed(tx, shown.tenant, one.station, one.seq) for one in decided
        ]
        voided = await voidings.of_inspection(tx, shown.tenant, shown.inspection)
        voids = [await journal.sealed(tx, shown.tenant, one.station, one.seq) for one in voided]
        spent = await badges.spends_of(tx, shown.tenant, shown.inspection)
        photos = await inspections.photos_of(tx, shown)
        station = await stations.find(tx, shown.tenant, shown.station)
        chains = await chains_of(tx, parts.key, shown, parts.clock.now())
        rules = await feeds.present_items(tx, shown.tenant, "shelf_life_rules")
    originals = {
        photo.sha256: await parts.blobs.local_copy(shown.tenant, photo.sha256)
        for photo in photos
        if photo.stored
    }
    return ReportOrder(
        payload=sealed.payload,
        seq=shown.seq,
        link=sealed.link.hex(),
        previous=sealed.previous.hex(),
        payload_sha256=shown.payload_sha256,
        station_name=station.name if station else "",
        page_url=page_url,
        standard=standard,
        dispositions=tuple(one.payload for one in dispositions if one is not None),
        badges=tuple(badge_numbers(one) for one in spent),
        voidings=tuple(one.payload for one in voids if one is not None),
        photos=originals,
        language=language,
        chains=chains,
        rules=tuple(item.body for item in rules if item.body is not None),
        central_key=parts.key.public(),
        sign=parts.key.sign,
    )


def badge_numbers(spend: badges.Spend) -> BadgeNumbers:
    """One range that was spent on a lot."""
    numbers = BadgeRange(block=spend.block, first=spend.first, last=spend.last)
    return numbers.words(), numbers.count, spend.state == "void"


async def _sealed(tx: Transaction, shown: Inspection) -> journal.Sealed:
    found = await journal.sealed(tx, shown.tenant, shown.station, shown.seq)
    if found is None:
        raise SyncError("not_found")
    return found


def _standard_of(payload: bytes) -> _Standard:
    try:
        return msgspec.json.decode(present_form(payload), type=_Payload).standard
    except (*UNREADABLE, EvidenceError) as problem:
        raise ReportError("report_unreadable") from problem
