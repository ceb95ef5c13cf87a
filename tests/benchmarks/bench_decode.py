"""Reading codes in live frames. Photos are in ``bench_code_photos``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from inspector_app.scanning.ladder import DecodeLadder
from inspector_app.services.ports import Frame
from inspector_app.ui.tools import CameraFacts, LiveCodes
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.codes import code_picture, noisy, on_scene
from tests.fakes.tools import Ended

SEED = 20260


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def _live_frame(number: int = 1) -> Frame:
    """A noisy 1280×720 view of one code; the noise gives the reader something to reject."""
    scene = on_scene(code_picture("6901234567892", "EAN13", scale=3), height=720, width=1280)
    scene = noisy(scene, 6, SEED + number)
    return Frame(
        data=memoryview(scene).cast("B"), format="grey", width=1280, height=720, stride=1280,
        number=number,
    )  # fmt: skip


@benchmark("decode.live", unit="ratio", budget="<= 1.15")
def live(size: Size) -> Figure:
    """Time of a 1280×720 frame through the live path ÷ a bare call with the same formats."""
    import zxingcpp

    from inspector_app.bootstrap.live_codes import FORMATS
    from inspector_app.scanning.zxing_reader import formats_named

    rounds = 3 if size == "smoke" else 60
    frame = _live_frame()
    pixels = np.frombuffer(frame.data, np.uint8).reshape(720, 1280)
    formats = zxingcpp.BarcodeFormats(list(formats_named(FORMATS)))
    ladder = DecodeLadder()
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        bare.append(
            _timed(lambda: zxingcpp.read_barcodes(pixels, formats=formats, try_invert=False))[0]
        )
        ours.append(_timed(lambda: ladder.decode_frame(frame, FORMATS))[0])
    value = median(ours) / median(bare)
    detail = {"frames_per_s": round(1 / median(ours), 1), "frame_ms": round(median(ours) * 1e3, 2)}
    return Figure(value, detail)


class _Hasty:
    """A camera of 60 frames a second; remembers who looks."""

    def __init__(self, frames: list[Frame]) -> None:
        self._frames = frames
        self.given = 0
        self._take: Callable[[Frame], None] = lambda frame: None

    def facts(self) -> CameraFacts:
        return CameraFacts(kind="camera", name="", condition="live")

    def look(self, on_frame: Callable[[Frame], None], *, codes: bool = False) -> Ended:
        self._take = on_frame
        return Ended(lambda: None)

    def step(self, by: int) -> None:
        """It is no folder."""

    def run(self, seconds: float) -> float:
        """Give frames; how long it really took."""
        begun = due = time.perf_counter()
        while due - begun < seconds:
            self.given += 1
            frame = self._frames[self.given % len(self._frames)]
            self._take(replace(frame, number=self.given))
            due += 1 / 60
            time.sleep(max(0.0, due - time.perf_counter()))
        return time.perf_counter() - begun


@benchmark("decode.live.rate", unit="frames/s", budget=">= 30")
def live_rate(size: Size) -> Figure:
    """Frames a second whose codes are told, from a camera of 60: reader thread, records and all.

    ``processor`` is the share of one core this process used meanwhile.
    """
    from inspector_app.bootstrap.live_codes import LiveReader
    from tests.fakes.demo_station import make_demo_station

    desk = _Hasty([_live_frame(number) for number in range(1, 5)])
    told: list[LiveCodes] = []
    with TemporaryDirectory() as folder:
        opened = make_demo_station(Path(folder))
        reader = LiveReader(desk, opened.station, told.append)
        desk.run(0.2)  # what is loaded late is loaded now
        told.clear()
        used = time.process_time()
        took = desk.run(0.3 if size == "smoke" else 4.0)
        used = time.process_time() - used
        reader.stop()
        opened.close()
    detail = {
        "read": sum(bool(codes.seen) for codes in told), "told": len(told),
        "processor": round(used / took, 2),
    }  # fmt: skip
    return Figure(len(told) / took, detail)
