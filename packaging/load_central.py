"""Many stations at work against one process of the central system, for a bounded time.

    python3 packaging/dev.py exec python packaging/load_central.py [--stations 200] [--seconds 180]

Everything runs on this machine: PostgreSQL, an object store, one process of the central system
and the stations. Each station closes a lot every few seconds, sends it with its photos, asks for
receipts and how far the feeds are, and reads those that moved, as the program does; with ``--idle``
it closes nothing and only asks. Prints one JSON object; it ends by itself, and ends what it
started.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import msgspec
import structlog

from inspector_app.bootstrap import server
from inspector_app.wire.envelope import (
    NDJSON,
    OCTETS,
    BlobPlan,
    BlobRef,
    EventLine,
    FeedChanges,
    FeedHead,
    FeedSnapshot,
    StationView,
)
from inspector_app.wire.feeds import FEEDS
from inspector_app.wire.framing import ZSTD, compress, encode_lines
from inspector_app.wire.link import FIRST_PREVIOUS, link
from tests.benchmarks.central_process import (
    ROOT,
    Line,
    Place,
    Ready,
    enrolled,
    serving,
    signed,
)
from tests.benchmarks.sealed_lots import master_data, walked
from tests.fakes.send_queue import MemoryStation
from tests.fakes.servers.postgres import PostgresServer
from tests.fakes.servers.seaweed import SeaweedServer

_LONGEST = 600
_PAGE = 500


@dataclass
class Tally:
    """What all stations together have seen; written by many threads."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    photo_bytes: int = 0
    late: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float, size: int = 0) -> None:
        with self.lock:
            self.times[what].append(seconds)
            self.photo_bytes += size

    def fail(self, problem: Exception) -> None:
        with self.lock:
            self.errors[str(problem)[:60]] += 1


class Worker:
    """One station that closes a lot every ``pause`` seconds; with ``photos`` None it has nothing
    to do and only asks. It has all master data when it begins."""

    def __init__(self, station: MemoryStation, url: str, tally: Tally, photos: int | None) -> None:
        self._station, self._url, self._tally, self._photos = station, url, tally, photos
        self._taken: dict[str, FeedHead] = {}
        self._id = uuid.UUID(station.station_id)
        self._previous, self._seq = FIRST_PREVIOUS, 0
        self._dice = random.Random(self._id.int)
        self._line = Line(url)

    def work(self, begin: float, end: float, pause: float) -> None:
        """Lots at their times; one that comes late is counted as late, not left out."""
        due = begin + self._dice.uniform(0, pause)
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            self._tally.late.append(max(0.0, time.monotonic() - due))
            self._line = Line(self._url)  # as the sender does for each of its runs
            try:
                self._run_once()
            except (OSError, RuntimeError) as problem:
                self._tally.fail(problem)
            self._line.close()
            due += pause

    def _run_once(self) -> None:
        heads = self._heads("view", "")
        if not self._taken:
            self._taken = dict(heads)
        if self._photos is not None:
            self._close_a_lot(self._photos)
        if self._photos is not None or len(heads) < len(FEEDS):
            heads = self._heads("settled view", "?settle=true")
        for feed, head in heads.items():
            if self._taken.get(feed) != head:
                self._read(feed, head)

    def _heads(self, what: str, query: str) -> dict[str, FeedHead]:
        body = self._ask(what, "GET", f"{self._path}{query}")
        return msgspec.json.decode(body, type=StationView).feeds

    def _read(self, feed: str, head: FeedHead) -> None:
        """What changed, or all of a feed that was published in for the first time."""
        taken = self._taken.get(feed)
        path = f"/v1/feeds/{feed}"
        if taken is None or taken.epoch != head.epoch:
            body = self._ask("snapshot", "GET", f"{path}/snapshot")
            found = msgspec.json.decode(body, type=FeedSnapshot)
            self._taken[feed] = FeedHead(epoch=found.epoch, head=found.next)
            return
        more = True
        while more:
            query = f"epoch={taken.epoch}&after={taken.head}&limit={_PAGE}"
            body = self._ask("changes", "GET", f"{path}/changes?{query}")
            page = msgspec.json.decode(body, type=FeedChanges)
            self._taken[feed] = taken = FeedHead(epoch=page.epoch, head=page.next)
            more = page.has_more

    def _close_a_lot(self, count: int) -> None:
        photos = [self._dice.randbytes(150_000) for _ in range(count)]
        self._send_event(photos)
        digests = [hashlib.sha256(data).hexdigest() for data in photos]
        plan = BlobPlan(
            blobs=tuple(
                BlobRef(sha256=sha256, size=len(data))
                for sha256, data in zip(digests, photos, strict=True)
            )
        )
        headers = {"content-type": "application/json"}
        self._ask("plan", "POST", "/v1/blobs/plan", msgspec.json.encode(plan), headers)
        for sha256, data in zip(digests, photos, strict=True):
            path = f"/v1/blobs/{sha256}"
            self._ask("photo", "PUT", path, data, {"content-type": OCTETS}, len(data))
        self._ask("receipts", "GET", f"{self._path}/receipts?after={max(0, self._seq - 2)}")

    @property
    def _path(self) -> str:
        return f"/v1/stations/{self._station.station_id}"

    def _send_event(self, photos: Sequence[bytes]) -> None:
        record = msgspec.json.decode(walked().another(self._id, self._seq + 1))
        shape = record["photos"][0]
        record["photos"] = [
            {**shape, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for data in photos
        ]
        payload = msgspec.json.encode(record)
        bound = link(self._id.bytes, self._seq + 1, self._previous, payload)
        line = EventLine(
            seq=self._seq + 1, kind="created", prev=self._previous.hex(), link=bound.hex(),
            signature=self._station.keys.sign(bound), payload=payload,
        )  # fmt: skip
        headers = {"content-type": NDJSON, "content-encoding": ZSTD}
        body = compress(encode_lines([line]))
        self._ask("event", "POST", f"{self._path}/events", body, headers)
        self._previous, self._seq = bound, self._seq + 1

    def _ask(
        self, what: str, method: str, path: str, body: bytes = b"",
        headers: dict[str, str] | None = None, size: int = 0,
    ) -> bytes:  # fmt: skip
        ready: Ready = signed(self._station, self._url, method, path, body, headers or {})
        begun = time.monotonic()
        answer = self._line.send(ready)
        self._tally.note(what, time.monotonic() - begun, size)
        return answer


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 when nothing went wrong, 1 when some request did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Plain)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=180, help=f"at most {_LONGEST}")
    parser.add_argument("--pause", type=float, default=30.0, help="seconds from lot to lot")
    parser.add_argument("--photos", type=int, default=2, help="of 150 kB for each lot")
    parser.add_argument("--idle", action="store_true", help="close no lots, only ask")
    parser.add_argument("--folder", action="store_true", help="SQLite and a folder")
    given = parser.parse_args(argv)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    walked()  # once, before there are threads
    threading.stack_size(512 * 1024)
    with _founded(folder=given.folder) as place, serving(place.folder) as central:
        stations = enrolled(place, central.url, given.stations)
        found = _run(
            stations, central.url, central.pid, min(given.seconds, _LONGEST), given.pause,
            None if given.idle else given.photos,
        )  # fmt: skip
    found["store"] = "SQLite and a folder" if given.folder else "PostgreSQL and SeaweedFS"
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 1 if found["errors"] else 0


