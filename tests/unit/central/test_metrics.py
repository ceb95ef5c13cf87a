"""Figures in the text format of Prometheus."""

from __future__ import annotations

import re

from inspector_app.central.metrics import BOUNDS, Metrics, family, sample


def test_a_histogram_counts_upwards_and_ends_with_all() -> None:
    found = Metrics()
    for seconds in (0.001, 0.005, 0.0051, 0.3, 99.0):
        found.answered("GET", "/x", 200, seconds)
    lines = [line for line in found.lines() if line.startswith("inspector_request_seconds_bucket")]
    counts = [int(line.rpartition(" ")[2]) for line in lines]
    assert counts == sorted(counts)
    assert len(lines) == len(BOUNDS) + 1
    assert counts[0] == 2  # a bound belongs to its bucket
    assert lines[-1] == 'inspector_request_seconds_bucket{route="/x",le="+Inf"} 5'
    assert 'inspector_request_seconds_count{route="/x"} 5' in found.lines()


def test_every_family_is_told_once_with_its_kind() -> None:
    found = Metrics()
    found.answered("POST", "/v1/stations/{station}/events", 200, 0.01)
    found.judged(["accepted", "accepted", "quarantined"])
    found.refused("gap")
    found.photo(10)
    lines = list(found.lines())
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))
    named = {re.split(r"[{ ]", line)[0] for line in lines if not line.startswith("#")}
    told = {name.removesuffix(end) for name in named for end in ("_bucket", "_sum", "_count")}
    assert {name for name in kinds} <= named | told
    assert 'inspector_events_total{state="accepted"} 2' in lines
    assert 'inspector_refusals_total{code="gap"} 1' in lines
    assert "inspector_photo_bytes_total 10" in lines


def test_what_could_break_a_line_is_escaped() -> None:
    assert sample("a", (("b", 'x"\\\n'),), 1) == 'a{b="x\\"\\\\\\n"} 1'
    assert list(family("a", "gauge", "An a.", [((), 1.5)])) == [
        "# HELP a An a.", "# TYPE a gauge", "a 1.5",
    ]  # fmt: skip
