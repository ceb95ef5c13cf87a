"""Reads generated code photos with the ladder, zxing-cpp, zbar and both, and compares them.

    python3 packaging/dev.py exec python -m tests.benchmarks.code_reading --seed 901 --out FILE
    python3 packaging/dev.py exec python -m tests.benchmarks.code_reading --table FILE…

The first writes a JSON line a photo, the second the tables of ``docs/reading.md``. The ladder was
tuned on seed 101 only.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import zxingcpp

from inspector_app.scanning.ladder import DecodeLadder
from inspector_app.scanning.picture import read_grey
from tests.fakes.code_photos import DAMAGES, KINDS, CodePhoto, code_photo

TUNED_ON: Final = 101
HELD_OUT: Final = 901


@dataclass(frozen=True)
class Reading:
    """One photo: who read it, what was read wrongly, and how long it took (seconds)."""

    kind: str
    damage: str
    seed: int
    zxing: bool
    zbar: bool
    ladder: bool
    proved: bool
    wrong: int
    wrong_proved: int
    zxing_wrong: int
    stage: str
    zxing_s: float
    ladder_s: float

    @property
    def union(self) -> bool:
        return self.zxing or self.zbar


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def read_photo(photo: CodePhoto) -> Reading:
    """All readers on the same grey pixels of the photo's JPEG."""
    from pyzbar import pyzbar

    pixels = read_grey(photo.jpeg())
    assert pixels is not None
    zxing_s, by_zxing = timed(lambda: zxingcpp.read_barcodes(pixels))
    by_zbar = pyzbar.decode(pixels)
    ladder = DecodeLadder()
    ladder_s, found = timed(lambda: ladder.decode_grey(pixels))
    right = [scan for scan in found if scan.data == photo.wanted]
    wrong = [scan for scan in found if scan.data != photo.wanted]
    return Reading(
        kind=photo.kind,
        damage=photo.damage,
        seed=photo.seed,
        zxing=any(code.bytes == photo.wanted for code in by_zxing),
        zbar=any(_zbar_right(code.data, photo.wanted) for code in by_zbar),
        ladder=bool(right),
        proved=any(scan.proved for scan in right),
        wrong=len(wrong),
        wrong_proved=sum(scan.proved for scan in wrong),
        zxing_wrong=sum(code.bytes != photo.wanted for code in by_zxing),
        stage=right[0].stage if right else "",
        zxing_s=zxing_s,
        ladder_s=ladder_s,
    )


def _zbar_right(data: bytes, wanted: bytes) -> bool:
    """zbar drops a leading zero of UPC-A and gives Chinese QR codes in UTF-8: both count."""
    if data in (wanted, wanted[1:]):
        return True
    return data.decode("utf-8", "replace") == wanted.decode("gb18030")


def summary(readings: Sequence[Reading]) -> dict[str, Any]:
    """Rates, wrong reads and ratios of time to the median default zxing-cpp call."""
    count = len(readings)
    floor = median(one.zxing_s for one in readings)
    times = sorted(one.ladder_s / floor for one in readings)
    stages: dict[str, int] = {}
    for one in readings:
        stages[one.stage or "unread"] = stages.get(one.stage or "unread", 0) + 1

    def rate(name: str) -> float:
        return round(sum(bool(getattr(one, name)) for one in readings) / count, 3)

    return {
        "photos": count,
        "read": {name: rate(name) for name in ("ladder", "union", "zxing", "zbar", "proved")},
        "wrong": sum(one.wrong > 0 for one in readings),
        "wrong_proved": sum(one.wrong_proved > 0 for one in readings),
        "zxing_wrong": sum(one.zxing_wrong > 0 for one in readings),
        "median": round(median(times), 2),
        "p95": round(times[min(count - 1, int(count * 0.95))], 1),
        "longest": round(times[-1], 1),
        "zxing_ms": round(floor * 1e3, 1),
        "stages": stages,
    }


def tables(readings: Sequence[Reading]) -> str:
    """Two tables in Markdown: by symbology and by damage."""
    out = []
    for title, key, names in (("symbology", "kind", KINDS), ("damage", "damage", DAMAGES)):
        out += [f"| {title} | photos | ladder | union | zxing-cpp | zbar | proved |",
                "|---|---|---|---|---|---|---|"]  # fmt: skip
        for name in names:
            part = [one for one in readings if getattr(one, key) == name]
            if part:
                out.append(_row(name, part))
        out += [_row("**all**", readings), ""]
    return "\n".join(out)


def _row(name: str, part: Sequence[Reading]) -> str:
    readers = ("ladder", "union", "zxing", "zbar", "proved")
    counts = [str(sum(bool(getattr(one, reader)) for one in part)) for reader in readers]
    return "| " + " | ".join([name, str(len(part)), *counts]) + " |"


def _load(files: Iterable[Path]) -> list[Reading]:
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    return [Reading(**json.loads(line)) for line in lines if line]


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare readers on generated code photos.")
    parser.add_argument("--seed", type=int, default=HELD_OUT)
    parser.add_argument("--kind", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--damage", nargs="+", choices=DAMAGES, default=list(DAMAGES))
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--table", nargs="+", type=Path, default=None, metavar="FILE")
    asked = parser.parse_args()
    if asked.table:
        readings = _load(asked.table)
        print(tables(readings))
        print(json.dumps(summary(readings), indent=1))
        return 0
    out = asked.out.open("w", encoding="utf-8") if asked.out else sys.stdout
    pairs = [(kind, damage) for kind in asked.kind for damage in asked.damage]
    # Mixed, so that a run that is broken off has seen some of everything.
    for kind, damage in sorted(pairs, key=lambda pair: zlib.crc32("/".join(pair).encode())):
        reading = read_photo(code_photo(kind, damage, asked.seed))
        print(json.dumps(asdict(reading)), file=out, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
