"""Random label text for ``read_label``: nothing raises, and nothing doubtful is filled in.

``python -m tests.faults.fuzz_labels --count 1000000 [--seed 1] [--only N]``
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from random import Random

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import (
    DOUBTS,
    PROBLEMS,
    LabelReading,
    TextLine,
    TextPass,
)
from inspector_app.domain.shelf_life import parse_label_date, parse_life
from tests.faults.fuzz import Maker, any_unicode, fuzz, mutated

ON = date(2026, 11, 22)
Passes = tuple[tuple[str, ...], ...]
"""The lines of each pass."""

COMMON = ("生产日期", "保质期", "保质期至", "限用日期", "批号", "EXP", "MFG", "LOT")
WORDS = (*sorted(label_tables().words), *COMMON)
MARKS = (":", "：", " ", "", "  ", ".", "1", "见", "/")
DIGITS = "0123456789０１８OIl|.-/ :年月日。"
KNOWN = (
    "生产日期：2025年10月14日  限用日期：2028年10月13日",
    "LOT:2411325-3 21:55",
    "20230607 20241206",
    "请于2027年3月15日前食用",
    "保质期:常温180天,冷藏(0~4℃)21天",
    "令和8年3月1日",
    "2026.03.01까지",
    "P 01.03.26 E 28.02.29",
    "生产批号及限期使用日期:EB26A 20290131",
    "食品生产许可证编号：SC19675499671141",
    "执行标准：Q/ABC 0001S",
    "净含量：30ml×2",
    "备案编号：粤G妆网备字2021036609",
    "开封后12个月内使用",
    "生产日期/限用日期/批号见喷码",
    "EXP 28FEB2029",
    "限用日期2026/06./23",
    "生产日期12023/08/09",
)


def date_like(random: Random) -> str:
    """Digits as a date has them, most of them days of the calendar, some with years of two."""
    year = random.choice((random.randrange(2015, 2040), random.randrange(0, 100), 2825))
    month, day = random.randrange(0, 14), random.randrange(0, 33)
    mark = random.choice(("", "-", "/", ".", " ", "年"))
    order = random.choice(((year, month, day), (day, month, year), (month, year), (year, month)))
    return mark.join(f"{part:02d}" for part in order)


def labelled(random: Random) -> str:
    """A trigger word and something like a value, once or twice on the line."""
    return random.choice(("", " ", "  ")).join(
        random.choice(WORDS) + random.choice(MARKS) + random.choice((date_like, noise))(random)
        for _ in range(random.choice((1, 1, 2)))
    )


def noise(random: Random) -> str:
    """Digits and what is taken for digits."""
    return "".join(random.choice(DIGITS) for _ in range(random.randrange(0, 24)))


def label(random: Random) -> Passes:
    """Two or three passes over one label; each differs from the first by a mutation or not."""
    makers = (labelled, labelled, date_like, noise, lambda r: r.choice(KNOWN))
    lines = tuple(random.choice(makers)(random) for _ in range(random.randrange(0, 6)))
    others = [
        tuple(mutated(random, line, DIGITS) if random.random() < 0.15 else line for line in lines)
        for _ in range(random.choice((0, 1, 1, 1, 2)))
    ]
    return (lines, *others)


def _same(line: str) -> Passes:
    return ((line,), (line,))


MAKERS: dict[str, Maker[Passes]] = {
    "labels": label,
    "labelled": lambda r: _same(labelled(r)),
    "dates": lambda r: _same(date_like(r)),
    "noise": lambda r: _same(noise(r)),
    "unicode": lambda r: _same(any_unicode(r, 60)),
    "changed": lambda r: _same(mutated(r, r.choice(KNOWN), DIGITS)),
}


def holds(made: Passes) -> str:
    """Read, and assert what is true of every reading; the word to count by."""
    reading = read_label(_passes(made), 1600, 1200, ON, label_tables())
    agreed = 0
    for field in reading.fields:
        assert 1 <= len(field.candidates) <= 5
        assert len({one.value for one in field.candidates}) == len(field.candidates)
        assert all(one.doubt in ("", *DOUBTS) for one in field.candidates)
        if field.agreed:
            agreed += 1
            assert len(made) > 1
            assert not field.candidates[0].doubt
            assert len(set(field.candidates[0].passes)) > 1
    _dates_hold(reading)
    assert all(one.code in PROBLEMS for one in reading.problems)
    return f"{agreed} agreed" if agreed else "offered" if reading.fields else "nothing"


def _dates_hold(reading: LabelReading) -> None:
    values = {field.name: field.value for field in reading.fields if field.value is not None}
    if "produced" in values:
        assert parse_label_date(values["produced"]).first <= ON
    if "expires" in values:
        last = parse_label_date(values["expires"])
        if "produced" in values:
            assert last.last > parse_label_date(values["produced"]).first
    if "shelf_life" in values:
        assert parse_life(values["shelf_life"]).amount > 0


def _passes(made: Passes) -> list[TextPass]:
    return [
        TextPass(
            name=f"pass {number}",
            lines=tuple(
                TextLine(
                    text=text,
                    box=(
                        (0.0, 50.0 * row), (20.0 * len(text), 50.0 * row),
                        (20.0 * len(text), 50.0 * row + 36), (0.0, 50.0 * row + 36),
                    ),
                )
                for row, text in enumerate(lines)
            ),
        )
        for number, lines in enumerate(made)
    ]  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """The command: run, and print what was run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, default=None)
    given = parser.parse_args(words)
    print(fuzz(holds, MAKERS, count=given.count, seed=given.seed, only=given.only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
