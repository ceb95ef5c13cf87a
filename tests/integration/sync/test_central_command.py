"""``inspector-app central …`` as a person or a script calls it."""

from __future__ import annotations

import io
import json
import os
import socket
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from inspector_app.wire.enrolment import parse_code


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


@pytest.mark.parametrize("act", ["serve", "enrol", "password"])
def test_a_folder_without_a_central_system_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], act: str
) -> None:
    assert main(["central", act, "--data", str(tmp_path), "--json"]) == 1
    assert said(capsys)["error"]["code"] == "central_missing"  # type: ignore[index]


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
