"""The sender's view of the journal and the photos, over restarts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import (
    ChainHead,
    Enrolment,
    PendingPhoto,
    Receipt,
    RetryState,
    SealedEvent,
    StopReason,
)
from inspector_app.store.database import Database
from inspector_app.store.send_queue import StationSendQueue
from inspector_app.wire.receipts import CompletionReceipt
from tests.fakes.records import MORNING, STATION, chain, photo

EVENTS = chain(b"{1}", b"{2}", b"{3}", b"{4}")
ONE, TWO, SHARED = photo(b"one"), photo(b"two bytes"), photo(b"shared")
ENROLLED = Enrolment(
    tenant="t", station_id=str(STATION), url="http://127.0.0.1:1", server_key=bytes(32)
)


def sha(row: object) -> str:
    return row.photo.sha256  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Four events: the first with one photo, the third with two, one of them the same."""
    database = Database.open(tmp_path / "station.db")
    yield database
    database.close()


@pytest.fixture
def queue(database: Database) -> StationSendQueue:
    with database.unit_of_work().writing() as work:
        for row in (ONE, TWO, SHARED):
            work.photos.add(row)
        photos = ([sha(ONE), sha(SHARED)], [], [sha(TWO), sha(SHARED)], [])
        for event, named in zip(EVENTS, photos, strict=True):
            work.journal.append(event, "i-1", named)
    return database.send_queue()


def receipt(number: int, *photos: str) -> Receipt:
    content = CompletionReceipt(
        tenant="t", station=str(STATION), inspection="i-1", revision=1,
        payload_sha256="0" * 64, photos=photos, time=MORNING,
    )  # fmt: skip
    body = msgspec.json.encode(content)
    signature = bytes([number]) * 64
    return Receipt(number=number, kind="completion_receipt", body=body, signature=signature)


def head_receipt(seq: int) -> Receipt:
    return Receipt(number=0, kind="head_receipt", body=b"{}", signature=bytes([seq]) * 64)


def seqs(events: object) -> list[int]:
    return [event.seq for event in events]  # type: ignore[attr-defined]


def test_an_empty_journal_has_nothing_to_send(database: Database) -> None:
    queue = database.send_queue()
    assert queue.head() == ChainHead()
    assert queue.delivered() == ChainHead()
    assert queue.link_at(0) == bytes(32)
    assert queue.link_at(1) is None
    assert queue.unsent_events(9) == []
    assert queue.pending_photos(9) == []
    assert queue.receipts_cursor() == 0
    assert queue.enrolment() is None
    assert queue.retry() == RetryState()
    assert queue.stopped() is None


def test_events_leave_in_order_exactly_as_sealed(queue: StationSendQueue) -> None:
    assert queue.unsent_events(9) == list(EVENTS)
    assert queue.unsent_events(2) == list(EVENTS[:2])
    assert queue.head() == ChainHead(seq=4, link=EVENTS[3].link)
    assert queue.link_at(2) == EVENTS[1].link
    assert queue.link_at(5) is None


def test_delivery_moves_forward_only_and_not_beyond_the_head(queue: StationSendQueue) -> None:
    queue.mark_delivered(2, head_receipt(2))
    queue.mark_delivered(1, head_receipt(1))
    queue.mark_delivered(2, head_receipt(2))
    assert queue.delivered() == ChainHead(seq=2, link=EVENTS[1].link)
    assert seqs(queue.unsent_events(9)) == [3, 4]
    queue.mark_delivered(99, None)
    assert queue.delivered() == ChainHead(seq=4, link=EVENTS[3].link)


def test_photos_follow_their_event(queue: StationSendQueue) -> None:
    assert queue.pending_photos(9) == []
    queue.mark_delivered(1, None)
    first = {each.sha256 for each in queue.pending_photos(9)}
    assert first == {sha(ONE), sha(SHARED)}
    queue.mark_delivered(3, None)
    pending = queue.pending_photos(9)
    assert len(pending) == 3
    assert pending[2] == PendingPhoto(sha256=sha(TWO), size=9, suffix="jpg")
    assert len(queue.pending_photos(1)) == 1


def test_a_refused_photo_is_counted_and_a_corrupt_one_leaves_the_queue(
    queue: StationSendQueue, database: Database
) -> None:
    queue.mark_delivered(1, None)
    queue.mark_photo(sha(ONE), "pending", "digest_mismatch")
    queue.mark_photo(sha(ONE), "pending", "digest_mismatch")
    refusals = {each.sha256: each.refusals for each in queue.pending_photos(9)}
    assert refusals == {sha(ONE): 2, sha(SHARED): 0}
    queue.mark_photo(sha(ONE), "corrupt", "digest_mismatch")
    queue.mark_photo(sha(SHARED), "sent")
    queue.mark_photo("f" * 64, "sent")
    assert queue.pending_photos(9) == []
    with database.unit_of_work().reading() as work:
        states = [row.state for row in work.photos.of_record("i-1")]
    assert states == ["corrupt", "pending", "sent"]


