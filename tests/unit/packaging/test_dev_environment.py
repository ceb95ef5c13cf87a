from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import dev_environment
import pytest
from dev_environment import Environment
from dev_system import SetupError

WANTED = {"python": "cpython 3.11.7", "place": "/a/.venv", "lock": "1", "project": "2"}


@pytest.fixture
def checkout(tmp_path: Path) -> Environment:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    lock = tmp_path / "requirements.lock"
    lock.write_text("click==8.5.1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    return Environment(tmp_path, lock)


class Steps:
    """Stands in for pip and venv: writes down what was called, and can die in the middle."""

    def __init__(self, die_at: str | None = None) -> None:
        self.words: list[str] = []
        self.die_at = die_at

    def make(self, environment: Environment) -> None:
        self._note("make")
        environment.scripts.mkdir(parents=True, exist_ok=True)
        environment.python.touch()

    def install(self, _: Environment) -> None:
        self._note("install")

    def tidy(self, _: Environment) -> None:
        self._note("tidy")

    def _note(self, word: str) -> None:
        self.words.append(word)
        if word == self.die_at:
            raise KeyboardInterrupt


def bring_up(
    monkeypatch: pytest.MonkeyPatch, environment: Environment, die_at: str | None = None
) -> list[str]:
    steps = Steps(die_at)
    monkeypatch.setattr(dev_environment, "_make", steps.make)
    monkeypatch.setattr(dev_environment, "_install", steps.install)
    monkeypatch.setattr(dev_environment, "_remove_strangers", steps.tidy)
    if die_at:
        with pytest.raises(KeyboardInterrupt):
            dev_environment.ensure(environment)
    else:
        dev_environment.ensure(environment)
    return steps.words


def test_a_second_run_does_nothing(monkeypatch: pytest.MonkeyPatch, checkout: Environment) -> None:
    assert bring_up(monkeypatch, checkout) == ["make", "install", "tidy"]
    assert bring_up(monkeypatch, checkout) == []


@pytest.mark.parametrize("moment", ["make", "install", "tidy"])
def test_a_run_killed_in_the_middle_is_made_again(
    monkeypatch: pytest.MonkeyPatch, checkout: Environment, moment: str
) -> None:
    bring_up(monkeypatch, checkout, die_at=moment)
    assert bring_up(monkeypatch, checkout) == ["make", "install", "tidy"]


def test_another_lock_updates_in_place(
    monkeypatch: pytest.MonkeyPatch, checkout: Environment
) -> None:
    bring_up(monkeypatch, checkout)
    checkout.lock.write_text("click==8.5.2 \\\n    --hash=sha256:01\n", encoding="utf-8")
    assert bring_up(monkeypatch, checkout) == ["install", "tidy"]


def test_an_update_killed_in_the_middle_is_made_again(
    monkeypatch: pytest.MonkeyPatch, checkout: Environment
) -> None:
    bring_up(monkeypatch, checkout)
    checkout.lock.write_text("click==8.5.2 \\\n    --hash=sha256:01\n", encoding="utf-8")
    bring_up(monkeypatch, checkout, die_at="install")
    assert bring_up(monkeypatch, checkout) == ["make", "install", "tidy"]


@pytest.mark.parametrize("text", ["", "{", "[]", '"words"', "\x00\x00"])
def test_a_torn_stamp_counts_as_none(checkout: Environment, text: str) -> None:
    checkout.folder.mkdir()
    checkout.stamp.write_text(text, encoding="utf-8")
    assert dev_environment.read_stamp(checkout) == {}


@pytest.mark.parametrize(
    ("change", "works", "expected"),
    [
        ({}, True, "ready"),
        ({}, False, "remake"),
        ({"lock": "9"}, True, "update"),
        ({"project": "9"}, True, "update"),
        ({"python": "cpython 3.12.1"}, True, "remake"),
        ({"place": "/moved/.venv"}, True, "remake"),
    ],
)
def test_what_an_environment_needs(change: dict[str, str], works: bool, expected: str) -> None:
    stamp = {**WANTED, **change}
    assert dev_environment.judge(stamp, WANTED, python_works=works) == expected


def test_windows_keeps_programs_elsewhere(tmp_path: Path) -> None:
    environment = Environment(tmp_path, tmp_path / "lock", windows=True)
    assert environment.python == tmp_path / ".venv" / "Scripts" / "python.exe"


def test_packages_the_lock_does_not_know_are_found() -> None:
    lock = "aiosqlite==0.22.1 \\\n    --hash=sha256:00\ntyping-extensions==4.16.0 \\\n"
    names = ["aiosqlite", "typing_extensions", "pip", "setuptools", "inspector-app", "Left.Over"]
    listing = json.dumps([{"name": name, "version": "1"} for name in names])
    assert dev_environment.strangers(listing, lock) == ["Left.Over"]


def test_a_failing_command_stops_the_set_up(checkout: Environment) -> None:
    with pytest.raises(SetupError, match="failed"):
        dev_environment._call([sys.executable, "-c", "raise SystemExit(3)"], checkout)


def test_an_environment_in_use_is_named(
    monkeypatch: pytest.MonkeyPatch, checkout: Environment
) -> None:
    def in_use(path: Path) -> None:
        raise PermissionError(13, "in use", str(path))

    checkout.folder.mkdir()
    monkeypatch.setattr(shutil, "rmtree", in_use)
    with pytest.raises(SetupError, match="Close the programs"):
        dev_environment._make(checkout)


def test_a_program_is_found_on_the_given_path_only(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        dev_environment.find_program("python", str(tmp_path))
    folder = str(Path(sys.executable).parent)
    found = dev_environment.find_program(Path(sys.executable).name, folder)
    assert Path(found).parent == Path(folder)


def test_the_second_dev_py_waits_for_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "build" / "dev.lock"
    order: list[str] = []

    def second() -> None:
        with dev_environment.only_one(file):
            order.append("second")

    with dev_environment.only_one(file):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.3)
        assert waiting.is_alive()
        order.append("first")
    waiting.join(timeout=10)
    assert order == ["first", "second"]
    assert "waiting" in capsys.readouterr().out


def test_a_checkout_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file where the folder should be\n", encoding="utf-8")
    with (
        pytest.raises(SetupError, match="cannot be written"),
        dev_environment.only_one(tmp_path / "build" / "dev.lock"),
    ):
        pass


HOLDER = """
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
import dev_environment
with dev_environment.only_one(pathlib.Path(sys.argv[2])):
    {work}
"""


def killed_holder(file: Path, work: str) -> int:
    """Start a dev.py that holds the lock and prints a number, kill it, return the number."""
    code = HOLDER.format(work=work)
    command = [sys.executable, "-c", code, str(Path(dev_environment.__file__).parent), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        number = int(process.stdout.readline())
        process.kill()
        process.wait()
    return number


def test_the_lock_of_a_killed_dev_py_is_free(tmp_path: Path) -> None:
    file = tmp_path / "dev.lock"
    assert killed_holder(file, "print(1, flush=True); time.sleep(60)") == 1
    with dev_environment.only_one(file):
        assert file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there a lock belongs to one process")
def test_a_pip_that_outlives_its_dev_py_keeps_the_lock(tmp_path: Path) -> None:
    file = tmp_path / "dev.lock"
    orphan = killed_holder(
        file,
        "dev_environment._call([sys.executable, '-c', "
        "'import os, time; print(os.getpid(), flush=True); time.sleep(60)'], "
        "dev_environment.Environment(pathlib.Path.cwd(), pathlib.Path('lock')))",
    )
    with file.open("a+b") as handle:
        assert dev_environment._try_lock(handle.fileno()) is False
        os.kill(orphan, signal.SIGKILL)
        dev_environment._wait_for_lock(handle.fileno())
