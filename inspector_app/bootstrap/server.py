"""Wires the central system: a folder, SQLite and a web server in one process."""

from __future__ import annotations

import asyncio
import base64
import shutil
import socket
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import uvicorn
from starlette.types import ASGIApp

from inspector_app.bootstrap import central_tls
from inspector_app.bootstrap.central_places import Places, places, write_places
from inspector_app.bootstrap.central_settings import central_settings
from inspector_app.bootstrap.central_tls import Front
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.draining import DrainingServer
from inspector_app.bootstrap.folders import (
    make_private,
    make_private_file,
    prove_writable,
    refusal_of,
)
from inspector_app.bootstrap.journal_log import set_level
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.master_tools import import_tools
from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.central import master, stations
from inspector_app.central.app import create_app
from inspector_app.central.authority import Authority
from inspector_app.central.blobs import BlobStore, Bucket, BucketBlobs, FolderBlobs
from inspector_app.central.configuration import CentralSettings, Layout
from inspector_app.central.db import schema
from inspector_app.central.db.engine import Database
from inspector_app.central.keys import ServerKey
from inspector_app.central.parts import Parts, ReportOrder, WriteReport
from inspector_app.central.proxies import BehindProxies
from inspector_app.central.tidying import tidy
from inspector_app.domain.errors import StorageError, SyncError
from inspector_app.services.ports import Clock, IdSource
from inspector_app.wire.enrolment import EnrolmentCode

_START_SECONDS: Final = 30
_UNFINISHED_FOR: Final = timedelta(days=7)
"""A station that is offline for days goes on with a photo where it ended."""
Result = TypeVar("Result")


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

    StorageError ``central_exists`` and as ``make_private``; AccessError ``password_too_short``. A
    folder is complete or not there: the key is the last thing written. ``database`` is the
    address of a PostgreSQL server with the role of the server, ``owner_database`` with the role
    that owns the tables; without them the rows are kept in the folder, and the photos without a
    ``bucket``. ``hosts`` are names and addresses of this server beside those every machine has
    for itself; the first one is what stations are told.
    """
    layout = Layout(data_dir)
    make_private(data_dir)
    if layout.key.exists():
        raise StorageError("central_exists", path=str(data_dir))
    prove_writable(data_dir)
    if database or bucket is not None:
        write_places(layout, database, owner_database, bucket)
    if hosts:
        central_tls.write_address(layout, central_tls.own_address(hosts[0]))
    try:
        return _found(layout, name, admin, password, hosts)
    except OSError as problem:
        raise refusal_of(problem, data_dir) from problem


def _found(
    layout: Layout, name: str, admin: str, password: str | None, hosts: Sequence[str]
) -> str:
    ids = SystemIds()
    chosen = password or new_password(ids)
    where = places(layout)
    if where.api.is_postgres:
        _migrate(layout, where)
    else:
        layout.database.unlink(missing_ok=True)
        make_private_file(layout.database)
        schema.upgrade(layout.database)
    unfinished = layout.key.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    key = ServerKey.create(unfinished, ids.seed())
    authority = central_tls.found(layout, key, name, hosts)

    async def fill() -> None:
        parts = _parts(layout, key, authority, where)
        try:
            if not await master.found_tenant(parts, ids.new(), name):
                raise StorageError("central_exists", path=str(where.api))
            await master.save_user(parts, admin, admin, chosen, "administrator")
        finally:
            await parts.db.close()

    asyncio.run(fill())
    unfinished.replace(layout.key)
    return chosen


def open_parts(
    data_dir: Path,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    settings: CentralSettings | None = None,
    reporter: WriteReport | None = None,
) -> tuple[Parts, bool]:
    """The wired system of an initialised folder, and whether its database was upgraded.

    StorageError ``central_missing`` or ``data_folder_newer``; EvidenceError
    ``central_key_unreadable``.
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


def _drop_unfinished(data_dir: Path) -> None:
    """What was being received when the server ended; by a server only, before it takes more."""
    shutil.rmtree(Layout(data_dir).blobs / "staging", ignore_errors=True)


