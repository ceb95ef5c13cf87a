"""What a photo costs until it is safe: file, act and row, beside the least a disk allows."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median

from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import intake, photos
from inspector_app.services.station import Station
from tests.benchmarks.bench_store import folder
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.goods import INSPECTOR
from tests.fakes.pictures import jpeg, label
from tests.fakes.station import make_station


@benchmark("photo.attach", budget="<= 1.3", unit="ratio")
def attach(size: Size) -> Figure:
    """JPEG bytes → durable original, act and row, ÷ hash, write and two flushes (the file, its
    folder) of as many bytes. The two take turns; every picture is another one."""
    wide, high, rounds = (1600, 1200, 4) if size == "smoke" else (4032, 3024, 120)
    original = jpeg(label(wide, high))
    mine: list[float] = []
    base: list[float] = []
    with folder() as place, make_station(place / "station") as opened:
        opened.files.prepare()  # as the window does at its start
        walk = _Walk(opened.station)
        bare = place / "bare"
        bare.mkdir()
        data = _others(original)
        for number in range(rounds + 3):
            for act, times in ((walk.attach, mine), (lambda each: _bare(bare, each), base)):
                picture = next(data)
                begun = time.perf_counter()
                act(picture)
                if number >= 3:
                    times.append(time.perf_counter() - begun)
    detail = {
        "ours_ms": round(median(mine) * 1e3, 3),
        "floor_ms": round(median(base) * 1e3, 3),
        "p95_ms": round(sorted(mine)[int(len(mine) * 0.95)] * 1e3, 3),
        "kilobytes": len(original) // 1024,
        "rounds": rounds,
    }
    return Figure(median(mine) / median(base), detail)


class _Walk:
    """Photos of lots, a dozen each, as an inspector takes them."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.inspection = self._open()

    def _open(self) -> Inspection:
        request = intake.LotRequest(
            order_id="O-1", line_id="O-1/1", size=3000, cartons=125, units_per_carton=24
        )
        return intake.open_lot(self.station, INSPECTOR, request)

    def attach(self, data: bytes) -> None:
        if len(self.inspection.state.photos) >= 12:
            self.inspection = self._open()
        self.inspection = photos.attach(self.station, INSPECTOR, self.inspection, data)


def _others(original: bytes) -> Iterator[bytes]:
    """The same picture with another comment segment each time."""
    for number in count():
        words = b"picture %09d" % number
        segment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
        yield original[:2] + segment + original[2:]


def _bare(place: Path, data: bytes) -> None:
    name = hashlib.sha256(data).hexdigest()
    handle = os.open(place / f"{name}.jpg", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(handle, data)
    os.fsync(handle)
    os.close(handle)
    handle = os.open(place, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
