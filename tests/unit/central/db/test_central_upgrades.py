"""Upgrades of a SQLite file: all of it or nothing, and the copy of before stays."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command, op

from inspector_app.central.db import kept_copy, schema
from inspector_app.domain.errors import StorageError

_ROWS = (
    "INSERT INTO directory (entry, tenant) VALUES ('home', 't'), ('code:a', 't')",
    "INSERT INTO underived (tenant, station, seq, received_at, tries) "
    "VALUES ('t', '月台', 1, 1, 0)",
    "INSERT INTO severity_events (tenant, record, station, source, supplier, product, kind, stale) "
    "VALUES ('t', 'r', '月台', 1, 's', 'p', 'lot', '')",
)


def filled(path: Path) -> None:
    """A database of revision 0011 with rows in the tables that 0012 changes."""
    command.upgrade(schema._config(address=f"sqlite:///{path}"), "0011")
    with closing(sqlite3.connect(path)) as rows, rows:
        rows.execute("PRAGMA journal_mode=WAL")  # as a server that ran has left it
        for statement in _ROWS:
            rows.execute(statement)


def said(path: Path) -> list[str]:
    """All tables, indexes and rows; a copy may have its indexes in another order."""
    with closing(sqlite3.connect(path)) as rows:
        return sorted(rows.iterdump())


def fail_at(patch: pytest.MonkeyPatch, table: str) -> None:
    """The migration that makes this table fails there, after whatever it did before."""
    real = op.create_table

    def create_table(name: str, *columns: Any, **options: Any) -> Any:
        if name == table:
            raise RuntimeError("broken off")
        return real(name, *columns, **options)

    patch.setattr(op, "create_table", create_table)


# 0012 has changed three tables by then; 0014 comes when 0012 and 0013 are through.
@pytest.mark.parametrize("table", ["severity_marks", "feed_marks"])
def test_an_upgrade_that_fails_half_way_changes_nothing_and_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    path = tmp_path / "central.db"
    copy = tmp_path / f"central.db.before-{schema.newest()}"
    filled(path)
    before = said(path)
    with monkeypatch.context() as patch:
        fail_at(patch, table)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="broken off"):
                schema.upgrade(path)
            assert schema.current(path) == "0011"
            assert said(path) == before
            assert said(copy) == before
    kept = copy.read_bytes()

    assert schema.upgrade(path)
    assert schema.current(path) == schema.newest()
    assert sum("月台" in line for line in said(path)) == 2
    assert copy.read_bytes() == kept
    assert sorted(one.name for one in tmp_path.iterdir()) == [path.name, copy.name]
    assert not schema.upgrade(path)


def test_a_founding_that_fails_half_way_leaves_no_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "central.db"
    with monkeypatch.context() as patch:
        fail_at(patch, "feed_marks")
        with pytest.raises(RuntimeError, match="broken off"):
            schema.upgrade(path)
        with pytest.raises(RuntimeError, match="broken off"):
            schema.create_file(path, schema.newest())
    assert said(path) == ["BEGIN TRANSACTION;", "COMMIT;"]
    assert schema.upgrade(path)
    assert schema.current(path) == schema.newest()
    assert not list(tmp_path.glob("*before*"))


def test_step_by_step_and_at_once_give_the_same_tables(tmp_path: Path) -> None:
    steps, once = tmp_path / "steps.db", tmp_path / "once.db"
    for number in range(1, int(schema.newest()) + 1):
        schema.create_file(steps, f"{number:04}")
    schema.upgrade(once)
    assert said(steps) == said(once)


def test_a_copy_of_other_rows_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    first = tmp_path / f"central.db.before-{schema.newest()}"
    filled(path)
    schema.upgrade(path)
    of_then = said(first)
    path.write_bytes(first.read_bytes())  # back to the older program, which goes on working
    with closing(sqlite3.connect(path)) as rows, rows:
        rows.execute("INSERT INTO directory (entry, tenant) VALUES ('code:b', 't')")
    of_now = said(path)
    assert schema.upgrade(path)
    assert said(first) == of_then
    assert said(first.with_name(f"{first.name}-2")) == of_now


def test_a_copy_that_breaks_off_is_no_copy_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "central.db"
    filled(path)
    before = said(path)

    def half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:5000])
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(kept_copy, "snapshot_to", half)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            schema.upgrade(path)
    assert said(path) == before
    assert not list(tmp_path.glob("*.before-*"))
    # Left by a program that ended in the middle of it.
    (tmp_path / f"central.db.before-{schema.newest()}.part").write_bytes(b"half")
    assert schema.upgrade(path)
    (copy,) = tmp_path.glob("*.before-*")
    assert said(copy) == before
    if os.name != "nt":
        assert copy.stat().st_mode & 0o077 == 0


def test_without_a_copy_none_is_made(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    filled(path)
    assert schema.upgrade(path, keep=False)
    assert not list(tmp_path.glob("*.before-*"))


def test_what_another_program_upgraded_meanwhile_is_no_copy_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "central.db"
    filled(path)
    before = said(path)
    assert schema.upgrade(path)
    monkeypatch.setattr(schema, "current", lambda _: "0011")  # seen before the other one's lock
    assert not schema.upgrade(path)
    (copy,) = tmp_path.glob("*.before-*")
    assert said(copy) == before


def test_a_newer_one_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "central.db"
    schema.upgrade(path)
    with closing(sqlite3.connect(path)) as rows, rows:
        rows.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        schema.upgrade(path)
    assert caught.value.code == "data_folder_newer"
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
