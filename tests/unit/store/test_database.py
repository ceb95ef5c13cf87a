"""Opening, migrating, locking, failing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.errors import StorageError
from inspector_app.store import schema
from inspector_app.store.database import Database
from tests.fakes.goods import PRODUCT
from tests.fakes.records import opened, summary
from tests.fakes.unprivileged import run_bound


def pragma(database: Database, name: str) -> Any:
    with database.write() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def code_of(path: Path, **options: Any) -> str:
    with pytest.raises(StorageError) as caught:
        Database.open(path, **options).close()
    return caught.value.code


def test_a_commit_is_durable_before_it_returns(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "new" / "deep" / "station.db")
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2
    assert pragma(database, "busy_timeout") == 10_000
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
    assert database.problems() == ()
    database.close()


def test_the_newest_revision_is_the_one_the_program_names() -> None:
    from alembic.script import ScriptDirectory

    folder = Path(schema.__file__).parent / "migrations"
    scripts = ScriptDirectory(str(folder))
    assert scripts.get_current_head() == schema.HEAD
    assert {script.revision for script in scripts.walk_revisions()} == schema.KNOWN


def test_reopening_a_current_database_does_not_load_the_migration_library(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    Database.open(path).close()
    program = (
        "import sys; from pathlib import Path; from inspector_app.store.database import Database;"
        "Database.open(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def make_older(path: Path) -> None:
    """A database of an imaginary revision before the first: tables of its own, and a row."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('before')")


def test_an_older_database_is_copied_beside_itself_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "station.db"
    make_older(path)
    monkeypatch.setattr(schema, "revision", lambda _: "0000")
    monkeypatch.setattr(schema, "KNOWN", schema.KNOWN | {"0000"})
    Database.open(path).close()
    copy = tmp_path / f"station.db.before-{schema.HEAD}"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("before",)]
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (schema.HEAD,)
        ]
    assert not list(tmp_path.glob("*.part"))


