"""``inspector-app shelf-life`` as a script sees it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.cli.main import main
from inspector_app.wire.life_rules import rules_text


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["shelf-life", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_assessment_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "--produced", "2026-08-31", "--life", "18M", "--on", "2026-09-30",
        "--category", "cosmetics", "--origin", "imported",
    )  # fmt: skip
    assert found["last_good_day_a"] == "2028-02-28"
    assert found["last_good_day_b"] == "2028-02-29"
    assert (found["remaining_days"], found["remaining_ratio"]) == (516, "516/546")
    assert (found["state"], found["action"]) == ("fresh", "accept")
    assert found["rule"]["id"] == "imported-180"
    assert found["rule"]["set"] == "shelf-life-default"
    assert found["rule"]["version"] == 1
    assert all("⟦" not in each["text"] for each in found["reasons"])


def test_a_contradicting_print_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "--produced", "20260301", "--life", "180D", "--expires", "2026-08-20",
        "--on", "2026-03-02",
    )  # fmt: skip
    assert found["findings"] == ["printed_differs"]
    assert found["action"] == "approval"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--produced", "2026-03-01", "--life", "180D"], "119/180"),
        (["--expires", "2028-02"], "剩余 670 天"),
        (["--life", "exempt"], "免标保质期"),
    ],
)
def test_people_read_sentences(
    capsys: pytest.CaptureFixture[str], words: list[str], text: str
) -> None:
    assert main(["shelf-life", *words, "--on", "2026-04-30"]) == 0
    out = capsys.readouterr().out
    assert text in out
    assert "⟦" not in out
    assert main(["shelf-life", *words, "--on", "2026-04-30", "--lang", "en"]) == 0
    assert not any("\u4e00" <= char <= "\u9fff" for char in capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--produced", "2026-05-01", "--life", "3Y", "--on", "2026-04-30"], "produced_in_future"),
        (["--produced", "2026-13-01", "--life", "3Y", "--on", "2026-04-30"], "impossible_date"),
        (["--produced", "2026-03-01", "--life", "?", "--on", "2026-04-30"], "life_unreadable"),
        (["--produced", "2026-03-01", "--life", "3Y", "--on", "2026-04"], "day_missing"),
        (["--life", "3Y", "--on", "2026-04-30"], "dates_missing"),
        (["--life", "3Y", "--expires", "2028-01-01", "--on", "2026-04-30", "--wording", "x"],
         "unknown_wording"),
        (["--life", "3Y", "--expires", "2028-01-01", "--on", "2026-04-30", "--origin", "x"],
         "unknown_origin"),
    ],
)  # fmt: skip
def test_refusals_exit_1_with_their_code(
    capsys: pytest.CaptureFixture[str], words: list[str], code: str
) -> None:
    assert main(["shelf-life", *words, "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == code
    assert "{" not in said.err


def test_the_day_of_receipt_is_required() -> None:
    with pytest.raises(SystemExit) as left:
        main(["shelf-life", "--produced", "2026-03-01", "--life", "3Y"])
    assert left.value.code == 2


def test_lines_are_answered_one_by_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        '{"produced": "2026-03-01", "life": "180D", "on": "2026-04-29", "category": "food"}',
        '{"produced": 20260301, "life": "180D", "on": "2026-04-29"}',
        '{"produced": "2026-03-01", "life": "180D"}',
        "{",
        '{"expires": "2028-02", "life": "3Y", "on": "2026-04-29", "wording": "use_by", '
        '"channel": "tmall", "produced": null}',
    ]
    stdin = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["shelf-life", "--stdin"]) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert answers[0]["remaining_ratio"] == "120/180"
    assert [each["error"]["code"] for each in answers[1:4]] == [
        "not_text", "day_missing", "line_unreadable",
    ]  # fmt: skip
    assert answers[4]["last_good_day_a"] == "2028-02-01"


def lines_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *documents: Any
) -> list[dict[str, Any]]:
    text = "\n".join(json.dumps(each, ensure_ascii=False) for each in documents)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    main(["shelf-life", "--stdin"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_kit_is_judged_by_its_earliest_unit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    units = [
        {"name": "精华", "expires": "2028-05", "produced": "2026-05"},
        {"produced": "2026-01-01", "life": "36M"},
    ]
    kit, whole, wrong, bad = lines_of(
        monkeypatch, capsys,
        {"on": "2026-06-01", "inner": units, "category": "cosmetics"},
        {"on": "2026-06-01", "inner": units, "expires": "2029-01-01", "produced": "2026-01-01"},
        {"on": "2026-06-01", "inner": ["精华"]},
        {"on": "2026-06-01", "inner": [{"life": "开封后12M", "produced": "2026-01-01"}]},
    )  # fmt: skip
    assert kit["last_good_day_a"] == "2028-05-31"
    assert kit["reasons"][0]["code"] == "kit_governed"
    assert whole["findings"] == ["kit_outer_later"]
    assert wrong["error"]["code"] == "inner_malformed"
    assert bad["error"]["code"] == "life_is_after_opening"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("0001-01-01", "date_out_of_range"), ("9999-12-31", "date_out_of_range"),
        ("2027-02-29", "impossible_date"), ("2026-02-30", "impossible_date"),
        ("0000-00-00", "impossible_date"), ("2026/2/29", "impossible_date"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("word", ["produced", "expires", "on"])
def test_dates_that_cannot_be_are_refused_wherever_they_stand(
    capsys: pytest.CaptureFixture[str], word: str, day: str, code: str
) -> None:
    words = {"produced": "2026-01-01", "life": "36M", "on": "2026-06-01"} | {word: day}
    given = [part for name, value in words.items() for part in (f"--{name}", value)]
    for language in ("zh", "en"):
        assert main(["shelf-life", *given, "--json", "--lang", language]) == 1
        error = json.loads(capsys.readouterr().out)["error"]
        assert error["code"] == code
        assert day in error["message"]


def test_rules_of_a_file_judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = shelf_life_rules()
    row = replace(rules.acceptance[0], min_remaining="99/100", below="warn", basis="customer")
    mine = replace(rules, version=4, acceptance=(row, *rules.acceptance[1:]))
    file = tmp_path / "rules.json"
    file.write_text(rules_text(mine), "utf-8")
    words = ("--produced", "2026-03-01", "--life", "36M", "--on", "2026-06-01")
    assert answer(capsys, *words)["action"] == "accept"
    found = answer(capsys, *words, "--rules", str(file))
    assert (found["action"], found["rule"]["version"]) == ("warn", 4)
    file.write_text("[]", "utf-8")
    for name in (str(file), str(tmp_path / "nothing.json")):
        assert main(["shelf-life", *words, "--rules", name, "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "rules_unreadable"


def test_exempt_goods_are_told_by_a_flag_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = answer(capsys, "--life", "exempt", "--on", "2026-04-30")
    assert plain["state"] == "exempt"
    assert answer(capsys, "--exempt", "--on", "2026-04-30") == plain
    flagged, dated, wrong, kit = lines_of(
        monkeypatch, capsys,
        {"exempt": True, "life": "36M", "on": "2026-04-30"},
        {"exempt": False, "expires": "2026-04-29", "on": "2026-04-30"},
        {"exempt": "yes", "on": "2026-04-30"},
        {"inner": [{"exempt": True}], "on": "2026-04-30"},
    )  # fmt: skip
    assert flagged == plain
    assert (dated["state"], dated["action"]) == ("expired", "reject")
    assert wrong["error"]["code"] == "not_true_or_false"
    assert kit["state"] == "exempt"


def test_words_nobody_reads_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, misspelt, kit, none, wrong = lines_of(
        monkeypatch, capsys,
        {"produced": "2026-01-01", "life": "12M", "on": "2026-03-01", "inner": []},
        {"produced": "2026-01-01", "life": "12M", "on": "2026-03-01", "orgin": "imported"},
        {"on": "2026-03-01", "inner": [{"expires": "2028-01-01", "on": "2030-01-01"}], "id": 1},
        {"expires": "2028-01-01", "on": "2026-03-01", "inner": None},
        {"expires": "2028-01-01", "on": "2026-03-01", "inner": {}},
    )  # fmt: skip
    assert "ignored" not in plain
    assert misspelt == plain | {"ignored": ["orgin"]}
    assert kit["ignored"] == ["id", "inner.1.on"]
    assert none["last_good_day_a"] == "2028-01-01"
    assert wrong["error"]["code"] == "inner_malformed"


def test_days_past_are_no_days_left(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("shelf-life", "--produced", "2026-01-01", "--life", "12M", "--on", "2027-01-01")
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "最后可用日（验收）已过 1 天" in out
    assert "剩余 0/364 天，不足要求的 2/3" in out
    assert "剩余 -" not in out
    assert main([*words, "--lang", "en"]) == 0
    assert "Days past the last good day for acceptance: 1" in capsys.readouterr().out
