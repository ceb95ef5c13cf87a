"""What is kept of some records, read at once: all that conclusions about them depend on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from inspector_app.central.db import inspections, voidings
from inspector_app.central.db.inspections import Disposition
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.readings import Readings
from inspector_app.central.record_choice import (
    Event,
    Revision,
    choices,
    revisions_among,
    that_counts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """``records`` in the order they were named; the rest by record."""

    records: Sequence[str]
    revisions: Mapping[str, Sequence[Revision]]
    void: Set[str]
    decided: Mapping[str, Sequence[Disposition]]
    readings: Readings

    async def standing(self, desk: Desk, record: str) -> Revision | None:
        """The revision that counts; None when nothing readable is kept."""
        found = self.revisions.get(record, ())
        return that_counts(found, choices(await desk.about([record])))


async def facts_about(
    desk: Desk, records: Sequence[str], readings: Readings,
    at_hand: Mapping[tuple[str, int], Event],
) -> RecordFacts:  # fmt: skip
    """Read them; ``at_hand`` are events that need not be read again, by (station, seq)."""
    tx, tenant = desk.tx, desk.tenant
    found = await revisions_among(tx, tenant, records, readings, at_hand)
    await desk.learn(records)
    await desk.learn_names(each.row.station for rows in found.values() for each in rows)
    return RecordFacts(
        records=records, revisions=found, readings=readings,
        void=await voidings.among(tx, tenant, records),
        decided=await inspections.dispositions_among(tx, tenant, records),
    )  # fmt: skip
