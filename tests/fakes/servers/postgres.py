"""A real PostgreSQL of its own on a free loopback port, for tests.

Nothing of the machine's own server is touched: a new cluster in a folder of the test, ended by
its process. PostgreSQL refuses to run as root, so there it runs as ``nobody``.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import asyncpg

from tests.fakes.servers.ports import free_ports
from tests.fakes.servers.small_disk import SmallDisk, forget, remember

OWNER: Final = "inspector_owner"
API_ROLE: Final = "inspector_api"
_START_SECONDS: Final = 60
_MOST_LOG_MEGABYTES: Final = 400
_SETTINGS: Final = (
    "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on", "max_connections=60",
    "shared_buffers=64MB", "log_min_messages=warning",
)  # fmt: skip


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres`` of the newest version, None without one."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(path.parents[1].name),
    )
    if installed:
        return installed[-1].parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found is not None else None


class PostgresServer:
    """A running cluster; ``database()`` makes an empty database owned by a role of its own.

    On small disks its tables and its log have one each, which can be made full.
    """

    def __init__(self, *, on_small_disks: bool = False) -> None:
        bin_folder = programs()
        if bin_folder is None:
            raise FileNotFoundError("postgres")
        self._bin = bin_folder
        # A folder another user may enter, which those of the tests are not.
        self._folder = Path(tempfile.mkdtemp(prefix="inspector-postgres-"))
        remember("folder", self._folder)
        self._user = "nobody" if os.geteuid() == 0 else None
        number = None
        if self._user is not None:
            entry = pwd.getpwnam(self._user)
            os.chown(self._folder, entry.pw_uid, entry.pw_gid)
            number = entry.pw_uid
        self.disk = self.log_disk = None
        if on_small_disks:
            self.disk = SmallDisk(self._folder / "tables", number)
            self.log_disk = SmallDisk(self._folder / "log-disk", number)
        (self.port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        log_words = (
            []
            if self.log_disk is None
            else [
                f"--waldir={self.log_disk.place / 'log'}",
                "--wal-segsize=1",
            ]
        )
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", "postgres", "--encoding", "UTF8",
            "--locale", "C.UTF-8", "--auth", "trust", "--no-sync", *log_words,
        )  # fmt: skip
        self.start()
        self.ask(
            f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {API_ROLE} LOGIN",
        )  # fmt: skip

    @property
    def _data(self) -> Path:
        return (self._folder if self.disk is None else self.disk.place) / "data"

    def __enter__(self) -> PostgresServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start it on the port it always had, and wait until it answers."""
        command = [str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        for setting in _SETTINGS:
            command += ["-c", setting]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, user=self._user, cwd=self._folder,
                start_new_session=True,
            )  # fmt: skip
        remember("server", self._process.pid)
        end = time.monotonic() + _START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self._folder / "log").read_text("utf-8")[-4000:])
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether it takes a question now."""
        try:
            self.ask("SELECT 1")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    def ensure(self) -> None:
        """As a supervisor of services does: start it again when it has ended (a full disk ends
        it), and wait until it answers."""
        end = time.monotonic() + _START_SECONDS
        while not self.answers():
            assert time.monotonic() < end, "it neither ends nor answers"
            if self._process is None or self._process.poll() is not None:
                self.stop()
                self.start()
            time.sleep(0.1)

    def fill_log(self) -> None:
        """Write into its log what needs room, as a large import does, until it can take no more."""
        for _ in range(_MOST_LOG_MEGABYTES):
            try:
                self.ask("SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))")
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                return
        raise AssertionError("its log still has room")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT is "fast", SIGQUIT is "immediate", as after a power cut."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            forget("server", self._process.pid)
            self._process = None

    def close(self) -> None:
        """End it and drop its files."""
        self.stop(signal.SIGQUIT)
        for disk in (self.disk, self.log_disk):
            if disk is not None:
                disk.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        forget("folder", self._folder)

    def database(self, template: str = "template0") -> str:
        """The name of a fresh database, a copy of ``template``."""
        self._made += 1
        name = f"inspector_{self._made}"
        self.ask(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
        return name

    def owner_address(self, database: str) -> str:
        """For migrations and maintenance."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def api_address(self, database: str) -> str:
        """For the server itself: a role that sees one tenant at a time."""
        return f"postgresql://{API_ROLE}@127.0.0.1:{self.port}/{database}"

    def ask(self, *statements: str) -> None:
        """Statements as the highest role."""

        async def ask() -> None:
            connection = await asyncpg.connect(
                host="127.0.0.1", port=self.port, user="postgres", database="postgres", timeout=10
            )
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(ask())

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self._bin / program), *arguments]
        done = subprocess.run(
            command, user=self._user, cwd=self._folder, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
