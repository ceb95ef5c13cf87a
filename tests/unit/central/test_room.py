"""Whether there is room again on the disk of a database that had none."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from inspector_app.central.db.address import Address
from inspector_app.central.db.engine import Database
from inspector_app.domain.errors import StorageError


def proved(folder: Path, *, full: bool) -> bool:
    """Whether it counts as full after another look."""

    async def work() -> bool:
        database = Database(Address.of_file(folder / "central.db"))
        try:
            database.full = full
            await database.prove_room()
            return database.full
        finally:
            await database.close()

    return asyncio.run(work())


def test_a_file_beside_the_database_proves_room_and_is_dropped(tmp_path: Path) -> None:
    assert proved(tmp_path, full=True) is False
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_tried_while_nothing_was_refused(tmp_path: Path) -> None:
    assert proved(tmp_path / "nowhere", full=False) is False


def test_a_disk_that_is_gone_is_not_called_full(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    with pytest.raises(StorageError) as caught:
        proved(tmp_path, full=True)
    assert caught.value.code == "database_unavailable"
