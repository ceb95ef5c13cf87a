"""The certificate authority of a central system, as a station meets it for the first time.

The enrolment code names the authority by its fingerprint; the authority vouches for the key that
signs answers and receipts. So a station trusts exactly one central system, with or without TLS
on the way.
"""

from __future__ import annotations

from typing import Annotated, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Meta, Struct

from inspector_app.domain.errors import SyncError
from inspector_app.wire.enrolment import EnrolmentCode

VOUCHER_CONTEXT: Final = b"inspector/authority/1\0"


class AuthorityAnswer(Struct, frozen=True, kw_only=True):
    """``certificate`` is the authority's, as PEM; ``voucher`` is its ECDSA signature (DER, P-256,
    SHA-256) over ``voucher_message(server_key)``."""

    certificate: Annotated[str, Meta(max_length=16_384)]
    server_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    voucher: Annotated[bytes, Meta(max_length=256)]


def voucher_message(server_key: bytes) -> bytes:
    """What the authority signs: this key answers for the central system."""
    return VOUCHER_CONTEXT + server_key


def check_authority(answer: AuthorityAnswer, code: EnrolmentCode) -> None:
    """SyncError ``wrong_server`` unless this is the authority the code was given out by, and it
    vouches for the key that answers."""
    key = check_certificate(answer.certificate, code)
    try:
        message = voucher_message(answer.server_key)
        key.verify(answer.voucher, message, ec.ECDSA(SHA256()))
    except InvalidSignature as problem:
        raise SyncError("wrong_server") from problem


def check_certificate(pem: str, code: EnrolmentCode) -> ec.EllipticCurvePublicKey:
    """The key of an authority; SyncError ``wrong_server`` unless the code was given out by it."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode("ascii"))
        der = certificate.public_bytes(Encoding.DER)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise SyncError("wrong_server") from problem
    if not code.is_for(der) or not isinstance(key, ec.EllipticCurvePublicKey):
        raise SyncError("wrong_server")
    return key
