"""Refusals of commands: a code for programs, a sentence for people, a line in the log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.cli.main import build_parser, main
from tests.fakes.station import make_station

Capture = pytest.CaptureFixture[str]


def code(capsys: Capture) -> str:
    return str(json.loads(capsys.readouterr().out)["error"]["code"])


def log(folder: Path, name: str = "commands.log") -> list[dict[str, object]]:
    lines = (folder / "logs" / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_refusal_is_in_the_folders_log(tmp_path: Path, capsys: Capture) -> None:
    make_station(tmp_path).close()
    assert main(["show", "A1-999999", "--data", str(tmp_path), "--json"]) == 1
    refused = code(capsys)
    line = log(tmp_path)[-1]
    assert (line["code"], line["level"]) == (refused, "info")
    assert line["message"] == f"refused code={refused}"


def test_a_missing_folder_is_not_made_for_its_log(tmp_path: Path, capsys: Capture) -> None:
    missing = tmp_path / "missing"
    assert main(["list", "--data", str(missing), "--json"]) == 1
    assert code(capsys) == "data_folder_missing"
    assert not missing.exists()


@pytest.mark.parametrize(
    "command", [["central", "init", "{}"], ["demo", "--out", "{}"], ["demo", "--out", "{}/below"]]
)
def test_a_file_in_the_place_of_a_folder_is_refused(
    tmp_path: Path, capsys: Capture, command: list[str]
) -> None:
    place = tmp_path / "file"
    place.write_text("mine", "utf-8")
    assert main([*(word.format(place) for word in command), "--json"]) == 1
    assert code(capsys) == "not_a_folder"
    assert place.read_text("utf-8") == "mine"


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "mine").write_text("mine", "utf-8")
    assert main(["demo", "--out", str(tmp_path), "--json"]) == 1
    assert code(capsys) == "folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_refusals_of_central_commands_are_in_its_folder(tmp_path: Path, capsys: Capture) -> None:
    assert main(["central", "enrol", "--data", str(tmp_path), "--json"]) == 1
    assert code(capsys) == "central_missing"
    assert [line["code"] for line in log(tmp_path, "central.log")] == ["central_missing"]


@pytest.mark.parametrize(
    "command",
    [["list"], ["show", "x"], ["report", "x", "--out", "y"], ["sync"], ["queue"], ["check"],
     ["demo"]],
)  # fmt: skip
def test_folder_and_language_stand_before_or_after_the_command(command: list[str]) -> None:
    given = ["--data", "D", "--lang", "en"]
    for words in ([*given, *command], [*command, *given], [*given[:2], *command, *given[2:]]):
        arguments = build_parser().parse_args(words)
        assert (arguments.data, arguments.lang) == ("D", "en"), words
    plain = build_parser().parse_args(command)
    assert (plain.data, plain.lang) == (None, None)


@pytest.mark.parametrize("act", [["init", "x"], ["serve"], ["enrol"], ["password"]])
def test_the_language_of_central_commands_too(act: list[str]) -> None:
    assert build_parser().parse_args(["central", *act, "--lang", "en"]).lang == "en"
    assert build_parser().parse_args(["--lang", "en", "central", *act]).lang == "en"
