"""Rules as a document: one text, one digest, and every fault named with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.errors import DateError, EvidenceError
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.life_rules import (
    MAX_TEXT,
    RulesRecord,
    decode_rules_record,
    document_of,
    encode_rules_record,
    read_document,
    read_rules,
    rules_text,
)

RULES = shelf_life_rules()


def changed(path: list[Any], value: Any) -> str:
    """The rules' text with one place changed."""
    plain = json.loads(rules_text(RULES))
    at = plain
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return json.dumps(plain)


def test_rules_come_back_from_their_text_and_their_document() -> None:
    assert read_rules(rules_text(RULES)) == RULES
    assert read_document(document_of(RULES)) == RULES
    assert document_of(RULES).digest == document_of(replace(RULES)).digest


@pytest.mark.parametrize(
    ("path", "value", "code", "detail"),
    [
        (["acceptance", 0, "min_remaning"], "2/3", "rules_unreadable", "$.acceptance[0].min_rem"),
        (["colour"], 1, "rules_unreadable", "$.colour"),
        (["near_expiry_variants", 1, "bands", 0, "x"], 1, "rules_unreadable", "bands[0].x"),
        (["version"], "two", "rules_unreadable", "$.version"),
        (["acceptance", 0, "below"], "burn", "rules_unreadable", "below"),
        (["acceptance", 0, "min_remaining"], "5/4", "rules_unsound", ""),
        (["acceptance", 0, "min_remaining"], "0.7", "ratio_unreadable", ""),
        (["warning"], [], "rules_unsound", ""),
    ],
)
def test_a_fault_is_named(path: list[Any], value: Any, code: str, detail: str) -> None:
    with pytest.raises(DateError) as refused:
        read_rules(changed(path, value))
    assert refused.value.code == code
    assert detail in str(refused.value.params.get("detail", ""))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", "[" * 5000, " " * (MAX_TEXT + 1), "\ud800"]
)
def test_no_rules_at_all(text: str) -> None:
    with pytest.raises(DateError, match="rules_unreadable"):
        read_rules(text)


@pytest.mark.parametrize("change", [{"version": 9}, {"id": "other"}, {"digest": "0" * 64}])
def test_a_document_says_what_its_text_says(change: dict[str, Any]) -> None:
    with pytest.raises(DateError, match="rules_unreadable"):
        read_document(msgspec.structs.replace(document_of(RULES), **change))


def test_a_publication_survives_sealing() -> None:
    record = RulesRecord(
        document=document_of(RULES), replaces=1, at=datetime(2026, 11, 22, tzinfo=UTC),
        station_id="s", note="约定",
        person=PersonPart(person_id="u", names={"zh": "王"}, role="supervisor"),
    )  # fmt: skip
    assert decode_rules_record(encode_rules_record(record)) == record
    with pytest.raises(EvidenceError, match="bad_payload"):
        decode_rules_record(b'{"schema": "rules/2"}')


def test_rules_numbered_by_the_house_are_read_as_they_are_written() -> None:
    numbered = document_of(RULES).named(RULES.version + 3)
    assert numbered.written == RULES.version
    assert read_document(numbered) == RULES
    with pytest.raises(DateError, match="rules_unreadable"):
        read_document(msgspec.structs.replace(numbered, written=0))
