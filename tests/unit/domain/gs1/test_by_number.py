"""A code with wrong data may still say of which goods it is, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import ScanResult, parse_scan
from inspector_app.domain.scan import RawScan

TODAY = date(2026, 11, 22)
TEA = "06901234567892"
GS = "\x1d"


def scan(text: str, symbology_id: str = "") -> ScanResult:
    raw = RawScan(data=text.encode(), source="wedge", symbology_id=symbology_id)
    return parse_scan(raw, TODAY, gs_tables())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"(01){TEA}(17)281340(10)H2601", "date_impossible"),
        (f"01{TEA}1728134010H2601", "date_impossible"),
        (f"(01){TEA}(10)H26 01", "value_characters"),
        (f"(01){TEA}(00)123456789012345678", "check_digit"),
        (f"(01){TEA}(37)24", "pair_forbidden"),
        (f"(01){TEA}(10)A1(10)B2", "values_differ"),
        (f"01{TEA}17280331{GS}ZZ", "ai_unknown"),
        (f"https://id.gs1.org/01/{TEA}?17=281340", "date_impossible"),
    ],
)
def test_the_number_is_sound_beside_wrong_data_and_nothing_else_is_believed(
    text: str, code: str
) -> None:
    result = scan(text, "]C1" if text.startswith("0") else "")
    number = result.by_number()
    assert number is not None
    assert (number.gtin, number.kind, number.text) == (TEA, result.kind, result.text)
    assert (number.lot, number.dates, number.elements, number.sscc) == (None, (), (), None)
    assert number.usable
    assert [problem.code for problem in number.problems][-1] == "number_alone"
    assert code in [problem.code for problem in number.problems]
    assert number.by_number() is None, "nothing is left to leave out"


@pytest.mark.parametrize(
    "text",
    [
        f"(01){TEA}(17)280331",  # nothing is wrong
        "6901234567890",  # the number's own check digit
        "(01)06901234567890(17)281340",
        f"(01){TEA}(01)06901234567908",  # two numbers
        f"(01){TEA}(02){TEA}(37)24(17)281340",  # the item, or what it holds?
        "(10)H2601(17)281340",  # no number at all
        "010690123456789210L2603A17280331",  # readings to choose from
        f"(01){TEA}" + "".join(f"(21)S{n}" for n in range(70)),  # a key got stuck
        "INS:X:1",
        "",
    ],
)
def test_a_number_in_doubt_is_not_used(text: str) -> None:
    assert scan(text).by_number() is None


def test_the_number_of_the_contents_does_where_a_carton_has_none_of_its_own() -> None:
    number = scan(f"(02){TEA}(37)24(17)281340").by_number()
    assert number is not None
    assert (number.gtin, number.content_gtin, number.count) == (None, TEA, None)


@given(st.text("0123456789ABC()/\x1d", max_size=40), st.sampled_from(["", "]C1", "]d2", "]Q3"]))
def test_a_read_by_number_is_of_the_very_number_that_was_read(rest: str, symbology: str) -> None:
    result = scan(f"01{TEA}{rest}", symbology)
    number = result.by_number()
    if number is not None:
        assert result.errors
        assert number.gtin == result.gtin == TEA
        assert not number.errors
