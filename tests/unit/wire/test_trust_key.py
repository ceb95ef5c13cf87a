"""A public key as people hand it over."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.trust_key import pem, read_public_key

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()


@pytest.mark.parametrize(
    "text",
    [
        pem(KEY).encode(),
        b"Our central key:\r\n" + pem(KEY).encode().replace(b"\n", b"\r\n"),
        KEY.hex().encode(),
        b"  " + KEY.hex().upper().encode() + b"\n",
        base64.b64encode(KEY),
        KEY,
    ],
)
def test_every_usual_shape_is_read(text: bytes) -> None:
    assert read_public_key(text) == KEY


def test_another_kind_of_key_is_refused() -> None:
    other = generate_private_key(SECP256R1()).public_key()
    text = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(EvidenceError, match="trust_key_unreadable"):
        read_public_key(text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"zz",
        KEY.hex().encode()[:-2],
        b"-----BEGIN PUBLIC KEY-----\nx\n",
        base64.b64encode(b"x"),
    ],
)
def test_what_is_no_key_is_refused(text: bytes) -> None:
    with pytest.raises(EvidenceError, match="trust_key_unreadable"):
        read_public_key(text)
