from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.link import FIRST_PREVIOUS, MAX_PAYLOAD, check_payload_size, link

PROTOCOL = Path(__file__).parents[3] / "docs" / "protocol.md"


def vectors() -> list[dict[str, str | int]]:
    text = PROTOCOL.read_text("utf-8")
    block = re.search(r"```json link-vectors\n(.*?)```", text, re.S)
    assert block is not None
    found: list[dict[str, str | int]] = json.loads(block.group(1))
    return found


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: f"seq-{vector['seq']}")
def test_published_vectors_hold(vector: dict[str, str | int]) -> None:
    got = link(
        bytes.fromhex(str(vector["station"]).replace("-", "")),
        int(vector["seq"]),
        bytes.fromhex(str(vector["previous"])),
        str(vector["payload"]).encode(),
    )
    assert got.hex() == vector["link"]


def test_link_is_the_hash_of_the_written_definition() -> None:
    station, payload = bytes(range(16)), b"{}"
    by_hand = hashlib.sha256(
        b"inspector/link/1\0"
        + station
        + b"\0\0\0\0\0\0\0\1"
        + bytes(32)
        + hashlib.sha256(payload).digest()
    ).digest()
    assert link(station, 1, FIRST_PREVIOUS, payload) == by_hand


def test_every_input_changes_the_link() -> None:
    base = link(bytes(16), 5, bytes(32), b"x")
    others = {
        link(b"\1" + bytes(15), 5, bytes(32), b"x"),
        link(bytes(16), 6, bytes(32), b"x"),
        link(bytes(16), 5, b"\1" + bytes(31), b"x"),
        link(bytes(16), 5, bytes(32), b"y"),
    }
    assert len(others | {base}) == 5


@pytest.mark.parametrize(
    ("station", "seq", "previous"),
    [
        (bytes(15), 1, bytes(32)),
        (bytes(16), 0, bytes(32)),
        (bytes(16), 2**63, bytes(32)),
        (bytes(16), 1, bytes(31)),
    ],
)
def test_impossible_input_is_refused(station: bytes, seq: int, previous: bytes) -> None:
    with pytest.raises(EvidenceError) as caught:
        link(station, seq, previous, b"")
    assert caught.value.code == "bad_link_input"


def test_a_payload_is_measured_before_sealing() -> None:
    check_payload_size(bytes(MAX_PAYLOAD))
    with pytest.raises(EvidenceError) as caught:
        check_payload_size(bytes(MAX_PAYLOAD + 1))
    assert caught.value.code == "payload_too_large"
