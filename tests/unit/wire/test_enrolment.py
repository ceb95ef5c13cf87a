from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import SyncError
from inspector_app.wire.enrolment import make_code, parse_code


@given(st.binary(min_size=10, max_size=40), st.binary(min_size=32, max_size=32))
def test_a_typed_code_is_the_given_code(secret: bytes, key: bytes) -> None:
    code = make_code(secret, key)
    typed = code.text().lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_code(typed) == code
    assert code.is_for(key)


def test_a_code_is_for_one_central_system_only() -> None:
    assert not make_code(bytes(10), bytes(32)).is_for(b"\1" + bytes(31))


@given(st.text(max_size=60))
def test_anything_else_is_refused(text: str) -> None:
    plain = "".join(text.upper().split()).replace("-", "")
    try:
        parse_code(text)
    except SyncError as problem:
        assert problem.code == "bad_enrolment_code"  # noqa: PT017
    else:
        assert len(plain) == 32


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 32, "É" * 32])
def test_wrong_codes_are_refused(text: str) -> None:
    with pytest.raises(SyncError):
        parse_code(text)
