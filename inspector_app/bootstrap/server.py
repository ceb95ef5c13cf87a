"""Wires the central system of a folder: its rows, its photos, its keys."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from pathlib import Path

from inspector_app.bootstrap import central_tls
from inspector_app.bootstrap.central_places import Places, places, write_places
from inspector_app.bootstrap.central_settings import central_settings
from inspector_app.bootstrap.central_surroundings import look_around
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.folders import (
    make_private,
    make_private_file,
    prove_writable,
    refusal_of,
)
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.master_tools import import_tools
from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.central import master, users
from inspector_app.central.authority import Authority
from inspector_app.central.blobs import BlobStore, Bucket, BucketBlobs, FolderBlobs
from inspector_app.central.configuration import CentralSettings, Layout
from inspector_app.central.db import schema
from inspector_app.central.db.engine import Database
from inspector_app.central.keys import ServerKey
from inspector_app.central.parts import Parts, ReportOrder, WriteReport
from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import Clock, IdSource


def initialise(
    data_dir: Path,
    *,
    name: str,
    admin: str = "admin",
    password: str | None = None,
    database: str = "",
    owner_database: str = "",
    bucket: Bucket | None = None,
    hosts: Sequence[str] = (),
) -> str:
    """Set up a central system in an empty or new folder and return the admin's password.

    StorageError ``central_exists``, ``central_keys_missing`` and as ``make_private``; AccessError
    ``password_too_short``. A folder is complete or not there: the key is the last thing written.
    ``database`` is the address of a PostgreSQL server with the role of the server,
    ``owner_database`` with the role that owns the tables; without them the rows are kept in the
    folder, and the photos without a ``bucket``. ``hosts`` are names and addresses of this server
    beside those every machine has for itself; the first one is what stations are told.
    """
    layout = Layout(data_dir)
    if layout.key.exists():
        raise StorageError("central_exists", path=str(data_dir))
    chosen = password or new_password(SystemIds())
    users.check(admin, chosen)  # before anything is made
    make_private(data_dir)
    _keys_are_not_lost(layout)
    prove_writable(data_dir)
    if database or bucket is not None:
        write_places(layout, database, owner_database, bucket)
    if hosts:
        central_tls.write_address(layout, central_tls.own_address(hosts[0]))
    try:
        _found(layout, name, admin, chosen, hosts)
    except OSError as problem:
        raise refusal_of(problem, data_dir) from problem
    return chosen


def _found(layout: Layout, name: str, admin: str, password: str, hosts: Sequence[str]) -> None:
    ids = SystemIds()
    where = places(layout)
    if where.api.is_postgres:
        _migrate(layout, where)
    else:
        layout.database.unlink(missing_ok=True)  # of a founding that was broken off
        make_private_file(layout.database)
        schema.upgrade(layout.database)
    unfinished = _unfinished(layout)
    unfinished.unlink(missing_ok=True)
    key = ServerKey.create(unfinished, ids.seed())
    authority = central_tls.found(layout, key, name, hosts)

    async def fill() -> None:
        parts = _parts(layout, key, authority, where)
        try:
            if not await master.found_tenant(parts, ids.new(), name):
                raise StorageError("central_exists", path=str(where.api))
            await master.save_user(parts, admin, admin, password, "administrator")
        finally:
            await parts.db.close()

    asyncio.run(fill())
    unfinished.replace(layout.key)


def open_parts(
    data_dir: Path,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    settings: CentralSettings | None = None,
    reporter: WriteReport | None = None,
) -> tuple[Parts, bool]:
    """The wired system of an initialised folder, and whether its database was upgraded.

    StorageError ``central_missing``, ``central_keys_missing``, ``central_database_missing`` or
    ``data_folder_newer``; EvidenceError ``central_key_unreadable``.
    """
    layout = _founded(data_dir)
    key = ServerKey.load(layout.key)
    where = places(layout)
    upgraded = not where.api.is_postgres and schema.upgrade(layout.database)
    authority = central_tls.load_authority(layout, key, shared=where.api.is_postgres)
    parts = _parts(
        layout, key, authority, where,
        clock=clock, ids=ids, settings=settings, reporter=reporter,
    )  # fmt: skip
    return parts, upgraded


def parts_beside(data_dir: Path) -> Parts:
    """The wired system for a look beside a running server: no table is changed.

    StorageError ``central_missing``; EvidenceError ``central_key_unreadable``.
    """
    layout = _founded(data_dir)
    key = ServerKey.load(layout.key)
    where = places(layout)
    authority = central_tls.load_authority(layout, key, shared=where.api.is_postgres)
    return _parts(layout, key, authority, where)


def _founded(data_dir: Path) -> Layout:
    layout = Layout(data_dir)
    if not layout.key.exists():
        _keys_are_not_lost(layout)
        raise StorageError("central_missing", path=str(data_dir))
    if not places(layout).api.is_postgres and schema.current(layout.database) is None:
        raise StorageError("central_database_missing", path=str(layout.database))
    return layout


def _keys_are_not_lost(layout: Layout) -> None:
    """StorageError ``central_keys_missing`` for rows of a system whose keys were taken away: it
    must not be founded anew. A founding that was broken off leaves an unfinished key."""
    if not _unfinished(layout).exists() and schema.is_founded(layout.database):
        raise StorageError("central_keys_missing", path=str(layout.key.parent))


def _unfinished(layout: Layout) -> Path:
    return layout.key.with_suffix(".new")


def _parts(
    layout: Layout,
    key: ServerKey,
    authority: Authority,
    where: Places,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    settings: CentralSettings | None = None,
    reporter: WriteReport | None = None,
) -> Parts:
    known_clock = clock or SystemClock()
    return Parts(
        settings=settings or central_settings(layout),
        clock=known_clock,
        ids=ids or SystemIds(),
        db=Database(where.api),
        schema=schema.newest(),
        blobs=_blobs(layout, where.bucket),
        key=key,
        authority=authority,
        catalogue=catalogue(),
        write_report=reporter or _write_report,
        make_thumbnail=_make_thumbnail,
        sampling=sampling_tables(),
        imports=import_tools(ids),
        look_around=lambda: look_around(layout, known_clock.now()),
    )


def _blobs(layout: Layout, bucket: Bucket | None) -> BlobStore:
    if bucket is None:
        return FolderBlobs(layout.blobs)
    return BucketBlobs(bucket.open(), layout.copies, outside=bucket.open_outside())


def migrate(data_dir: Path) -> bool:
    """Bring the tables of a central system up to date; True when anything changed.

    StorageError ``central_missing``, ``database_owner_missing``, ``data_folder_newer``,
    ``database_unavailable``.
    """
    layout = _founded(data_dir)
    return _migrate(layout, places(layout))


def _migrate(layout: Layout, where: Places) -> bool:
    if not where.api.is_postgres:
        return schema.upgrade(layout.database)
    role = where.api.url.username or ""
    return asyncio.run(schema.upgrade_server(where.for_owner(), role, SystemClock().now()))


def public_key(data_dir: Path) -> bytes:
    """The key receipts are signed with, 32 bytes; StorageError ``central_missing``,
    EvidenceError ``central_key_unreadable``."""
    layout = Layout(data_dir)
    if not layout.key.exists():
        raise StorageError("central_missing", path=str(data_dir))
    return ServerKey.load(layout.key).public()


def load_master(data_dir: Path, data: MasterData) -> dict[str, int]:
    """Publish master data in a folder; how many items changed in each feed."""
    parts, _ = open_parts(data_dir)

    async def work() -> dict[str, int]:
        try:
            feeds = data.feeds()
            return {name: await master.replace_all(parts, name, feeds[name]) for name in feeds}
        finally:
            await parts.db.close()

    return asyncio.run(work())


def new_password(ids: IdSource) -> str:
    """80 bits a person can type."""
    return base64.b32encode(ids.seed()[:10]).decode("ascii").lower()


def _write_report(order: ReportOrder, out: Path) -> None:
    from inspector_app.bootstrap.reporting import write_report  # half a second of imports

    write_report(order, out)


def _make_thumbnail(original: Path) -> bytes:
    from inspector_app.bootstrap.reporting import thumbnail

    return thumbnail(original)
