"""``packaging/requirements.lock`` can be installed from any index, and only what was meant."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Locked:
    name: str
    version: str
    hashes: tuple[str, ...]


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "packaging" / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def entries(text: str) -> list[Locked]:
    blocks = re.split(r"\n(?=\S)", text.strip())
    found = []
    for block in (block for block in blocks if not block.startswith("#")):
        head = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", block)
        assert head, f"not a pinned version: {block.splitlines()[0]}"
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", block))
        found.append(Locked(canonicalize_name(head[1]), head[2], hashes))
    return found


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_version_has_hashes(entries: list[Locked]) -> None:
    assert len(entries) > 50
    assert [entry.name for entry in entries if not entry.hashes] == []


def test_no_address_and_no_option_stands_in_the_lock(text: str) -> None:
    lines = [line.strip() for line in text.splitlines()]
    assert re.findall(r"\w+://\S+| @ \S+", text) == []
    assert [line for line in lines if line.startswith("-") and "--hash=sha256:" not in line] == []


def test_each_declared_dependency_is_locked_at_a_version_it_allows(
    entries: list[Locked],
) -> None:
    locked: dict[str, list[str]] = {}
    for entry in entries:
        locked.setdefault(entry.name, []).append(entry.version)
    declared = [*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]]
    for line in declared:
        wanted = Requirement(line)
        versions = locked.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted.name} is not in the lock: python3 packaging/dev.py lock"
        outside = [version for version in versions if version not in wanted.specifier]
        assert outside == [], f"{wanted.name}: locked {outside}, wanted {wanted.specifier}"


def test_what_builds_the_project_is_locked_too(entries: list[Locked]) -> None:
    names = {entry.name for entry in entries}
    for line in project()["build-system"]["requires"]:
        assert canonicalize_name(Requirement(line).name) in names


def test_linux_and_windows_are_both_served(entries: list[Locked]) -> None:
    """A package with platform wheels has many hashes; Windows' own packages are there."""
    by_name = {entry.name: entry for entry in entries}
    assert {"tzdata", "colorama"} <= by_name.keys()
    for name in ("pyside6-essentials", "pyside6-addons", "zxing-cpp", "pillow"):
        assert len(by_name[name].hashes) >= 3, name
