"""Whether the window ever waits: gaps of its GUI thread while everything runs at once."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.station import open_station
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake
from inspector_app.services.station import Station
from inspector_app.settings import DataFolder, load, save
from inspector_app.store.pins import Argon2Pins
from tests.benchmarks.display import ROOT, virtual_display
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.goods import INSPECTOR
from tests.fakes.pictures import label
from tests.fakes.station import PIN, fill
from tests.fakes.whole_walk import walk_goods, walk_pages

SECONDS = 240


@benchmark("gui.stall", budget="<= 1.5", unit="ratio")
def stall(size: Size) -> Figure:
    """99th percentile of the gaps of the window's GUI thread during a whole inspection by keys —
    preview and code reading at 30 frames/s, photos, one label after another read, sending to a
    central system in another process, one PDF after another — ÷ the same of an idle Qt window
    beside it."""
    acts = 4 if size == "smoke" else 10_000
    with tempfile.TemporaryDirectory() as name, virtual_display() as environment:
        place = Path(name)
        lot, signed = _prepare(place / "station", place / "bench.avi")
        central = _child(environment, "central", str(place / "central"))
        idle = _child(environment, "idle")
        try:
            known, _ = _heard(central), _heard(idle)
            window = _child(
                environment, "work", str(place / "station"), lot, signed, str(acts),
                known["url"], known["code"],
            )  # fmt: skip
            try:
                _heard(window)
                _say(idle, "start\n")
                mine = _heard(window)
                _say(idle, "end\n")
                control = _heard(idle)
            finally:
                _end(window)
        finally:
            _end(idle)
            _end(central)
    if size == "full" and not mine["closed"]:
        raise RuntimeError(f"the inspection was not closed after {mine['acts']} acts")
    return _figure(mine, control)


def _figure(mine: Mapping[str, Any], control: Mapping[str, Any]) -> Figure:
    ours, base = sorted(mine["gaps"]), sorted(control["gaps"])
    place = 0.99
    p99, control_p99 = ours[int(len(ours) * place)], base[int(len(base) * place)]
    detail = {
        "p99_ms": p99, "control_p99_ms": control_p99,
        "longest_ms": ours[-1], "control_longest_ms": base[-1],
        "over_100_ms": sum(gap > 100 for gap in ours), "turns": len(ours),
        "seconds": round(sum(ours) / 1e3, 1),
    }  # fmt: skip
    told = {name: value for name, value in mine.items() if name != "gaps"}
    return Figure(p99 / control_p99, {**detail, **told})


def _prepare(folder: Path, video: Path) -> tuple[str, str]:
    """A station with a lot of 96 units opened and drawn, another one signed, and a film for its
    camera. Returns the ids of the two."""
    _film(video)
    pins = Argon2Pins()
    with open_station(DataFolder(folder), pins=pins) as opened:
        fill(opened)
        with opened.station.records.writing() as work:
            work.master.put_people([replace(INSPECTOR, pin_verifier=pins.hash(PIN))])
        signed = _lot(opened.station, "O-1/2")
        signed = walk_goods(opened.station, walk_pages(opened.station, signed))
        signed = closing.close(opened.station, INSPECTOR, signed, pin=PIN)
        lot = _lot(opened.station, "O-1/1")
    save(folder, load(folder).having(camera=f"video:{video}", sounds=False))
    return lot.id, signed.id


def _lot(station: Station, line: str) -> Inspection:
    request = intake.LotRequest(
        order_id="O-1", line_id=line, size=96, cartons=4, units_per_carton=24
    )
    lot = intake.open_lot(station, INSPECTOR, request)
    produced = SystemClock().today() - timedelta(days=170)
    batch = Batch(id="", number="H2601", produced=produced, life="36M", life_from_master=True)
    lot = inspections.record_batch(station, INSPECTOR, lot, batch)
    return inspections.draw_plan(station, INSPECTOR, lot)


def _film(path: Path) -> None:
    """Three seconds of 1280×720 at 30 frames/s, a carton that moves, without a code."""
    import cv2

    rng = np.random.default_rng(20260)
    ground = cv2.resize(np.asarray(label(1600, 1200)), (1400, 800))
    ground = cv2.GaussianBlur(ground, (41, 41), 0)  # nothing to read: the longest reading
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720))
    for number in range(90):
        noise = rng.integers(0, 12, (720, 1280, 1), dtype=np.uint8)
        film.write(cv2.add(ground[:720, number : number + 1280], noise.repeat(3, axis=2)))
    film.release()


Child = subprocess.Popen[str]


def _child(environment: Mapping[str, str], *arguments: str) -> Child:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.gui_child", *arguments],
        cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _heard(child: Child) -> dict[str, Any]:
    """The child's next line."""
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"a child ended with {child.wait(SECONDS)}")
    told = cast(dict[str, Any], json.loads(line))
    if "error" in told:
        raise RuntimeError(told["error"])
    return told


def _say(child: Child, text: str) -> None:
    assert child.stdin is not None
    child.stdin.write(text)
    child.stdin.flush()


def _end(child: Child) -> None:
    assert child.stdin is not None
    child.stdin.close()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(10)
