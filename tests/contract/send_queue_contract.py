"""What every ``SendQueue`` promises. A test module binds ``bench`` to a real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec
import pytest

from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import (
    ChainHead,
    Enrolment,
    Receipt,
    RetryState,
    SealedEvent,
    SendQueue,
    StopReason,
)
from inspector_app.wire.receipts import CompletionReceipt

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class Bench(Protocol):
    """A station that can seal and be started again over the same data."""

    station_id: str

    @property
    def queue(self) -> SendQueue: ...

    def seal(self, payload: bytes, photos: Sequence[bytes] = ()) -> SealedEvent:
        """One more event in the journal, its photos stored and pending."""

    def restart(self) -> None:
        """As if the program had ended and been started again."""


def completion(number: int, photos: Sequence[str]) -> Receipt:
    content = CompletionReceipt(
        tenant="t",
        station="s",
        inspection=f"i-{number}",
        revision=1,
        payload_sha256="0" * 64,
        photos=tuple(photos),
        time=NOW,
    )
    return Receipt(
        number=number,
        kind="completion_receipt",
        body=msgspec.json.encode(content),
        signature=bytes([number]) * 64,
    )


def digests(bench: Bench) -> list[str]:
    return [photo.sha256 for photo in bench.queue.pending_photos(99)]


class SendQueueContract:
    def test_an_empty_journal_has_a_head_of_zero(self, bench: Bench) -> None:
        assert bench.queue.head() == ChainHead(seq=0, link=bytes(32))
        assert bench.queue.delivered() == ChainHead()
        assert bench.queue.link_at(0) == bytes(32)
        assert bench.queue.link_at(1) is None
        assert list(bench.queue.unsent_events(10)) == []

    def test_unsent_events_come_in_order_exactly_as_sealed(self, bench: Bench) -> None:
        sealed = [bench.seal(f"{number}".encode()) for number in range(1, 6)]
        assert list(bench.queue.unsent_events(3)) == sealed[:3]
        assert list(bench.queue.unsent_events(99)) == sealed
        assert bench.queue.head() == ChainHead(seq=5, link=sealed[-1].link)
        assert [bench.queue.link_at(seq) for seq in (1, 5, 6)] == [
            sealed[0].link,
            sealed[4].link,
            None,
        ]

    def test_delivered_events_are_not_offered_again_not_even_after_a_restart(
        self, bench: Bench
    ) -> None:
        sealed = [bench.seal(f"{number}".encode()) for number in range(1, 4)]
        bench.queue.mark_delivered(2, None)
        bench.restart()
        assert bench.queue.delivered() == ChainHead(seq=2, link=sealed[1].link)
        assert list(bench.queue.unsent_events(10)) == sealed[2:]

    def test_delivery_never_moves_backwards_nor_beyond_the_head(self, bench: Bench) -> None:
        for number in range(3):
            bench.seal(f"{number}".encode())
        bench.queue.mark_delivered(2, None)
        bench.queue.mark_delivered(1, None)
        assert bench.queue.delivered().seq == 2
        bench.queue.mark_delivered(9, None)
        assert bench.queue.delivered().seq == 3

    def test_rewinding_makes_events_and_their_photos_unsent_again(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one"])
        bench.seal(b"2", [b"two"])
        bench.queue.mark_delivered(2, None)
        one, two = digests(bench)
        for sha256 in (one, two):
            bench.queue.mark_photo(sha256, "sent")
        bench.queue.rewind(1)
        assert [event.seq for event in bench.queue.unsent_events(9)] == [2]
        bench.queue.mark_delivered(2, None)
        assert digests(bench) == [two]

    def test_photos_wait_for_their_event(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one"])
        bench.seal(b"2", [b"two", b"three"])
        assert digests(bench) == []
        bench.queue.mark_delivered(1, None)
        assert [photo.size for photo in bench.queue.pending_photos(9)] == [3]
        bench.queue.mark_delivered(2, None)
        assert next(photo.size for photo in bench.queue.pending_photos(9)) == 3
        assert len(digests(bench)) == 3
        assert len(bench.queue.pending_photos(2)) == 2

    @pytest.mark.parametrize("state", ["sent", "verified", "corrupt"])
    def test_only_pending_photos_are_offered(self, bench: Bench, state: str) -> None:
        bench.seal(b"1", [b"one", b"two"])
        bench.queue.mark_delivered(1, None)
        first, second = digests(bench)
        bench.queue.mark_photo(first, state, "why")  # type: ignore[arg-type]
        bench.restart()
        assert digests(bench) == [second]

    def test_refusals_of_a_photo_are_counted(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one"])
        bench.queue.mark_delivered(1, None)
        (sha256,) = digests(bench)
        bench.queue.mark_photo(sha256, "pending", "blob_mismatch")
        bench.queue.mark_photo(sha256, "pending", "blob_mismatch")
        (photo,) = bench.queue.pending_photos(9)
        assert photo.refusals == 2

    def test_one_photo_of_two_inspections_is_sent_once(self, bench: Bench) -> None:
        bench.seal(b"1", [b"same"])
        bench.seal(b"2", [b"same"])
        bench.queue.mark_delivered(2, None)
        assert len(digests(bench)) == 1

    def test_receipts_are_kept_once_and_verify_their_photos(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one"])
        bench.queue.mark_delivered(1, None)
        (sha256,) = digests(bench)
        assert bench.queue.receipts_cursor() == 0
        bench.queue.add_receipts([completion(1, [sha256]), completion(2, [])])
        bench.queue.add_receipts([completion(2, [])])
        bench.restart()
        assert bench.queue.receipts_cursor() == 2
        assert digests(bench) == []

    def test_photos_the_central_system_lost_are_offered_again(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one", b"two", b"three"])
        bench.queue.mark_delivered(1, None)
        first, second, third = digests(bench)
        bench.queue.mark_photo(first, "sent")
        bench.queue.add_receipts([completion(1, [second])])
        bench.queue.mark_photo(third, "corrupt", "photo_damaged")
        bench.queue.send_again([first, second, third, "0" * 64])
        bench.queue.send_again([])
        bench.restart()
        assert digests(bench) == [first, second]

    @pytest.mark.parametrize(
        ("reason", "after"), [("photo_missing", "verified"), ("photo_damaged", "corrupt")]
    )
    def test_a_receipt_speaks_for_a_photo_that_is_gone_here_not_for_a_damaged_one(
        self, bench: Bench, reason: str, after: str
    ) -> None:
        bench.seal(b"1", [b"one"])
        bench.queue.mark_delivered(1, None)
        (sha256,) = digests(bench)
        bench.queue.mark_photo(sha256, "corrupt", reason)
        bench.queue.add_receipts([completion(1, [sha256])])
        bench.queue.send_again([sha256])
        assert digests(bench) == ([sha256] if after == "verified" else [])

    def test_a_receipt_that_is_told_again_may_be_of_before_the_loss(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one"])
        bench.queue.mark_delivered(1, None)
        (sha256,) = digests(bench)
        bench.queue.add_receipts([completion(1, [sha256])])
        bench.queue.mark_photo(sha256, "corrupt", "photo_missing")
        bench.queue.add_receipts([completion(1, [sha256])])
        bench.queue.send_again([sha256])
        assert digests(bench) == []

    def test_a_station_that_was_never_another_has_no_earlier_id(self, bench: Bench) -> None:
        assert list(bench.queue.earlier_stations()) == []

    def test_after_a_rewind_receipts_are_asked_for_anew_and_reused_numbers_count(
        self, bench: Bench
    ) -> None:
        bench.seal(b"1", [b"one"])
        bench.seal(b"2", [b"two"])
        bench.queue.mark_delivered(2, None)
        one, two = digests(bench)
        bench.queue.add_receipts([completion(1, [one]), completion(2, [two])])
        bench.queue.rewind(1)
        assert bench.queue.receipts_cursor() == 0
        bench.queue.mark_delivered(2, None)
        assert digests(bench) == [two]
        again = completion(2, [two])
        another = Receipt(number=2, kind=again.kind, body=again.body, signature=bytes([99]) * 64)
        bench.queue.add_receipts([completion(1, [one]), another])
        bench.restart()
        assert bench.queue.receipts_cursor() == 2
        assert digests(bench) == []

    def test_a_recheck_asks_about_every_photo_and_receipt_again(self, bench: Bench) -> None:
        bench.seal(b"1", [b"one", b"two", b"lost"])
        bench.queue.mark_delivered(1, None)
        one, two, lost = digests(bench)
        bench.queue.add_receipts([completion(1, [one])])
        bench.queue.mark_photo(two, "sent")
        bench.queue.mark_photo(lost, "corrupt", "photo_missing")
        bench.queue.recheck()
        bench.restart()
        assert set(digests(bench)) == {one, two}
        assert bench.queue.receipts_cursor() == 0

    def test_a_delivered_event_stays_undecided_until_its_judgement(self, bench: Bench) -> None:
        sealed = [bench.seal(f"{number}".encode()) for number in range(1, 5)]
        assert list(bench.queue.undecided_events(9)) == []
        bench.queue.mark_delivered(3, None)
        bench.queue.mark_event(1, "accepted")
        assert list(bench.queue.undecided_events(9)) == sealed[1:3]
        assert list(bench.queue.undecided_events(1)) == sealed[1:2]
        bench.queue.mark_event(2, "quarantined", "unknown_schema")
        bench.queue.mark_event(3, "accepted")
        bench.restart()
        assert list(bench.queue.undecided_events(9)) == []

    def test_a_head_receipt_does_not_move_the_cursor(self, bench: Bench) -> None:
        bench.seal(b"1")
        head = Receipt(number=0, kind="head_receipt", body=b"{}", signature=bytes(64))
        bench.queue.mark_delivered(1, head)
        assert bench.queue.receipts_cursor() == 0

    def test_judgements_do_not_change_what_is_unsent(self, bench: Bench) -> None:
        bench.seal(b"1")
        bench.queue.mark_event(1, "quarantined", "unknown_schema")
        assert len(bench.queue.unsent_events(9)) == 1

    def test_retry_state_survives_a_restart(self, bench: Bench) -> None:
        assert bench.queue.retry() == RetryState()
        state = RetryState(
            attempts=3, not_before=NOW, code="offline", offset_seconds=-12.5, alarms=1
        )
        bench.queue.save_retry(state)
        bench.restart()
        assert bench.queue.retry() == state

    def test_a_stop_stays_until_a_person_resumes(self, bench: Bench) -> None:
        reason = StopReason(code="chain_fork", params={"seq": 4}, at=NOW)
        assert bench.queue.stopped() is None
        bench.queue.park(reason)
        bench.restart()
        assert bench.queue.stopped() == reason
        bench.queue.resume()
        assert bench.queue.stopped() is None

    def test_an_enrolment_survives_a_restart(self, bench: Bench) -> None:
        assert bench.queue.enrolment() is None
        known = Enrolment(
            tenant="t", station_id=bench.station_id, url="http://c.test", server_key=bytes(32)
        )
        bench.queue.save_enrolment(known)
        bench.restart()
        assert bench.queue.enrolment() == known

    def test_a_journal_is_not_enrolled_under_another_id(self, bench: Bench) -> None:
        bench.seal(b"1")
        other = Enrolment(
            tenant="t",
            station_id="ffffffff-7b1c-7def-8a01-23456789abcd",
            url="http://c.test",
            server_key=bytes(32),
        )
        with pytest.raises(StorageError):
            bench.queue.save_enrolment(other)
        assert bench.queue.enrolment() is None

    def test_one_sender_at_a_time(self, bench: Bench) -> None:
        queue = bench.queue
        assert queue.acquire_lease("a", NOW, 60)
        assert queue.acquire_lease("a", NOW + timedelta(seconds=30), 60)
        assert not queue.acquire_lease("b", NOW + timedelta(seconds=80), 60)
        queue.release_lease("b")
        assert not queue.acquire_lease("b", NOW + timedelta(seconds=81), 60)
        queue.release_lease("a")
        assert queue.acquire_lease("b", NOW + timedelta(seconds=82), 60)

    def test_a_lease_ends_by_itself(self, bench: Bench) -> None:
        assert bench.queue.acquire_lease("a", NOW, 60)
        bench.restart()
        assert bench.queue.acquire_lease("b", NOW + timedelta(seconds=61), 60)

    def test_a_clock_set_back_does_not_hold_a_lease_for_ever(self, bench: Bench) -> None:
        assert bench.queue.acquire_lease("a", NOW + timedelta(days=365), 60)
        assert bench.queue.acquire_lease("b", NOW, 60)
