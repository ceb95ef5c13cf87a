"""The station's database: one writing connection, several reading ones.

A writing transaction takes the lock when it begins (``BEGIN IMMEDIATE``), so that nobody reads
first and overwrites another's change later. The write-ahead log with ``synchronous=FULL`` makes a
commit durable before it returns; readers see one moment and block nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock, get_ident
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event

from inspector_app.domain.errors import StorageError
from inspector_app.store import schema
from inspector_app.store.failures import refusing, refusing_files
from inspector_app.store.house_references import ReferenceShelf
from inspector_app.store.master_sink import StationMasterSink
from inspector_app.store.photo_ledger import StationPhotoLedger
from inspector_app.store.send_overview import SendOverview
from inspector_app.store.send_queue import StationSendQueue
from inspector_app.store.unit_of_work import StationUnitOfWork

BUSY_SECONDS: Final = 10.0
READERS: Final = 8
CACHE_KIB: Final = 16_384
"""Pages a connection may keep: the upper levels of all indexes of a million inspections."""


class Database:
    """The open database; ``close`` it when the program ends."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._lock = Lock()
        self._owner: int | None = None
        self._writing: Connection | None = None
        self._writer = _engine(path, "BEGIN IMMEDIATE", busy_seconds, 1)
        self._reader = _engine(path, "BEGIN", busy_seconds, READERS, query_only=True)

    @classmethod
    def open(cls, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Database:
        """Open or create the database, migrating it when it is older (with a copy beside it).

        StorageError ``data_folder_newer``, ``read_only_folder``, ``disk_full``,
        ``database_corrupt``, ``database_busy`` (another program holds it longer than
        ``busy_seconds``), ``database_failed``.
        """
        with refusing_files(path):
            _ensure_folder(path.parent)
            schema.make_private_file(path)
            current = schema.is_current(path)
        database = cls(path, busy_seconds)
        try:
            with database.write() as connection:
                if not current:
                    _bring_up_to_date(connection, path)
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction holding the write lock; commits when left normally, else rolls back."""
        if self._owner == get_ident():
            raise RuntimeError("this thread is inside a writing unit of work already")
        if not self._lock.acquire(timeout=self._busy_seconds):
            raise StorageError("database_busy")
        self._owner = get_ident()
        try:
            with refusing(self.path):
                if self._writing is None:  # kept: fetching it from the pool costs half a commit
                    self._writing = self._writer.connect()
                with self._writing.begin():
                    yield self._writing
        finally:
            self._owner = None
            self._lock.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent moment; writes are refused."""
        with refusing(self.path), self._reader.begin() as connection:
            yield connection

    def unit_of_work(self) -> StationUnitOfWork:
        """What services write and read through."""
        return StationUnitOfWork(self.write, self.read)

    def send_queue(self) -> StationSendQueue:
        """What the sender works through."""
        return StationSendQueue(self.write, self.read)

    def photo_ledger(self) -> StationPhotoLedger:
        """The account of originals that may be cleared and were."""
        return StationPhotoLedger(self.write, self.read)

    def reference_shelf(self) -> ReferenceShelf:
        """Other stations' references whose pictures are to be fetched."""
        return ReferenceShelf(self.write, self.read)

    def send_overview(self) -> SendOverview:
        """What pages show of the outbox."""
        return SendOverview(self.read)

    def master_sink(self) -> StationMasterSink:
        """Where master data of the central system lands."""
        return StationMasterSink(self.write, self.read)

    def copy_to(self, target: Path) -> None:
        """A consistent, durable copy beside running work; StorageError as ``open``."""
        with refusing_files(target):
            schema.copy_to(self.path, target)

    def problems(self) -> tuple[str, ...]:
        """What SQLite's own integrity check finds; empty for a sound database."""
        with refusing(self.path), closing(sqlite3.connect(self.path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        return () if found == ["ok"] else tuple(found)

    def close(self) -> None:
        """Give all connections back; the last one folds the log into the file."""
        self._reader.dispose()
        if self._writing is not None:
            self._writing.close()
            self._writing = None
        self._writer.dispose()


def _bring_up_to_date(connection: Connection, path: Path) -> None:
    """Copy and migrate while ``connection`` holds the lock: another program may have been first,
    and what it made is no copy of before."""
    with refusing_files(path):
        if schema.is_current(path):
            return
        schema.back_up(path)
    schema.upgrade(connection, path)


def _ensure_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    schema.flush_folder(folder.parent)


def _engine(
    path: Path, begin: str, busy_seconds: float, size: int, *, query_only: bool = False
) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", pool_size=size, max_overflow=0, pool_timeout=busy_seconds
    )
    pragmas = [f"busy_timeout={int(busy_seconds * 1000)}", f"cache_size=-{CACHE_KIB}"]
    if query_only:
        pragmas.append("query_only=ON")
    else:  # the log stays on; a reader finds it in the file's header
        pragmas += ["journal_mode=WAL", "synchronous=FULL", "fullfsync=ON"]

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(begin)

    return engine