def test_a_completion_receipt_verifies_its_photos_once(queue: StationSendQueue) -> None:
    queue.mark_delivered(4, None)
    for _ in range(2):
        queue.add_receipts([receipt(1, sha(ONE)), receipt(2, sha(TWO), "f" * 64)])
    assert queue.receipts_cursor() == 2
    assert [each.sha256 for each in queue.pending_photos(9)] == [sha(SHARED)]


def test_a_head_receipt_is_kept_and_moves_no_cursor(
    queue: StationSendQueue, database: Database
) -> None:
    queue.mark_delivered(2, head_receipt(2))
    queue.mark_delivered(2, head_receipt(2))
    assert queue.receipts_cursor() == 0
    with database.read() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM receipts").scalars().all()
    assert kinds == ["head_receipt"]


def test_after_a_rewind_later_events_and_their_photos_wait_again(queue: StationSendQueue) -> None:
    queue.mark_delivered(4, None)
    queue.mark_event(3, "quarantined", "unknown_schema")
    queue.add_receipts([receipt(1, sha(ONE), sha(TWO), sha(SHARED))])
    queue.rewind(2)
    assert queue.delivered().seq == 2
    assert seqs(queue.unsent_events(9)) == [3, 4]
    assert [each.sha256 for each in queue.pending_photos(9)] == [sha(SHARED)]
    queue.mark_delivered(4, None)
    assert {each.sha256 for each in queue.pending_photos(9)} == {sha(SHARED), sha(TWO)}
    queue.rewind(9)
    assert queue.delivered().seq == 4


def test_judgements_are_kept_with_their_reason(queue: StationSendQueue, database: Database) -> None:
    queue.mark_event(1, "accepted")
    queue.mark_event(2, "quarantined", "unknown_schema")
    queue.mark_event(2, "quarantined", "unknown_schema")
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT seq, state, why FROM outbox").all()
    assert [tuple(row) for row in rows] == [
        (1, "accepted", ""), (2, "quarantined", "unknown_schema"), (3, "pending", ""),
        (4, "pending", ""),
    ]  # fmt: skip


def test_everything_is_kept_over_a_restart(queue: StationSendQueue, database: Database) -> None:
    at = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    retry = RetryState(attempts=3, not_before=at, code="offline", offset_seconds=-2.5, alarms=1)
    reason = StopReason(code="chain_fork", params={"seq": 3, "why": "x", "by": 0.5}, at=at)
    queue.save_enrolment(ENROLLED)
    queue.save_retry(retry)
    queue.park(reason)
    queue.mark_delivered(2, None)
    database.close()
    again = Database.open(database.path)
    queue = again.send_queue()
    assert queue.enrolment() == ENROLLED
    assert queue.retry() == retry
    assert queue.stopped() == reason
    assert queue.delivered().seq == 2
    queue.resume()
    assert queue.stopped() is None
    again.close()


def test_a_journal_is_not_enrolled_under_another_station_s_id(queue: StationSendQueue) -> None:
    queue.save_enrolment(ENROLLED)
    other = replace(ENROLLED, station_id="0192f3c4-5d6e-7f80-9a1b-000000000000")
    with pytest.raises(StorageError) as caught:
        queue.save_enrolment(other)
    assert caught.value.code == "journal_of_another_station"
    assert queue.enrolment() == ENROLLED


def test_an_empty_journal_takes_any_station_id(database: Database) -> None:
    queue = database.send_queue()
    queue.save_enrolment(ENROLLED)
    other = replace(ENROLLED, station_id="0192f3c4-5d6e-7f80-9a1b-000000000000")
    queue.save_enrolment(other)
    assert queue.enrolment() == other


def test_one_sender_at_a_time(queue: StationSendQueue) -> None:
    assert queue.acquire_lease("window", MORNING, 60)
    assert queue.acquire_lease("window", MORNING + timedelta(seconds=30), 60)
    assert not queue.acquire_lease("command", MORNING + timedelta(seconds=80), 60)
    queue.release_lease("command")
    assert not queue.acquire_lease("command", MORNING + timedelta(seconds=80), 60)
    queue.release_lease("window")
    assert queue.acquire_lease("command", MORNING + timedelta(seconds=80), 60)


def test_a_lease_ends_by_itself(queue: StationSendQueue) -> None:
    assert queue.acquire_lease("window", MORNING, 60)
    assert queue.acquire_lease("command", MORNING + timedelta(seconds=60), 60)


def test_a_clock_set_back_does_not_lock_the_sender_out(queue: StationSendQueue) -> None:
    assert queue.acquire_lease("window", MORNING + timedelta(days=365), 60)
    assert queue.acquire_lease("command", MORNING, 60)


def test_an_event_comes_back_as_the_bytes_that_were_signed(database: Database) -> None:
    payload = bytes(range(256)) * 1000
    event: SealedEvent = chain(payload)[0]
    with database.unit_of_work().writing() as work:
        work.journal.append(event, "i-1", [])
    assert database.send_queue().unsent_events(1) == [event]
