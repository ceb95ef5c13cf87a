"""PIN verifiers on their way to one station: sealed to its key, so that nobody between, and no
copy of what was sent, can guess PINs from them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

import msgspec

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.sealed_box import Sealer

SEALED: Final = "sealed1:"
_FIELD: Final = "pin_verifier"
Change = Callable[[str], str]


def changed(body: bytes, change: Change) -> bytes:
    """An item of the feed ``users`` with another verifier; one without a PIN stays as it is."""
    person: dict[str, Any] = msgspec.json.decode(body)
    verifier = person.get(_FIELD, "")
    if not verifier:
        return body
    person[_FIELD] = change(verifier)
    return msgspec.json.encode(person, order="deterministic")


def sealing(sealer: Sealer) -> Change:
    """What the central system does with each verifier before it goes out."""
    return lambda verifier: SEALED + base64.b64encode(sealer.seal(verifier.encode())).decode()


def opened(verifier: str, open_box: Callable[[bytes], bytes]) -> str:
    """The argon2id verifier; one that was never sealed comes back as it is.

    EvidenceError ``sealed_for_another``.
    """
    if not verifier.startswith(SEALED):
        return verifier
    try:
        box = base64.b64decode(verifier.removeprefix(SEALED), validate=True)
    except binascii.Error as problem:
        raise EvidenceError("sealed_for_another") from problem
    return open_box(box).decode("utf-8", "replace")
