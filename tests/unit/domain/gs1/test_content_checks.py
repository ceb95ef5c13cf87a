from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1.content_checks import CHARACTER_SETS, CHECKS, check_pair

TODAY = date(2026, 11, 22)


def passes(name: str, text: str) -> bool:
    return CHECKS[name](text, TODAY, gs_tables()) is None


@pytest.mark.parametrize("name", sorted(CHECKS))
@given(text=st.one_of(st.text(max_size=40), st.text("0123456789-/%AZaz=", max_size=40)))
def test_no_text_makes_a_check_raise(name: str, text: str) -> None:
    assert isinstance(passes(name, text), bool)


@pytest.mark.parametrize("name", sorted(CHARACTER_SETS))
@given(text=st.text(max_size=40))
def test_what_is_not_ascii_is_in_no_character_set(name: str, text: str) -> None:
    foreign = CHARACTER_SETS[name](text, TODAY, gs_tables()) is not None
    assert foreign or text.isascii()


def test_lists_of_countries() -> None:
    assert passes("iso3166list", "156392")
    assert not any(passes("iso3166list", text) for text in ("", "156999", "15639", "AAA"))


@given(st.text("0123456789ABCxyz_-/", max_size=97))
def test_a_check_pair_follows_from_its_text_alone(body: str) -> None:
    pair = check_pair(body)
    assert pair is not None
    assert passes("csumalpha", body + pair)
    assert not passes("csumalpha", body + ("22" if pair != "22" else "33"))


def test_a_check_pair_needs_set_82_and_97_characters_at_most() -> None:
    assert check_pair("批") is None
    assert check_pair("1" * 98) is None


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("longitude", ["0000000000", "3600000000"], ["3600000001", "360000000", "36000000x0"]),
        ("iso5218", ["0", "1", "2", "9"], ["3", "", "01"]),
        ("yesno", ["0", "1"], ["2", "", "00"]),
        ("ss", ["00", "59"], ["60", "5", "x0"]),
        ("couponcode",
         ["012345612345611110123", "0123456123456111101233260630", "0123456123456111101239" "0000"],
         ["01234561234561111012", "01234561234561111012332606301", "012345612345611110123x"]),
    ],
)  # fmt: skip
def test_bounds(name: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not passes(name, text)] == []
    assert [text for text in bad if passes(name, text)] == []
