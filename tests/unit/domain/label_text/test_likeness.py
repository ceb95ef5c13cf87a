"""How alike two passes are."""

from __future__ import annotations

from inspector_app.domain.label_text.likeness import CLEAR, CLEAR_FOR_NUMBERS, alike
from inspector_app.domain.label_text.reading import TextLine, TextPass

SHARP = (
    "产地：福建省漳州市",
    "服务热线：400-800-1234",
    "生产日期：2024.11.14",
    "保质期至：2027.11.13",
)


def a_pass(*texts: str) -> TextPass:
    return TextPass(name="half", lines=tuple(TextLine(text=text, box=()) for text in texts))


def test_the_same_text_in_other_lines_and_widths_is_alike() -> None:
    other = ("产地:福建省漳州市", *SHARP[1:])
    assert alike(a_pass(*SHARP), a_pass(*other)) == 1.0
    assert alike(a_pass(), a_pass()) == 1.0


def test_one_character_of_a_short_text_says_nothing() -> None:
    assert alike(a_pass("EXP:2025/08/21"), a_pass("EXP:2025/08/24")) == 1.0


def test_two_readings_of_a_shaken_photo_are_not_alike() -> None:
    first = (
        "产地：福建省津润带",
        "服务热线：400-800-1234",
        "盘产油期：2024、44.44",
        "保康期票：2027.41.43",
    )
    second = (
        "产纯：福建痛津润师",
        "服务热线：400-800-1284",
        "塞帝物期：2024.44.44",
        "保康期票：2027.44.48",
    )
    assert alike(a_pass(*first), a_pass(*second)) < CLEAR


def test_lines_that_one_pass_lost_count() -> None:
    assert alike(a_pass(*SHARP), a_pass(*SHARP[:3])) < CLEAR_FOR_NUMBERS