def _founded(data_dir: Path) -> Layout:
    layout = Layout(data_dir)
    if not layout.key.exists():
        raise StorageError("central_missing", path=str(data_dir))
    return layout


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
    return Parts(
        settings=settings or central_settings(layout),
        clock=clock or SystemClock(),
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


def maintain(data_dir: Path) -> tuple[list[str], int]:
    """What has to be done now and then: the months of the journals made ahead (none with SQLite),
    and how many leftovers of uploads nobody went on with were dropped."""
    layout = _founded(data_dir)
    where = places(layout)
    now = SystemClock().now()

    async def work() -> tuple[list[str], int]:
        made = await schema.maintain(where.for_owner(), now) if where.api.is_postgres else []
        database = Database(where.api)
        try:
            await tidy(database, SystemIds(), now)
        finally:
            await database.close()
        return made, await _blobs(layout, where.bucket).sweep(now - _UNFINISHED_FOR)

    return asyncio.run(work())


def serve(
    data_dir: Path,
    host: str,
    port: int,
    on_ready: Callable[[str, bool], None],
    *,
    tls: bool = False,
    plain: bool = False,
    proxies: Sequence[str] | None = None,
) -> None:
    """Run until interrupted; ``on_ready`` gets the address and whether tables were upgraded.

    StorageError ``port_taken`` when nothing can listen there, and as ``central_tls.front_of``.
    """
    parts, upgraded = open_parts(data_dir)
    front = central_tls.front_of(Layout(data_dir), host, tls=tls, plain=plain, proxies=proxies)
    listener = _listen(host, port)
    _drop_unfinished(data_dir)
    set_level(parts.settings.operation.log_level)
    server = DrainingServer(_configuration(parts, front), parts.watch, parts.settings.operation)
    on_ready(_url(listener, front), upgraded)
    with listener:
        server.run(sockets=[listener])


def set_password(data_dir: Path, user: str, password: str | None = None) -> str:
    """Give a user of the pages (a new one, too) a password and return it; AccessError."""
    parts, _ = open_parts(data_dir)
    chosen = password or new_password(parts.ids)

    async def work() -> None:
        try:
            await master.save_user(parts, user, user, chosen)
        finally:
            await parts.db.close()

    asyncio.run(work())
    return chosen


def public_key(data_dir: Path) -> bytes:
    """The key receipts are signed with, 32 bytes; StorageError ``central_missing``,
    EvidenceError ``central_key_unreadable``."""
    layout = Layout(data_dir)
    if not layout.key.exists():
        raise StorageError("central_missing", path=str(data_dir))
    return ServerKey.load(layout.key).public()


def give_code(data_dir: Path, label: str) -> tuple[str, int]:
    """A one-time enrolment code as text, and for how many hours it is valid."""
    parts, _ = open_parts(data_dir)

    async def work() -> EnrolmentCode:
        try:
            return await stations.give_code(parts, await master.tenant_of(parts), label)
        finally:
            await parts.db.close()

    hours = int(parts.settings.code_life.total_seconds() // 3600)
    return asyncio.run(work()).text(), hours


_PLAIN: Final = Front()


class EmbeddedCentral:
    """A central system in a thread of this program, on a free loopback port."""

    def __init__(self, parts: Parts, listener: socket.socket, front: Front = _PLAIN) -> None:
        self.url = _url(listener, front)
        self.server_key = parts.key.public()
        self.authority = parts.authority.der()
        self._parts = parts
        self._listener = listener
        self._server = DrainingServer(
            _configuration(parts, front), parts.watch, parts.settings.operation
        )
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="central", daemon=True)

    def start(self) -> None:
        """Return once requests are answered."""
        self._thread.start()
        if not self._started.wait(_START_SECONDS):
            raise SyncError("offline")

    def stop(self) -> None:
        """Finish running requests, close the database, give the port back."""
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        self._listener.close()

    def enrolment_code(self, label: str = "") -> str:
        """A one-time code for one station."""
        return self._call(self._give_code(label)).text()

    def load_master(self, data: MasterData) -> dict[str, int]:
        """Publish master data; how many items changed in each feed."""
        found = {}
        for feed, items in data.feeds().items():
            found[feed] = self._call(master.replace_all(self._parts, feed, items))
        return found

    def call(self, work: Callable[[Parts], Coroutine[Any, Any, Result]]) -> Result:
        """Run something on the parts in the server's own loop."""
        return self._call(work(self._parts))

    async def _give_code(self, label: str) -> EnrolmentCode:
        return await stations.give_code(self._parts, await master.tenant_of(self._parts), label)

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        serving = asyncio.ensure_future(self._server.serve(sockets=[self._listener]))
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.005)
        self._started.set()
        await serving


def start_embedded(
    data_dir: Path,
    *,
    port: int = 0,
    clock: Clock | None = None,
    settings: CentralSettings | None = None,
    reporter: WriteReport | None = None,
    tls: bool = False,
) -> EmbeddedCentral:
    """Start the central system of ``data_dir`` (set up at first use) on 127.0.0.1."""
    if not Layout(data_dir).key.exists():
        initialise(data_dir, name="无忧质检")
    parts, _ = open_parts(data_dir, clock=clock, settings=settings, reporter=reporter)
    front = central_tls.front_of(Layout(data_dir), "127.0.0.1", tls=tls, plain=False, proxies=None)
    _drop_unfinished(data_dir)
    central = EmbeddedCentral(parts, _listen("127.0.0.1", port), front)
    central.start()
    return central


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


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off: 40 ms for each answer else.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise StorageError("port_taken", host=host, port=port) from problem
    return listener


def _url(listener: socket.socket, front: Front) -> str:
    host, port = listener.getsockname()[:2]
    return f"{front.scheme}://[{host}]:{port}" if ":" in host else f"{front.scheme}://{host}:{port}"


def _configuration(parts: Parts, front: Front) -> uvicorn.Config:
    app: ASGIApp = create_app(parts)
    return uvicorn.Config(
        BehindProxies(app, front.proxies) if front.proxies else app,
        ssl_certfile=front.certificate,
        proxy_headers=False,  # whom to believe is decided by ``BehindProxies``
        log_config=None,
        access_log=False,
        date_header=False,  # the signed Date must be the only one
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=10,
    )


def _write_report(order: ReportOrder, out: Path) -> None:
    from inspector_app.bootstrap.reporting import write_report  # half a second of imports

    write_report(order, out)


def _make_thumbnail(original: Path) -> bytes:
    from inspector_app.bootstrap.reporting import thumbnail

    return thumbnail(original)
