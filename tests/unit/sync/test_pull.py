"""Feeds of a central system that is older than the station."""

from __future__ import annotations

from typing import Any, cast

import msgspec
import pytest

from inspector_app.domain.errors import SyncError
from inspector_app.domain.master import Supplier
from inspector_app.services.ports import FeedCursor, FeedName
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.heads import FEEDS
from inspector_app.sync.pull import pull, pull_all
from inspector_app.sync.transport import Transport
from inspector_app.wire.envelope import FeedItem, FeedSnapshot
from inspector_app.wire.feeds import encode_item
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
    return pull_all(MemoryMasterSink(), cast(Transport, central), lambda: None, {}).written


def test_an_unknown_feed_is_passed_over_and_the_others_are_taken() -> None:
    assert set(pulled(OlderCentral("unknown_feed", "sampling_states"))) == set(FEEDS) - {
        "sampling_states"
    }


def test_any_other_refusal_stops_the_pull() -> None:
    with pytest.raises(SyncError, match="station_revoked"):
        pulled(OlderCentral("station_revoked", "sampling_states"))


class PagedCentral:
    """Gives a feed of ``count`` suppliers in pages of three; ``epochs`` one for each answer."""

    def __init__(self, count: int, epochs: str = "eeeeeeee") -> None:
        self.asked: list[str] = []
        self._ids = [f"S-{number:03d}" for number in range(count)]
        self._epochs = list(epochs)

    def ask(self, kind: type[Any], method: str, path: str) -> FeedSnapshot:
        self.asked.append(path)
        beyond = path.partition("beyond=")[2]
        left = [one for one in self._ids if one > beyond]
        page = left[:3]
        return FeedSnapshot(
            epoch=self._epochs.pop(0), next=7 if not beyond else 99, has_more=len(left) > 3,
            items=tuple(
                FeedItem(id=one, seq=1, body=msgspec.Raw(encode_item(supplier(one))))
                for one in page
            ),
        )  # fmt: skip


def supplier(name: str) -> Supplier:
    return Supplier(id=name, names={"zh": "供方"}, code=name)


def test_a_large_feed_comes_in_pages_and_changes_go_on_from_the_first() -> None:
    sink, central = MemoryMasterSink(), PagedCentral(8)
    sink.items["suppliers"] = {"S-OLD": b"{}"}
    assert pull(sink, cast(Transport, central), "suppliers", lambda: None) == 8
    assert list(sink.items["suppliers"]) == [f"S-{number:03d}" for number in range(8)]
    assert sink.cursor("suppliers") == FeedCursor(epoch="e", after=7)
    assert [path.partition("beyond=")[2] for path in central.asked] == ["", "S-002", "S-005"]


def test_a_feed_begun_anew_between_two_pages_is_taken_again_later() -> None:
    sink = MemoryMasterSink()
    with pytest.raises(SyncError, match="unexpected_answer"):
        pull(sink, cast(Transport, PagedCentral(8, "eef")), "suppliers", lambda: None)
    assert sink.cursor("suppliers") is None
    assert pull(sink, cast(Transport, PagedCentral(8, "fff")), "suppliers", lambda: None) == 8
