"""Opening a station: its folder, database, key, files and tables, bound together."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType

from inspector_app import __version__
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.folders import make_private
from inspector_app.bootstrap.identity_files import finish_change, note_first
from inspector_app.bootstrap.key_change import finish_key_change
from inspector_app.bootstrap.rules_library import RulesLibrary
from inspector_app.bootstrap.standards_files import StandardDocuments
from inspector_app.bootstrap.standards_library import StandardsLibrary
from inspector_app.bootstrap.tables import (
    document_rules,
    gs_tables,
    sampling_tables,
    sampling_text,
    shelf_life_rules,
)
from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.imaging.guard import Guard
from inspector_app.imaging.views import Views
from inspector_app.services.identity import Identity
from inspector_app.services.key_history import ring_of
from inspector_app.services.ports import Clock, IdSource
from inspector_app.services.station import PinCheck, Station
from inspector_app.settings import DataFolder, Settings, load
from inspector_app.store.database import Database
from inspector_app.store.key_ring import SystemRing
from inspector_app.store.keys import KeyFile, check_signature
from inspector_app.store.photo_files import PhotoFiles
from inspector_app.store.pin_secret import PinSecret, WrappedPins
from inspector_app.store.pins import Argon2Pins

DEMO_LOADED = "demo_loaded"
"""The note of a station that holds the demo warehouse: it has a central system of its own."""
PIN_FILE = "station.pins"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStation:
    """A station with what the wiring needs beside the doors; ``close`` it at the end."""

    station: Station
    folder: DataFolder
    settings: Settings
    database: Database
    files: PhotoFiles
    views: Views
    standards: StandardsLibrary
    key: KeyFile

    def __enter__(self) -> OpenStation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self.database.close()

    def waking(self, wake: Callable[[], None]) -> OpenStation:
        """The same station, calling ``wake`` whenever something new waits to be sent."""
        return replace(self, station=replace(self.station, wake=wake))


def open_station(
    folder: DataFolder,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    pins: PinCheck | None = None,
) -> OpenStation:
    """Open the folder's station, making and migrating what is missing.

    Raises StorageError ``read_only_folder``, ``disk_full``, ``not_a_folder``,
    ``folder_not_made``, ``data_folder_newer``, ``database_corrupt``, ``database_busy``,
    ``key_unreadable``, ``key_missing``, ``key_of_another_station``.
    """
    clock, ids = clock or SystemClock(), ids or SystemIds()
    make_private(folder.root)
    settings = load(folder.root)
    if settings.ignored:
        _log.warning("settings_ignored", extra={"fields": {"entries": list(settings.ignored)}})
    database = Database.open(folder.database)
    try:
        return _bind(folder, settings, database, clock, ids, pins or Argon2Pins())
    except BaseException:
        database.close()
        raise


def _bind(
    folder: DataFolder,
    settings: Settings,
    database: Database,
    clock: Clock,
    ids: IdSource,
    pins: PinCheck,
) -> OpenStation:
    records = database.unit_of_work()
    files = PhotoFiles(folder.photos, room=lambda: _room(folder))
    finish_change(folder, database)
    finish_key_change(folder, database)
    key = _key(folder, database)
    note_first(database, _station_id(database, ids), key, clock)
    standards = StandardsLibrary(records)
    life_rules = RulesLibrary(records, shelf_life_rules())
    station = Station(
        identity=Identity(_station_id(database, ids), key), mark=settings.text("station_mark"),
        app_version=__version__, clock=clock, ids=ids, records=records, files=files,
        guard=Guard(), pins=_wrapped(pins, folder), standards=standards,
        standard_files=StandardDocuments(), sampling=sampling_tables(),
        life_rules=life_rules, gs1=gs_tables(), sampling_text=sampling_text(),
        documents=document_rules(),
    )  # fmt: skip
    return OpenStation(
        station=station, folder=folder, settings=settings, database=database, files=files,
        views=Views(files, folder.views), standards=standards, key=key,
    )  # fmt: skip


def _wrapped(pins: PinCheck, folder: DataFolder) -> PinCheck:
    """Verifiers of the central system are kept under a secret of this device."""
    if isinstance(pins, WrappedPins):
        return pins
    return WrappedPins(pins, PinSecret(folder.root / PIN_FILE, SystemRing()))


def _room(folder: DataFolder) -> tuple[int, int]:
    usage = shutil.disk_usage(folder.root)
    return usage.total, usage.free


def _key(folder: DataFolder, database: Database) -> KeyFile:
    """The station's key; a new one only while nothing was signed and nobody knows the old one."""
    enrolment = database.send_queue().enrolment()
    with database.unit_of_work().reading() as work:
        head = work.journal.head()
        last = work.journal.event(head.place) if head.seq else None
        key = KeyFile.open(folder.key, may_make=last is None and enrolment is None)
        begun = work.identities.all()
        first = enrolment.public_key if enrolment is not None else b""
        present = first or key.public_key()
        ring = ring_of(work, begun[-1].station_id if begun else "", present)
    if ring.newest != key.public_key():
        raise StorageError("key_of_another_station", path=str(folder.key))
    if last is not None:
        try:
            check_signature(ring.at(last.seq), last.signature, last.link)
        except EvidenceError as problem:
            raise StorageError("key_of_another_station", path=str(folder.key)) from problem
    return key


def _station_id(database: Database, ids: IdSource) -> str:
    """The id in every chain link: made once, kept for the life of the data folder."""
    records = database.unit_of_work()
    with records.reading() as work:
        found = work.notes.get("station_id")
    if found:
        return found
    with records.writing() as work:
        found = work.notes.get("station_id") or ids.new()
        work.notes.put("station_id", found)
    return found
