"""The limit on the line holds over a whole photo, and the lease is renewed on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inspector_app.sync.pace import CHUNK, Pace

SECOND = 1_000_000_000


class Line:
    """Time that passes only by waiting, and how often the lease was renewed."""

    def __init__(self) -> None:
        self.now = 0
        self.renewed = 0

    def wait(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)

    def keep(self) -> None:
        self.renewed += 1

    def pace(self, rate: int) -> Pace:
        return Pace(lambda: rate, lambda: self.now, self.wait, self.keep)


def parts(found: bytes | Iterator[bytes]) -> list[bytes]:
    assert not isinstance(found, bytes)
    return list(found)


def test_without_a_limit_the_bytes_go_as_they_are() -> None:
    data = bytes(3 * CHUNK)
    assert Line().pace(0).body(data) is data


@pytest.mark.parametrize("size", [1, CHUNK, CHUNK + 1, 10 * CHUNK + 7])
def test_every_byte_goes_once_and_in_order(size: int) -> None:
    data = bytes(at % 251 for at in range(size))
    assert b"".join(parts(Line().pace(50_000).body(data))) == data


def test_a_photo_takes_the_time_its_rate_says() -> None:
    line = Line()
    parts(line.pace(100_000).body(bytes(2_000_000)))
    assert 19.5 <= line.now / SECOND <= 20.5


def test_the_lease_of_a_slow_photo_is_renewed() -> None:
    line = Line()
    parts(line.pace(20_000).body(bytes(2_000_000)))
    assert line.renewed == 4


def test_a_slow_line_is_not_slowed_further() -> None:
    line = Line()
    waited: list[float] = []

    def slow() -> int:
        line.now += SECOND
        return line.now

    parts(Pace(lambda: 1_000_000, slow, waited.append).body(bytes(5 * CHUNK)))
    assert waited == []
