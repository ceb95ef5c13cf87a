"""Keys of good and bad scanners, put together and judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.scanner_check import (
    GS,
    TEST_CODES,
    KeyStroke,
    Reading,
    is_scan,
    reading_of,
)
from inspector_app.domain.scanner_findings import (
    Finding,
    StepResult,
    code_of,
    judge,
    overall,
    profile_of,
)

CODES = {code.name: code for code in TEST_CODES}
GERMAN = str.maketrans(
    "yzYZ;:'\"<>/?\\|[]{}~`@#^&*()_+-=", "zyZYöÖäÄ;:-_#'ü+Ü*°^\"§&/(=)?`ß´"
)  # fmt: skip


def strokes(text: str, gap_ms: float = 5, **facts: object) -> list[KeyStroke]:
    return [
        KeyStroke(text=sign, at_ns=round(n * gap_ms * 1e6), **facts)  # type: ignore[arg-type]
        for n, sign in enumerate(text)
    ]


def read(text: str, gap_ms: float = 5, **facts: object) -> Reading:
    return reading_of(strokes(text, gap_ms, **facts))


def codes_of(result: StepResult) -> dict[str, str]:
    return {finding.aspect: finding.code for finding in result.findings}


def test_every_code_of_the_sheet_is_told_from_the_others() -> None:
    for code in TEST_CODES:
        assert code_of(read(code.text + "\r")) == code
    assert code_of(read("6901234567999\r")) is None


def test_a_good_scanner_is_good_in_every_aspect() -> None:
    results = {
        name: judge(code, read(f"]{'E0' if name == 'retail' else 'C0'}{code.text}\r"))
        for name, code in CODES.items()
    }
    assert {finding.outcome for finding in overall(results)} == {"good"}
    assert len(overall(results)) == 8
    profile = profile_of(results)
    assert (profile.prefix, profile.suffix, profile.separator, profile.layout) == ("", "", "", "")
    assert (profile.gap_ms, profile.undo_caps) == (35, True)


@pytest.mark.parametrize("sent", ["|", "~", "^", "{GS}", "<GS>", "␝", "@@"])
def test_what_stands_for_the_separator_is_named_and_kept(sent: str) -> None:
    code = CODES["separator"]
    result = judge(code, read(code.text.replace(GS, sent) + "\r"))
    assert Finding(
        aspect="separator", outcome="note", code="gs_substituted", shown=sent
    ) in result.findings  # fmt: skip
    assert profile_of({"separator": result}).separator == sent


def test_a_lost_separator_is_bad() -> None:
    code = CODES["separator"]
    result = judge(code, read(code.text.replace(GS, "") + "\r"))
    assert codes_of(result)["separator"] == "gs_lost"
    assert profile_of({"separator": result}).separator == ""


def test_the_key_that_stands_for_the_separator_is_told() -> None:
    code = CODES["separator"]
    left, right = code.text.split(GS)
    f8 = [*strokes(left), KeyStroke(text=GS, at_ns=10**9, name="F8"), *strokes(right + "\r")]
    assert codes_of(judge(code, reading_of(f8)))["separator"] == "gs_by_f8"
    alt = [*strokes(left), *strokes("029", name="Alt"), *strokes(right + "\r")]
    assert codes_of(judge(code, reading_of(alt)))["separator"] == "gs_by_alt"
    echoed = [*strokes(left), *strokes("0029", name="Alt"), *strokes(GS + right + "\r")]
    assert reading_of(echoed).text == code.text


def test_a_gun_that_types_everything_as_numbers_is_read() -> None:
    text = CODES["letters"].text
    keys = "".join(f"{ord(sign):03d}" for sign in text)
    assert reading_of([*strokes(keys, name="Alt"), *strokes("\r")]).text == text


def test_case() -> None:
    code = CODES["letters"]
    swapped = code.text.swapcase() + "\r"
    assert codes_of(judge(code, read(swapped)))["case"] == "case_swapped"
    assert codes_of(judge(code, read(swapped, caps_lock=True)))["case"] == "caps_undone"
    by_gun = judge(code, read(code.text + "\r", caps_lock=True))
    assert codes_of(by_gun)["case"] == "caps_by_gun"
    assert not profile_of({"letters": by_gun}).undo_caps
    assert codes_of(judge(code, read(code.text.upper() + "\r")))["case"] == "case_all_upper"


def test_a_german_layout_is_recognised_and_can_be_undone() -> None:
    code = CODES["signs"]
    got = code.text.translate(GERMAN)
    result = judge(code, read(got + "\r"))
    assert result.matched
    assert codes_of(result)["layout"] == "layout_other"
    pairs = profile_of({"signs": result}).layout
    assert got.translate(str.maketrans(pairs[0::2], pairs[1::2])) == code.text


def test_the_bracket_of_the_symbology_identifier_shows_the_layout_too() -> None:
    code = CODES["signs"]
    got = "+C0" + code.text.translate(GERMAN)
    result = judge(code, read(got + "\r"))
    assert result.matched
    pairs = profile_of({"signs": result}).layout
    assert got.translate(str.maketrans(pairs[0::2], pairs[1::2])) == "]C0" + code.text


def test_a_layout_with_lost_signs_cannot_be_undone() -> None:
    code = CODES["signs"]
    result = judge(code, read(code.text.replace("^", "").replace("`", "") + "\r"))
    assert not result.matched
    assert codes_of(result) == {"layout": "layout_lost"}


def test_prefix_and_suffix_that_stay_are_kept_and_those_that_change_are_no_prefix() -> None:
    names = ("letters", "retail", "long")
    same = {name: judge(CODES[name], read(f"\x02{CODES[name].text}\x03")) for name in names}
    profile = profile_of(same)
    assert (profile.prefix, profile.suffix) == ("\x02", "\x03")
    maker = {
        name: judge(CODES[name], read(f"{letter}{CODES[name].text}\r"))
        for name, letter in zip(names, "DAJ", strict=True)
    }
    assert profile_of(maker).prefix == ""
    assert "code_ids" in {finding.code for finding in overall(maker)}


def test_speed_sets_the_threshold() -> None:
    slow = judge(CODES["long"], read(CODES["long"].text + "\r", gap_ms=60))
    assert codes_of(slow)["speed"] == "speed_slow"
    assert profile_of({"long": slow}).gap_ms == 90
    missing = judge(CODES["long"], read(CODES["long"].text.replace("159", "19", 1) + "\r"))
    assert codes_of(missing) == {"speed": "keys_lost"}


def test_an_input_method_shows_in_chinese_characters() -> None:
    result = judge(CODES["input_method"], read("索尼026咯痰ABnihao\r"))
    assert codes_of(result) == {"input_method": "ime_rewrote"}
    assert not result.matched


def test_full_width_characters_are_the_same_code() -> None:
    text = "".join(chr(ord(sign) + 0xFEE0) for sign in CODES["retail"].text)
    assert judge(CODES["retail"], read(text + "\r")).matched


def test_a_serial_line_needs_no_end_and_no_speed() -> None:
    code = CODES["separator"]
    found = codes_of(judge(code, Reading(text=code.text, source="serial")))
    assert (found["terminator"], found["speed"]) == ("end_serial", "speed_serial")
    assert profile_of({}).gap_ms == 35


def test_fingers_are_no_scan() -> None:
    assert is_scan(strokes(CODES["retail"].text, gap_ms=100))
    assert not is_scan(strokes("1234", gap_ms=5))
    assert not is_scan(strokes("88888888888", gap_ms=30))
    assert not is_scan(strokes("Lot 2603 A", gap_ms=180))


@given(
    st.sampled_from(TEST_CODES), st.text(max_size=5), st.text(max_size=5),
    st.sampled_from(["", "\r", "\n", "\t", "\r\n"]),
)  # fmt: skip
def test_whatever_stands_around_a_code_it_is_found(code, before: str, after: str, end: str) -> None:
    result = judge(code, Reading(text=before + code.text + after, end=end))
    assert result.matched
    assert before.startswith(result.prefix)


@given(st.sampled_from(TEST_CODES), st.text(max_size=90))
def test_any_text_gets_a_finding(code, text: str) -> None:
    result = judge(code, Reading(text=text))
    assert result.findings
    results = {code.name: result}
    assert overall(results)
    assert profile_of(results) == replace(profile_of(results))
