"""``standards``: checking files without a station, writing versions out, publishing with a PIN."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.resources import resource
from inspector_app.cli.main import main
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import people

FOOD = resource("standards/food.yaml")


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sound_file_is_said_to_be_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["standards", "check", str(FOOD), "--json"]) == 0
    (answer,) = answers(capsys)
    assert (answer["sound"], answer["problems"]) == (True, [])
    assert answer["standard"]["id"] == "food"
    assert main(["standards", "check", str(FOOD), "--lang", "en"]) == 0
    assert "is sound" in capsys.readouterr().out


def test_every_problem_is_told_with_line_code_and_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    text = FOOD.read_text("utf-8").replace("        kind: scan", "        kind: scam", 1)
    text = text.replace("        defects: [P33]", "        defects: [P99]", 1)
    bad.write_text(text, "utf-8")
    assert main(["standards", "check", str(FOOD), str(bad), "--json", "--lang", "en"]) == 1
    sound, unsound = answers(capsys)
    assert sound["sound"]
    assert unsound["standard"] is None
    assert {problem["code"] for problem in unsound["problems"]} == {
        "value_not_allowed", "unknown_defect",
    }  # fmt: skip
    for problem in unsound["problems"]:
        assert problem["line"] > 1
        assert problem["message"].endswith(".")
    assert main(["standards", "check", str(bad)]) == 1
    line = text.splitlines().index("        kind: scam") + 1
    assert f"{bad}:{line}:9: value_not_allowed: " in capsys.readouterr().out


def test_a_file_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["standards", "check", str(tmp_path / "none.yaml"), "--json"]) == 1
    assert answers(capsys)[0]["error"]["code"] == "standard_file_not_read"


@pytest.fixture
def without_station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECTOR_DATA", str(tmp_path / "nothing"))


@pytest.mark.usefixtures("without_station")
def test_the_shipped_standards_can_be_listed_and_written_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["standards", "list", "--json"]) == 0
    assert {line["id"] for line in answers(capsys)} >= {"food", "imported_goods"}
    book = tmp_path / "food.xlsx"
    assert main(["standards", "export", "food", "--out", str(book), "--json"]) == 0
    assert answers(capsys)[0]["bytes"] == book.stat().st_size
    assert main(["standards", "check", str(book), "--json"]) == 0
    capsys.readouterr()
    text = tmp_path / "food.yaml"
    assert main(["standards", "export", "food", "--out", str(text)]) == 0
    assert text.read_bytes() == FOOD.read_bytes().replace(b"\r\n", b"\n")


@pytest.mark.usefixtures("without_station")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "food", "--out", "food.txt"], "export_suffix"),
        (["export", "nothing", "--out", "a.yaml"], "standard_unknown"),
        (["export", "food", "--version", "1", "--out", "a.yaml"], "standard_unknown"),
        (["export", "food", "--out", "no/such/folder/a.yaml"], "standard_file_not_written"),
    ],
)
def test_what_cannot_be_written_out_is_refused(
    words: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["standards", *words, "--json"]) == 1
    assert answers(capsys)[0]["error"]["code"] == code


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A station on disk with people whose PIN is hashed as the program does it."""
    from inspector_app.bootstrap.standards_library import shipped_documents
    from inspector_app.bootstrap.station import open_station
    from inspector_app.settings import DataFolder
    from inspector_app.store.pins import Argon2Pins

    folder = tmp_path / "data"
    with open_station(DataFolder(folder)) as opened:
        hashed = Argon2Pins().hash("1234")
        with opened.station.records.writing() as work:
            from dataclasses import replace

            work.master.put_people([replace(each, pin_verifier=hashed) for each in people()])
            work.master.put_standards(shipped_documents())
    return str(folder)


def test_a_file_becomes_a_draft_or_the_next_version(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "next.yaml"
    text = FOOD.read_text("utf-8")
    version = int(text.split("\nversion: ")[1].split("\n")[0])
    file.write_text(text.replace(f"\nversion: {version}", f"\nversion: {version + 1}"), "utf-8")
    words = ["standards", "import", str(file), "--data", data, "--json"]

    def run(*more: str, pin: str = "1234\n") -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr("sys.stdin", io.StringIO(pin))
        done = main([*words, *more])
        return done, answers(capsys)[-1]

    assert run("--person", SUPERVISOR.id)[1]["problems"] == 0
    assert run("--person", SUPERVISOR.id, "--publish") == (
        0, {"id": "food", "version": version + 1},
    )  # fmt: skip
    assert run("--person", SUPERVISOR.id, "--publish")[1]["error"]["code"] == "version_not_next"
    assert run("--person", INSPECTOR.id)[1]["error"]["code"] == "not_allowed"
    assert run("--person", SUPERVISOR.id, pin="9\n")[1]["error"]["code"] == "wrong_pin"
    assert run("--person", SUPERVISOR.id, pin="")[1]["error"]["code"] == "signature_missing_pin"
    assert main(["standards", "list", "--data", data]) == 0
    listed = capsys.readouterr().out
    assert f"food  {version + 1}  生效" in listed
    assert f"food  {version}  已被新版取代" in listed
