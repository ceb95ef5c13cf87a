"""Changing the station's key: the new one lies beside the old until the journal has changed.

The order makes every kill harmless: the new key is on the disk before the journal names it, the
journal changes in one commit, and the old key is kept until the central system holds that event.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

from inspector_app.bootstrap.folders import refusal_of
from inspector_app.domain.errors import StorageError
from inspector_app.domain.master import Person
from inspector_app.services.key_history import ring_of, rotations
from inspector_app.services.people import sign_in_pin
from inspector_app.services.ports import KeyStore
from inspector_app.services.station import Station
from inspector_app.services.station_keys import rotate
from inspector_app.settings import DataFolder
from inspector_app.store.database import Database
from inspector_app.store.keys import KeyFile
from inspector_app.store.schema import flush_folder

_log = logging.getLogger(__name__)
Steps = Callable[[str], None]
Place: TypeAlias = Literal["ring", "file"]


def _quietly(name: str) -> None:
    """Nobody listens to the steps."""


def coming_key(folder: DataFolder) -> Path:
    """Where a key lies that the journal does not name yet."""
    return folder.key.with_name("station.coming.key")


def earlier_key(folder: DataFolder) -> Path:
    """Where the key before the present one lies until the central system knows of the change."""
    return folder.key.with_name("station.earlier.key")


def change_key(
    folder: DataFolder,
    database: Database,
    station: Station,
    who: Person,
    reason: str,
    steps: Steps = _quietly,
) -> int:
    """Make a new key and sign with it from now on; the number of the event that says so.

    As ``station_keys.rotate``; StorageError ``key_change_under_way`` while the central system has
    not heard of the change before.
    """
    queue = database.send_queue()
    forget_earlier(folder, database, station.station_id)
    if earlier_key(folder).exists():
        raise StorageError("key_change_under_way")
    key = KeyFile.open(coming_key(folder))
    steps("made")
    enrolled = queue.enrolment() is not None
    seq = rotate(station, who, key, reason, enrolled=enrolled, steps=steps)
    steps("changed")
    _place(folder, steps)
    return seq


def finish_key_change(folder: DataFolder, database: Database) -> None:
    """After a kill between the journal's change and the files': put the new key in place."""
    coming = coming_key(folder)
    if not coming.exists():
        return
    with database.unit_of_work().reading() as work:
        known = work.identities.all()
        key = KeyFile.open(coming).public_key()
        named = known and ring_of(work, known[-1].station_id, b"").newest == key
    if named:
        _place(folder)


def forget_earlier(folder: DataFolder, database: Database, station_id: str) -> None:
    """Drop the earlier key once the central system holds the event that changed it."""
    path = earlier_key(folder)
    if not path.exists():
        return
    with database.unit_of_work().reading() as work:
        changed = rotations(work, station_id)
    if not changed or changed[-1].seq <= database.send_queue().delivered().seq:
        KeyFile.open(path, may_make=False).destroy()


def earlier(folder: DataFolder) -> KeyStore | None:
    """The key before the present one, while it is kept."""
    path = earlier_key(folder)
    return KeyFile.open(path, may_make=False) if path.exists() else None


def _place(folder: DataFolder, steps: Steps = _quietly) -> None:
    """Present becomes earlier, coming becomes present; may be repeated after a kill."""
    try:
        if not earlier_key(folder).exists():
            _copy(folder.key, earlier_key(folder))
        steps("kept")
        os.replace(coming_key(folder), folder.key)
    except OSError as problem:
        raise refusal_of(problem, folder.root) from problem
    flush_folder(folder.root)
    steps("placed")


def _copy(source: Path, target: Path) -> None:
    """Whole under its name, or not there; for its owner only."""
    partial = target.with_name(f".{target.name}.part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, target)


def change_key_as(
    folder: DataFolder, database: Database, station: Station, name: str, pin: str, reason: str
) -> int:
    """As ``change_key`` by the person with this id, signing with the PIN; AccessError."""
    who = sign_in_pin(station, name, pin)
    return change_key(folder, database, station, who, reason)


def place_of(folder: DataFolder) -> tuple[Place, bytes]:
    """Where the private half is kept, and the public one."""
    key = KeyFile.open(folder.key, may_make=False)
    return ("ring" if key.in_ring else "file"), key.public_key()


def settle_key(folder: DataFolder) -> Place:
    """Move the key into the system's ring where there is one; where it is then.

    May wait for a person to open the ring, so never on the GUI thread.
    """
    key = KeyFile.open(folder.key, may_make=False)
    return "ring" if key.move_into_ring() else "file"


def settle_key_in_background(folder: DataFolder) -> None:
    """As ``settle_key`` in a thread of its own: a person may be asked to open the ring, and
    neither window nor readers shall wait for that."""

    def work() -> None:
        try:
            settle_key(folder)
        except (StorageError, OSError) as problem:
            _log.warning("key_not_moved", extra={"fields": {"reason": repr(problem)}})

    threading.Thread(target=work, name="key ring", daemon=True).start()


def require_ring(folder: DataFolder) -> None:
    """As ``settle_key``; StorageError ``key_ring_missing`` where there is no usable ring."""
    if settle_key(folder) == "file":
        raise StorageError("key_ring_missing")


def into_file(folder: DataFolder) -> None:
    """The private half back into the file; raises as ``KeyFile.sign``."""
    KeyFile.open(folder.key, may_make=False).move_into_file()
