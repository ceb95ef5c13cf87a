"""HTTP message signatures (RFC 9421, Ed25519) and Content-Digest (RFC 9530).

Requests cover method, authority, path, query and digest, the version of the protocol, and the
fields that say what the body is (its packing, its place in a photo) where they are sent. Answers
cover status, digest, date and the request they answer, so that neither a login page of the network
nor a recorded answer can pass for the central system's. The library's ``verify`` looks neither at
the body nor at our clock: both are done here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from inspector_app.domain.errors import EvidenceError, SyncError

Sign = Callable[[bytes], bytes]
LABEL: Final = "inspector"
REQUEST_TAG: Final = "inspector-request-1"
ANSWER_TAG: Final = "inspector-answer-1"
SERVER_KEY_ID: Final = "central"
MAX_SKEW: Final = timedelta(minutes=5)
_REQUEST_PARTS: Final = ("@method", "@authority", "@path", "@query", "content-digest")
_VERSION: Final = "protocol-version"
COVERED_FIELDS: Final[tuple[str, ...]] = (
    _VERSION,
    "content-encoding",
    "upload-offset",
    "upload-complete",
)
"""Header fields that are signed where they are sent. Stations of early versions sign none; whoever
signs the version has to sign the others, too."""
_ANSWER_PARTS: Final = (
    "@status",
    "content-digest",
    "date",
    '"@method";req',
    '"@path";req',
    '"@query";req',
    '"content-digest";req',
)
_SIGNED_REQUEST: Final = f'"signature";req;key="{LABEL}"'


@dataclass
class HttpRequest:
    """The parts of a request that signatures speak of; header names in lower case."""

    method: str
    url: str
    headers: MutableMapping[str, str] = field(default_factory=dict)


@dataclass
class HttpAnswer:
    """An answer and the request it belongs to."""

    status_code: int
    request: HttpRequest
    headers: MutableMapping[str, str] = field(default_factory=dict)


def content_digest(body: bytes) -> str:
    """The Content-Digest field for ``body`` as sent (after content encoding)."""
    return content_digest_of(hashlib.sha256(body).digest())


def content_digest_of(sha256: bytes) -> str:
    """The Content-Digest field for a digest that is already known."""
    return f"sha-256=:{base64.b64encode(sha256).decode('ascii')}:"


def check_content_digest(value: str, sha256: bytes) -> None:
    """EvidenceError ``digest_mismatch`` unless ``value`` is exactly the digest of the body."""
    if not hmac.compare_digest(value.strip().encode(), content_digest_of(sha256).encode()):
        raise EvidenceError("digest_mismatch")


def key_id(tenant: str, station: str) -> str:
    """How a station names its key."""
    return f"{tenant}:{station}"


def split_key_id(text: str) -> tuple[str, str]:
    """Tenant and station of a key id; SyncError ``unknown_station``."""
    tenant, mark, station = text.partition(":")
    if not (tenant and mark and station):
        raise SyncError("unknown_station")
    return tenant, station


def sign_request(
    request: HttpRequest, body: bytes, who: str, created: datetime, sign: Sign
) -> None:
    """Add Content-Digest, Signature-Input and Signature to ``request``, whose header fields hold
    whatever will be sent of ``COVERED_FIELDS``."""
    request.headers["content-digest"] = content_digest(body)
    sent = tuple(name for name in COVERED_FIELDS if name in request.headers)
    _sign(request, who, created, sign, REQUEST_TAG, (*_REQUEST_PARTS, *sent))


def sign_answer(answer: HttpAnswer, created: datetime, sign: Sign) -> None:
    """Add the signature to an answer that already carries Date and Content-Digest."""
    parts = _answer_parts(answer.request)
    _sign(answer, SERVER_KEY_ID, created, sign, ANSWER_TAG, parts)


def claimed_key_id(headers: Mapping[str, str]) -> str:
    """Who says to have signed; SyncError ``unsigned`` when nobody did."""
    try:
        inputs = HTTPMessageVerifier._parse_signature_dictionary(headers["signature-input"])
        return str(inputs[LABEL].params["keyid"])
    except (KeyError, AttributeError, ValueError, HTTPMessageSignaturesException) as problem:
        raise SyncError("unsigned") from problem


def verify_request(request: HttpRequest, public_key: bytes, now: datetime) -> None:
    """SyncError ``bad_signature``, or ``clock_skew`` when only the time is wrong.

    The caller compares the body with the covered Content-Digest once it has read it.
    """
    result = _verify(request, public_key, REQUEST_TAG, _REQUEST_PARTS)
    covered = result.covered_components
    if f'"{_VERSION}"' in covered and any(
        name in request.headers and f'"{name}"' not in covered for name in COVERED_FIELDS
    ):
        raise SyncError("bad_signature")
    _check_age(result, now)


def verify_answer(answer: HttpAnswer, body: bytes, server_key: bytes) -> datetime:
    """The authenticated Date of an answer; SyncError ``foreign_answer`` if it is not proved.

    The time is not compared with ours: the answer is bound to a request we just made, and a
    station with a wrong clock learns the right time here.
    """
    try:
        _verify(answer, server_key, ANSWER_TAG, _answer_parts(answer.request))
        check_content_digest(answer.headers["content-digest"], hashlib.sha256(body).digest())
        return parse_date(answer.headers["date"])
    except (SyncError, EvidenceError, KeyError, ValueError) as problem:
        raise SyncError("foreign_answer", status=answer.status_code) from problem


def http_date(moment: datetime) -> str:
    """IMF-fixdate (RFC 9110, 5.6.7), independent of the locale."""
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    month = "JanFebMarAprMayJunJulAugSepOctNovDec"[moment.month * 3 - 3 : moment.month * 3]
    return f"{day}, {moment:%d} {month} {moment.year:04d} {moment:%H:%M:%S} GMT"


def parse_date(text: str) -> datetime:
    """The moment of an IMF-fixdate; ValueError."""
    _, day, month, year, clock, zone = text.split()
    if zone != "GMT":
        raise ValueError(text)
    hour, minute, second = (int(part) for part in clock.split(":"))
    number = "JanFebMarAprMayJunJulAugSepOctNovDec".index(month) // 3 + 1
    return datetime(int(year), number, int(day), hour, minute, second, tzinfo=UTC)


def _answer_parts(request: HttpRequest) -> tuple[str, ...]:
    signed = any(name.lower() == "signature" for name in request.headers)
    return (*_ANSWER_PARTS, _SIGNED_REQUEST) if signed else _ANSWER_PARTS


def _sign(
    message: HttpRequest | HttpAnswer,
    who: str,
    created: datetime,
    sign: Sign,
    tag: str,
    parts: tuple[str, ...],
) -> None:
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signer.prepare(
        message,
        key_id=who,
        created=created,
        label=LABEL,
        tag=tag,
        covered_component_ids=parts,
        use_existing_digest=True,
    )
    signer.apply(message, prepared, sign(prepared.signature_base))
    for name in ("Signature-Input", "Signature"):
        message.headers[name.lower()] = message.headers.pop(name)


def _verify(
    message: HttpRequest | HttpAnswer, public_key: bytes, tag: str, parts: tuple[str, ...]
) -> VerifyResult:
    try:
        verifier = _Verifier(
            signature_algorithm=algorithms.ED25519, key_resolver=_OneKey(public_key)
        )
        (result,) = verifier.verify(
            message, max_age=None, expect_tag=tag, expect_label=LABEL, require_components=parts
        )
    except (InvalidSignature, HTTPMessageSignaturesException, ValueError) as problem:
        raise SyncError("bad_signature") from problem
    return result


def _check_age(result: VerifyResult, now: datetime) -> None:
    created = result.parameters.get("created")
    if not isinstance(created, int):
        raise SyncError("bad_signature")
    if abs(created - now.timestamp()) > MAX_SKEW.total_seconds():
        raise SyncError("clock_skew", seconds=round(created - now.timestamp()))


class _Verifier(HTTPMessageVerifier):
    """Leaves the age to ``_check_age``: the library reads the machine's clock itself."""

    def validate_created_and_expires(
        self, sig_input: Any, max_age: timedelta | None = None
    ) -> None:
        """Nothing here; ``expires`` is not used by this protocol."""


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, public_key: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(public_key)

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return self._key

    def resolve_private_key(self, key_id: str) -> Any:
        raise KeyError(key_id)
