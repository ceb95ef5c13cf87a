"""``central doctor``: the folder, the machine, the database and the photos."""

from __future__ import annotations

import asyncio
from pathlib import Path

from inspector_app.bootstrap import server
from inspector_app.bootstrap.central_surroundings import look_around
from inspector_app.central.configuration import Layout
from inspector_app.central.findings import Finding, worst
from inspector_app.central.operation import doctor
from inspector_app.central.operation.doctor import Thoroughness
from inspector_app.central.parts import Parts

__all__ = ["examine", "worst"]


def examine(data_dir: Path, *, sample: int = 50, everything: bool = False) -> list[Finding]:
    """All findings, good ones too; StorageError ``central_missing``."""
    parts = server.parts_beside(data_dir)
    layout = Layout(data_dir)
    now = parts.clock.now()
    found = look_around(layout, now)
    how = Thoroughness(sample, everything, parts.ids.seed().hex())
    return found + asyncio.run(_database(parts, how))


async def _database(parts: Parts, how: Thoroughness) -> list[Finding]:
    try:
        return await doctor.examine(parts, how)
    finally:
        await parts.db.close()
