from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1.gtin import (
    check_digit,
    contained_gtin,
    expand_upce,
    has_valid_check_digit,
    is_digits,
    is_variable_measure,
    prefix_of,
    shortest_form,
    to_gtin14,
)


@pytest.mark.parametrize(
    "number",
    ["6901234567892", "96385074", "012345678905", "16901234567899", "106141411234567897",
     "9520123456788", "24012345678905"],
)  # fmt: skip
def test_published_numbers_have_a_valid_check_digit(number: str) -> None:
    assert has_valid_check_digit(number)


@given(st.text("0123456789", min_size=7, max_size=17))
def test_exactly_one_digit_checks(body: str) -> None:
    valid = [digit for digit in "0123456789" if has_valid_check_digit(body + digit)]
    assert valid == [check_digit(body)]


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, shift: int) -> None:
    good = body + check_digit(body)
    wrong = str((int(good[place]) + shift) % 10)
    assert not has_valid_check_digit(good[:place] + wrong + good[place + 1 :])


def test_digits_are_ascii_digits_only() -> None:
    assert not is_digits("٣٤٥")
    assert not is_digits("²")
    assert not is_digits("")


def test_lengths_other_than_8_12_13_14_are_no_gtin() -> None:
    assert to_gtin14("6901234567892") == "06901234567892"
    assert to_gtin14("96385074") == "00000096385074"
    assert to_gtin14("690123456789") is None
    assert to_gtin14("106141411234567897") is None


@given(st.sampled_from([7, 11, 12, 13]), st.data())
def test_the_shortest_form_pads_back(length: int, data: st.DataObject) -> None:
    body = data.draw(st.text("0123456789", min_size=length, max_size=length))
    number = body + check_digit(body)
    assert shortest_form(number.zfill(14)).zfill(14) == number.zfill(14)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("04252614", "042100005264"),  # last digit 1
        ("01234505", "012000003455"),  # last digit 0
        ("01234531", "012300000451"),  # last digit 3: three digits of the maker stay
        ("01234543", "012340000053"),  # last digit 4
        ("01234565", "012345000065"),  # last digit 6
    ],
)
def test_upce_expands_by_its_last_digit(short: str, full: str) -> None:
    assert expand_upce(short) == full


def test_upce_with_a_wrong_check_digit_or_system_is_none() -> None:
    assert expand_upce("04252615") is None
    assert expand_upce("24252614") is None
    assert expand_upce("42526") is None
    assert expand_upce("4252613") is None
    assert expand_upce("42526x") is None


def test_upce_may_lack_its_number_system_or_its_check_digit() -> None:
    full = "042100005264"
    for text in ("04252614", "4252614", "0425261", "425261"):
        assert expand_upce(text) == full
    assert expand_upce("1234565") == "012345000065"
    assert expand_upce("1234567") == "123456000070"


def test_the_contained_gtin_drops_the_indicator_and_recomputes() -> None:
    assert contained_gtin("16901234567899") == "06901234567892"
    assert contained_gtin("06901234567892") is None
    assert contained_gtin("96901234567895") is None
    assert is_variable_measure("96901234567895")


@pytest.mark.parametrize(
    ("gtin", "use", "issuer"),
    [
        ("06901234567892", "trade", "cn"),
        ("06801234567893", "trade", "cn"),
        ("04891234567890", "trade", "hk"),
        ("02012345678903", "in_store", ""),
        ("00212345678902", "in_store", ""),
        ("00412345678900", "in_store", ""),
        ("00000020000004", "in_store", ""),
        ("00000012345670", "trade", "us"),
        ("10000000123459", "in_store", ""),
        ("00501234567890", "coupon", ""),
        ("09901234567893", "coupon", ""),
        ("09801234567894", "refund", ""),
        ("09771234567898", "issn", ""),
        ("09781234567897", "isbn", ""),
    ],
)
def test_a_prefix_tells_what_the_number_is_for(gtin: str, use: str, issuer: str) -> None:
    prefix = prefix_of(gtin, gs_tables())
    assert prefix is not None
    assert (prefix.use, prefix.issuer) == (use, issuer)


def test_a_prefix_outside_the_table_is_not_invented() -> None:
    assert prefix_of("06401234567897", gs_tables()) is None
