"""``central replay`` on a data folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

from inspector_app.bootstrap import server
from inspector_app.central import master, replaying
from inspector_app.central.acts import Doer
from inspector_app.central.replaying import Replayed


def replay(data_dir: Path) -> Replayed:
    """Judge every quarantined event again; the server draws the conclusions. StorageError."""
    parts, _ = server.open_parts(data_dir)

    async def run() -> Replayed:
        try:
            return await replaying.replay(parts, await master.tenant_of(parts), Doer())
        finally:
            await parts.db.close()

    return asyncio.run(run())
