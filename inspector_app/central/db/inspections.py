"""The projection of sealed inspections: what pages list and filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Row, and_, exists, func, insert, or_, select, update

from inspector_app.central.db.dialect import insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import blobs, dispositions, inspection_photos, inspections

_MOST_NAMES: Final = 500
"""Records that one statement names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One revision of one inspection. ``why`` is a code when its event is quarantined."""

    tenant: str
    inspection: str
    revision: int
    payload_sha256: str
    station: str
    seq: int
    kind: str
    received_at: int
    sealed_at: str
    business_date: str
    verdict: str
    lot_number: str
    lot_size: int
    product_id: str
    product_zh: str
    product_en: str
    sku: str
    order_number: str
    supplier_zh: str
    supplier_en: str
    signer_zh: str
    signer_en: str
    photos: int
    photos_verified: int
    state: Literal["received", "complete"]
    conflict: bool
    why: str
    search: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo an inspection names; ``stored`` tells whether its bytes are here."""

    sha256: str
    position: int
    media_type: str
    caption: str
    stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the list shows; empty values do not filter. Dates are business dates."""

    words: str = ""
    verdict: str = ""
    station: str = ""
    since: str = ""
    until: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """The last row of the page before: the list continues after it."""

    received_at: int
    inspection: str


def _inspection(row: Row[Any]) -> Inspection:
    return Inspection(**row._mapping)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A revision on its way into the tables."""

    row: Inspection
    photos: tuple[Photo, ...]


async def without_known(
    tx: Transaction, tenant: str, arrived: Sequence[Arrived]
) -> tuple[list[Arrived], list[Inspection]]:
    """Those whose exact bytes are not there yet, and kept rows that contradict one of them.

    Different bytes under one (inspection, revision) are both kept and flagged.
    """
    i = inspections.c
    query = select(inspections).where(
        i.tenant == tenant, i.inspection.in_({one.row.inspection for one in arrived})
    )
    kept = [_inspection(row) for row in await tx.execute(query)]
    present = {(row.inspection, row.revision, row.payload_sha256) for row in kept}
    new: dict[tuple[str, int, str], Arrived] = {}
    for one in arrived:
        key = (one.row.inspection, one.row.revision, one.row.payload_sha256)
        if key not in present:
            new.setdefault(key, one)
    fresh = [one.row for one in new.values()]
    counts = Counter((row.inspection, row.revision) for row in (*kept, *fresh))
    flagged = [
        Arrived(
            replace(one.row, conflict=counts[one.row.inspection, one.row.revision] > 1), one.photos
        )
        for one in new.values()
    ]
    doubled = {(one.row.inspection, one.row.revision) for one in flagged if one.row.conflict}
    return flagged, [row for row in kept if (row.inspection, row.revision) in doubled]


async def add(
    tx: Transaction, arrived: Sequence[Arrived], contradicted: Sequence[Inspection]
) -> None:
    """Keep new revisions with their photos, and flag what they contradict."""
    names = Inspection.__slots__
    await tx.execute(
        insert(inspections),
        [{name: getattr(one.row, name) for name in names} for one in arrived],
    )
    rows = [
        {
            "tenant": one.row.tenant,
            "inspection": one.row.inspection,
            "revision": one.row.revision,
            "payload_sha256": one.row.payload_sha256,
            "sha256": photo.sha256,
            "position": photo.position,
            "media_type": photo.media_type,
            "caption": photo.caption,
        }
        for one in arrived
        for photo in one.photos
    ]
    if rows:
        await tx.execute(insert(inspection_photos), rows)
    await contradict(tx, contradicted)


async def contradict(tx: Transaction, rows: Sequence[Inspection]) -> None:
    """Flag kept revisions that others of the same number contradict."""
    for row in rows:
        if not row.conflict:
            await tx.execute(update(inspections).where(_exactly(row)).values(conflict=True))


def _same_revision(found: Inspection) -> ColumnElement[bool]:
    return and_(
        inspections.c.tenant == found.tenant,
        inspections.c.inspection == found.inspection,
        inspections.c.revision == found.revision,
    )


