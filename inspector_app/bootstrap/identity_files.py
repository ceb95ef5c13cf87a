"""Where the keys of the present and the next identity lie."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from inspector_app.bootstrap.folders import refusal_of
from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import ChainIdentity, Clock, KeyStore
from inspector_app.settings import DataFolder
from inspector_app.store.database import Database
from inspector_app.store.keys import KeyFile
from inspector_app.store.schema import flush_folder

_log = logging.getLogger(__name__)


def next_key(folder: DataFolder) -> Path:
    """Where the key of an identity lies that is not the present one yet."""
    return folder.key.with_name("station.next.key")


def place_next_key(folder: DataFolder) -> None:
    """The next key takes the place of the old one, which nobody needs any more."""
    try:
        old = KeyFile.open(folder.key, may_make=False)
        if old.in_ring:
            old.destroy()
    except StorageError as problem:  # without a key before, or a ring that does not answer
        _log.info("old_key_not_dropped code=%s", problem.code)
    try:
        os.replace(next_key(folder), folder.key)
    except OSError as problem:
        raise refusal_of(problem, folder.root) from problem
    flush_folder(folder.root)


def finish_change(folder: DataFolder, database: Database) -> None:
    """After a kill between the journal's change and the key's: the next key takes its place."""
    waiting = next_key(folder)
    if not waiting.exists():
        return
    with database.unit_of_work().reading() as work:
        known = work.identities.all()
    if known and KeyFile.open(waiting).public_key() == known[-1].public_key:
        place_next_key(folder)


def note_first(database: Database, station_id: str, key: KeyStore, clock: Clock) -> None:
    """The journal knows under whom it was begun, from the first opening on."""
    records = database.unit_of_work()
    with records.reading() as work:
        known = work.identities.all()
    if known:
        return
    first = ChainIdentity(
        station_id=station_id, base=0, public_key=key.public_key(), why="first",
        began_at=clock.now(),
    )  # fmt: skip
    with records.writing() as work:
        if not work.identities.all():
            work.identities.begin(first, None)
