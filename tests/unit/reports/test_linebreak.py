"""Line breaking of Chinese with Latin words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.reports.linebreak import NO_END, NO_START, break_lines


def measure(text: str) -> float:
    """Chinese characters are two wide, others one."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("外箱破损露出内包装", 8, ["外箱破损", "露出内包", "装"]),
        ("洁面乳 120 g（新装）", 14, ["洁面乳 120 g", "（新装）"]),
        ("外箱破损，已隔离", 8, ["外箱破", "损，已隔", "离"]),
        ("《化妆品标签管理办法》第十四条", 10, ["《化妆品标", "签管理办", "法》第十四", "条"]),
        ("at the bottom of pallet", 10, ["at the", "bottom of", "pallet"]),
        ("ITF-14/GS1-128/SSCC", 8, ["ITF-14/", "GS1-128/", "SSCC"]),
        ("剩余 830 天", 4, ["剩余", "830", "天"]),
        ("0123456789", 4, ["0123", "4567", "89"]),
    ],
)
def test_examples(text: str, width: float, lines: list[str]) -> None:
    assert break_lines(text, width, measure) == lines


ALPHABET = "外箱破损。，（）《》abcXYZ 0129-/%…"


@given(st.text(alphabet=ALPHABET, max_size=60), st.integers(2, 30))
def test_nothing_but_spaces_gets_lost_and_lines_fit(text: str, width: int) -> None:
    lines = break_lines(text, width, measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(line) <= width or len(line) == 1 for line in lines)


@given(st.text(alphabet="外箱破损。，（）《》", max_size=40))
def test_marks_stand_where_they_may_when_the_line_is_wide_enough(text: str) -> None:
    lines = break_lines(text, 200, measure)
    assert len(lines) == 1
    for line in break_lines("外" * 5 + "（" + "箱" * 9 + "）。" + "破" * 9, 12, measure):
        assert line[0] not in NO_START
        assert line[-1] not in NO_END
