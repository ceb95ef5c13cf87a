"""Which revision of a record counts, also where two stations corrected the same one.

Both corrections are kept. Until a person has chosen, the first that arrived stands; afterwards
the chosen one does, with whatever corrects it in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from inspector_app.central.db import disputes, inspections, journal
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.projection import Inspection1
from inspector_app.central.readings import Readings
from inspector_app.wire.elsewhere import Dispute


class Event(Protocol):
    """A stored event as it was sealed."""

    @property
    def kind(self) -> str: ...
    @property
    def link(self) -> bytes: ...
    @property
    def payload(self) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A kept revision, its link (hex), its bytes and what is understood of them."""

    row: Inspection
    link: str
    content: Inspection1
    payload: bytes


async def revisions(tx: Transaction, tenant: str, inspection: str) -> list[Revision]:
    """All readable revisions of a record, by number and then by arrival."""
    found = await revisions_among(tx, tenant, [inspection], Readings(), {})
    return found.get(inspection, [])


async def revisions_among(
    tx: Transaction, tenant: str, records: Sequence[str], readings: Readings,
    at_hand: Mapping[tuple[str, int], Event],
) -> dict[str, list[Revision]]:  # fmt: skip
    """As ``revisions`` for each of these records; ``at_hand`` are events that need not be read
    again, by (station, seq)."""
    kept = await inspections.revisions_among(tx, tenant, records)
    places = [(row.station, row.seq) for rows in kept.values() for row in rows]
    missing = [place for place in places if place not in at_hand]
    events: dict[tuple[str, int], Event] = {**at_hand}
    events.update(await journal.sealed_among(tx, tenant, missing))
    found: dict[str, list[Revision]] = {}
    for record, rows in kept.items():
        read = [_read(row, events.get((row.station, row.seq)), readings) for row in rows]
        found[record] = sorted((each for each in read if each is not None), key=_place)
    return found


def _place(each: Revision) -> tuple[int, int, str]:
    return each.row.revision, each.row.received_at, each.row.payload_sha256


def _read(row: Inspection, event: Event | None, readings: Readings) -> Revision | None:
    content = readings.content(event.kind, event.payload) if event is not None else None
    if event is None or not isinstance(content, Inspection1):
        return None
    return Revision(row=row, link=event.link.hex(), content=content, payload=event.payload)


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


def choices(told: Iterable[Dispute]) -> dict[int, str]:
    """What persons chose among rival revisions, by the disputes about a record: a digest by
    revision."""
    return {
        each.parties[0].revision: each.choice
        for each in told
        if each.kind == "rival_revisions" and each.ruling == "keep"
    }


async def current(tx: Transaction, tenant: str, inspection: str) -> Revision | None:
    """The revision that counts; None when nothing readable is kept."""
    found = await revisions(tx, tenant, inspection)
    return that_counts(found, choices(await disputes.about(tx, tenant, [inspection])))
