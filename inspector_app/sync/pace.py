"""Sends the bytes of a photo no faster than a set rate, renewing the lease on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

CHUNK: Final = 16 * 1024
RENEW_S: Final = 20
_SECOND: Final = 1_000_000_000


class Pace:
    """``rate`` is bytes a second, asked at each photo (0: no limit); ``wait`` sleeps seconds;
    ``keep`` renews the lease of a slow photo."""

    def __init__(
        self,
        rate: Callable[[], int],
        monotonic_ns: Callable[[], int],
        wait: Callable[[float], None],
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        self._rate = rate
        self._monotonic_ns = monotonic_ns
        self._wait = wait
        self.keep = keep

    def body(self, data: bytes) -> bytes | Iterator[bytes]:
        """What to hand to the client: the bytes themselves without a limit."""
        rate = self._rate()
        return self._slowly(data, rate) if rate > 0 else data

    def _slowly(self, data: bytes, rate: int) -> Iterator[bytes]:
        begun = kept = self._monotonic_ns()
        for start in range(0, len(data), CHUNK):
            yield data[start : start + CHUNK]
            sent = min(start + CHUNK, len(data))
            now = self._monotonic_ns()
            due = begun + sent * _SECOND // rate
            if due > now and sent < len(data):
                self._wait((due - now) / _SECOND)
            if now - kept > RENEW_S * _SECOND:
                self.keep()
                kept = now
