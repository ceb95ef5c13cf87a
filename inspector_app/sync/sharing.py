"""Tells the central system which lots are open here, and fetches blocks of badge numbers.

Both are done after a success and make no attempt a failure; an older central system that knows
neither is left in peace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from msgspec import structs
from msgspec.json import encode

from inspector_app.domain.errors import SyncError
from inspector_app.sync.transport import Transport
from inspector_app.wire.elsewhere import (
    MAX_CLAIMS_MESSAGE,
    BlockGiven,
    BlockHeld,
    BlocksAnswer,
    BlocksRequest,
    ClaimsAnswer,
    ClaimsRequest,
    LotClaim,
)

RENEW: Final = timedelta(hours=4)
"""How long what was told stays true without being told again."""
_FEWER_BATCHES: Final = (50, 20, 8, 3, 1, 0)
_UNKNOWN: Final = frozenset({"not_found", "http_error", "unexpected_answer"})


class Shared(Protocol):
    """The station as far as others depend on it."""

    def claims(self) -> Sequence[LotClaim]:
        """Lots that are open here."""

    def needs_blocks(self) -> bool:
        """Whether badge numbers run low."""

    def held(self) -> Sequence[BlockHeld]:
        """Blocks that are open here."""

    def keep(self, given: Sequence[BlockGiven]) -> None:
        """Take over what was reserved."""

    def now(self) -> datetime:
        """The station's time."""


class Sharing:
    """One station's turn after an attempt; for one thread."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._told: tuple[LotClaim, ...] | None = None
        self._told_at: datetime | None = None

    def turn(self, transport: Transport, _still_mine: Callable[[], None]) -> None:
        """Tell and fetch what has changed; SyncError as the transport raises it."""
        self._claim(transport)
        if self._shared.needs_blocks():
            self._fetch(transport)

    def _claim(self, transport: Transport) -> None:
        claims, now = tuple(self._shared.claims()), self._shared.now()
        fresh = self._told_at is not None and timedelta(0) <= now - self._told_at < RENEW
        if fresh and claims == self._told:
            return
        try:
            claim(transport, claims)
        except SyncError as problem:
            if problem.code not in _UNKNOWN:
                raise
        self._told, self._told_at = claims, now

    def _fetch(self, transport: Transport) -> None:
        path = f"/v1/stations/{transport.enrolment.station_id}/badge-blocks"
        asked = BlocksRequest(held=tuple(self._shared.held()))
        try:
            found = transport.ask(BlocksAnswer, "POST", path, asked)
        except SyncError as problem:
            if problem.code not in _UNKNOWN:
                raise
            return
        self._shared.keep(found.blocks)


def claim(transport: Transport, claims: Sequence[LotClaim]) -> ClaimsAnswer:
    """Say which lots are open here; who else has their lines open."""
    path = f"/v1/stations/{transport.enrolment.station_id}/claims"
    return transport.ask(ClaimsAnswer, "POST", path, fitting(claims))


def fitting(claims: Sequence[LotClaim], most: int = MAX_CLAIMS_MESSAGE) -> ClaimsRequest:
    """The claims in a message that a central system takes, the first ones first: with fewer batches
    where it would be too large, and with fewer lots where that is not enough. Claims are advice; a
    message that is refused would tell of none."""
    for batches in _FEWER_BATCHES:
        lots = tuple(structs.replace(each, batches=each.batches[:batches]) for each in claims)
        if len(encode(ClaimsRequest(lots=lots))) <= most:
            return ClaimsRequest(lots=lots)
    size, fit = len(encode(ClaimsRequest(lots=()))), 0
    for each in lots:
        size += len(encode(each)) + 1  # and a comma
        if size > most:
            break
        fit += 1
    return ClaimsRequest(lots=lots[:fit])
