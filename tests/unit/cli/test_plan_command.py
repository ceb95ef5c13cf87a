"""``inspector-app plan`` as a script sees it."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.cli.main import main


class Terminal:
    """Runs a command with given stdin and keeps what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, *words: str, stdin: str = "") -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(words)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *words: str) -> dict[str, Any]:
        _, out, _ = self.run(*words, "--json")
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


def test_a_plan_in_json(terminal: Terminal) -> None:
    found = terminal.json(
        "plan", "--lot-size", "80", "--level", "II", "--aql", "major=0.65", "--aql", "minor=4"
    )
    major, minor = found["classes"]["major"], found["classes"]["minor"]
    assert (major["code_letter"], major["letter"], major["n"], major["ac"], major["re"]) == (
        "E", "F", 20, 0, 1,
    )  # fmt: skip
    assert (minor["aql"], minor["letter"], minor["n"], minor["ac"]) == ("4.0", "E", 13, 1)
    assert found["sample_size"] == 20
    assert found["critical"] == {"n": 20, "ac": 0, "re": 1}
    assert [each["code"] for each in found["reasons"]] == ["letter_from_lot", "arrow_followed"]
    assert major["accepted_95"] < major["accepted_10"]


def test_cartons_have_their_own_plan(terminal: Terminal) -> None:
    found = terminal.json(
        "plan", "--lot-size", "3000", "--aql", "major=2.5", "--cartons", "125",
        "--carton-aql", "2.5",
    )  # fmt: skip
    assert found["cartons_to_open"] == 12
    assert (found["carton"]["n"], found["carton"]["ac"]) == (20, 1)


def test_people_read_sentences_in_their_language(terminal: Terminal) -> None:
    words = (
        "plan", "--lot-size", "3000", "--aql", "major=2.5", "--severity", "reduced",
        "--cartons", "125", "--carton-aql", "2.5",
    )  # fmt: skip
    code, out, _ = terminal.run(*words)
    assert code == 0
    assert "严重：AQL 2.5，字码 K，样本量 50，接收数 4，拒收数 5" in out
    assert "采用较严的 4/5" in out
    assert "GB/T 2828.1-2012" in out
    assert "外箱" in out
    _, out, _ = terminal.run(*words, "--lang", "en")
    assert "Major: AQL 2.5, letter K, sample size 50, Ac 4, Re 5" in out
    assert "⟦" not in out


def test_nonconformities_are_told_per_100_units(terminal: Terminal) -> None:
    _, out, _ = terminal.run(
        "--lang", "en", "plan", "--lot-size", "1000", "--aql", "major=15",
        "--counting", "nonconformities",
    )  # fmt: skip
    assert "per 100 units" in out


def test_a_small_lot_is_inspected_whole(terminal: Terminal) -> None:
    _, out, _ = terminal.run("plan", "--lot-size", "8", "--aql", "major=0.65")
    assert out.startswith("全检，样本 8 件")
    assert "整批全检" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--lot-size", "0", "--aql", "major=2.5"], "lot_size_zero"),
        (["--lot-size", "-5", "--aql", "major=2.5"], "lot_size_negative"),
        (["--lot-size", "1000000000", "--aql", "major=2.5"], "lot_size_too_large"),
        (["--lot-size", "100", "--aql", "major=3"], "aql_not_in_table"),
        (["--lot-size", "100", "--aql", "major"], "aql_malformed"),
        (["--lot-size", "100", "--aql", "major=15"], "aql_needs_nonconformities"),
        (["--lot-size", "100"], "aql_missing"),
        (["--lot-size", "100", "--aql", "major=2.5", "--level", "V"], "unknown_level"),
        (["--lot-size", "100", "--aql", "major=2.5", "--severity", "x"], "unknown_severity"),
        (["--lot-size", "100", "--aql", "major=2.5", "--counting", "x"], "unknown_counting"),
    ],
)
def test_refusals_exit_1_with_their_code(terminal: Terminal, words: list[str], code: str) -> None:
    status, out, err = terminal.run("plan", *words, "--json")
    assert status == 1
    assert json.loads(out)["error"]["code"] == code
    assert "{" not in err
    assert "⟦" not in err


@pytest.mark.parametrize("words", [["plan"], ["plan", "--lot-size", "many"]])
def test_wrong_use_exits_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2


