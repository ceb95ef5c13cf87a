"""Looks at a central system as a careful administrator would: what is wrong, what will be.

Looks only; each finding names what to do. A sample of the photos is hashed and the end of each
journal recomputed, or with ``everything`` all of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from inspector_app.central import acts
from inspector_app.central.db import examining, partitions, underived
from inspector_app.central.db.backlog import backlog, tenants_known
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.examining import Journal
from inspector_app.central.db.moments import from_ms, to_ms
from inspector_app.central.db.underived import Lag
from inspector_app.central.findings import Finding, judge
from inspector_app.central.operation.backup import PREFIXES
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import InspectorError

_JOURNAL_SAMPLE: Final = 200
_SLOW: Final = timedelta(days=2)
_CLOCK: Final = timedelta(minutes=1)
_MONTHS_AHEAD: Final = 2
_UNDERIVED: Final = 1000
_LAG_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Thoroughness:
    """How many photos are hashed, or everything; ``start`` is where the sample begins."""

    sample: int
    everything: bool
    start: str


async def examine(parts: Parts, how: Thoroughness) -> list[Finding]:
    """Everything that is kept in the database and the store of photos."""
    revision = await parts.db.revision()
    if revision is None:
        return [Finding(check="database", code="database_away", level="bad")]
    found = [
        judge("database", "tables_right", "tables_other", revision != parts.schema,
              found=revision, wanted=parts.schema),
    ]  # fmt: skip
    if revision != parts.schema:
        return found
    if parts.db.address.is_postgres:
        found += await _server(parts)
    async with parts.db.read(None) as tx:
        tenants = await tenants_known(tx)
    for tenant in tenants:
        found += await _of_tenant(parts, tenant, how)
    found += await _waiting(parts)
    found.append(await _writable(parts))
    found.append(await _photos(parts, tenants, how))
    return found


async def _server(parts: Parts) -> list[Finding]:
    now = parts.clock.now()
    async with parts.db.read(None) as tx:
        theirs = await examining.server_time(tx)
        strong = await examining.role_too_strong(tx)
        open_tables = await examining.tables_not_apart(tx)
        months = await partitions.present(tx)
    seconds = round(abs((theirs - parts.clock.now()).total_seconds()))
    ahead = sum((year, month) > (now.year, now.month) for year, month in months)
    return [
        judge("clock", "clock_agrees", "clock_differs", seconds > _CLOCK.total_seconds(),
              "warning", seconds=seconds),
        judge("rights", "role_weak", "role_strong", bool(strong), what=", ".join(strong)),
        judge("rights", "tables_apart", "tables_open", bool(open_tables),
              what=", ".join(open_tables)),
        judge("months", "months_ahead", "months_short", ahead < _MONTHS_AHEAD, "warning",
              count=ahead),
    ]  # fmt: skip


async def _of_tenant(parts: Parts, tenant: str, how: Thoroughness) -> list[Finding]:
    async with parts.db.read(tenant) as tx:
        journals = await examining.journals(tx, tenant)
        broken = [await _journal(tx, tenant, one, how) for one in journals]
        feeds = await examining.feeds_out_of_step(tx, tenant)
        behind = await underived.lag(tx, tenant)
        walked = await acts.verify_journal(tx, parts.key, tenant)
    forked = [one.name for one in journals if one.state == "forked"]
    newest = max((one.last_arrived for one in journals), default=0)
    now = to_ms(parts.clock.now())
    ahead = newest - now
    return [
        judge("clock", "clock_after_events", "clock_behind_events",
              ahead > _CLOCK.total_seconds() * 1000, minutes=max(ahead, 0) // 60_000),
        *(one for one in broken if one is not None),
        judge("journals", "journals_whole", "stations_forked", bool(forked), "warning",
              count=len(journals), names=", ".join(forked)),
        judge("acts", "acts_whole", "acts_broken", bool(walked.problem),
              count=walked.entries, seq=walked.at),
        judge("feeds", "feeds_in_step", "feeds_out_of_step", bool(feeds), names=", ".join(feeds)),
        _behind(behind, now),
        judge("derived", "none_given_up", "some_given_up", behind.given_up > 0, "warning",
              count=behind.given_up),
    ]  # fmt: skip


def _behind(behind: Lag, now: int) -> Finding:
    waited = max(now - behind.oldest, 0) // 60_000 if behind.oldest else 0
    slow = behind.waiting > _UNDERIVED or waited >= _LAG_MINUTES
    return judge("derived", "derived", "underived", slow, "warning", count=behind.waiting,
                 minutes=waited)  # fmt: skip


async def _journal(
    tx: Transaction, tenant: str, journal: Journal, how: Thoroughness
) -> Finding | None:
    """None for a journal that is whole."""
    if not journal.head == journal.stored == journal.last:
        return Finding(
            check="journals", code="journal_gap", level="bad",
            params={"name": journal.name, "head": journal.head, "stored": journal.stored},
        )  # fmt: skip
    last = journal.head if how.everything else _JOURNAL_SAMPLE
    seq = await examining.broken_link(tx, tenant, journal, last)
    if not seq:
        return None
    return Finding(
        check="journals", code="journal_broken", level="bad",
        params={"name": journal.name, "seq": seq},
    )  # fmt: skip


async def _waiting(parts: Parts) -> list[Finding]:
    found = await backlog(parts.db)
    slow = found.oldest and from_ms(found.oldest) < parts.clock.now() - _SLOW
    return [
        judge("quarantine", "none_quarantined", "some_quarantined", found.quarantined > 0,
              "warning", count=found.quarantined),
        judge("incomplete", "complete_soon", "incomplete_long", bool(slow), "warning",
              count=found.waiting, photos=found.missing),
    ]  # fmt: skip


async def _writable(parts: Parts) -> Finding:
    try:
        await parts.blobs.prove_writable(parts.ids.new())
    except InspectorError as problem:
        return Finding(check="photos", code=problem.code, level="bad")
    return Finding(check="photos", code="photos_writable")


async def _photos(parts: Parts, tenants: Sequence[str], how: Thoroughness) -> Finding:
    looked = 0
    damaged: list[str] = []
    for tenant in tenants:
        async for sha256 in chosen_photos(parts, tenant, how):
            looked += 1
            if not await parts.blobs.is_intact(tenant, sha256):
                damaged.append(sha256)
    names = ", ".join(damaged[:5])
    return judge("photos", "photos_intact", "photos_damaged", bool(damaged), looked=looked,
                 count=len(damaged), names=names)  # fmt: skip


async def chosen_photos(parts: Parts, tenant: str, how: Thoroughness) -> AsyncIterator[str]:
    """Digests of the photos that are to be hashed, among those that are recorded as here."""
    if not how.everything:
        async with parts.db.read(tenant) as tx:
            some = await examining.some_photos(tx, tenant, how.start, how.sample)
        for sha256 in some:
            yield sha256
        return
    for prefix in PREFIXES:
        async with parts.db.read(tenant) as tx:
            found = await examining.all_photos(tx, tenant, prefix)
        for sha256 in found:
            yield sha256
