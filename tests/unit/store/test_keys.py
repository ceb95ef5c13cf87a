"""The station's key: whole or absent, private, never made a second time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.store import keys
from inspector_app.store.keys import KeyFile


def test_the_key_of_the_first_start_is_kept(tmp_path: Path) -> None:
    made = KeyFile.open(tmp_path / "station.key")
    again = KeyFile.open(tmp_path / "station.key", may_make=False)
    assert again.public_key() == made.public_key()
    again.check(made.sign(b"message"), b"message")
    with pytest.raises(EvidenceError):
        again.check(made.sign(b"message"), b"another")
    assert [path.name for path in tmp_path.iterdir()] == ["station.key"]


@pytest.mark.skipif(os.name == "nt", reason="rights by mode are POSIX")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    KeyFile.open(tmp_path / "station.key")
    assert (tmp_path / "station.key").stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_not_replaced_once_something_was_signed(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        KeyFile.open(tmp_path / "station.key", may_make=False)
    assert refused.value.code == "key_missing"
    assert list(tmp_path.iterdir()) == []


def test_a_crash_while_it_is_written_leaves_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(keys.os, "fsync", crash)
        with pytest.raises(StorageError) as refused:
            KeyFile.open(tmp_path / "station.key")
    assert refused.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []
    assert len(KeyFile.open(tmp_path / "station.key").public_key()) == 32


def test_without_hard_links_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(keys.os, "link", no_links)
    made = KeyFile.open(tmp_path / "station.key")
    assert KeyFile.open(tmp_path / "station.key").public_key() == made.public_key()


def test_programs_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from inspector_app.store.keys import KeyFile;"
        "print(KeyFile.open(Path(sys.argv[1])).public_key().hex())"
    )
    path = str(tmp_path / "station.key")
    runs = [
        subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    found = {run.communicate()[0].strip() for run in runs}
    assert found == {KeyFile.open(Path(path)).public_key().hex()}


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "station.key").write_text("-----BEGIN", "utf-8")
    with pytest.raises(StorageError) as refused:
        KeyFile.open(tmp_path / "station.key")
    assert refused.value.code == "key_unreadable"
