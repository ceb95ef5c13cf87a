"""Which revision of a record counts, also where two stations corrected the same one.

Both corrections are kept. Until a person has chosen, the first that arrived stands; afterwards
the chosen one does, with whatever corrects it in turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.central.db import disputes, inspections, journal
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.db.journal import Sealed
from inspector_app.central.projection import Inspection1, project


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A kept revision, its link (hex) and what is understood of it."""

    row: Inspection
    link: str
    content: Inspection1


async def revisions(tx: Transaction, tenant: str, inspection: str) -> list[Revision]:
    """All readable revisions of a record, by number and then by arrival."""
    found = []
    for row in await inspections.revisions(tx, tenant, inspection):
        sealed = await journal.sealed(tx, tenant, row.station, row.seq)
        read = _read(sealed) if sealed is not None else None
        if read is not None:
            found.append(Revision(row=row, link=read[0], content=read[1]))
    return sorted(
        found, key=lambda each: (each.row.revision, each.row.received_at, each.row.payload_sha256)
    )


def _read(sealed: Sealed) -> tuple[str, Inspection1] | None:
    content = project(sealed.kind, sealed.payload).content
    return (sealed.link.hex(), content) if isinstance(content, Inspection1) else None


def rivals(found: Sequence[Revision]) -> dict[int, list[Revision]]:
    """Revisions that claim one number with different content."""
    by_number: dict[int, list[Revision]] = {}
    for each in found:
        by_number.setdefault(each.row.revision, []).append(each)
    return {number: each for number, each in by_number.items() if len(each) > 1}


def that_counts(found: Sequence[Revision], chosen: Mapping[int, str]) -> Revision | None:
    """The newest revision on the way a person chose; ``chosen`` is a digest by number.

    A correction whose base was not chosen does not count either.
    """
    standing: Revision | None = None
    for number in sorted({each.row.revision for each in found}):
        here = [each for each in found if each.row.revision == number]
        wanted = chosen.get(number)
        if wanted is not None and any(each.row.payload_sha256 == wanted for each in here):
            here = [each for each in here if each.row.payload_sha256 == wanted]
        going_on = [each for each in here if _goes_on(each, standing)]
        if going_on:
            standing = going_on[0]
    return standing


def _goes_on(each: Revision, standing: Revision | None) -> bool:
    """Whether it corrects the revision that stands; where that is not told, it is believed."""
    if standing is None or each.content.amends is None:
        return True
    return each.content.amends.link == standing.link


async def choices(tx: Transaction, tenant: str, inspection: str) -> dict[int, str]:
    """What persons chose among rival revisions: a digest by revision."""
    told = await disputes.about(tx, tenant, [inspection])
    return {
        each.parties[0].revision: each.choice
        for each in told
        if each.kind == "rival_revisions" and each.ruling == "keep"
    }


async def chosen_among(
    tx: Transaction, tenant: str, records: Sequence[str]
) -> dict[str, Inspection]:
    """Of records whose correction was in dispute, the revision that counts."""
    told = await disputes.about(tx, tenant, records)
    disputed = {
        party.inspection
        for each in told
        if each.kind == "rival_revisions"
        for party in each.parties
    }
    found = {}
    for record in sorted(disputed & set(records)):
        standing = await current(tx, tenant, record)
        if standing is not None:
            found[record] = standing.row
    return found


async def current(tx: Transaction, tenant: str, inspection: str) -> Revision | None:
    """The revision that counts; None when nothing readable is kept."""
    found = await revisions(tx, tenant, inspection)
    return that_counts(found, await choices(tx, tenant, inspection))
