"""How soon a scan shows its product, in a small station and in one full of years."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, cast

from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import open_station
from inspector_app.domain.gs1.gtin import check_digit
from inspector_app.domain.master import InboundOrder, OrderLine, ProductCode, Supplier
from inspector_app.settings import DataFolder, load, save
from inspector_app.store.database import Database
from tests.benchmarks.bench_store import fill_lots, folder
from tests.benchmarks.display import ROOT, virtual_display
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.goods import INSPECTOR, PRODUCT

SECONDS = 300
BLOCK = 25
WARM = 12
"""The first scans of a window build its pages; a person has done so before."""
ORDERS, LINES = 40, 5
FIRST_CODE = 690_000_000_000
PER_WRITE = 20_000


@benchmark("scan.screen", budget="<= 1.5", unit="ratio")
def scan_screen(size: Size) -> Figure:
    """99th percentile from the last key of a scan to the product's page painted, with 1,000,000
    inspections and 200,000 products ÷ the same with 1,000 of each; the windows take turns."""
    times = _times(size)
    return Figure(times["large"]["p99_ms"] / times["small"]["p99_ms"], times)


@benchmark("scan.screen_p99", budget="<= 50", unit="ms")
def scan_screen_p99(size: Size) -> Figure:
    """The same in the full station, absolutely."""
    times = _times(size)
    return Figure(times["large"]["p99_ms"], times)


@cache
def _times(size: Size) -> dict[str, Any]:
    counts = {"small": (40, 40), "large": (60, 300)}
    blocks = 1
    if size == "full":
        counts, blocks = {"small": (1_000, 1_000), "large": (200_000, 1_000_000)}, 12
    block = 3 if size == "smoke" else BLOCK
    taken: dict[str, list[float]] = {name: [] for name in counts}
    cpu: dict[str, list[float]] = {name: [] for name in counts}
    with folder() as place, virtual_display() as environment:
        for name, (products, lots) in counts.items():
            _prepare(place / name, products, lots)
        with _windows(place, counts, environment) as windows:
            for child in windows.values():
                _ask(child, WARM if size == "full" else 1)
            for _ in range(blocks):
                for name, child in windows.items():
                    said = _ask(child, block)
                    taken[name] += said["ms"]
                    cpu[name] += said["cpu_ms"]
    told: dict[str, Any] = {
        name: {**_told(times), "cpu_median_ms": median(cpu[name])} for name, times in taken.items()
    }
    return {**told, "stored": {name: list(count) for name, count in counts.items()}}


def _told(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    place = {"median_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    found = {name: ordered[int(len(ordered) * share)] for name, share in place.items()}
    return {**found, "longest_ms": ordered[-1], "scans": len(ordered)}


def code_of(number: int) -> str:
    """The GTIN-13 of a product of these stations."""
    body = str(FIRST_CODE + number)
    return body + check_digit(body)


def _prepare(place: Path, products: int, lots: int) -> None:
    """A station with so many products and lots of the past, and a few open orders."""
    with open_station(DataFolder(place)) as opened:
        with opened.station.records.writing() as work:
            work.master.put_suppliers([Supplier(id="S-1", names={"zh": "供方"}, code="S1")])
            work.master.put_standards(shipped_documents())
        for start in range(0, products, PER_WRITE):
            with opened.station.records.writing() as work:
                work.master.put_products(
                    [
                        replace(
                            PRODUCT, id=f"P-{number}", sku=f"SKU-{number:06d}",
                            codes=(ProductCode(code=f"0{code_of(number)}"),),
                        )
                        for number in range(start, min(products, start + PER_WRITE))
                    ]
                )  # fmt: skip
        with opened.station.records.writing() as work:
            work.master.put_people([INSPECTOR])
            work.master.put_orders([_order(number) for number in range(_orders(products))])
    database = Database.open(DataFolder(place).database)
    fill_lots(database, lots)
    database.close()
    save(place, load(place).having(sounds=False))


def _orders(products: int) -> int:
    return min(ORDERS, products // LINES)


def _order(number: int) -> InboundOrder:
    lines = tuple(
        OrderLine(
            id=f"B-{number}/{at}", product_id=f"P-{number * LINES + at}", units=2400, cartons=100
        )
        for at in range(LINES)
    )
    due = datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(minutes=number)
    return InboundOrder(
        id=f"B-{number}", number=f"ASN-B{number:04d}", supplier_id="S-1", due_at=due, lines=lines,
        priority="normal",
    )  # fmt: skip


Child = subprocess.Popen[str]


@contextmanager
def _windows(
    place: Path, counts: Mapping[str, tuple[int, int]], environment: Mapping[str, str]
) -> Iterator[dict[str, Child]]:
    children: dict[str, Child] = {}
    try:
        for name, (products, _) in counts.items():
            codes = [code_of(number) for number in range(_orders(products) * LINES)]
            children[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.benchmarks.scan_child", str(place / name), *codes],
                cwd=ROOT, env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        for child in children.values():
            _heard(child)
        yield children
    finally:
        for child in children.values():
            child.kill()
            child.wait(10)


def _ask(child: Child, scans: int) -> dict[str, list[float]]:
    assert child.stdin is not None
    child.stdin.write(f"{scans}\n")
    child.stdin.flush()
    return _heard(child)


def _heard(child: Child) -> dict[str, Any]:
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"a window ended with {child.wait(SECONDS)}")
    said = cast(dict[str, Any], json.loads(line))
    if "problem" in said:
        raise RuntimeError(said["problem"])
    return said
