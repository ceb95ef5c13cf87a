"""The steps of ``dev.py test``: each runs, is timed and summed up; one failure fails the whole."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dev_environment import Environment

CLOSING_LINE = re.compile(r"^=*\s*(?:\d+ \w+,? ?)+.* in [\d.]+s.*$|^=+ no tests ran.*$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Step:
    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    step: Step
    code: int
    seconds: float
    lines: tuple[str, ...]


# Two workers suit the smallest machine that runs this; a file stays on one of them. The order is
# that of tests/conftest.py: long files first, however few tests they hold.
WORKERS = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
# The rules are proved by tests of their own: what other tests happen to pass through is no proof.
DOMAIN_COVERAGE = (
    "-q", "--no-header", "--cov=inspector_app/domain", "--cov-branch",
    "--cov-report=term-missing:skip-covered", "--cov-fail-under=100", "tests/unit/domain",
)  # fmt: skip


def steps(environment: Environment, pytest_arguments: Sequence[str]) -> list[Step]:
    """What is run, quick checks first; the tests last, so that their closing line ends the log."""
    python = str(environment.python)
    # The scripts beside this file are no package: mypy takes them by path, apart.
    scripts = sorted(str(file) for file in Path(__file__).parent.glob("dev*.py"))
    return [
        Step("lint", (python, "-m", "ruff", "check", ".")),
        Step("format", (python, "-m", "ruff", "format", "--check", ".")),
        Step("types", (python, "-m", "mypy")),
        Step("types of packaging", (python, "-m", "mypy", *scripts)),
        Step("import contracts", (str(environment.scripts / "lint-imports"), "--no-logo")),
        Step("bench --smoke", (python, "-m", "tests.benchmarks", "--smoke")),
        Step("branches of domain", (python, "-m", "pytest", *WORKERS, *DOMAIN_COVERAGE)),
        Step("tests", (python, "-m", "pytest", *WORKERS, *pytest_arguments)),
    ]


def run_all(
    root: Path, environment: Environment, variables: Mapping[str, str], arguments: Sequence[str]
) -> int:
    """Run every step, also after a failure. The exit code is 1 if any failed."""
    quiet = {
        **variables,
        "QT_QPA_PLATFORM": "offscreen",
        # A file of its own: two measurements that run at once would take each other's data.
        "COVERAGE_FILE": str(root / "build" / "coverage" / "branches"),
    }
    outcomes = [_run(step, root, quiet) for step in steps(environment, arguments)]
    print(summary(outcomes), flush=True)
    return 1 if any(outcome.code for outcome in outcomes) else 0


def _run(step: Step, root: Path, variables: Mapping[str, str]) -> Outcome:
    print(f"\n── {step.name}", flush=True)
    begun = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        step.command,
        cwd=root,
        env=dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line.rstrip("\n"))
    return Outcome(step, process.returncode, time.monotonic() - begun, tuple(lines))


def closing_line(lines: Sequence[str]) -> str | None:
    """pytest's last word, such as ``=== 812 passed in 93.02s (0:01:33) ===``."""
    for line in reversed(lines):
        plain = COLOUR.sub("", line).strip()
        if CLOSING_LINE.match(plain):
            return plain
    return None


def summary(outcomes: Sequence[Outcome]) -> str:
    """A line a step, and at the very end pytest's closing line."""
    width = max(len(outcome.step.name) for outcome in outcomes)
    rows = ["", "── summary"]
    for outcome in outcomes:
        word = "ok" if outcome.code == 0 else f"FAILED ({outcome.code})"
        rows.append(f"{outcome.step.name:<{width}}  {outcome.seconds:7.1f} s  {word}")
    closing = closing_line(outcomes[-1].lines)
    if closing is not None:
        rows.append(closing)
    return "\n".join(rows)