def test_a_failed_migration_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "station.db"
    make_older(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE journal (word TEXT)")  # the first revision's own name
    monkeypatch.setattr(schema, "revision", lambda _: "0000")
    monkeypatch.setattr(schema, "KNOWN", schema.KNOWN | {"0000"})
    with pytest.raises(Exception, match="journal already exists"):
        Database.open(path)
    with closing(sqlite3.connect(path)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert tables == {"alembic_version", "kept", "journal"}


def test_two_programs_may_open_a_new_folder_at_once(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    program = (
        "import sys; from pathlib import Path; from inspector_app.store.database import Database;"
        "d = Database.open(Path(sys.argv[1]));"
        "w = d.unit_of_work().writing(); work = w.__enter__();"
        "work.notes.put(sys.argv[2], 'here'); w.__exit__(None, None, None); d.close()"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], stderr=subprocess.PIPE)
        for name in "abc"
    ]
    outcomes = [(run.communicate()[1], run.returncode) for run in runs]
    assert [code for _, code in outcomes] == [0, 0, 0], outcomes
    database = Database.open(path)
    with database.unit_of_work().reading() as work:
        assert [work.notes.get(name) for name in "abc"] == ["here"] * 3
    database.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    assert code_of(path) == "data_folder_newer"
    assert path.read_bytes() == before


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE theirs (word TEXT)")
    assert code_of(path) == "database_corrupt"


def test_a_file_that_is_no_database_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    path.write_bytes(b"this was a shopping list\n" * 500)
    assert code_of(path) == "database_corrupt"


def test_overwritten_pages_are_found_and_named(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    database = Database.open(path)
    with database.unit_of_work().writing() as work:
        work.master.put_products([PRODUCT])
    database.close()
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 4096):
        data[place : place + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(StorageError) as caught:
        _read_product(path)
    assert caught.value.code == "database_corrupt"


def _read_product(path: Path) -> None:
    database = Database.open(path)
    try:
        with database.unit_of_work().reading() as work:
            work.master.product("P-1")
    finally:
        database.close()


def test_a_database_held_too_long_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    database = Database.open(path, busy_seconds=0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError) as caught, database.write():
            pytest.fail("the lock is another's")
        other.execute("ROLLBACK")
    assert caught.value.code == "database_busy"
    with database.unit_of_work().writing() as work:
        work.notes.put("after", "works")
    database.close()


def test_a_second_unit_on_the_same_thread_is_a_mistake_told_at_once(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    with database.write(), pytest.raises(RuntimeError), database.write():
        pytest.fail("it would wait for itself")
    database.close()


def test_a_full_disk_refuses_the_act_and_keeps_what_was_saved(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    records = database.unit_of_work()
    with records.writing() as work:
        work.notes.put("first", "kept")
    pages = pragma(database, "page_count")
    pragma(database, f"max_page_count={pages + 2}")
    with pytest.raises(StorageError) as caught, records.writing() as work:
        work.notes.put("big", "x" * 100_000)
    assert caught.value.code == "disk_full"
    assert caught.value.params["folder"] == str(tmp_path)
    pragma(database, "max_page_count=1000000")
    with records.writing() as work:
        work.notes.put("later", "kept too")
    with records.reading() as work:
        assert [work.notes.get(name) for name in ("first", "big", "later")] == [
            "kept", None, "kept too",
        ]  # fmt: skip
    database.close()


def test_an_error_of_the_caller_s_own_passes_unchanged(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    with pytest.raises(FileNotFoundError), database.unit_of_work().writing():
        raise FileNotFoundError("a picture")
    with pytest.raises(FileNotFoundError), database.unit_of_work().reading():
        raise FileNotFoundError("a picture")
    database.close()


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be made read-only there")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from inspector_app.domain.errors import StorageError\n"
        "from inspector_app.store.database import Database\n"
        "try: Database.open(Path(sys.argv[1]))\n"
        "except StorageError as problem: print(problem.code)\n"
    )
    folder.chmod(0o555)
    for path in (folder / "station.db", folder / "below" / "station.db"):
        done = run_bound(["-c", program, path])
        assert (done.stdout.strip(), done.stderr) == ("read_only_folder", "")
    folder.chmod(0o755)


def test_four_threads_lose_no_update(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    records = database.unit_of_work()
    with records.writing() as work:
        work.notes.put("count", "0")

    def add() -> None:
        for _ in range(25):
            with records.writing() as work:
                work.notes.put("count", str(int(work.notes.get("count") or 0) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.reading() as work:
        assert work.notes.get("count") == "100"
    database.close()


def test_reading_goes_on_while_a_unit_writes(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    records = database.unit_of_work()
    with records.writing() as work:
        work.inspections.create("i-1", opened(1), summary(1))
        with records.reading() as other:
            assert other.inspections.summary("i-1") is None
    with records.reading() as work:
        assert work.inspections.summary("i-1") == summary(1)
    database.close()


def test_a_copy_is_whole_while_work_goes_on(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    with database.unit_of_work().writing() as work:
        work.notes.put("word", "kept")
    copy = tmp_path / "backup" / "station.db"
    copy.parent.mkdir()
    database.copy_to(copy)
    database.close()
    restored = Database.open(copy)
    with restored.unit_of_work().reading() as work:
        assert work.notes.get("word") == "kept"
    assert restored.problems() == ()
    restored.close()


def test_a_copy_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db")
    with pytest.raises(StorageError):
        database.copy_to(tmp_path / "nowhere" / "station.db")
    database.close()


def test_receipts_of_the_first_revision_keep_their_place(tmp_path: Path) -> None:
    """A folder of revision 0001 has no cursor of its own; numbers may come again after 0002."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    path = tmp_path / "station.db"
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO receipts (number, kind, body, signature) "
            "VALUES (7, 'completion_receipt', x'7b7d', x'01')"
        )
    engine.dispose()
    database = Database.open(path)
    try:
        assert database.send_queue().receipts_cursor() == 7
        database.send_queue().rewind(0)
        assert database.send_queue().receipts_cursor() == 0
        with database.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO receipts (number, kind, body, signature) "
                "VALUES (7, 'completion_receipt', x'7b7d', x'02')"
            )
    finally:
        database.close()
    assert (tmp_path / f"station.db.before-{schema.HEAD}").exists()
