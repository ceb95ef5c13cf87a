"""Upgrades of a station's tables: all of it or nothing, and the copy of before stays."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command, op
from alembic.config import Config
from sqlalchemy import create_engine

from inspector_app.domain.errors import StorageError
from inspector_app.store import schema
from inspector_app.store.database import Database


def filled(path: Path) -> None:
    """A database of revision 0007 with a row of a person's."""
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    engine.dispose()
    with closing(sqlite3.connect(path)) as rows, rows:
        rows.execute("PRAGMA journal_mode=WAL")  # as a program that ran has left it
        note(rows, "月台")


def note(rows: sqlite3.Connection, word: str) -> None:
    rows.execute("CREATE TABLE IF NOT EXISTS kept (word TEXT)")
    rows.execute("INSERT INTO kept VALUES (?)", (word,))


def said(path: Path) -> list[str]:
    """All tables, indexes and rows; a copy may have its indexes in another order."""
    with closing(sqlite3.connect(path)) as rows:
        return sorted(rows.iterdump())


def fail_at(patch: pytest.MonkeyPatch, words: str) -> None:
    """The migration that says this fails there, after whatever it did before."""
    real = op.execute

    def execute(statement: Any, **options: Any) -> None:
        if words in str(statement):
            raise RuntimeError("broken off")
        real(statement, **options)

    patch.setattr(op, "execute", execute)


# The second statement of 0008; one at the end of 0009, when 0008 is through.
@pytest.mark.parametrize("words", ["TABLE photo_purges", "ix_badge_spends_record"])
def test_an_upgrade_that_fails_half_way_changes_nothing_and_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    path = tmp_path / "station.db"
    copy = tmp_path / f"station.db.before-{schema.HEAD}"
    filled(path)
    before = said(path)
    with monkeypatch.context() as patch:
        fail_at(patch, words)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="broken off"):
                Database.open(path)
            assert schema.revision(path) == "0007"
            assert said(path) == before
            assert said(copy) == before
    kept = copy.read_bytes()

    Database.open(path).close()
    assert schema.revision(path) == schema.HEAD
    assert any("月台" in line for line in said(path))
    assert copy.read_bytes() == kept
    assert sorted(one.name for one in tmp_path.iterdir()) == [path.name, copy.name]


def test_a_copy_of_other_rows_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    first = tmp_path / f"station.db.before-{schema.HEAD}"
    filled(path)
    Database.open(path).close()
    of_then = said(first)
    path.write_bytes(first.read_bytes())  # back to the older program, which goes on working
    with closing(sqlite3.connect(path)) as rows, rows:
        note(rows, "later")
    of_now = said(path)
    Database.open(path).close()
    assert said(first) == of_then
    assert said(first.with_name(f"{first.name}-2")) == of_now
    assert len(list(tmp_path.glob("*.before-*"))) == 2


def test_what_another_program_upgraded_meanwhile_is_no_copy_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "station.db"
    filled(path)
    before = said(path)
    Database.open(path).close()
    looks = iter([False])  # what it saw before the other one took the lock
    real = schema.is_current
    monkeypatch.setattr(schema, "is_current", lambda path: next(looks, real(path)))
    Database.open(path).close()
    (copy,) = tmp_path.glob("*.before-*")
    assert said(copy) == before


def test_without_a_copy_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "station.db"
    filled(path)
    before = said(path)

    def full(path: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(schema, "copy_to", full)
    with pytest.raises(StorageError) as caught:
        Database.open(path)
    assert caught.value.code == "disk_full"
    assert said(path) == before
