"""What ``central doctor`` asks the database. Nothing is changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import zstandard
from sqlalchemy import func, select, text

from inspector_app.central.db import copying
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import (
    blobs,
    events,
    feed_items,
    feeds,
    metadata,
    stations,
)
from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.link import FIRST_PREVIOUS, MAX_PAYLOAD, link

_PART = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """One station's journal: what the station's row says, and what is stored."""

    station: str
    name: str
    state: str
    head: int
    head_link: bytes
    stored: int
    last: int
    last_arrived: int


async def journals(tx: Transaction, tenant: str) -> list[Journal]:
    """Every station's."""
    s, e = stations.c, events.c
    wanted = (
        select(
            s.station, s.name, s.state, s.head, s.head_link, func.count(e.seq),
            func.coalesce(func.max(e.seq), 0), func.coalesce(func.max(e.received_at), 0),
        )
        .outerjoin(events, (e.tenant == s.tenant) & (e.station == s.station))
        .where(s.tenant == tenant)
        .group_by(s.station, s.name, s.state, s.head, s.head_link)
        .order_by(s.name)
    )  # fmt: skip
    return [
        Journal(
            station=row[0], name=row[1], state=row[2], head=row[3], head_link=row[4],
            stored=row[5], last=row[6], last_arrived=row[7],
        )
        for row in await tx.execute(wanted)
    ]  # fmt: skip


async def broken_link(tx: Transaction, tenant: str, journal: Journal, last: int) -> int:
    """The place of the first stored event, of the ``last`` ones, that does not continue the chain;
    0 when they all do and end in the head. Signatures were checked when they came."""
    after = max(journal.head - last, 0)
    previous = FIRST_PREVIOUS if after == 0 else None
    station = uuid.UUID(journal.station).bytes
    unpacker = zstandard.ZstdDecompressor()
    e = events.c
    while after < journal.head:
        wanted = (
            select(e.seq, e.prev, e.link, e.payload)
            .where(
                e.tenant == tenant, e.station == journal.station, e.seq > after,
                e.seq <= journal.head,
            )
            .order_by(e.seq)
            .limit(_PART)
        )  # fmt: skip
        rows = (await tx.execute(wanted)).all()
        if not rows:
            return after + 1
        for row in rows:
            sound = row.seq == after + 1 and previous in (None, row.prev)
            if not sound or not _is_link(
                station, row.seq, row.prev, row.payload, row.link, unpacker
            ):
                return after + 1
            after, previous = row.seq, row.link
    return 0 if previous in (None, journal.head_link) else journal.head


def _is_link(
    station: bytes,
    seq: int,
    previous: bytes,
    packed: bytes,
    stored: bytes,
    unpacker: zstandard.ZstdDecompressor,
) -> bool:
    try:
        payload = unpacker.decompress(packed, max_output_size=MAX_PAYLOAD)
        return link(station, seq, previous, payload) == stored
    except (zstandard.ZstdError, EvidenceError):
        return False


async def feeds_out_of_step(tx: Transaction, tenant: str) -> list[str]:
    """Feeds whose counter is not the number of the last change, or where two share a number."""
    f, i = feeds.c, feed_items.c
    wanted = (
        select(f.feed, f.counter, func.coalesce(func.max(i.seq), 0), func.count(i.item),
               func.count(i.seq.distinct()), f.horizon)
        .outerjoin(feed_items, (i.tenant == f.tenant) & (i.feed == f.feed))
        .where(f.tenant == tenant)
        .group_by(f.feed, f.counter, f.horizon)
    )  # fmt: skip
    return [
        row[0]
        for row in await tx.execute(wanted)
        if row[1] != max(row[2], row[5]) or row[3] != row[4]  # what was forgotten may be the last
    ]  # fmt: skip


async def some_photos(tx: Transaction, tenant: str, after: str, limit: int) -> Sequence[str]:
    """Digests of photos that are here, from one on; those before it when too few follow."""
    b = blobs.c
    here = select(b.sha256).where(b.tenant == tenant, b.verified_at > 0)
    wanted = here.where(b.sha256 >= after).order_by(b.sha256).limit(limit)
    found = [str(row[0]) for row in await tx.execute(wanted)]
    if len(found) < limit:
        rest = here.where(b.sha256 < after).order_by(b.sha256).limit(limit - len(found))
        found += [str(row[0]) for row in await tx.execute(rest)]
    return found


async def all_photos(tx: Transaction, tenant: str, prefix: str) -> Sequence[str]:
    """Digests of photos that are here and begin with the two letters."""
    return list(await copying.recorded(tx, tenant, prefix))


async def server_time(tx: Transaction) -> datetime:
    """What a PostgreSQL server thinks it is."""
    found: datetime = (await tx.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return found.astimezone(UTC)


async def role_too_strong(tx: Transaction) -> list[str]:
    """What the server's own role can do and must not: ``superuser``, ``bypassrls``, or a table it
    owns."""
    row = (
        await tx.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        )
    ).one()
    found = [name for name, has in zip(("superuser", "bypassrls"), row, strict=True) if has]
    owned = await tx.execute(
        text(
            "SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace "
            "WHERE relowner = current_user::regrole AND n.nspname = current_schema() "
            "AND relkind IN ('r', 'p') ORDER BY relname"
        )
    )
    return [*found, *(str(row[0]) for row in owned)]


async def tables_not_apart(tx: Transaction) -> list[str]:
    """Tables where row-level security is off, or does not hold for their owner."""
    rows = await tx.execute(
        text(
            "SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace "
            "WHERE n.nspname = current_schema() AND relkind IN ('r', 'p') "
            "AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
    )
    return sorted({str(row[0]) for row in rows} & set(metadata.tables))
