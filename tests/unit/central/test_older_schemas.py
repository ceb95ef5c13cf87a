"""Payloads of an older schema are read as the present one; the kind that nobody seals is kept."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from inspector_app.central.projection import Disposition1, Inspection1, project
from inspector_app.domain.errors import EvidenceError
from inspector_app.wire import upcasting
from inspector_app.wire.envelope import EVENT_KINDS, SCHEMAS
from inspector_app.wire.upcasting import present_form, present_schema
from tests.fakes.sealed_payloads import inspection

PRESENT = inspection(1)


def before_that(content: dict[str, Any]) -> dict[str, Any]:
    """The made-up ``inspection/-1``: the lot was called a batch of goods."""
    return {**{key: content[key] for key in content if key != "goods"}, "lot": content["goods"]}


def first(content: dict[str, Any]) -> dict[str, Any]:
    """The made-up ``inspection/0``: a lot's size was counted in dozens."""
    lot = content["lot"]
    size = lot["dozens"] * 12
    rest = {key: lot[key] for key in lot if key != "dozens"}
    return {**content, "lot": {**rest, "size": size}}


def old(schema: str, **lot: Any) -> bytes:
    content = msgspec.json.decode(PRESENT)
    lot = {**content["lot"], **lot}
    lot.pop("size", None)
    if schema == "inspection/-1":
        del content["lot"]
        content["goods"] = lot
    else:
        content["lot"] = lot
    return msgspec.json.encode({**content, "schema": schema})


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(upcasting.STEPS, "inspection/-1", before_that)
    monkeypatch.setitem(upcasting.STEPS, "inspection/0", first)


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize("schema", ["inspection/0", "inspection/-1"])
def test_an_older_one_is_read_step_by_step(schema: str) -> None:
    found = project("created", old(schema, dozens=100))
    assert (found.schema, found.why) == (schema, "")
    assert isinstance(found.content, Inspection1)
    assert found.content.lot.size == 1200
    assert found.content.record.id == msgspec.json.decode(PRESENT)["record"]["id"]


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize("dozens", ["many", None, []])
def test_one_that_is_not_what_its_schema_says_is_kept_and_not_understood(dozens: Any) -> None:
    payload = old("inspection/0", dozens=dozens)
    found = project("created", payload)
    assert (found.content, found.why) == (None, "impossible_value")
    bare = b'{"schema":"inspection/0"}'
    assert project("created", bare).why == "impossible_value"
    with pytest.raises(EvidenceError, match="bad_payload"):
        present_form(bare)


@pytest.mark.usefixtures("steps")
def test_kinds_are_held_against_the_present_schema() -> None:
    assert project("disposed", old("inspection/0", dozens=1)).why == "kind_mismatch"
    assert project("created", b'{"schema":"inspection/-2"}').why == "unknown_schema"


@pytest.mark.usefixtures("steps")
def test_what_is_of_the_present_schema_is_left_as_it_is() -> None:
    assert present_form(PRESENT) is PRESENT
    assert present_schema("inspection/-1") == present_schema("inspection/1") == "inspection/1"
    with pytest.raises(EvidenceError, match="bad_payload"):
        present_form(b"\xff")


def test_no_step_stands_for_a_schema_that_is_still_sealed() -> None:
    assert not upcasting.STEPS.keys() & set(SCHEMAS)
    assert all(present_schema(schema) in SCHEMAS for schema in upcasting.STEPS)
    assert present_form(PRESENT) is PRESENT


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b'{"schema":"handover/1","from":"U-1","to":"U-2"}', "unknown_schema"),
        (PRESENT, "kind_mismatch"),
        (b"{}", "unknown_schema"),
    ],
)
def test_a_hand_over_is_a_kind_that_is_reserved(payload: bytes, why: str) -> None:
    """No act at a station seals one; it is stored, quarantined, and judged again some day."""
    assert "handover" in EVENT_KINDS
    found = project("handover", payload)
    assert (found.content, found.why) == (None, why)


def test_a_disposition_needs_no_step() -> None:
    payload = (
        b'{"schema":"disposition/1","record_id":"i","disposition":"release",'
        b'"decided_at":"2026-11-22T00:00:00Z"}'
    )
    assert isinstance(project("disposed", payload).content, Disposition1)
