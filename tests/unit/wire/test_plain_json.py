"""Texts that different readers would understand differently."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.wire.plain_json import is_ambiguous


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}', b'{"a":1,"\\u0061":2}', b'[{"b":{"a":1,"c":2,"a":3}}]', b"{", b"",
        b'{"a":1}{"a":1}', b'{"a":"\xff"}',
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_or_not_at_all(text: bytes) -> None:
    assert is_ambiguous(text)


@pytest.mark.parametrize(
    "text", [b'{"a":1,"A":1}', b'[{"a":1},{"a":2}]', b'{"a":{"a":{"a":1}}}', '{"名":1}'.encode()]
)
def test_what_says_each_thing_once(text: bytes) -> None:
    assert not is_ambiguous(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_whatever_a_program_writes_says_each_thing_once(value: object) -> None:
    assert not is_ambiguous(json.dumps(value).encode())


def test_nested_beyond_any_record_is_the_callers_to_refuse() -> None:
    with pytest.raises(RecursionError):
        is_ambiguous(b"[" * 200_000)
