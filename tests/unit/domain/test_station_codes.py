from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import ScanError
from inspector_app.domain.station_codes import (
    COMMANDS,
    StationCode,
    badge_code,
    carton_code,
    command_code,
    count_command,
    defect_command,
    lot_code,
    parse_station_code,
    warehouse_label_code,
)

tokens = st.text("ABCXYZabcxyz0123456789._-", min_size=1, max_size=64)
lots = st.text("ABCXYZabcxyz0123456789._/-", min_size=1, max_size=40)
codes = st.one_of(
    st.builds(badge_code, tokens),
    st.builds(warehouse_label_code, tokens),
    st.builds(lot_code, lots),
    st.builds(carton_code, lots, st.integers(1, 99_999)),
    st.builds(defect_command, st.text("ABCP0123456789._-", min_size=1, max_size=24)),
    st.builds(count_command, st.integers(0, 99_999)),
    st.sampled_from([command_code(c) for c in COMMANDS if c not in ("defect", "count")]),
)


@given(codes)
def test_what_is_printed_reads_back_to_the_same_code(code: StationCode) -> None:
    assert parse_station_code(code.text) == code


def test_the_printed_form_is_the_agreed_one() -> None:
    assert badge_code("B7F3").text == "INS:B:B7F3"
    assert command_code("rest_pass").text == "INS:C:rest_pass"
    assert defect_command("P01").text == "INS:C:defect:P01"
    assert count_command(0).text == "INS:C:count:0"
    assert lot_code("S1-000123").text == "INS:L:S1-000123"
    assert carton_code("S1-000123", 7).text == "INS:K:S1-000123:7"
    assert warehouse_label_code("W9").text == "INS:W:W9"


def test_foreign_text_is_none_of_ours() -> None:
    assert parse_station_code("6901234567892") is None
    assert parse_station_code("ins:C:pass") is None
    assert parse_station_code("") is None


@pytest.mark.parametrize(
    "text",
    [
        "INS:", "INS:B", "INS:B:", "INS:X:1", "INS:B:with space", "INS:L:批号", "INS:L:A:B",
        "INS:K:LOT", "INS:K:LOT:0", "INS:K:LOT:007", "INS:K:LOT:-1", "INS:K:LOT:100000",
        "INS:K::7", "INS:C:defect", "INS:C:defect:", "INS:C:count:", "INS:C:count:1.5",
        "INS:C:count:١", "INS:B:" + "a" * 65,
    ],
)  # fmt: skip
def test_a_broken_code_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ScanError) as refusal:
        parse_station_code(text)
    assert refusal.value.code == "station_code_malformed"


@pytest.mark.parametrize("text", ["INS:C:fly", "INS:C:", "INS:C:pass:now", "INS:C:PASS"])
def test_an_unknown_command_is_refused_as_such(text: str) -> None:
    with pytest.raises(ScanError) as refusal:
        parse_station_code(text)
    assert refusal.value.code == "station_command_unknown"


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_a_carton_or_count_that_no_lot_has_is_never_printed(number: int) -> None:
    with pytest.raises(ScanError, match="station_code_malformed"):
        carton_code("L261122-A1-001", number)
    with pytest.raises(ScanError, match="station_code_malformed"):
        count_command(number if number else -1)


@pytest.mark.parametrize("command", ["defect", "count", "fly"])
def test_a_command_that_needs_a_word_is_not_printed_without_it(command: str) -> None:
    with pytest.raises(ScanError, match="station_command_unknown"):
        command_code(command)  # type: ignore[arg-type]


@given(st.text(max_size=30))
def test_any_text_behind_the_prefix_is_read_or_refused(tail: str) -> None:
    try:
        code = parse_station_code("INS:" + tail)
    except ScanError:
        return
    assert code is not None
    assert code.text == "INS:" + tail