def _exactly(found: Inspection) -> ColumnElement[bool]:
    return and_(_same_revision(found), inspections.c.payload_sha256 == found.payload_sha256)


async def settle_doubt(tx: Transaction, tenant: str, station: str, seq: int, why: str) -> None:
    """The record sealed there is understood now, or doubted for another reason."""
    i = inspections.c
    at = (i.tenant == tenant, i.station == station, i.seq == seq)
    await tx.execute(update(inspections).where(*at).values(why=why))


async def waiting_for(tx: Transaction, tenant: str, digests: Sequence[str]) -> list[Inspection]:
    """Inspections not complete yet that name one of these photos, each once; nobody else counts
    their photos until the commit."""
    p = inspection_photos.c
    wanted = (
        select(inspections)
        .join(
            inspection_photos,
            and_(
                p.tenant == inspections.c.tenant,
                p.inspection == inspections.c.inspection,
                p.revision == inspections.c.revision,
                p.payload_sha256 == inspections.c.payload_sha256,
            ),
        )
        .where(p.tenant == tenant, p.sha256.in_(digests), inspections.c.state == "received")
        .order_by(inspections.c.inspection, inspections.c.revision)
        .with_for_update(of=inspections)
    )
    return list(dict.fromkeys(_inspection(row) for row in await tx.execute(wanted)))


async def photos_of(tx: Transaction, found: Inspection) -> list[Photo]:
    """The photos of one revision in its own order."""
    p = inspection_photos.c
    wanted = (
        select(
            p.sha256, p.position, p.media_type, p.caption, func.coalesce(blobs.c.verified_at, 0) > 0
        )
        .outerjoin(blobs, and_(blobs.c.tenant == p.tenant, blobs.c.sha256 == p.sha256))
        .where(
            p.tenant == found.tenant,
            p.inspection == found.inspection,
            p.revision == found.revision,
            p.payload_sha256 == found.payload_sha256,
        )
        .order_by(p.position)
    )
    return [
        Photo(sha256=row[0], position=row[1], media_type=row[2], caption=row[3], stored=row[4])
        for row in await tx.execute(wanted)
    ]


async def media_type(tx: Transaction, tenant: str, sha256: str) -> str | None:
    """What an inspection says the photo is; None when no inspection names it."""
    p = inspection_photos.c
    wanted = select(p.media_type).where(p.tenant == tenant, p.sha256 == sha256).limit(1)
    found: str | None = (await tx.execute(wanted)).scalar()
    return found


async def set_progress(
    tx: Transaction, found: Inspection, verified: int, *, complete: bool
) -> None:
    """How many photos of it are here now."""
    state = "complete" if complete else "received"
    await tx.execute(
        update(inspections).where(_exactly(found)).values(photos_verified=verified, state=state)
    )


async def lose_photo(tx: Transaction, tenant: str, sha256: str) -> None:
    """A photo turned out damaged: what named it is no longer complete."""
    p = inspection_photos.c
    keys = select(p.payload_sha256).where(p.tenant == tenant, p.sha256 == sha256)
    await tx.execute(
        update(inspections)
        .where(inspections.c.tenant == tenant, inspections.c.payload_sha256.in_(keys))
        .values(state="received", photos_verified=inspections.c.photos_verified - 1)
    )


async def newest(
    tx: Transaction, tenant: str, wanted: Filter, limit: int, after: Position | None
) -> list[Inspection]:
    """A page of the list, newest arrival first; asks for ``limit`` rows after ``after``."""
    i = inspections.c
    conditions = [i.tenant == tenant, _current(), *_conditions(wanted)]
    if after is not None:
        conditions.append(
            or_(
                i.received_at < after.received_at,
                and_(i.received_at == after.received_at, i.inspection < after.inspection),
            )
        )
    query = (
        select(inspections)
        .where(*conditions)
        .order_by(i.received_at.desc(), i.inspection.desc(), i.revision.desc())
        .limit(limit)
    )
    return [_inspection(row) for row in await tx.execute(query)]


