"""Folders are private from the start; why one cannot be used is said by a code."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from inspector_app.bootstrap.folders import make_private, prove_writable, refusal_of
from inspector_app.domain.errors import StorageError


@pytest.mark.skipif(os.name == "nt", reason="rights by mode are POSIX")
def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    make_private(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name == "nt", reason="rights by mode are POSIX")
def test_a_folder_somebody_made_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared").chmod(0o755)
    make_private(tmp_path / "shared")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_is_no_folder(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError) as refused:
        make_private(tmp_path / place)
    assert refused.value.code == "not_a_folder"
    assert refused.value.params == {"folder": str(tmp_path / place)}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EACCES, "read_only_folder"),
        (errno.EROFS, "read_only_folder"),
        (errno.ENOENT, "folder_not_made"),
        (errno.EIO, "folder_not_made"),
    ],
)
def test_what_the_system_says_becomes_a_code(number: int, code: str, tmp_path: Path) -> None:
    found = refusal_of(OSError(number, os.strerror(number)), tmp_path)
    assert (found.code, found.params["folder"]) == (code, str(tmp_path))


def test_proving_leaves_nothing_behind(tmp_path: Path) -> None:
    prove_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
