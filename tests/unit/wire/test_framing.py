from __future__ import annotations

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import SyncError
from inspector_app.wire.envelope import MAX_BATCH, MAX_LINES, EventLine
from inspector_app.wire.framing import (
    compress,
    decode_lines,
    decompress,
    encode_lines,
    take_batch,
)


def line(seq: int, payload: bytes = b"{}") -> EventLine:
    return EventLine(
        seq=seq,
        kind="created",
        prev="0" * 64,
        link="1" * 64,
        signature=bytes(64),
        payload=payload,
    )


@given(st.lists(st.binary(max_size=200), max_size=MAX_LINES))
def test_any_payload_bytes_survive_the_trip(payloads: list[bytes]) -> None:
    lines = [line(seq, payload) for seq, payload in enumerate(payloads, start=1)]
    body = compress(encode_lines(lines))
    assert list(decode_lines(decompress(body, MAX_BATCH))) == lines


@given(st.binary(max_size=400))
def test_any_bytes_are_lines_or_a_named_refusal(body: bytes) -> None:
    try:
        decode_lines(body)
    except SyncError as problem:
        assert problem.code in {"bad_encoding", "too_many_lines"}  # noqa: PT017


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(SyncError) as caught:
        decode_lines(encode_lines([line(seq) for seq in range(1, MAX_LINES + 2)]))
    assert caught.value.code == "too_many_lines"


def test_the_broken_line_is_named() -> None:
    body = encode_lines([line(1)]) + b'{"seq": 0}\n'
    with pytest.raises(SyncError) as caught:
        decode_lines(body)
    assert caught.value.params == {"detail": "line 2"}


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200_000_000))
    assert len(bomb) < 20_000
    with pytest.raises(SyncError) as caught:
        decompress(bomb, MAX_BATCH)
    assert caught.value.code == "batch_too_large"


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_cut_body_is_not_taken_for_a_short_one(cut: int) -> None:
    body = compress(encode_lines([line(seq) for seq in range(1, 20)]))
    with pytest.raises(SyncError) as caught:
        decompress(body[:-cut], MAX_BATCH)
    assert caught.value.code == "bad_encoding"


@pytest.mark.parametrize("tail", [b"x", b"\0" * 70_000])
def test_bytes_after_the_frame_are_refused(tail: bytes) -> None:
    with pytest.raises(SyncError) as caught:
        decompress(compress(b"hello") + tail, MAX_BATCH)
    assert caught.value.code == "bad_encoding"


def test_a_batch_keeps_both_limits_but_never_is_empty() -> None:
    big = [line(seq, bytes(200_000)) for seq in range(1, 11)]
    batch = take_batch(big)
    assert 1 <= len(batch) < 10
    assert len(encode_lines(batch)) <= MAX_BATCH
    assert len(take_batch([line(seq) for seq in range(1, 80)])) == MAX_LINES
    assert len(take_batch([line(1, bytes(2_000_000))])) == 1
