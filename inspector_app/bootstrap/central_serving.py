"""Serves a central system: what listens, and how the web server is set."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from inspector_app.bootstrap import central_tls
from inspector_app.bootstrap.central_places import places
from inspector_app.bootstrap.central_tls import Front
from inspector_app.bootstrap.draining import DrainingServer
from inspector_app.bootstrap.journal_log import set_level
from inspector_app.bootstrap.large_bodies import LargeBodies
from inspector_app.bootstrap.server import open_parts
from inspector_app.central.app import create_app
from inspector_app.central.configuration import Layout
from inspector_app.central.parts import Parts
from inspector_app.central.proxies import BehindProxies
from inspector_app.domain.errors import StorageError


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

    StorageError ``port_taken`` when nothing can listen there, ``central_serving_already``,
    ``central_start_failed``, and as ``open_parts`` and ``central_tls.front_of``.
    """
    with only_server(data_dir):
        parts, upgraded = open_parts(data_dir)
        front = central_tls.front_of(Layout(data_dir), host, tls=tls, plain=plain, proxies=proxies)
        listener = listen(host, port)
        if not parts.db.address.is_postgres:  # else another server may be receiving there
            drop_unfinished(data_dir)
        set_level(parts.settings.operation.log_level)
        server = DrainingServer(
            configuration(parts, front), parts.watch, parts.settings.operation,
            lambda: on_ready(url_of(listener, front), upgraded),
        )  # fmt: skip
        with listener:
            _run(server, listener, data_dir)


def _run(server: DrainingServer, listener: socket.socket, data_dir: Path) -> None:
    try:
        server.run(sockets=[listener])
    except SystemExit as end:  # uvicorn's way of saying that it could not start
        raise StorageError("central_start_failed", path=str(data_dir)) from end


@contextmanager
def only_server(data_dir: Path) -> Iterator[None]:
    """Where the rows are kept in the folder itself one server serves it: StorageError
    ``central_serving_already``. A lock of SQLite's: it ends with the process on every system."""
    layout = Layout(data_dir)
    if not layout.key.exists() or places(layout).api.is_postgres:
        yield
        return
    held = sqlite3.connect(layout.root / "serving.lock", timeout=0, isolation_level=None)
    try:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            raise StorageError("central_serving_already", path=str(data_dir)) from problem
        yield
    finally:
        held.close()


def drop_unfinished(data_dir: Path) -> None:
    """What was being received when the server ended; by a server only, before it takes more."""
    shutil.rmtree(Layout(data_dir).blobs / "staging", ignore_errors=True)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. StorageError ``port_taken``."""
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


def url_of(listener: socket.socket, front: Front) -> str:
    """Where it is reached from this machine."""
    host, port = listener.getsockname()[:2]
    return f"{front.scheme}://[{host}]:{port}" if ":" in host else f"{front.scheme}://{host}:{port}"


def configuration(parts: Parts, front: Front) -> uvicorn.Config:
    """The web server over wired parts."""
    app: ASGIApp = create_app(parts)
    return uvicorn.Config(
        BehindProxies(app, front.proxies) if front.proxies else app,
        http=LargeBodies,
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
