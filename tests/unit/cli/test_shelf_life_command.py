"""``inspector-app shelf-life`` as a script sees it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from inspector_app.cli.main import main


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
