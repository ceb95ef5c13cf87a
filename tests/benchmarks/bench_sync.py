"""What catching up costs a station: thousands of sealed inspections, hundreds of thousands of
goods."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

from inspector_app.bootstrap import central_stations, server
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import master
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.domain.master import Product
from inspector_app.services.closing import seal
from inspector_app.services.records import PhotoRow
from inspector_app.wire.feeds import encode_item
from tests.benchmarks.central_process import ROOT, Place, founded, serving
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.benchmarks.sealed_lots import walked
from tests.fakes.clock import FakeClock
from tests.fakes.goods import INSPECTOR, PRODUCT
from tests.fakes.station import make_station

_PHOTO = bytes(range(256)) * 80
"""20 kB: what a photo costs besides its bytes."""


@benchmark("sync.catchup", budget="<= 1.2", unit="ratio")
def catchup(size: Size) -> Figure:
    """Time for each inspection, with its photo and until its receipt is there, where 2,000 wait,
    ÷ the same where 200 wait; each station alone with its central system."""
    few, many = (5, 20) if size == "smoke" else (200, 2000)
    small, _ = _caught_up(few)
    large, grown = _caught_up(many)
    detail = {
        "ms_each_few": round(small / few * 1e3, 2), "ms_each_many": round(large / many * 1e3, 2),
        "few": few, "many": many, "grown_mb": round(grown, 1),
    }  # fmt: skip
    return Figure((large / many) / (small / few), detail)


def _caught_up(count: int) -> tuple[float, float]:
    """Seconds for one run of the sender, and by how many MB this process grew in it."""
    with founded(on_server=False) as place, serving(place.folder) as central, _station() as opened:
        code, _ = central_stations.give_code(place.folder, "")
        enrol_station(opened, central.url, code)
        send_once(opened, "bench")  # master data, which both sizes have alike
        for number in range(count):
            _seal(opened, number)
        before, begun = _resident(), time.perf_counter()
        report = send_once(opened, "bench")
        seconds = time.perf_counter() - begun
        if report.outcome != "done" or report.sent.events != count or report.sent.photos != count:
            raise RuntimeError(f"{report.outcome} {report.sent} {report.problem}")
        return seconds, max(0.0, _resident() - before)


@contextmanager
def _station() -> Iterator[OpenStation]:
    with (
        tempfile.TemporaryDirectory(dir=ROOT / "build") as folder,
        make_station(Path(folder) / "station", FakeClock(datetime.now(UTC))) as opened,
    ):
        yield opened


def _seal(opened: OpenStation, number: int) -> None:
    """What closing a lot leaves behind: a photo on the disk, an event and their queue."""
    station = opened.station
    name = number.to_bytes(8, "big")
    sha256 = opened.files.put(_PHOTO + name, "jpg")
    payload = walked().with_photo(UUID(station.station_id), number + 1, sha256, len(_PHOTO) + 8)
    photo = PhotoTaken(
        sha256=sha256, suffix="jpg", media_type="image/jpeg", size=len(_PHOTO) + 8,
        width=1, height=1,
    )  # fmt: skip
    with station.records.writing() as work:
        work.photos.add(
            PhotoRow(
                photo=photo, record_id=f"bench-{number}", taken_at=station.clock.now(),
                person_id=INSPECTOR.id,
            )
        )  # fmt: skip
        seal(station, work, "created", payload, f"bench-{number}", (sha256,))


def _resident() -> float:
    """MB this process holds; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@benchmark("feed.pull", budget="<= 1.5", unit="ratio")
def feed_pull(size: Size) -> Figure:
    """100 changed goods where 200,000 are known ÷ the same where 1,000 are known; the first pull
    is reported."""
    few, many = (200, 1000) if size == "smoke" else (1000, 200_000)
    rounds = 2 if size == "smoke" else 9
    small, large = _pulled(few, rounds), _pulled(many, rounds)
    detail = {
        "changes_ms_few": round(small["changes"] * 1e3, 1),
        "changes_ms_many": round(large["changes"] * 1e3, 1),
        "first_s_few": round(small["first"], 2), "first_s_many": round(large["first"], 2),
        "grown_mb": round(large["grown"], 1), "few": few, "many": many, "rounds": rounds,
    }  # fmt: skip
    return Figure(large["changes"] / small["changes"], detail)


def _pulled(count: int, rounds: int) -> Mapping[str, float]:
    goods = [replace(PRODUCT, id=f"G-{n:06d}", sku=f"SKU-{n:06d}", codes=()) for n in range(count)]
    with founded(on_server=False) as place, serving(place.folder) as central, _station() as opened:
        server.load_master(place.folder, MasterData(products=goods))
        code, _ = central_stations.give_code(place.folder, "")
        enrol_station(opened, central.url, code)
        before, begun = _resident(), time.perf_counter()
        _pull(opened, count)
        first, grown = time.perf_counter() - begun, max(0.0, _resident() - before)
        times = []
        for number in range(rounds):
            some = goods[number * 100 % count :][:100]
            _publish(place, [replace(one, brand=f"新牌 {number}") for one in some])
            begun = time.perf_counter()
            _pull(opened, len(some))
            times.append(time.perf_counter() - begun)
    return {"first": first, "changes": median(times), "grown": grown}


def _publish(place: Place, goods: Sequence[Product]) -> None:
    async def work() -> None:
        parts, _ = server.open_parts(place.folder)
        try:
            await master.publish(parts, "products", {one.id: encode_item(one) for one in goods})
        finally:
            await parts.db.close()

    asyncio.run(work())


def _pull(opened: OpenStation, at_least: int) -> None:
    report = send_once(opened, "bench")
    if report.outcome != "done" or report.pulled.get("products", 0) < at_least:
        raise RuntimeError(f"{report.outcome} {report.pulled} {report.problem}")
