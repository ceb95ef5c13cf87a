"""What holds for every test: no stray log line, fixed Hypothesis examples, ``--long``."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

PATIENCE_MS = 60_000

# The examples are a function of the test alone: a failure in CI is a failure on every desk.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("ci"), max_examples=2000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the full-length tests too")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked ``long`` out, unless they are asked for; long files come first.

    Files are given to workers in this order: a long one at the end would leave a worker idle.
    """
    items.sort(key=lambda item: _ROOMS_IN_TURN.get(_room_of(item), 0))
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


class PatientBot(QtBot):
    """Waits for what must come as long as a busy machine needs; what comes soon costs no time."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, **options: Any) -> Any:
        return super().waitSignal(signal, **{"timeout": PATIENCE_MS, **options})


_ROOMS_IN_TURN = {"ui": 1, "golden": 2, "unit": 3}
"""Of the rooms that start servers and programs none is named: they come first."""


def _room_of(item: pytest.Item) -> str:
    """The folder of ``tests`` a test lies in."""
    try:
        return item.path.relative_to(Path(__file__).parent).parts[0]
    except ValueError:
        return ""


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture
def long_run(request: pytest.FixtureRequest) -> bool:
    """Whether ``--long`` was given: a test that scales takes its full length then."""
    return bool(request.config.getoption("--long"))


class ExpectedLog:
    """The warnings and errors a test says it will cause; call it with a pattern for each."""

    def __init__(self) -> None:
        self.patterns: list[str] = []
        self.records: list[logging.LogRecord] = []

    def __call__(self, pattern: str) -> None:
        """Expect at least one record of level WARNING or above that matches ``pattern``."""
        self.patterns.append(pattern)

    def messages(self) -> list[str]:
        return [
            f"{each.levelname} {each.name}: {each.getMessage()}{_fields(each)}"
            for each in self.records
        ]

    def unexpected(self) -> list[str]:
        return [
            text
            for text in self.messages()
            if not any(re.search(pattern, text) for pattern in self.patterns)
        ]

    def absent(self) -> list[str]:
        return [
            pattern
            for pattern in self.patterns
            if not any(re.search(pattern, text) for text in self.messages())
        ]


class _Collector(logging.Handler):
    def __init__(self, expected: ExpectedLog) -> None:
        super().__init__(logging.WARNING)
        self._expected = expected

    def emit(self, record: logging.LogRecord) -> None:
        self._expected.records.append(record)


@pytest.fixture(autouse=True)
def expected_log() -> Iterator[ExpectedLog]:
    """Fail the test on a log record ≥ WARNING that it did not announce, and on one that is absent.

    ::

        def test_a_full_disk_is_reported(expected_log):
            expected_log(r"disk_full")
    """
    _lead_structlog_to_logging()
    expected = ExpectedLog()
    collector = _Collector(expected)
    logging.getLogger().addHandler(collector)
    try:
        yield expected
    finally:
        logging.getLogger().removeHandler(collector)
    if stray := expected.unexpected():
        pytest.fail("unexpected log records:\n" + "\n".join(stray))
    if absent := expected.absent():
        pytest.fail("expected log records did not come: " + ", ".join(absent))


def _lead_structlog_to_logging() -> None:
    """structlog prints by itself unless told otherwise; imported late, for it costs 0.4 s."""
    if "structlog" in sys.modules:
        from inspector_app.bootstrap.journal_log import route_structlog

        route_structlog()


def _fields(record: logging.LogRecord) -> str:
    given: dict[str, object] = getattr(record, "fields", {})
    return "".join(f" {name}={value}" for name, value in given.items())
