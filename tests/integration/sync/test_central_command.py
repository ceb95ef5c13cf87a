"""``inspector-app central …`` as a person or a script calls it."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.central.db.schema import newest
from inspector_app.cli.main import main
from inspector_app.wire.enrolment import parse_code
from tests.fakes.servers.postgres import PostgresServer
from tests.integration.sync import stored
from tests.integration.sync.conftest import Servers


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_folder_is_set_up_once_and_gives_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "central")
    assert main(["central", "init", folder, "--json"]) == 0
    made = said(capsys)
    assert (made["admin"], len(str(made["password"]))) == ("admin", 16)

    assert main(["central", "init", folder, "--json"]) == 1
    assert said(capsys)["error"]["code"] == "central_exists"  # type: ignore[index]

    assert main(["central", "enrol", "--data", folder, "--name", "月台 1", "--json"]) == 0
    code = said(capsys)
    assert parse_code(str(code["code"])).secret
    assert code["hours"] == 24

    assert main(["--lang", "en", "central", "enrol", "--data", folder]) == 0
    assert "Enrolment code" in capsys.readouterr().out


def test_a_new_folder_is_told_in_one_document_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "inspector_app", "central", "init", str(tmp_path / "c")]
    ended = subprocess.run(
        [*command, "--password-stdin", "--json"], input="a good long one\n", check=True,
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert json.loads(ended.stdout) == {"folder": str(tmp_path / "c"), "admin": "admin"}
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("words", "password", "code"),
    [
        ([], "short\n", "password_too_short"),
        (["--admin", "no name"], "a good long one\n", "user_name_refused"),
    ],
)
def test_nothing_is_made_for_an_administrator_who_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    words: list[str], password: str, code: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    command = ["central", "init", str(tmp_path / "c"), *words, "--password-stdin", "--json"]
    assert main(command) == 1
    assert said(capsys)["error"]["code"] == code  # type: ignore[index]
    assert not (tmp_path / "c").exists()


def test_a_password_is_read_from_stdin_and_never_printed(
    initialised: Path,
    central_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["central", "password", "--data", str(central_folder), "--password-stdin", "--json"]
    monkeypatch.setattr("sys.stdin", io.StringIO("a good long one\n"))
    assert main(command) == 0
    assert said(capsys) == {"user": "admin"}
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(command) == 1
    assert said(capsys)["error"]["code"] == "password_too_short"  # type: ignore[index]


@pytest.mark.parametrize("act", ["serve", "enrol", "password", "migrate", "maintain"])
def test_a_folder_without_a_central_system_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], act: str
) -> None:
    assert main(["central", act, "--data", str(tmp_path), "--json"]) == 1
    assert said(capsys)["error"]["code"] == "central_missing"  # type: ignore[index]


COMMANDS = (["serve"], ["enrol"], ["migrate"], ["maintain"], ["doctor"], ["user", "list"])


def test_a_system_whose_keys_are_gone_is_not_founded_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "central"
    assert main(["central", "init", str(folder), "--json"]) == 0
    (folder / "keys").rename(tmp_path / "kept apart")
    before = (folder / "central.db").read_bytes()
    capsys.readouterr()
    for command in (["init", str(folder)], *([*act, "--data", str(folder)] for act in COMMANDS)):
        assert main(["central", *command, "--json"]) == 1
        assert said(capsys)["error"]["code"] == "central_keys_missing"  # type: ignore[index]
    assert (folder / "central.db").read_bytes() == before
    (tmp_path / "kept apart").rename(folder / "keys")
    assert main(["central", "user", "list", "--data", str(folder), "--json"]) == 0
    assert [user["user"] for user in json.loads(capsys.readouterr().out)] == ["admin"]


def test_a_founding_that_was_broken_off_is_done_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "central"
    assert main(["central", "init", str(folder), "--json"]) == 0
    (folder / "keys" / "central.pem").rename(folder / "keys" / "central.new")  # its last step
    capsys.readouterr()
    assert main(["central", "enrol", "--data", str(folder), "--json"]) == 1
    assert said(capsys)["error"]["code"] == "central_missing"  # type: ignore[index]
    assert main(["central", "init", str(folder), "--json"]) == 0


@pytest.mark.parametrize("left", [None, b""])
def test_a_missing_database_is_not_replaced_by_an_empty_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left: bytes | None
) -> None:
    folder = tmp_path / "central"
    assert main(["central", "init", str(folder), "--json"]) == 0
    database = folder / "central.db"
    database.rename(tmp_path / "away.db")
    if left is not None:
        database.write_bytes(left)
    capsys.readouterr()
    for act in COMMANDS:
        assert main(["central", *act, "--data", str(folder), "--json"]) == 1
        assert said(capsys)["error"]["code"] == "central_database_missing"  # type: ignore[index]
    assert database.exists() == (left is not None)
    assert main(["central", "init", str(folder), "--json"]) == 1
    assert said(capsys)["error"]["code"] == "central_exists"  # type: ignore[index]


@pytest.mark.parametrize("wrong", ["role", "database"])
def test_a_server_that_refuses_role_or_name_is_told_in_a_sentence(
    postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    folder, name = tmp_path / "central", postgres.database()
    owner, api = postgres.owner_address(name), postgres.api_address(name)
    if wrong == "database":
        owner, api = owner.replace(name, "nowhere"), api.replace(name, "nowhere")
    else:
        owner = owner.replace("://", "://nobody_") if "@" in owner else owner
    command = ["central", "init", str(folder), "--database", api, "--owner-database", owner]
    assert main([*command, "--json"]) == 1
    assert said(capsys)["error"]["code"] == "database_refused"  # type: ignore[index]


def test_tables_are_brought_up_to_date_by_a_command(
    central_folder: Path, backend: Servers | None, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(central_folder), "--json"]
    assert main(["central", "migrate", *data]) == 0
    assert said(capsys) == {"changed": False}
    if backend is not None:
        stored.change(central_folder, "DROP TABLE events_2026_11")
        stored.change(central_folder, "UPDATE alembic_version SET version_num = '9999'")
        assert main(["central", "migrate", *data]) == 1
        assert said(capsys)["error"]["code"] == "data_folder_newer"  # type: ignore[index]
        stored.change(central_folder, f"UPDATE alembic_version SET version_num = '{newest()}'")
    made = 1 if backend is not None else 0
    assert main(["central", "maintain", *data]) == 0
    assert len(said(capsys)["made"]) == made  # type: ignore[arg-type]
    assert main(["--lang", "en", "central", "maintain", *data[:2]]) == 0
    assert capsys.readouterr().out == (
        "All is in order; nothing to do. Photos hashed: 0, all intact.\n"
    )


def test_a_server_is_named_on_the_command_line(
    postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "central"
    database = postgres.database()
    command = ["central", "init", str(folder), "--database", postgres.api_address(database)]
    assert main([*command, "--json"]) == 1
    assert said(capsys)["error"]["code"] == "database_owner_missing"  # type: ignore[index]
    owner = ["--owner-database", postgres.owner_address(database)]
    assert main([*command, *owner, "--json"]) == 0
    assert (folder / "keys" / "central.pem").exists()
    assert not (folder / "central.db").exists()
    assert os.name != "posix" or (folder / "central.toml").stat().st_mode & 0o077 == 0


def test_a_taken_port_is_said(central_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = ["central", "serve", "--data", str(central_folder), "--port", port, "--json"]
        assert main(command) == 1
    error = said(capsys)["error"]
    assert error["code"] == "port_taken"  # type: ignore[index]


def test_the_key_is_for_its_owner_only(central_folder: Path) -> None:
    mode = (central_folder / "keys" / "central.pem").stat().st_mode
    # Windows has no such bits; there the folder's own rights protect it.
    assert os.name != "posix" or mode & 0o077 == 0
