"""``tests/conftest.py`` does what it promises; proved on a small suite of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]

SUITE = """
import logging
import pytest
import structlog
from hypothesis import settings

def test_quiet():
    logging.getLogger("room").info("fine")

def test_stray_log():
    logging.getLogger("room").warning("disk is slow")

def test_stray_structlog():
    structlog.get_logger("room").error("disk_full", free=0)

def test_announced(expected_log):
    expected_log("disk_full.*free=0")
    structlog.get_logger("room").error("disk_full", free=0)

def test_announced_but_absent(expected_log):
    expected_log("disk_full")

def test_announced_and_another(expected_log):
    expected_log("disk_full")
    logging.getLogger("room").warning("disk_full")
    logging.getLogger("room").warning("clock is off")

def test_profile(long_run):
    profile = settings.get_profile("long" if long_run else "ci")
    assert settings().max_examples == profile.max_examples
    assert settings().derandomize
    assert settings().deadline is None

@pytest.mark.long
def test_full_length(long_run):
    assert long_run
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    shutil.copy(TESTS / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = long: all of it\n", encoding="utf-8")
    return tmp_path


def outcomes(suite: Path, *arguments: str) -> dict[str, str]:
    """The worst word pytest reported for each test: a failed teardown comes as ERROR."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=suite, capture_output=True, text=True, encoding="utf-8", check=False
    )
    lines = re.findall(r"::test_(\w+) (PASSED|FAILED|ERROR)", done.stdout)
    return dict(lines)


def test_stray_log_records_fail_a_test(suite: Path) -> None:
    assert outcomes(suite) == {
        "quiet": "PASSED",
        "stray_log": "ERROR",
        "stray_structlog": "ERROR",
        "announced": "PASSED",
        "announced_but_absent": "ERROR",
        "announced_and_another": "ERROR",
        "profile": "PASSED",
    }


def test_long_tests_run_when_asked_for(suite: Path) -> None:
    wanted = outcomes(suite, "--long", "-k", "full_length or profile")
    assert wanted == {"profile": "PASSED", "full_length": "PASSED"}


QT_SUITE = """
from PySide6.QtCore import qInfo, qWarning

def test_quiet():
    qInfo("fine")

def test_stray_warning():
    qWarning("QPainter::begin: Paint device returned engine == 0, type: 2")

def test_noise_of_the_offscreen_platform():
    qWarning("This plugin does not support propagateSizeHints()")
"""


def test_stray_qt_warnings_fail_a_test(tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(QT_SUITE, encoding="utf-8")
    settings = ["-c", str(TESTS.parent / "pyproject.toml"), "--rootdir", str(tmp_path)]
    assert outcomes(tmp_path, *settings, "test_suite.py") == {
        "quiet": "PASSED",
        "stray_warning": "FAILED",
        "noise_of_the_offscreen_platform": "PASSED",
    }