def _current() -> ColumnElement[bool]:
    """Only the newest revision is listed; earlier ones are on its page. Two that claim the same
    number contradict each other and are both listed."""
    i, later = inspections.c, inspections.alias()
    return ~exists().where(
        later.c.tenant == i.tenant,
        later.c.inspection == i.inspection,
        later.c.revision > i.revision,
    )


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    i = inspections.c
    found = [i.search.contains(word, autoescape=True) for word in wanted.words.casefold().split()]
    if wanted.verdict:
        found.append(i.verdict == wanted.verdict)
    if wanted.station:
        found.append(i.station == wanted.station)
    if wanted.since:
        found.append(i.business_date >= wanted.since)
    if wanted.until:
        found.append(i.business_date <= wanted.until)
    if wanted.waiting:
        found.append(i.state == "received")
    return found


async def revisions(tx: Transaction, tenant: str, inspection: str) -> list[Inspection]:
    """All kept revisions of one inspection, latest first."""
    query = (
        select(inspections)
        .where(inspections.c.tenant == tenant, inspections.c.inspection == inspection)
        .order_by(inspections.c.revision.desc(), inspections.c.received_at.desc())
    )
    return [_inspection(row) for row in await tx.execute(query)]


async def revisions_among(
    tx: Transaction, tenant: str, named: Sequence[str]
) -> dict[str, list[Inspection]]:
    """All kept revisions of each of these inspections, by number and then by arrival."""
    i = inspections.c
    found: dict[str, list[Inspection]] = {}
    for start in range(0, len(named), _MOST_NAMES):
        part = named[start : start + _MOST_NAMES]
        query = (
            select(inspections)
            .where(i.tenant == tenant, i.inspection.in_(part))
            .order_by(i.revision, i.received_at)
        )
        for row in await tx.execute(query):
            found.setdefault(row.inspection, []).append(_inspection(row))
    return found


async def newest_revisions(
    tx: Transaction, tenant: str, named: Sequence[str]
) -> dict[str, Inspection]:
    """The latest kept revision of each of these inspections."""
    i = inspections.c
    query = (
        select(inspections)
        .where(i.tenant == tenant, i.inspection.in_(named))
        .order_by(i.revision, i.received_at)
    )
    return {row.inspection: _inspection(row) for row in await tx.execute(query)}


async def totals(tx: Transaction, tenant: str) -> dict[str, int]:
    """Number of inspections by verdict."""
    query = (
        select(inspections.c.verdict, func.count())
        .where(inspections.c.tenant == tenant, _current())
        .group_by(inspections.c.verdict)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """A supervisor's decision on an inspection, as a station sealed it."""

    tenant: str
    station: str
    seq: int
    inspection: str
    disposition: str
    reason: str
    note: str
    quantity: int
    person_zh: str
    person_en: str
    decided_at: str


async def add_disposition(tx: Transaction, found: Disposition) -> None:
    """Keep a decision; its inspection may come later or from another station."""
    await insert_new(tx, dispositions, [asdict(found)])


async def dispositions_of(tx: Transaction, tenant: str, inspection: str) -> list[Disposition]:
    """All decisions on one inspection in the order they claim."""
    d = dispositions.c
    query = (
        select(dispositions)
        .where(d.tenant == tenant, d.inspection == inspection)
        .order_by(d.decided_at, d.station, d.seq)
    )
    return [Disposition(**row._mapping) for row in await tx.execute(query)]


async def dispositions_among(
    tx: Transaction, tenant: str, named: Sequence[str]
) -> dict[str, list[Disposition]]:
    """Decisions by inspection, in the order they claim."""
    d = dispositions.c
    query = (
        select(dispositions)
        .where(d.tenant == tenant, d.inspection.in_(named))
        .order_by(d.decided_at, d.station, d.seq)
    )
    found: dict[str, list[Disposition]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.inspection, []).append(Disposition(**row._mapping))
    return found
