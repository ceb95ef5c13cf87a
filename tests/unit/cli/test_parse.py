from __future__ import annotations

import io
import json
from typing import Any

import pytest

from inspector_app.cli.main import main

TEA = "06901234567892"
DAY = ["--on", "2026-11-22"]


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["parse", *arguments, *DAY, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, f"(01){TEA}(10)L2603A(17)280331")
    assert (found["gtin"], found["lot"]) == (TEA, "L2603A")
    assert found["elements"][0] == {"ai": "01", "value": TEA, "title": "GTIN"}
    assert found["dates"] == {"expires": "2028-03-31", "last_good_day": "2028-03-31"}
    assert found["problems"] == []


def test_problems_carry_code_severity_parameters_and_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (problem,) = answer(capsys, "6901234567893")["problems"]
    assert (problem["code"], problem["severity"]) == ("check_digit", "error")
    assert problem["params"]["expected"] == "2"
    assert "6901234567893" in problem["message"]


def test_candidates_have_the_shape_of_results(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, f"01{TEA}10L2603A17280331")
    assert found["lot"] is None
    assert [one["lot"] for one in found["candidates"]] == ["L2603A", "L2603A17280331"]


def test_separator_and_symbology_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, f"01{TEA}10L1%17280331", "--separator", "%", "--symbology", "]C1")
    assert (found["lot"], found["dates"]["expires"]) == ("L1", "2028-03-31")


def test_a_stream_of_codes_gives_a_line_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("6901234567892\n\nINS:C:pass\n"))
    assert main(["parse", "--stdin", *DAY]) == 0
    kinds = [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["gtin", "empty", "command"]


def test_a_stream_is_read_as_bytes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"]d201{TEA}10L1\x1d17280331".encode(), "无忧".encode("gb18030"), b"\xff\xfe\x00"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(codes)), "ascii"))
    assert main(["parse", "--stdin", *DAY]) == 0
    first, second, third = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["lot"], first["dates"]["expires"]) == ("L1", "2028-03-31")
    assert second["text"] == "无忧"
    assert third["kind"] == "text"


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ("(21)A1\n6901234567892\n", []),
        ("(21)A1\n(17)280331\n", ["partner_missing", "partner_missing"]),
        (f"(01){TEA}(10)A\n(10)B\n", ["values_differ"]),
        (f"(01){TEA}\n(02){TEA}(37)5\n", ["pair_forbidden", "pair_forbidden", "partner_missing"]),
    ],
)
def test_the_codes_of_one_item_are_judged_together(
    lines: str,
    problems: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert main(["parse", "--stdin", "--item", *DAY]) == 0
    *codes, item = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert len(codes) == 2
    assert (item["kind"], item["usable"]) == ("item", not problems)
    assert [problem["code"] for problem in item["problems"]] == problems


def test_people_are_told_what_an_item_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "parse", "(21)A1", "--item", *DAY]) == 0
    assert "[Error] (21) needs" in capsys.readouterr().out
    assert main(["--lang", "en", "parse", f"(01){TEA}", "--item", *DAY]) == 0
    assert "Error" not in capsys.readouterr().out


def test_every_problem_of_a_code_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "(01)06901234567893(17)281331(10)A B(422)999(30)1X(37)5")
    assert [problem["code"] for problem in found["problems"]] == [
        "check_digit", "date_impossible", "value_characters", "country_unknown",
        "value_characters", "pair_forbidden", "partner_missing",
    ]  # fmt: skip
    assert len(found["elements"]) == 6
    assert all(problem["message"] for problem in found["problems"])


@pytest.mark.parametrize(
    "code",
    [
        "^01{}10L1^17280331", "01{}10L1<GS>17280331", "(01){}(10)L1(17)280331",
        "]C101{}10L1\x1d17280331", "01{}10L1\\x1d17280331", "01{}10L1^]17280331",
        "{{FNC1}}01{}10L1{{FNC1}}17280331", "https://a.b/01/{}/10/L1?17=280331",
    ],
)  # fmt: skip
def test_one_label_in_all_its_spellings(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, code.format(TEA))
    assert (found["gtin"], found["lot"], found["usable"]) == (TEA, "L1", True)
    assert found["dates"]["last_good_day"] == "2028-03-31"


@pytest.mark.parametrize(("language", "batch"), [("zh", "批号：L1"), ("en", "Batch: L1")])
def test_people_get_text_in_their_language(
    language: str, batch: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, "parse", f"(01){TEA}(10)L1(11)260301", *DAY]) == 0
    assert batch in capsys.readouterr().out


def test_every_kind_of_answer_is_written_without_a_missing_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for code in (f"01{TEA}10L2603A17280331", "INS:C:fly", "", "2012345678903", "https://a.b/x",
                 f"https://a.b/01/{TEA}?999=1", "INS:K:L1:7", f"]C101{TEA}89X"):  # fmt: skip
        for language in ("zh", "en"):
            assert main(["--lang", language, "parse", code, *DAY]) == 0
            assert "⟦" not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--on", "tomorrow", "1"], ["1", "--stdin"]])
def test_wrong_use_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["parse", *arguments])
    assert end.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_language_may_stand_behind_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", f"(01){TEA}(10)L1", *DAY, "--lang", "en"]) == 0
    assert "Batch: L1" in capsys.readouterr().out
