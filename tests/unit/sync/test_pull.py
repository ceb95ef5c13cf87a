"""Feeds of a central system that is older than the station."""

from __future__ import annotations

from typing import Any, cast

import pytest

from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import FeedName
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.pull import FEEDS, pull_all
from inspector_app.sync.transport import Transport
from inspector_app.wire.envelope import FeedSnapshot
from tests.fakes.send_queue import MemoryMasterSink


class OlderCentral:
    """Knows every feed but some; those are refused with a code."""

    def __init__(self, code: str, *without: FeedName) -> None:
        self._code, self._without = code, without

    def ask(self, kind: type[Any], method: str, path: str) -> FeedSnapshot:
        if any(f"/{feed}/" in path for feed in self._without):
            raise RefusedError(self._code, 404, 0, {})
        return FeedSnapshot(epoch="e1", items=(), next=0)


def pulled(central: OlderCentral) -> dict[str, int]:
    return pull_all(MemoryMasterSink(), cast(Transport, central), lambda: None)


def test_an_unknown_feed_is_passed_over_and_the_others_are_taken() -> None:
    assert set(pulled(OlderCentral("unknown_feed", "sampling_states"))) == set(FEEDS) - {
        "sampling_states"
    }


def test_any_other_refusal_stops_the_pull() -> None:
    with pytest.raises(SyncError, match="station_revoked"):
        pulled(OlderCentral("station_revoked", "sampling_states"))
