"""What commands are given: encodings, words twice, and what stdout does with half a character."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from inspector_app.cli.main import main

LINES = (
    '{"lot_size": 1200, "aql": {"严重": "2.5"}}\r\n\r\n{"lot_size": 20, "aql": {"minor": "4.0"}}'
)


def answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: bytes
) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    main(["plan", "--stdin"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_are_read_as_windows_writes_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    found = answers(monkeypatch, capsys, LINES.encode(encoding))
    assert [list(each["classes"]) for each in found] == [["严重"], ["minor"]]


@pytest.mark.parametrize(
    "data", [LINES.encode("gb18030"), LINES.encode("utf-16-le"), LINES.encode("utf-16")[:-1]]
)
def test_other_bytes_are_refused_by_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    found = answers(monkeypatch, capsys, data)
    codes = {each["error"]["code"] for each in found if "error" in each}
    assert codes == {"line_unreadable"}


def test_nothing_given_is_nothing_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answers(monkeypatch, capsys, b"") == []
    assert answers(monkeypatch, capsys, b"\xef\xbb\xbf\n \t\r\n") == []


@pytest.mark.parametrize(
    "line",
    [
        '{"lot_size": 1200, "lot_size": 50, "aql": {"major": "2.5"}}',
        '{"lot_size": 1200, "aql": {"major": "2.5", "major": "4.0"}}',
        '{"a":' * 100_000,
    ],
)
def test_a_word_twice_and_a_bottomless_line_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    (found,) = answers(monkeypatch, capsys, line.encode())
    assert found["error"]["code"] == "line_unreadable"


def test_half_a_character_of_the_input_is_written_as_its_escape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = b'{"lot_size": 1200, "level": "\\ud800", "aql": {"major": "2.5"}}'
    (found,) = answers(monkeypatch, capsys, line)
    assert found["error"]["code"] == "unknown_level"
    assert found["error"]["params"]["level"] == "\ud800"


@pytest.mark.parametrize("words", [["--json"], []])
def test_answers_are_utf8_whatever_the_pipe_is_thought_to_be(words: list[str]) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "inspector_app", "plan", "--lot-size", "80", "--aql", "major=1.0",
         *words],
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "检验水平 II" in said.stdout.decode("utf-8")


def test_a_reader_that_has_enough_is_left_in_peace() -> None:
    """As ``| head`` does: the pipe is closed before the answer is written."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "inspector_app", "parse", "01095060001343528", "--json"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, timeout=60)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")
