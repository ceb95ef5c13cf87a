"""Shelf-life rules of the house: the versions known, and publishing a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from inspector_app.domain.errors import DateError
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services.closing import seal
from inspector_app.services.station import PublishedRules, Station
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.life_rules import (
    RulesRecord,
    document_of,
    encode_rules_record,
    rules_digest,
)

RECORD_ID = "shelf-life-rules"
"""Under what publications stand in the journal."""

LONGEST_NOTE = 400


def versions(station: Station) -> Sequence[PublishedRules]:
    """Every version known here, the one in force first."""
    return station.life_rules.versions()


def next_version(station: Station) -> int:
    """The number the next publication gets."""
    return max(each.version for each in versions(station)) + 1


def publish(
    station: Station, who: Person, draft: ShelfLifeRules, *, based_on: str, note: str
) -> PublishedRules:
    """Make a draft the rules in force: sealed in the journal, immutable from then on.

    ``based_on`` is the digest of the rules the draft was made from. Lots already open keep theirs.
    Raises AccessError ``not_allowed``, ``clock_doubtful``; DateError ``rules_note_needed``,
    ``rules_changed_meanwhile``, ``rules_unchanged`` and those of ``ShelfLifeRules.check``.
    """
    require(who, "life_rules")
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise DateError("rules_note_needed", limit=LONGEST_NOTE)
    station.life_rules.refresh()
    current = versions(station)[0]
    if current.digest != based_on:
        raise DateError("rules_changed_meanwhile", version=current.version)
    if replace(draft, version=current.rules.version) == current.rules:
        raise DateError("rules_unchanged")
    rules = replace(draft, version=next_version(station)).check()
    document = msgspec.structs.replace(
        document_of(rules), published_at=station.clock.now(), published_by=who.names["zh"]
    )
    record = RulesRecord(
        document=document, replaces=current.version, at=station.clock.now(),
        station_id=station.station_id, note=note,
        person=PersonPart(person_id=who.id, names=dict(who.names), role=who.role),
    )  # fmt: skip
    with station.records.writing() as work:
        seal(station, work, "rules_published", encode_rules_record(record), RECORD_ID, ())
    station.life_rules.refresh()
    station.wake()
    digest = rules_digest(rules)
    return next(each for each in versions(station) if each.digest == digest)
