"""What a scanner gave, before anyone interprets it."""

from __future__ import annotations

import pytest

from inspector_app.domain.scan import CONFIRMED, RawScan, region_around


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"6901234567892", "6901234567892"),
        ("澄光精华液".encode(), "澄光精华液"),
        ("澄光精华液".encode("gb18030"), "澄光精华液"),
        (b"\xff\xfe\xff", "ÿþÿ"),
    ],
)
def test_bytes_are_read_as_utf8_then_as_chinese_then_as_they_are(data: bytes, text: str) -> None:
    assert RawScan(data=data, source="camera").text == text


def test_only_a_persons_word_confirms_a_read() -> None:
    assert RawScan(data=b"1", source="camera", stage=CONFIRMED).confirmed
    assert not RawScan(data=b"1", source="camera", stage="zbar", proved=True).confirmed


@pytest.mark.parametrize(
    ("point", "size", "region"),
    [
        ((600, 600), (1200, 1500), (200, 200, 1000, 1000)),
        ((10, 20), (1200, 1500), (0, 0, 410, 420)),
        ((1190, 1490), (1200, 1500), (790, 1090, 1200, 1500)),
        ((50, 50), (300, 100), (0, 0, 210, 100)),
    ],
)
def test_a_tap_means_a_third_of_the_picture_around_it_but_never_less_than_a_finger(
    point: tuple[float, float], size: tuple[float, float], region: tuple[float, ...]
) -> None:
    assert region_around(point, size) == region
