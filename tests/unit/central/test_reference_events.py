"""What the central system makes of a reference version's event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inspector_app.central.projection import Reference1, project
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.reference import Claims, ReferencePicture
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.reference import ReferenceRecord, decode_reference, encode_reference

RECORD = ReferenceRecord(
    state="in_force", product_id="P-1", sku="CS-1001", version=2, kind="on_air",
    pictures=(
        ReferencePicture(
            role="front", sha256="ab" * 32, suffix="jpg", media_type="image/jpeg", size=9,
            width=10, height=11,
        ),
    ),
    claims=Claims(net_content="120 g", shade="#02"), at=datetime(2026, 11, 22, tzinfo=UTC),
    station_id="s-1", person=PersonPart(person_id="U-5", names={"zh": "周"}, role="supervisor"),
)  # fmt: skip


def test_a_reference_is_understood() -> None:
    found = project("reference_added", encode_reference(RECORD))
    assert found.why == ""
    assert isinstance(found.content, Reference1)
    assert (found.content.version, found.content.pictures[0].sha256) == (2, "ab" * 32)


@pytest.mark.parametrize(
    ("kind", "old", "new", "why"),
    [
        ("created", b"", b"", "kind_mismatch"),
        ("reference_added", b'"version":2', b'"version":-1', "impossible_value"),
        ("reference_added", b"reference/1", b"reference/9", "unknown_schema"),
    ],
)
def test_what_is_not_understood_is_kept_with_its_reason(
    kind: str, old: bytes, new: bytes, why: str
) -> None:
    payload = encode_reference(RECORD)
    found = project(kind, payload.replace(old, new) if old else payload)
    assert found.why == why


def test_a_payload_comes_back_as_it_was_sealed() -> None:
    assert decode_reference(encode_reference(RECORD)) == RECORD
    with pytest.raises(EvidenceError, match="bad_payload"):
        decode_reference(b'{"schema":"inspection/1"}')
