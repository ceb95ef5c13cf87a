"""Prints every report of a station: ``FOLDER COUNT`` makes the station, then its reports.

Prints one JSON object: processor and wall seconds of all reports, and the peak of memory in MB
while they were printed (None where the system does not tell).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.acts import Batch, LotOpened
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake, photos
from inspector_app.services.records import PhotoRow, SummaryFilter
from inspector_app.services.summaries import first_summary
from tests.fakes.goods import INSPECTOR
from tests.fakes.pictures import jpeg, label
from tests.fakes.station import REQUEST, make_station
from tests.fakes.whole_walk import walk_goods, walk_pages

PHOTOS = 12
WARM = 2


def main() -> None:
    """``make FOLDER COUNT [small]`` or ``print FOLDER``."""
    act, folder = sys.argv[1], Path(sys.argv[2])
    if act == "make":
        with make_station(folder) as opened:
            fill(opened, int(sys.argv[3]), 1600 if len(sys.argv) < 5 else 320)
        return
    with make_station(folder) as opened:
        cpu, wall = print_all(opened, folder / "out")
    sys.stdout.write(json.dumps({"cpu": cpu, "wall": wall, "peak_mb": peak_mb()}) + "\n")


def fill(opened: OpenStation, count: int, width: int) -> None:
    """So many sealed inspections, each with its own acts and twelve photos."""
    station = opened.station
    walked = _walked(opened, width)
    standard = inspections.standard_of(station, walked)
    rows = _photo_rows(opened, walked.id)
    for number in range(count):
        with station.records.writing() as work:
            copy = _copy(walked, station.ids.new(), number)
            summary = first_summary(standard, copy, urgent=False)
            work.inspections.create(copy.id, copy.entries[0], summary)
            for entry in copy.entries[1:]:
                work.inspections.append(copy.id, entry)
            for row in rows:
                work.photos.add(replace(row, record_id=copy.id))
            judged = closing.judged_on(station, copy, station.clock.today())
            closing.seal_inspection(station, work, INSPECTOR, "pin", copy, judged)


def _walked(opened: OpenStation, width: int) -> Inspection:
    station = opened.station
    lot = intake.open_lot(station, INSPECTOR, REQUEST)
    batch = Batch(
        id="", number="H2601", produced=date(2026, 6, 1), life="36M", cartons=tuple(range(1, 126))
    )
    lot = inspections.record_batch(station, INSPECTOR, lot, batch)
    lot = inspections.draw_plan(station, INSPECTOR, lot)
    lot = walk_goods(station, walk_pages(station, lot))
    for number in range(PHOTOS - len(lot.state.photos)):
        data = jpeg(label(width + 4 * number, width * 3 // 4))
        lot = photos.attach(station, INSPECTOR, lot, data, shot="unit")
    return lot


def _photo_rows(opened: OpenStation, inspection_id: str) -> tuple[PhotoRow, ...]:
    with opened.station.records.reading() as work:
        return tuple(work.photos.of_record(inspection_id))


def _copy(walked: Inspection, inspection_id: str, number: int) -> Inspection:
    """The same walk of another lot."""
    first = walked.entries[0]
    assert isinstance(first.act, LotOpened)
    opened = replace(first.act, lot_id=f"lot-{number}", lot_number=f"L261122-B{number:05d}")
    entries = (replace(first, act=opened), *walked.entries[1:])
    return Inspection.replay(inspection_id, entries)


def print_all(opened: OpenStation, out: Path) -> tuple[float, float]:
    """Processor and wall seconds for one report of each sealed inspection, after a warm-up."""
    out.mkdir(exist_ok=True)
    with opened.station.records.reading() as work:
        closed = SummaryFilter(states=("closed",))
        sealed = [row.id for row in work.inspections.page(closed, None, 100_000)]
    for inspection_id in sealed[:WARM]:
        station_report(opened, inspection_id, out / "warm.pdf", language="zh")
    cpu, wall = time.process_time(), time.perf_counter()
    for inspection_id in sealed:
        station_report(opened, inspection_id, out / "report.pdf", language="zh")
    return time.process_time() - cpu, time.perf_counter() - wall


def peak_mb() -> float | None:
    """The most memory this program ever held; None where Linux does not tell it.

    Not ``ru_maxrss``: that counts what the process was before it became this program, and so the
    memory of whoever started it.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    (peak,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return round(int(peak.split()[1]) / 1024, 1)


def spawn(*arguments: str) -> str:
    """Run this module in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.report_child", *arguments],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


if __name__ == "__main__":
    main()