def test_every_cell_over_stdin_in_under_two_seconds(terminal: Terminal) -> None:
    tables = sampling_tables()
    asked = [
        (severity, letter, aql)
        for severity in tables.cells
        for letter in "ABCDEFGHJKLMNPQR"
        for aql in tables.aqls
    ]
    lines = "\n".join(
        json.dumps({"letter": letter, "aql": {"major": aql}, "severity": severity})
        for severity, letter, aql in asked
    )
    begun = time.perf_counter()
    status, out, _ = terminal.run("plan", "--stdin", stdin=lines)
    assert time.perf_counter() - begun < 2
    assert status == 0
    answers = [json.loads(line) for line in out.splitlines()]
    for (severity, letter, aql), answer in zip(asked, answers, strict=True):
        cell = tables.single(severity, letter, aql)
        found = answer["classes"]["major"]
        assert (found["code_letter"], found["letter"]) == (letter, cell.letter)
        assert (found["n"], found["ac"], found["re"]) == (cell.n, cell.ac, cell.re)
        assert bool(found["note"]) == bool(cell.note)


def test_a_bad_line_does_not_stop_the_others(terminal: Terminal) -> None:
    lines = [
        '\ufeff{"lot_size": 1200, "level": "II", "aql": {"major": 2.5}}',
        "",
        "not json",
        "[1]",
        '{"aql": {"major": "2.5"}}',
        '{"lot_size": 12.5, "aql": {"major": "2.5"}}',
        '{"lot_size": true, "aql": {"major": "2.5"}}',
        '{"lot_size": 100, "aql": ["2.5"]}',
        '{"lot_size": 100}',
        '{"letter": "K"}',
        '{"letter": "I", "aql": {"major": "2.5"}}',
        '{"lot_size": 3000, "aql": {"major": "2.5"}, "cartons": 125, "carton_aql": 2.5}',
    ]
    status, out, _ = terminal.run("plan", "--stdin", stdin="\n".join(lines))
    assert status == 1
    answers = [json.loads(line) for line in out.splitlines()]
    assert answers[0]["classes"]["major"]["n"] == 80
    assert answers[-1]["carton"]["n"] == 20
    assert [each["error"]["code"] for each in answers[1:-1]] == [
        "line_unreadable", "line_unreadable", "lot_size_or_letter_missing", "not_a_whole_number",
        "not_a_whole_number", "aql_malformed", "aql_missing", "aql_missing", "unknown_letter",
    ]  # fmt: skip
    assert answers[1]["error"]["params"]["line"] == 3


def answers(terminal: Terminal, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    _, out, _ = terminal.run("plan", "--stdin", stdin="\n".join(json.dumps(each) for each in lines))
    return [json.loads(line) for line in out.splitlines()]


def test_a_letter_is_asked_by_the_same_rules_as_a_lot(terminal: Terminal) -> None:
    found = answers(
        terminal,
        {"letter": "K", "aql": {"critical": "0.065"}},
        {"letter": "K", "aql": {"major": "15"}, "counting": "items"},
        {"letter": "K", "aql": {"major": "15"}, "counting": "both"},
        {"letter": "K", "lot_size": 50, "aql": {"major": "2.5"}},
    )
    assert [each["error"]["code"] for each in found] == [
        "critical_has_no_aql", "aql_needs_nonconformities", "unknown_counting",
        "lot_size_and_letter",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "aql", [{"": "2.5"}, {" ": "2.5"}, {"major": None}, {"major": True}, {"major": ["2.5"]}]
)
def test_a_class_without_name_or_number_is_refused(terminal: Terminal, aql: dict[str, Any]) -> None:
    found = answers(terminal, {"lot_size": 50, "aql": aql}, {"letter": "K", "aql": aql})
    assert [each["error"]["code"] for each in found] == ["aql_malformed", "aql_malformed"]


def test_a_number_that_cannot_be_compared_is_no_aql(terminal: Terminal) -> None:
    status, out, _ = terminal.run("plan", "--lot-size", "50", "--aql", "major=sNaN", "--json")
    assert status == 1
    assert json.loads(out)["error"]["code"] == "aql_not_in_table"


def test_null_is_left_out_and_unread_words_are_told(terminal: Terminal) -> None:
    bare = {"lot_size": 1200, "aql": {"major": "2.5"}}
    nulls = dict.fromkeys(["letter", "level", "severity", "counting", "cartons", "carton_aql"])
    plain, filled, misspelt, by_letter = answers(
        terminal, bare, {**bare, **nulls}, {**bare, "levl": "I", "id": 7},
        {"letter": "K", "aql": {"major": "2.5"}, "sverity": "reduced"},
    )  # fmt: skip
    assert filled == plain
    assert "ignored" not in plain
    assert misspelt == plain | {"ignored": ["levl", "id"]}
    assert by_letter["ignored"] == ["sverity"]


def test_the_strength_of_a_plan_that_is_not_drawn_is_not_told(terminal: Terminal) -> None:
    whole = terminal.json("plan", "--lot-size", "10", "--aql", "major=0.65")
    assert whole["mode"] == "full"
    assert "accepted_95" not in whole["classes"]["major"]
    fine = terminal.json("plan", "--lot-size", "10000000", "--aql", "major=0.01")
    assert fine["classes"]["major"]["accepted_95"] == 0.004103
