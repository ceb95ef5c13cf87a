"""Opening a station: its folder, database, key, files and tables, bound together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType

from inspector_app import __version__
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.standards_library import StandardsLibrary
from inspector_app.bootstrap.tables import gs_tables, sampling_tables, shelf_life_rules
from inspector_app.domain.errors import StorageError
from inspector_app.imaging.guard import Guard
from inspector_app.imaging.views import Views
from inspector_app.services.ports import Clock, IdSource
from inspector_app.services.station import PinCheck, Station
from inspector_app.settings import DataFolder, Settings, load
from inspector_app.store.database import Database
from inspector_app.store.keys import KeyFile
from inspector_app.store.photo_files import PhotoFiles
from inspector_app.store.pins import Argon2Pins


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

    Raises StorageError ``read_only_folder``, ``disk_full``, ``data_folder_newer``,
    ``database_corrupt``, ``database_busy``, ``key_unreadable``.
    """
    clock, ids = clock or SystemClock(), ids or SystemIds()
    _make(folder)
    settings = load(folder.root)
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
    files = PhotoFiles(folder.photos)
    key = KeyFile.open(folder.key)
    standards = StandardsLibrary(records)
    station = Station(
        station_id=_station_id(database, ids), mark=settings.text("station_mark"),
        app_version=__version__, clock=clock, ids=ids, records=records, files=files,
        guard=Guard(), keys=key, pins=pins, standards=standards, sampling=sampling_tables(),
        shelf_life=shelf_life_rules(), gs1=gs_tables(),
    )  # fmt: skip
    return OpenStation(
        station=station, folder=folder, settings=settings, database=database, files=files,
        views=Views(files, folder.views), standards=standards, key=key,
    )  # fmt: skip


def _make(folder: DataFolder) -> None:
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageError("read_only_folder", folder=str(folder.root)) from problem


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
