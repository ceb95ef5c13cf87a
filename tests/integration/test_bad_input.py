"""What cannot be is refused with its code, its place and a sentence that says what to do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from inspector_app.bootstrap.resources import resource
from inspector_app.cli.main import main

Document = dict[str, Any]
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Document, str]:
    """Exit status, the JSON answer and what was told beside it."""
    status = main(words)
    told = capsys.readouterr()
    return status, json.loads(told.out), told.err


def is_sentence(text: str, language: str) -> bool:
    whole = bool(text) and not set("{}⟦⟧") & set(text)
    chinese = any("\u4e00" <= char <= "\u9fff" for char in text)
    return whole and chinese == (language == "zh") and text[-1] in "。.？?"


MONTH = ("--life", "12M", "--on", "2026-11-22")
REFUSED = [
    (("plan", "--lot-size", "0", "--aql", "major=2.5"), "lot_size_zero", ()),
    (("plan", "--lot-size", "-3000", "--aql", "major=2.5"), "lot_size_negative", ("-3000",)),
    (("plan", "--lot-size", "1000000000", "--aql", "major=2.5"), "lot_size_too_large",
     ("1000000000",)),
    (("plan", "--lot-size", "500", "--aql", "major=0.7"), "aql_not_in_table", ("0.7",)),
    (("plan", "--lot-size", "500", "--aql", "major=2,5"), "aql_not_in_table", ("2,5",)),
    (("plan", "--lot-size", "500", "--aql", "major=2.5", "--aql", "major=4.0"), "aql_twice",
     ("major", "2.5", "4.0")),
    (("plan", "--lot-size", "500", "--aql", "major=2.5", "--level", "IV"), "unknown_level",
     ("IV",)),
    (("shelf-life", "--produced", "0001-01-01", *MONTH), "date_out_of_range", ("0001-01-01",)),
    (("shelf-life", "--expires", "9999-12-31", "--on", "2026-11-22"), "date_out_of_range",
     ("9999-12-31",)),
    (("shelf-life", "--produced", "2023-02-29", *MONTH), "impossible_date", ("2023-02-29",)),
    (("shelf-life", "--produced", "2100-02-29", *MONTH), "impossible_date", ("2100-02-29",)),
    (("shelf-life", "--produced", "2026-04-31", *MONTH), "impossible_date", ("2026-04-31",)),
    (("shelf-life", "--produced", "2026-03-01", "--life", "0M", "--on", "2026-11-22"),
     "life_out_of_range", ("0M",)),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("words", "code", "quoted"), REFUSED)
def test_an_impossible_lot_or_date(
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: str,
    quoted: tuple[str, ...],
    language: str,
) -> None:
    status, answer, told = said(capsys, *words, "--json", "--lang", language)
    assert (status, answer["error"]["code"]) == (1, code)
    assert answer["error"]["message"] in told
    assert is_sentence(answer["error"]["message"], language)
    assert all(each in answer["error"]["message"] for each in quoted)


def test_the_29_of_february_is_a_day_in_leap_years(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--life", "12M", "--on", "2024-03-01")
    status, answer, _ = said(capsys, "shelf-life", "--produced", "2024-02-29", *words, "--json")
    assert (status, answer["last_good_day_b"]) == (0, "2025-02-28")


CORRUPT = [
    ([{"accepted": True, "ac": 1}, {"accepted": "yes", "ac": 1}], 2, "accepted"),
    ([{"accepted": True, "ac": -1}], 1, "ac"),
    ([{"accepted": True, "ac": 1.5}], 1, "ac"),
    ([{"ac": 1}], 1, "accepted"),
    (["lost"], 1, ""),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("lots", "place", "field"), CORRUPT)
def test_a_corrupted_history_names_lot_and_field(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    lots: list[Any],
    place: int,
    field: str,
    language: str,
) -> None:
    file = tmp_path / "history.json"
    file.write_text(json.dumps({"authorised": True, "lots": lots}), encoding="utf-8")
    status, answer, _ = said(capsys, "switch-state", str(file), "--json", "--lang", language)
    error = answer["error"]
    assert (status, error["code"], error["params"]["lot"]) == (1, "history_corrupt", place)
    assert field in error["params"]["field"]
    assert is_sentence(error["message"], language)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"lots": 5}', '{"lots": [', "\udcff"])
def test_a_history_that_is_none_is_refused_and_never_half_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    data = text.encode("utf-8", "surrogateescape")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    status, answer, _ = said(capsys, "switch-state", "-", "--json")
    assert status == 1
    assert "steps" not in answer
    assert is_sentence(answer["error"]["message"], "zh")


def item(document: Document, at: int) -> Document:
    """A question of the first page."""
    found: Document = document["stages"][0]["items"][at]
    return found


def when(document: Document, at: int, on: str) -> None:
    item(document, at)["when"] = [{"item": on, "values": ["pass"]}]


def cyclic(document: Document) -> None:
    first, second = item(document, 0)["id"], item(document, 1)["id"]
    when(document, 0, second)
    when(document, 1, first)


def limits(low: str, high: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        item(document, 1).update(kind="number", limits={"low": low, "high": high, "unit": "g"})

    return change


BAD_STANDARDS: list[tuple[Callable[[Document], object], str, str]] = [
    (lambda d: d.update(colour="red"), "unknown_key", "."),
    (lambda d: item(d, 0).update(requird=True), "unknown_key", "stages[0].items[0]"),
    (lambda d: item(d, 0).pop("names"), "missing_key", "stages[0].items[0]"),
    (lambda d: item(d, 1).update(id=item(d, 0)["id"]), "duplicate_id", "stages[0].items[1]"),
    (lambda d: d["stages"][1].update(id=d["stages"][0]["id"]), "duplicate_id", "stages[1]"),
    (cyclic, "cyclic_condition", "stages[0].items[0]"),
    (
        lambda d: when(d, 0, item(d, 1)["id"]),
        "condition_on_later_item",
        "stages[0].items[0].when[0]",
    ),
    (lambda d: when(d, 1, "nobody_asked"), "unknown_item", "stages[0].items[1].when[0]"),
    (limits("5", "3"), "limits_reversed", "stages[0].items[1].limits"),
    (limits("NaN", "3"), "not_a_number", "stages[0].items[1].limits.low"),
    (lambda d: d["sampling"].update(level="IV"), "value_not_allowed", "sampling.level"),
    (lambda d: d.update(stages=[]), "empty_list", "stages"),
    (lambda d: d.update(version=True), "wrong_type", "version"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "code", "place"),
    BAD_STANDARDS,
    ids=[f"{code} {place}" for _, code, place in BAD_STANDARDS],
)
def test_a_bad_standard_is_refused_at_its_place(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    change: Callable[[Document], object],
    code: str,
    place: str,
    language: str,
) -> None:
    document = yaml.safe_load(resource("standards/household.yaml").read_text("utf-8"))
    change(document)
    file = tmp_path / "bad.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    status, answer, _ = said(capsys, "standards", "check", str(file), "--json", "--lang", language)
    assert (status, answer["sound"], answer["standard"]) == (1, False, None)
    first = answer["problems"][0]
    assert (first["code"], first.get("place", ".")) == (code, place)
    assert first["line"] >= 1
    assert is_sentence(first["message"], language)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_standard"),
        ("- 1\n", "not_a_standard"),
        ("id: [1,\n", "yaml_unreadable"),
        ("id: a\nid: b\n", "duplicate_key"),
        ("a: &a [x]\nb: *a\n", "yaml_alias"),
        ("id: " + "[" * 500 + "]" * 500, "yaml_too_deep"),
        ("id: !!python/object/apply:os.getcwd []\n", "yaml_unreadable"),
    ],
)
def test_a_file_that_is_no_standard_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, code: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, "utf-8")
    status, answer, _ = said(capsys, "standards", "check", str(file), "--json")
    assert (status, [each["code"] for each in answer["problems"]]) == (1, [code])
