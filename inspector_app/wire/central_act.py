"""Acts done at the central system: its own chained journal, and the feed ``acts`` that tells them.

The journal follows the rule of the stations' chains (``wire.link``); its id is derived from the
tenant and the central system's first key, so that no station's entry can be taken for one of it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta, Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.link import link

CONTEXT: Final = b"inspector/central-journal/1\0"
SCHEMA: Final = "act/1"


class ActBody(Struct, frozen=True, kw_only=True):
    """What was done. ``record_id`` is the inspection it is about, if it is about one.

    ``person`` is the user of the pages, ``names`` how that person is called. ``params`` say what
    the kind needs: of ``disposed`` the disposition, reason, note and quantity, of ``replayed`` the
    station, seq and state, of ``revoked`` the station.
    """

    schema: Literal["act/1"] = "act/1"
    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    at: datetime
    tenant: str
    record_id: Annotated[str, Meta(max_length=64)] = ""
    person: str = ""
    names: dict[str, str] = {}
    params: dict[str, str | int] = {}


class CentralAct(Struct, frozen=True, kw_only=True):
    """An item of the feed ``acts``: an entry of the journal, exactly as it was sealed."""

    seq: Annotated[int, Meta(ge=1)]
    previous: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    link: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]
    payload: bytes

    def body(self) -> ActBody:
        """What was done; EvidenceError ``bad_payload``."""
        return decode_act_body(self.payload)


_BODY: Final = msgspec.json.Decoder(ActBody)


def journal_id(tenant: str, central_key: bytes) -> UUID:
    """The id in the links of a tenant's central journal."""
    digest = hashlib.sha256(CONTEXT + central_key + tenant.encode("utf-8")).digest()
    return UUID(bytes=digest[:16])


def encode_act_body(body: ActBody) -> bytes:
    """The bytes to seal."""
    return msgspec.json.encode(body, order="deterministic")


def decode_act_body(payload: bytes) -> ActBody:
    """What was done; EvidenceError ``bad_payload``."""
    try:
        return _BODY.decode(payload)
    except ValueError as problem:
        raise EvidenceError("bad_payload") from problem


def check_act(act: CentralAct, tenant: str, central_key: bytes) -> None:
    """EvidenceError ``digest_mismatch``, ``bad_signature`` unless the central key sealed it there.

    Whether the one before it is what it says, only a walk along the journal tells.
    """
    previous = bytes.fromhex(act.previous)
    expected = link(journal_id(tenant, central_key).bytes, act.seq, previous, act.payload)
    if expected.hex() != act.link:
        raise EvidenceError("digest_mismatch", seq=act.seq)
    try:
        Ed25519PublicKey.from_public_bytes(central_key).verify(act.signature, expected)
    except InvalidSignature as problem:
        raise EvidenceError("bad_signature", seq=act.seq) from problem