class _Plain(argparse.RawDescriptionHelpFormatter):
    pass


def _run(
    stations: Sequence[MemoryStation], url: str, pid: int, seconds: float, pause: float,
    photos: int | None,
) -> dict[str, object]:  # fmt: skip
    tally = Tally()
    workers = [Worker(station, url, tally, photos) for station in stations]
    begin = time.monotonic() + 1
    used = _processor(pid)
    threads = [
        threading.Thread(target=worker.work, args=(begin, begin + seconds, pause), daemon=True)
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    memory: list[float] = []
    while any(thread.is_alive() for thread in threads) and time.monotonic() < begin + 2 * seconds:
        memory.append(_resident(pid))
        time.sleep(max(1.0, seconds / 12))
    taken = time.monotonic() - begin
    used = _processor(pid) - used
    still = sum(thread.is_alive() for thread in threads)
    if still:
        tally.fail(RuntimeError(f"{still} stations did not end in time"))
    lots = len(tally.times["event"])
    requests = sum(map(len, tally.times.values()))
    return {
        "stations": len(stations), "seconds": round(taken, 1), "pause_s": pause,
        "events_per_s": round(lots / taken, 1),
        "photos_per_s": round(len(tally.times["photo"]) / taken, 1),
        "photo_mb_per_s": round(tally.photo_bytes / taken / 1e6, 1),
        "requests_per_s": round(requests / taken, 1),
        "processor_s": round(used, 1),
        "processor_ms_per_request": round(used / max(1, requests) * 1e3, 2),
        "ms": {what: _spread(times) for what, times in sorted(tally.times.items())},
        "late_s": _spread(tally.late, 1.0),
        "memory_mb": [round(each) for each in memory],
        "errors": dict(tally.errors),
    }  # fmt: skip


def _spread(times: Sequence[float], factor: float = 1e3) -> dict[str, float]:
    if not times:
        return {}
    ordered = sorted(times)
    return {
        "p50": round(median(ordered) * factor, 1),
        "p99": round(ordered[int(len(ordered) * 0.99)] * factor, 1),
        "max": round(ordered[-1] * factor, 1), "count": len(ordered),
    }  # fmt: skip


def _resident(pid: int) -> float:
    """MB the process holds; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _processor(pid: int) -> float:
    """Seconds the process has worked; 0 where the system does not say."""
    state = Path(f"/proc/{pid}/stat")
    if not state.exists():
        return 0.0
    fields = state.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _founded(*, folder: bool) -> Iterator[Place]:
    with ExitStack() as held:
        (ROOT / "build").mkdir(exist_ok=True)
        home = Path(held.enter_context(tempfile.TemporaryDirectory(dir=ROOT / "build"))) / "central"
        if folder:
            server.initialise(home, name="仓库")
            place = Place(home, None)
        else:
            postgres = held.enter_context(PostgresServer())
            seaweed = held.enter_context(SeaweedServer())
            database = postgres.database()
            server.initialise(
                home, name="仓库", database=postgres.api_address(database),
                owner_database=postgres.owner_address(database), bucket=seaweed.place(),
            )  # fmt: skip
            place = Place(home, postgres, database)
        server.load_master(home, master_data())
        yield place


if __name__ == "__main__":
    sys.exit(main())
