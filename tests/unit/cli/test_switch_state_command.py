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
    assert "No lots yet; next: normal" in capsys.readouterr().out
    assert main(["switch-state", write(tmp_path, {"start": "reduced", "lots": []})]) == 0
    assert capsys.readouterr().out == "没有批次记录，下一批放宽检验。\n"


def test_unread_words_are_told_and_null_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lot = {"accepted": True, "ac": 2, "tighter": True, "lot": "L1"}
    history = {"authorized": True, "start": None, "lots": [lot, {"ac": 0, "accepted": True}, lot]}
    file = write(tmp_path, history)
    assert main(["switch-state", file, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ignored"] == ["authorized", "lots.1.tighter", "lots.1.lot"]
    assert [step["used"] for step in said["steps"]] == ["normal"] * 3
    assert main(["switch-state", file, "--lang", "en"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "Not known and not used: authorized, lots.1.tighter, lots.1.lot"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_history_is_read_as_windows_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    file = tmp_path / "history.json"
    file.write_text(json.dumps(HISTORY), encoding)
    assert main(["switch-state", str(file), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["steps"]) == 4


def test_a_history_says_what_of_it_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["switch-state", write(tmp_path, {"lots": [], "authorised": "ja"})]) == 1
    assert 'authorised: "ja"' in capsys.readouterr().err
    file = tmp_path / "twice.json"
    file.write_text('{"lots": [], "authorised": true, "authorised": false}', "utf-8")
    assert main(["switch-state", str(file), "--json"]) == 1
    assert "'authorised' stands twice" in json.loads(capsys.readouterr().out)["error"]["message"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"lots": {}}', '{"lots": [], "authorised": 1}', "[" * 100_000, "\xff"],
)
def test_an_unreadable_history_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "history.json"
    file.write_text(text, encoding="latin-1")
    assert main(["switch-state", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "history_unreadable"


def test_missing_file_and_unknown_start_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["switch-state", str(tmp_path / "none.json"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "history_unreadable"
    assert main(["switch-state", write(tmp_path, {"start": "x", "lots": []}), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unknown_severity"


@pytest.mark.parametrize(
    ("lot", "field"),
    [
        ({"ac": 1}, "accepted"),
        ({"accepted": None, "ac": 1}, "accepted"),
        ({"accepted": 1, "ac": 1}, "accepted"),
        ({"accepted": "yes", "ac": 1}, "accepted"),
        ({"accepted": True}, "ac"),
        ({"accepted": True, "ac": -1}, "ac"),
        ({"accepted": True, "ac": 1.5}, "ac"),
        ({"accepted": True, "ac": True}, "ac"),
        ({"accepted": True, "ac": "2"}, "ac"),
        ({"accepted": True, "ac": 2, "accepted_one_step_tighter": 1}, "accepted_one_step_tighter"),
        ({"accepted": True, "ac": 2, "resumed": "no"}, "resumed"),
        ("lot", "lots"),
        (None, "lots"),
    ],
)
def test_a_corrupt_lot_is_named_with_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lot: object, field: str
) -> None:
    good = {"accepted": True, "ac": 2, "accepted_one_step_tighter": True}
    file = write(tmp_path, {"lots": [good, good, lot]})
    assert main(["switch-state", file, "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "history_corrupt"
    assert (error["params"]["lot"], error["params"]["field"]) == (3, field)
    assert "第 3 批" in error["message"]
    assert field in error["message"]


def test_a_long_history_is_answered_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lot = {"accepted": True, "ac": 2, "accepted_one_step_tighter": True}
    bad = {"accepted": False, "ac": 2, "accepted_one_step_tighter": None}
    lots = [bad if number % 7 == 0 else lot for number in range(20_000)]
    assert (
        main(["switch-state", write(tmp_path, {"authorised": True, "lots": lots}), "--json"]) == 0
    )
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert len(steps) == 20_000
    assert all((step["score"] is None) == (step["used"] != "normal") for step in steps)
