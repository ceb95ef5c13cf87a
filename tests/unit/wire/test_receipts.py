from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.envelope import SignedReceipt
from inspector_app.wire.receipts import HeadReceipt, message, open_receipt

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
CONTENT = HeadReceipt(
    tenant="t", station="s", head=3, link="0" * 64, time=datetime(2026, 3, 1, tzinfo=UTC)
)


def receipt(body: bytes, signed: bytes | None = None) -> SignedReceipt:
    signature = KEY.sign(message(body) if signed is None else signed)
    return SignedReceipt(number=0, kind="head_receipt", body=body, signature=signature)


def test_a_receipt_opens_with_the_right_key() -> None:
    assert open_receipt(receipt(msgspec.json.encode(CONTENT)), PUBLIC) == CONTENT


def test_a_signature_over_the_bare_body_is_no_receipt() -> None:
    body = msgspec.json.encode(CONTENT)
    with pytest.raises(EvidenceError):
        open_receipt(receipt(body, signed=body), PUBLIC)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"kind":"other"}', b"\xff"])
def test_a_signed_body_of_no_known_kind_is_refused(body: bytes) -> None:
    with pytest.raises(EvidenceError) as caught:
        open_receipt(receipt(body), PUBLIC)
    assert caught.value.code == "bad_receipt"


def test_a_foreign_key_is_refused() -> None:
    with pytest.raises(EvidenceError):
        open_receipt(receipt(msgspec.json.encode(CONTENT)), b"\1" * 32)
