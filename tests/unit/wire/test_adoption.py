"""Sealed events inside events: proved by the old key, whatever carries them."""

from __future__ import annotations

import base64
import hashlib
import json
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.adoption import (
    LARGEST_CARRIED,
    AdoptedEvent,
    decode_adopted,
    encode_adopted,
    is_proved,
    wrap,
)
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.link import MAX_PAYLOAD, link

OLD = "0192f3a0-7b1c-7def-8a01-23456789abcd"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def sealed(payload: bytes, seq: int = 7) -> EventLine:
    bound = link(UUID(OLD).bytes, seq, b"\1" * 32, payload)
    return EventLine(
        seq=seq, kind="created", prev="01" * 32, link=bound.hex(), signature=KEY.sign(bound),
        payload=payload,
    )  # fmt: skip


@given(st.binary(max_size=400))
def test_any_sealed_bytes_travel_unchanged(payload: bytes) -> None:
    found = decode_adopted(encode_adopted(wrap(OLD, sealed(payload), why="adopted")))
    assert is_proved(found, PUBLIC)
    assert found.line(found.payload) == sealed(payload)


def test_bytes_are_base64_under_their_published_name() -> None:
    plain = json.loads(encode_adopted(wrap(OLD, sealed(b"{}"))))
    assert base64.b64decode(plain["bytes"]) == b"{}"
    assert (plain["schema"], plain["old_station"]) == ("adopted/1", OLD)


@pytest.mark.parametrize("size", [LARGEST_CARRIED, LARGEST_CARRIED + 1, MAX_PAYLOAD])
def test_no_carried_event_is_too_large_to_send(size: int) -> None:
    found = wrap(OLD, sealed(b"x" * size))
    assert len(encode_adopted(found)) <= MAX_PAYLOAD
    assert (found.blob is None) == (size <= LARGEST_CARRIED)
    assert found.payload_sha256() == hashlib.sha256(b"x" * size).digest()
    assert is_proved(found, PUBLIC)


@pytest.mark.parametrize(
    "change",
    [{"seq": 8}, {"payload": b"{} "}, {"old_station": OLD[:-1] + "e"}, {"signature": bytes(64)},
     {"previous": "02" * 32}],
)  # fmt: skip
def test_anything_changed_is_not_proved(change: dict[str, object]) -> None:
    found: AdoptedEvent = msgspec.structs.replace(wrap(OLD, sealed(b"{}")), **change)
    assert not is_proved(found, PUBLIC)


@given(st.binary(max_size=200))
def test_other_bytes_are_refused_and_nothing_else_happens(junk: bytes) -> None:
    with pytest.raises(EvidenceError, match="bad_payload"):
        decode_adopted(junk)


def test_an_old_station_that_is_no_id_is_refused() -> None:
    odd = msgspec.structs.replace(wrap(OLD, sealed(b"{}")), old_station="x" * 36)
    with pytest.raises(EvidenceError, match="bad_payload"):
        decode_adopted(encode_adopted(odd))
