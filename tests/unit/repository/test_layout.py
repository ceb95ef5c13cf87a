"""What a newcomer may rely on in this repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "inspector_app"
OUR_FOLDERS = (".ci", "docs", "inspector_app", "packaging", "resources", "tests")
TEXT_SUFFIXES = frozenset(
    {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".csv", ".txt", ".lock", ".svg", ".html",
     ".css", ".mako", ".ini", ""}
)  # fmt: skip

# Each word split, so that this file does not accuse itself.
INDEX_ADDRESS = re.compile(r"(?:index-url|pypi\.(?:org|python)|files\.python" r"hosted)")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home/\w+|root|Users/\w+|work)/" r"[\w.]")


def our_files() -> list[Path]:
    files = [file for file in ROOT.iterdir() if file.is_file()]
    for folder in OUR_FOLDERS:
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    return [
        file for file in files if file.suffix in TEXT_SUFFIXES and "__pycache__" not in file.parts
    ]


def places(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in our_files():
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{file.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:80]}")
    return found


def test_all_texts_are_utf8_and_end_their_last_line() -> None:
    unended = [
        file.relative_to(ROOT).as_posix()
        for file in our_files()
        if (text := file.read_text("utf-8")) and not text.endswith("\n")
    ]
    assert unended == []


def test_no_address_of_a_package_index_stands_anywhere() -> None:
    allowed = ("--no-emit-index-url",)
    hits = [hit for hit in places(INDEX_ADDRESS) if not any(word in hit for word in allowed)]
    assert [hit for hit in hits if "test_layout.py" not in hit] == []


def test_no_path_of_one_machine_stands_anywhere() -> None:
    assert [hit for hit in places(MACHINE_PATH) if "test_layout.py" not in hit] == []


def test_no_module_hides_behind_an_empty_name() -> None:
    empty = {"utils", "util", "common", "helpers", "helper", "manager", "base", "misc"}
    found = [file.relative_to(ROOT).as_posix() for file in PACKAGE.rglob("*.py")
             if file.stem in empty]  # fmt: skip
    assert found == []


def test_every_room_says_what_it_is() -> None:
    """A module starts with a docstring, unless it is an empty ``__init__``."""
    silent = [
        file.relative_to(ROOT).as_posix()
        for file in PACKAGE.rglob("*.py")
        if (text := file.read_text("utf-8")).strip() and not text.startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_no_test_is_skipped() -> None:
    """Except where another system has nothing to test, such as POSIX modes on Windows, and where
    a person's own machine has no server, or lets nobody mount a disk in memory; in CI its absence
    fails."""
    mark = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importor" r"skip)")
    by_system = re.compile(r"skipif\((?:os\.name|sys\.platform) ")
    hits = [hit for hit in places(mark) if hit.startswith("tests/") and "test_layout" not in hit]
    by_server = re.compile(
        r"conftest\.py:\d+: +pytest\.skip\(\"\w+ (?:is not installed|may not be mounted)\"\)"
    )
    found = [hit for hit in hits if not by_system.search(hit) and not by_server.search(hit)]
    assert found == []


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "README.md", "CHANGELOG.md", ".ci/run"])
def test_what_every_repository_has_is_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


def test_the_readme_and_ci_name_the_same_test_command() -> None:
    command = "python3 packaging/dev.py test"
    assert command in (ROOT / "README.md").read_text("utf-8")
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_ci_run_is_a_sound_script() -> None:
    file = ROOT / ".ci" / "run"
    assert file.read_text("utf-8").startswith("#!/usr/bin/env bash\n")
    checked = subprocess.run(["bash", "-n", str(file)], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
