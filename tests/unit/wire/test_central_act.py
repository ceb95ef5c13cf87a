"""Entries of the central journal: published vectors, and what is not believed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.central_act import CentralAct, check_act, journal_id

PROTOCOL = Path(__file__).parents[3] / "docs" / "protocol.md"


def vector() -> dict[str, Any]:
    block = re.search(r"```json act-vectors\n(.*?)```", PROTOCOL.read_text("utf-8"), re.S)
    assert block is not None
    found: list[dict[str, Any]] = json.loads(block.group(1))
    return found[0]


def act() -> CentralAct:
    said = vector()
    return CentralAct(
        seq=said["seq"], previous=said["previous"], link=said["link"],
        signature=bytes.fromhex(said["signature"]), payload=said["payload"].encode(),
    )  # fmt: skip


def test_the_published_vector_holds() -> None:
    said, key = vector(), bytes.fromhex(vector()["central_key"])
    assert str(journal_id(said["tenant"], key)) == said["journal"]
    check_act(act(), said["tenant"], key)
    assert act().body().kind == "revoked"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payload": b"{}"}, "digest_mismatch"),
        ({"seq": 2}, "digest_mismatch"),
        ({"previous": "1" * 64}, "digest_mismatch"),
        ({"signature": bytes(64)}, "bad_signature"),
    ],
)
def test_a_changed_entry_is_not_believed(change: dict[str, Any], code: str) -> None:
    key = bytes.fromhex(vector()["central_key"])
    with pytest.raises(EvidenceError) as caught:
        check_act(msgspec.structs.replace(act(), **change), "t-1", key)
    assert caught.value.code == code


def test_an_entry_of_another_tenant_is_not_believed() -> None:
    with pytest.raises(EvidenceError, match="digest_mismatch"):
        check_act(act(), "t-2", bytes.fromhex(vector()["central_key"]))
