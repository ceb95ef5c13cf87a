"""What photos and unfinished uploads are called in a folder or a bucket."""

from __future__ import annotations

import re
from typing import Final

from inspector_app.domain.errors import SyncError

DIGEST: Final = re.compile("[0-9a-f]{64}")
UNFINISHED: Final = ("staging", "uploads", "incoming")
"""Where what is not proved yet lies; what is old there is swept."""


def check_digest_text(sha256: str) -> str:
    """The text if it is a digest and nothing else; SyncError ``bad_blob_name``."""
    if not DIGEST.fullmatch(sha256):
        raise SyncError("bad_blob_name")
    return sha256


def photo_key(tenant: str, sha256: str) -> str:
    check_digest_text(sha256)
    return f"{tenant}/{sha256[:2]}/{sha256}"


def parts_key(tenant: str, sha256: str, station: str) -> str:
    check_digest_text(sha256)
    return f"uploads/{tenant}/{station}/{sha256}"


def incoming_key(tenant: str, sha256: str, station: str) -> str:
    check_digest_text(sha256)
    return f"incoming/{tenant}/{station}/{sha256}"
