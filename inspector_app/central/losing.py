"""A photo that was durable here and is no longer: it counts as missing, and is asked for again,
until its bytes are back, from wherever.

The row is changed, the bytes stay where they are: whoever sends the photo again replaces them,
and a good copy that arrives meanwhile is never deleted.
"""

from __future__ import annotations

from inspector_app.central import completion
from inspector_app.central.db import inspections, photos
from inspector_app.central.db.engine import Transaction
from inspector_app.central.parts import Parts


async def find_again(parts: Parts, tenant: str, sha256: str) -> bool:
    """Whether a lost photo is back with its own bytes, as when a disk was mounted again or a copy
    put back; then it counts as here, and what waited for it is complete. StorageError."""
    size = await parts.blobs.size(tenant, sha256)
    if size is None or not await parts.blobs.is_intact(tenant, sha256):
        return False
    now = parts.clock.now()
    await parts.db.run(
        tenant,
        lambda tx: completion.photos_arrived(tx, parts.key, tenant, {sha256: size}, now),
    )
    return True


async def lose_unless_intact(parts: Parts, tenant: str, sha256: str) -> bool:
    """Hash a recorded photo once more; True when it is missing or damaged and counts so from now
    on. What named it is no longer complete. StorageError."""

    async def work(tx: Transaction) -> bool:
        # Held while we look: a copy that is just being taken is recorded after us.
        if not await photos.hold(tx, tenant, sha256):
            return False
        if await parts.blobs.is_intact(tenant, sha256):
            return False
        await photos.forget(tx, tenant, sha256)
        await inspections.lose_photo(tx, tenant, sha256)
        return True

    return await parts.db.run(tenant, work)
