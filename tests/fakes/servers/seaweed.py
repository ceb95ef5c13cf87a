"""A real S3-compatible object store (SeaweedFS) of its own on free loopback ports, for tests."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final

import obstore
from obstore.exceptions import BaseError

from inspector_app.central.blobs import Bucket
from tests.fakes.servers.ports import free_ports
from tests.fakes.servers.small_disk import SmallDisk, forget, remember

BUCKET: Final = "inspector"
ACCESS_KEY: Final = "station-tests"
SECRET_KEY: Final = "not-a-secret-of-anybody"
_START_SECONDS: Final = 90
_PROBE: Final = 8 * 1024


def program() -> Path | None:
    """``weed`` of this environment, None without it."""
    beside = Path(sysconfig.get_path("scripts")) / "weed"
    if beside.exists():
        return beside
    found = shutil.which("weed")
    return Path(found) if found is not None else None


class SeaweedServer:
    """Master, volume, filer and S3 door in one process; ``place()`` gives an empty place.

    It makes a bucket when something is first put into it. On a small disk it can run out of room.
    """

    def __init__(self, *, on_small_disk: bool = False) -> None:
        weed = program()
        if weed is None:
            raise FileNotFoundError("weed")
        self._weed = weed
        self._folder = Path(tempfile.mkdtemp(prefix="inspector-seaweed-"))
        remember("folder", self._folder)
        self.disk = SmallDisk(self._folder / "data") if on_small_disk else None
        names = ("master", "volume", "filer", "s3")
        ports = free_ports(2 * len(names))
        self._ports = dict(zip(names, ports, strict=False))
        self._grpc = dict(zip(names, ports[len(names) :], strict=True))
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._write_credentials()
        self.start()

    def __enter__(self) -> SeaweedServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._ports['s3']}"

    def start(self) -> None:
        """Start it on the ports it always had, and wait until a bucket can be written to."""
        command = [
            str(self._weed), "server", f"-dir={self._folder / 'data'}", "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1", "-s3", "-filer", "-s3.iam=false", "-s3.port.iceberg=0",
            "-s3.port.lance=0", "-volume.max=300", "-master.volumeSizeLimitMB=64",
            # Else volumes are read-only for up to a minute when its look meets a full disk.
            "-volume.minFreeSpace=0",
            "-volume.preStopSeconds=0", f"-s3.config={self._folder / 's3.json'}",
        ]  # fmt: skip
        for name, port in self._ports.items():
            command += [f"-{name}.port={port}", f"-{name}.port.grpc={self._grpc[name]}"]
        (self._folder / "data").mkdir(exist_ok=True)
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self._folder, start_new_session=True
            )
        remember("server", self._process.pid)
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + _START_SECONDS
        place = self.place()
        while not self._takes(place):
            if self._process is None or self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self._folder / "log").read_text("utf-8")[-4000:])
            time.sleep(0.2)

    def _takes(self, place: Bucket) -> bool:
        try:
            obstore.put(place.open(), "probe", bytes(_PROBE))
        except (BaseError, OSError):
            return False
        return True

    def stop(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            forget("server", self._process.pid)
            self._process = None

    def close(self) -> None:
        """End it and drop its files."""
        self.stop()
        if self.disk is not None:
            self.disk.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        forget("folder", self._folder)

    def place(self) -> Bucket:
        """A fresh place inside the bucket."""
        self._made += 1
        return Bucket(
            bucket=BUCKET, endpoint=self.endpoint, prefix=f"place-{self._made}",
            access_key_id=ACCESS_KEY, secret_access_key=SECRET_KEY,
        )  # fmt: skip

    def _write_credentials(self) -> None:
        identity = {
            "name": "tests",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        (self._folder / "s3.json").write_text(json.dumps({"identities": [identity]}), "utf-8")
