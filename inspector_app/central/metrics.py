"""What one process of the central system has counted since it started, as Prometheus reads it.

Labels are routes, codes and states of this program only: nothing a caller writes becomes a label,
and nothing tells of a person or a tenant. Counting is a few additions for each request.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Labels: TypeAlias = tuple[tuple[str, str], ...]
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the histogram of durations, in seconds."""


@dataclass(slots=True)
class _Durations:
    """How long requests of one route took."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0


@dataclass(slots=True)
class Metrics:
    """Counters of one process; each replica is scraped by itself."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    bytes_in: int = 0
    photos: int = 0
    photo_bytes: int = 0
    running: int = 0
    faults: int = 0
    _durations: dict[str, _Durations] = field(default_factory=dict)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request came to its end."""
        self.requests[method, route, status] += 1
        found = self._durations.get(route)
        if found is None:
            found = self._durations[route] = _Durations()
        found.buckets[bisect_left(BOUNDS, seconds)] += 1
        found.total += seconds

    def refused(self, code: str) -> None:
        """A refusal with one of our own codes."""
        self.refusals[code] += 1

    def judged(self, states: Iterable[str]) -> None:
        """Events that were new, as they were judged."""
        self.events.update(states)

    def photo(self, size: int) -> None:
        """A photo became durable."""
        self.photos += 1
        self.photo_bytes += size

    def lines(self) -> Iterator[str]:
        """Everything counted, in the text format 0.0.4."""
        yield from family(
            "inspector_requests_total", "counter", "Requests answered, by route and status.",
            (
                ((("method", method), ("route", route), ("status", str(status))), count)
                for (method, route, status), count in sorted(self.requests.items())
            ),
        )  # fmt: skip
        yield from self._histogram()
        plain = (
            ("inspector_requests_running", "gauge", "Requests being answered now.", self.running),
            ("inspector_request_faults_total", "counter", "Requests that failed inside.",
             self.faults),
            ("inspector_received_bytes_total", "counter", "Bytes of request bodies.",
             self.bytes_in),
            ("inspector_photos_stored_total", "counter", "Photos made durable.", self.photos),
            ("inspector_photo_bytes_total", "counter", "Bytes of photos made durable.",
             self.photo_bytes),
        )  # fmt: skip
        for name, kind, text, value in plain:
            yield from family(name, kind, text, [((), value)])
        yield from family(
            "inspector_events_total", "counter", "Events taken into a journal, as judged.",
            _by("state", self.events),
        )  # fmt: skip
        yield from family(
            "inspector_refusals_total", "counter", "Refusals by their code.",
            _by("code", self.refusals),
        )  # fmt: skip

    def _histogram(self) -> Iterator[str]:
        name = "inspector_request_seconds"
        yield f"# HELP {name} How long requests took, by route."
        yield f"# TYPE {name} histogram"
        for route, found in sorted(self._durations.items()):
            passed = 0
            for bound, count in zip((*map(repr, BOUNDS), "+Inf"), found.buckets, strict=True):
                passed += count
                yield sample(f"{name}_bucket", (("route", route), ("le", bound)), passed)
            yield sample(f"{name}_sum", (("route", route),), found.total)
            yield sample(f"{name}_count", (("route", route),), passed)


class Watch:
    """What the parts of one running server share about its running."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.stopping = False


def family(
    name: str, kind: str, text: str, samples: Iterable[tuple[Labels, float]]
) -> Iterator[str]:
    """One metric with its help, type and samples."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        yield sample(name, labels, value)


def sample(name: str, labels: Labels, value: float) -> str:
    """One line; values of labels are escaped."""
    inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
    shown = str(value) if isinstance(value, int) else repr(float(value))
    return f"{name}{{{inner}}} {shown}" if inner else f"{name} {shown}"


def _by(label: str, counts: Mapping[str, int]) -> Iterator[tuple[Labels, float]]:
    for key, count in sorted(counts.items()):
        yield ((label, key),), count


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
