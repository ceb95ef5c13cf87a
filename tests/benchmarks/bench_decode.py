"""Reading codes: 12-megapixel photos with one small damaged code, and live frames."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from inspector_app.scanning.ladder import DecodeLadder
from inspector_app.services.ports import Frame
from inspector_app.ui.tools import CameraFacts, LiveCodes
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.codes import Picture, blurred, code_picture, noisy, on_scene
from tests.fakes.tools import Ended

SEED = 20260
KINDS = (
    ("EAN13", "6901234567892", False),
    ("EAN13", "6922222222227", False),
    ("EAN8", "96385074", False),
    ("ITF", "16901234567899", False),
    ("Code128", "(01)06901234567892(10)L2603A", True),
    ("DataMatrix", "(01)06901234567892(10)L2603A(17)280331", True),
    ("QRCode", "INS:K:S1-000123:7", False),
)


@dataclass(frozen=True)
class Shot:
    photo: Picture
    wanted: bytes


def shots(size: Size) -> Iterator[Shot]:
    """Photos with fixed seeds: module 3–4 px, turned, blurred, unevenly lit, noisy."""
    count, height, width = (3, 900, 1200) if size == "smoke" else (28, 3000, 4000)
    for number in range(count):
        rng = np.random.default_rng(SEED + number)
        name, content, gs1 = KINDS[number % len(KINDS)]
        code = code_picture(content, name, scale=int(rng.integers(3, 5)), gs1=gs1)
        code = _turned(code, float(rng.choice([0, 0, 8, 25, 45, 70, 90])))
        contrast = rng.uniform(0.4, 1.0)
        code = (128 + (code.astype(np.float64) - 128) * contrast).astype(np.uint8)
        row = int(rng.integers(10, height - code.shape[0] - 10))
        column = int(rng.integers(10, width - code.shape[1] - 10))
        scene = on_scene(code, height=height, width=width, at=(row, column))
        scene = blurred(scene, float(rng.uniform(0.5, 1.7)))
        scene = noisy(scene, float(rng.uniform(2, 12)), SEED + number)
        wanted = content.translate({ord(bracket): None for bracket in "()"}) if gs1 else content
        yield Shot(scene, wanted.replace("L2603A17", "L2603A\x1d17").encode())


def _turned(code: Picture, degrees: float) -> Picture:
    import cv2

    height, width = code.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    new = (int(width * cos + height * sin), int(width * sin + height * cos))
    turn[:, 2] += ((new[0] - width) / 2, (new[1] - height) / 2)
    return np.asarray(cv2.warpAffine(code, turn, new, borderValue=(255.0,)), dtype=np.uint8)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def _measure(size: Size) -> dict[str, Any]:
    import zxingcpp
    from pyzbar import pyzbar

    ladder = DecodeLadder()
    times: dict[str, list[float]] = {"zxing": [], "ladder": []}
    read = {"zxing": 0, "union": 0, "ladder": 0, "wrong": 0}
    stages: dict[str, int] = {}
    count = 0
    for shot in shots(size):
        count += 1
        took, plain = _timed(lambda photo=shot.photo: zxingcpp.read_barcodes(photo))
        times["zxing"].append(took)
        by_zxing = any(code.bytes == shot.wanted for code in plain)
        by_zbar = any(code.data == shot.wanted for code in pyzbar.decode(shot.photo))
        took, found = _timed(lambda photo=shot.photo: ladder.decode_grey(photo))
        times["ladder"].append(took)
        hit = any(scan.data == shot.wanted for scan in found)
        read["zxing"] += by_zxing
        read["union"] += by_zxing or by_zbar
        read["ladder"] += hit
        read["wrong"] += any(scan.data != shot.wanted for scan in found)
        stage = found[0].stage if hit else "unread"
        stages[stage] = stages.get(stage, 0) + 1
    floor = median(times["zxing"])
    ordered = sorted(times["ladder"])
    return {
        "pictures": count,
        "read": {name: round(number / count, 3) for name, number in read.items()},
        "stages": stages,
        "median": median(ordered) / floor,
        "p95": ordered[min(count - 1, int(count * 0.95))] / floor,
        "zxing_ms": round(floor * 1e3, 1),
    }


_CACHE: dict[str, dict[str, Any]] = {}


def _photos(size: Size) -> dict[str, Any]:
    if size not in _CACHE:
        _CACHE[size] = _measure(size)
    return _CACHE[size]


@benchmark("decode.photo", unit="ratio", budget="<= 1.3")
def photo(size: Size) -> Figure:
    """Median time of the ladder ÷ one default zxing-cpp call on the same photos."""
    found = _photos(size)
    return Figure(found["median"], found)


@benchmark("decode.photo.gain", unit="share", budget="> 0")
def photo_gain(size: Size) -> Figure:
    """Share of photos the ladder reads, less that of zxing-cpp and zbar together."""
    found = _photos(size)
    return Figure(found["read"]["ladder"] - found["read"]["union"], found["read"])


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
