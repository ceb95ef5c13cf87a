"""How a figure is declared, measured, judged and printed.

A module ``tests/benchmarks/bench_<room>.py`` holds functions such as::

    @benchmark("photo.attach", budget="<= 1.3", unit="ratio")
    def attach(size: Size) -> Figure:
        return Figure(value=ours / floor, detail={"ours_ms": …, "floor_ms": …})

Figures are ratios wherever that is possible: machines differ, ratios differ less. ``size`` is
``smoke`` for tiny data (does it run at all?) and ``full`` for the real measurement.
"""

from __future__ import annotations

import json
import operator
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal, TextIO, TypeAlias

Size: TypeAlias = Literal["smoke", "full"]
Detail: TypeAlias = Mapping[str, Any]


class Misuse(ValueError):
    """A benchmark declared twice, a budget that cannot be read, or a name nobody declared."""


@dataclass(frozen=True)
class Figure:
    """What was measured. ``detail`` holds what explains the value; JSON types only."""

    value: float
    detail: Detail = field(default_factory=dict)


Measure: TypeAlias = Callable[[Size], Figure]


@dataclass(frozen=True)
class Budget:
    """A bound such as ``<= 1.3``."""

    text: str

    def __post_init__(self) -> None:
        sign, _, bound = self.text.partition(" ")
        if sign not in _SIGNS or not _is_number(bound):
            raise Misuse(f"budget {self.text!r} is not like '<= 1.3' or '>= 30'")

    def holds(self, value: float) -> bool:
        sign, _, bound = self.text.partition(" ")
        return _SIGNS[sign](value, float(bound))


_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Benchmark:
    name: str
    unit: str
    budget: Budget | None
    measure: Measure


class Registry:
    """The declared benchmarks by name."""

    def __init__(self) -> None:
        self._known: dict[str, Benchmark] = {}

    def benchmark(
        self, name: str, *, unit: str, budget: str | None = None
    ) -> Callable[[Measure], Measure]:
        """Declare the decorated function; without a budget its figure is only reported."""

        def declare(measure: Measure) -> Measure:
            if name in self._known:
                raise Misuse(f"benchmark {name} is declared twice")
            bound = Budget(budget) if budget is not None else None
            self._known[name] = Benchmark(name, unit, bound, measure)
            return measure

        return declare

    def select(self, names: Sequence[str]) -> list[Benchmark]:
        """All, or those named; ``decode`` stands for every ``decode.…``.

        Raises :class:`Misuse` for a word that fits none.
        """
        chosen = [self._known[name] for name in sorted(self._known)]
        for name in names:
            if not any(_fits(each.name, name) for each in chosen):
                raise Misuse(f"no benchmark {name}; there are: {', '.join(sorted(self._known))}")
        return [each for each in chosen if not names or any(_fits(each.name, n) for n in names)]


def _fits(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")


REGISTRY = Registry()
benchmark = REGISTRY.benchmark


def measure(each: Benchmark, size: Size) -> dict[str, Any]:
    """One figure as its JSON object.

    ``ok`` is null in a smoke run, whose times say nothing, and false for an error at any size.
    """
    row: dict[str, Any] = {"name": each.name, "value": None, "unit": each.unit}
    row["budget"] = each.budget.text if each.budget else None
    try:
        figure = each.measure(size)
    except Exception as problem:
        traceback.print_exc(file=sys.stderr)
        return {**row, "ok": False, "detail": {"error": f"{type(problem).__name__}: {problem}"}}
    row["value"] = round(figure.value, 4)
    judged = each.budget.holds(figure.value) if each.budget else True
    row["ok"] = None if size == "smoke" else judged
    row["detail"] = {"size": size, **figure.detail}
    return row


def run(chosen: Iterable[Benchmark], size: Size, out: Path, stream: TextIO) -> bool:
    """Measure, print a JSON line a figure to ``stream`` and write all to ``out``.

    Returns whether no figure failed: in a smoke run by an error, else by its budget too.
    """
    rows = []
    for each in chosen:
        row = measure(each, size)
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        stream.flush()
        rows.append(row)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return all(row["ok"] is not False for row in rows)


def seconds(action: Callable[[], object], *, rounds: int) -> list[float]:
    """Wall-clock seconds of each of ``rounds`` calls."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return times


def ratio(
    ours: Callable[[], object], floor: Callable[[], object], *, rounds: int
) -> tuple[float, Detail]:
    """Median of ours ÷ median of the floor, and both in ms.

    The two take turns, so that a busy moment of the machine meets both.
    """
    pairs = [(seconds(ours, rounds=1)[0], seconds(floor, rounds=1)[0]) for _ in range(rounds)]
    mine, base = (median(column) for column in zip(*pairs, strict=True))
    return mine / base, {
        "ours_ms": round(mine * 1e3, 3),
        "floor_ms": round(base * 1e3, 3),
        "rounds": rounds,
    }
