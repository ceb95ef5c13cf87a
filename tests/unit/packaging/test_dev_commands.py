from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import dev
import dev_checks
import pytest
from dev_environment import Environment
from dev_system import SetupError

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = Environment(ROOT, ROOT / "packaging" / "requirements.lock")


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would replace dev.py, with nothing set up and nothing run."""
    commands: list[list[str]] = []

    def hand_over(command: Sequence[str], variables: Mapping[str, str]) -> int:
        assert variables["VIRTUAL_ENV"] == str(ENVIRONMENT.folder)
        commands.append(list(command))
        return 0

    monkeypatch.setattr(dev, "prepare", lambda *, with_tests: ENVIRONMENT)
    monkeypatch.setattr(dev, "hand_over", hand_over)
    return commands


@pytest.fixture
def on_linux(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return monkeypatch


def test_run_opens_the_window_with_its_words(
    handed: list[list[str]], on_linux: pytest.MonkeyPatch
) -> None:
    on_linux.setenv("DISPLAY", ":0")
    assert dev.main(["run", "--demo", "--lang", "en"]) == 0
    assert handed == [["inspector-app", "--demo", "--lang", "en"]]


def test_run_without_display_says_so_and_runs_the_headless_demo(
    handed: list[list[str]], on_linux: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["run", "--demo"]) == 0
    assert handed == [["inspector-app", "demo", "--out", str(ROOT / "build" / "demo")]]
    assert "No display" in capsys.readouterr().out


def test_exec_hands_every_word_on(handed: list[list[str]]) -> None:
    dev.main(["exec", "inspector-app", "parse", "--help", "--on", "2026-01-01"])
    assert handed == [["inspector-app", "parse", "--help", "--on", "2026-01-01"]]


def test_exec_without_a_command_is_wrong_use(handed: list[list[str]]) -> None:
    assert dev.main(["exec"]) == 2
    assert handed == []


def test_bench_runs_the_benchmarks(
    handed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    dev.main(["bench", "--smoke", "decode"])
    assert handed[0][1:] == ["-m", "tests.benchmarks", "--smoke", "decode"]


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        dev.main(["install"])
    assert caught.value.code == 2
    assert "run" in capsys.readouterr().err


def test_what_cannot_be_set_up_ends_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*, with_tests: bool) -> Environment:
        raise SetupError("sudo apt-get install -y libpulse0")

    monkeypatch.setattr(dev, "prepare", refuse)
    assert dev.main(["run"]) == 1
    assert capsys.readouterr().err.strip() == "sudo apt-get install -y libpulse0"


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)],
)
def test_only_supported_pythons_go_on(version: tuple[int, int], fits: bool) -> None:
    assert (dev.wrong_python(version) is None) is fits


def test_the_environment_comes_first_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/somewhere")
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    variables = dev.inside(ENVIRONMENT)
    assert variables["PATH"].split(os.pathsep) == [str(ENVIRONMENT.scripts), "/somewhere"]
    assert "PYTHONHOME" not in variables


def test_a_missing_program_has_the_shells_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.hand_over(["no-such-program-anywhere"], {"PATH": os.defpath}) == 127
    assert "no-such-program-anywhere" in capsys.readouterr().err


def test_lock_prints_the_command_it_ran(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[Sequence[str]] = []

    def fake_run(command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", fake_run)
    assert dev.main(["lock", "--upgrade"]) == 0
    printed = capsys.readouterr().out.strip()
    assert printed.split() == ran[0]
    assert {"--generate-hashes", "--no-emit-index-url", "--universal", "--upgrade"} <= set(ran[0])


def test_everything_is_checked_and_the_tests_come_last() -> None:
    steps = dev_checks.steps(ENVIRONMENT, ["--long", "-x"])
    assert [step.name for step in steps] == [
        "lint",
        "format",
        "types",
        "types of packaging",
        "import contracts",
        "bench --smoke",
        "branches of domain",
        "tests",
    ]
    assert steps[-1].command[2] == "pytest"
    assert steps[-1].command[-2:] == ("--long", "-x")


def test_every_branch_of_the_domain_is_wanted_from_its_own_tests() -> None:
    (step,) = (
        step for step in dev_checks.steps(ENVIRONMENT, []) if step.name == "branches of domain"
    )
    assert {"--cov=inspector_app/domain", "--cov-branch", "--cov-fail-under=100"} <= set(
        step.command
    )
    assert step.command[-1] == "tests/unit/domain"


def test_a_failed_step_fails_the_whole_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(text: str) -> tuple[str, ...]:
        return (sys.executable, "-c", text)

    steps = [
        dev_checks.Step("lint", command("raise SystemExit(3)")),
        dev_checks.Step("tests", command("print('== 2 passed, 1 warning in 0.03s ==')")),
    ]
    monkeypatch.setattr(dev_checks, "steps", lambda *_: steps)
    assert dev_checks.run_all(ROOT, ENVIRONMENT, os.environ, []) == 1
    lines = capsys.readouterr().out.strip().splitlines()
    assert any(line.startswith("lint") and "FAILED (3)" in line for line in lines)
    assert lines[-1] == "== 2 passed, 1 warning in 0.03s =="


@pytest.mark.parametrize(
    "line",
    [
        "============ 12 passed in 1.43s ============",
        "==== 1 failed, 811 passed, 3 deselected in 93.02s (0:01:33) ====",
        "3 passed in 0.10s",
        "\x1b[32m=== \x1b[1m5 passed\x1b[0m\x1b[32m in 0.01s ===\x1b[0m",
        "=== no tests ran in 0.01s ===",
    ],
)
def test_pytests_closing_line_is_known(line: str) -> None:
    assert dev_checks.closing_line(["collected 5 items", line, ""]) is not None


def test_other_lines_are_no_closing_line() -> None:
    assert dev_checks.closing_line(["FAILED tests/test_a.py", "==== FAILURES ===="]) is None
