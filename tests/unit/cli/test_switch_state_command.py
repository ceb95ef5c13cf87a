"""``inspector-app switch-state`` as a script sees it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from inspector_app.cli.main import main

HISTORY: dict[str, Any] = {
    "authorised": True,
    "lots": [
        {"accepted": True, "ac": 3, "accepted_one_step_tighter": True},
        {"accepted": False, "ac": 1, "accepted_one_step_tighter": None},
        {"accepted": False, "ac": 1},
        {"accepted": True, "ac": 1},
    ],
}


def write(folder: Path, history: object) -> str:
    file = folder / "history.json"
    file.write_text(json.dumps(history), encoding="utf-8-sig")
    return str(file)


def test_one_step_for_each_lot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["switch-state", write(tmp_path, HISTORY), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "steps": [
            {"used": "normal", "score": 3, "next": "normal"},
            {"used": "normal", "score": 0, "next": "normal"},
            {"used": "normal", "score": 0, "next": "tightened"},
            {"used": "tightened", "score": None, "next": "tightened"},
        ]
    }


def test_a_history_may_begin_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = {"start": "discontinued", "lots": [
        {"accepted": True, "ac": 1}, {"accepted": True, "ac": 1, "resumed": True}
    ]}  # fmt: skip
    assert main(["switch-state", write(tmp_path, history), "--json"]) == 0
    used = [each["used"] for each in json.loads(capsys.readouterr().out)["steps"]]
    assert used == ["discontinued", "tightened"]


def test_people_read_sentences(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(HISTORY).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["switch-state", "-"]) == 0
    out = capsys.readouterr().out
    assert "第 3 批：正常检验，转移得分 0，下一批加严检验" in out
    assert "第 4 批：加严检验，下一批加严检验" in out
    assert main(["switch-state", write(tmp_path, {"lots": []}), "--lang", "en"]) == 0
    assert "starts as normal" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"lots": [{"accepted": 1, "ac": 1}]}', '{"lots": [{"ac": 1}]}']
)
def test_an_unreadable_history_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "history.json"
    file.write_text(text, encoding="utf-8")
    assert main(["switch-state", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "history_unreadable"


def test_missing_file_and_unknown_start_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["switch-state", str(tmp_path / "none.json"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "history_unreadable"
    assert main(["switch-state", write(tmp_path, {"start": "x", "lots": []}), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unknown_severity"
