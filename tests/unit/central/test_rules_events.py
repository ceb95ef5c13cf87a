"""What the central system makes of published shelf-life rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.central.projection import Rules1, project
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.life_rules import RulesRecord, document_of, encode_rules_record

RULES = replace(shelf_life_rules(), version=2)
RECORD = RulesRecord(
    document=document_of(RULES), replaces=1, at=datetime(2026, 11, 22, tzinfo=UTC),
    station_id="s-1", note="约定",
    person=PersonPart(person_id="U-5", names={"zh": "周"}, role="supervisor"),
)  # fmt: skip


def test_rules_are_understood() -> None:
    found = project("rules_published", encode_rules_record(RECORD))
    assert (found.why, found.content) == ("", Rules1(document=RECORD.document))


def test_rules_that_judge_nothing_are_kept_and_not_sent_on() -> None:
    empty = document_of(replace(RULES, acceptance=()))
    for document in (empty, msgspec.structs.replace(RECORD.document, digest="0" * 64)):
        payload = encode_rules_record(msgspec.structs.replace(RECORD, document=document))
        found = project("rules_published", payload)
        assert (found.why, found.content) == ("impossible_value", None)


def test_an_event_of_another_kind_is_no_publication() -> None:
    assert project("created", encode_rules_record(RECORD)).why == "kind_mismatch"
