"""No label text stops the reader or talks it into a doubtful value; a wall of text is bounded."""

from __future__ import annotations

import time
from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import TextLine, TextPass
from tests.faults import fuzz_labels

WALL = {
    "ingredients": "成分：水、甘油、丁二醇 2024.11.25 透明质酸钠 GB/T 20980 保质期 18个月 " * 2,
    "only words": "生产日期：",
    "digits": "1234567890 " * 18,
    "dates": "20260301 " * 22,
    "one character": "保" * 5000,
    "english": "the quick brown fox EXP LOT 12 MAR jumps " * 4,
    "arabic": "تاريخ الانتهاء ٢٠٢٨/٠٣/٠١ " * 4,
    "thai": "วันหมดอายุ 01/03/2571 " * 4,
}


@pytest.mark.timeout(3600)
def test_no_label_text_stops_the_reader(long_run: bool) -> None:
    count = 1_000_000 if long_run else 6_000
    report = fuzz_labels.fuzz(fuzz_labels.holds, fuzz_labels.MAKERS, count=count, seed=20261122)
    assert report.count == count
    assert {"nothing", "offered", "1 agreed", "2 agreed"} <= set(report.outcomes)


@pytest.mark.parametrize("kind", sorted(WALL))
def test_fifty_pages_of_text_are_read_in_bounded_time(kind: str) -> None:
    lines = tuple(
        TextLine(
            text=WALL[kind],
            box=((0.0, top), (900.0, top), (900.0, top + 16.0), (0.0, top + 16.0)),
        )
        for top in range(0, 100_000, 20)
    )
    passes = [TextPass(name=name, lines=lines) for name in ("half", "soft")]
    before = time.process_time()
    reading = read_label(passes, 4000, 3000, date(2026, 11, 22), label_tables())
    assert time.process_time() - before < 20
    assert len(reading.fields) <= 9
