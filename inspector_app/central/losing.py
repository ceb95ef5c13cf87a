"""A photo that was durable here and is no longer: it counts as missing, and is asked for again.

The row is changed, the bytes stay where they are: whoever sends the photo again replaces them,
and a good copy that arrives meanwhile is never deleted.
"""

from __future__ import annotations

from inspector_app.central.db import inspections, photos
from inspector_app.central.db.engine import Transaction
from inspector_app.central.parts import Parts


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
