from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import SyncError
from inspector_app.wire.enrolment import (
    LENGTH,
    Ticket,
    central_address,
    make_code,
    parse_code,
    parse_ticket,
)

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
codes = st.builds(make_code, st.binary(min_size=10, max_size=40), st.binary(max_size=80))


@given(st.binary(min_size=10, max_size=40), st.binary(min_size=32, max_size=32))
def test_a_typed_code_is_the_given_code(secret: bytes, certificate: bytes) -> None:
    code = make_code(secret, certificate)
    typed = code.text().lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_code(typed) == code
    assert code.is_for(certificate)


def test_a_code_is_for_one_central_system_only() -> None:
    assert not make_code(bytes(10), bytes(32)).is_for(b"\1" + bytes(31))


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_every_wrong_character_is_noticed(code: object, place: int, sign: str) -> None:
    right = code.text().replace("-", "")  # type: ignore[attr-defined]
    wrong = right[:place] + sign + right[place + 1 :]
    if wrong == right:
        assert parse_code(wrong) == code
    else:
        assert refusal(wrong) == "enrolment_code_mistyped"


@given(codes, st.integers(0, LENGTH - 2))
def test_every_exchange_of_neighbours_is_noticed(code: object, place: int) -> None:
    right = code.text().replace("-", "")  # type: ignore[attr-defined]
    one, other = right[place], right[place + 1]
    wrong = right[:place] + other + one + right[place + 2 :]
    assert wrong == right or refusal(wrong) == "enrolment_code_mistyped"


@given(st.text(max_size=60))
def test_anything_else_is_refused(text: str) -> None:
    try:
        parse_ticket(text)
    except SyncError as problem:
        assert problem.code in {  # noqa: PT017
            "bad_enrolment_code",
            "enrolment_code_mistyped",
            "central_address",
        }
    else:
        assert len("".join(text.rpartition("#")[2].split()).replace("-", "")) == LENGTH


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 33, "É" * 33, "0" * 32])
def test_wrong_codes_are_refused(text: str) -> None:
    assert refusal(text) == "bad_enrolment_code"


@given(codes, st.sampled_from(["https://central.example:8417", "https://[::1]:8417", "http://h"]))
def test_a_ticket_carries_the_address(code: object, url: str) -> None:
    ticket = Ticket(url, code)  # type: ignore[arg-type]
    assert parse_ticket(f" {ticket.text()}\n") == ticket
    assert parse_ticket(code.text()) == Ticket("", code)  # type: ignore[attr-defined, arg-type]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("central.example:8417", "https://central.example:8417"),
        (" 10.0.0.5:8417 ", "https://10.0.0.5:8417"),
        ("http://127.0.0.1:8417/stations", "http://127.0.0.1:8417"),
        ("HTTPS://Central.Example/", "https://central.example"),
        ("[fd00::5]:8417", "https://[fd00::5]:8417"),
    ],
)
def test_an_address_is_read_as_typed(typed: str, meant: str) -> None:
    assert central_address(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "://", "ftp://central", "https://a b", "https://x:99999", "https://me@x", "[::1"]
)
def test_what_nobody_can_reach_is_no_address(typed: str) -> None:
    with pytest.raises(SyncError) as caught:
        central_address(typed)
    assert caught.value.code == "central_address"


def refusal(text: str) -> str:
    with pytest.raises(SyncError) as caught:
        parse_code(text)
    return caught.value.code
