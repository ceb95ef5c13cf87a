"""What the journal and the post know around a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from inspector_app.services.ports import Receipt
from inspector_app.store.database import Database
from inspector_app.store.evidence_rows import EvidenceRows
from inspector_app.wire.receipts import CompletionReceipt, HeadReceipt
from tests.fakes.records import chain

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.open(tmp_path / "station.db")
    yield made
    made.close()


def head(seq: int, mark: int = 0) -> Receipt:
    body = HeadReceipt(tenant="t", station="s", head=seq, link="0" * 64, time=NOON)
    return Receipt(
        number=0, kind="head_receipt", body=msgspec.json.encode(body),
        signature=bytes([seq % 256, mark]) * 32,
    )  # fmt: skip


def completion(number: int, inspection: str) -> Receipt:
    body = CompletionReceipt(
        tenant="t", station="s", inspection=inspection, revision=1, payload_sha256="0" * 64,
        photos=(), time=NOON,
    )  # fmt: skip
    return Receipt(
        number=number, kind="completion_receipt", body=msgspec.json.encode(body),
        signature=bytes([number % 256, 7]) * 32,
    )  # fmt: skip


def test_passed_events_are_told_by_digest_without_both_ends(database: Database) -> None:
    events = chain(*(bytes([number]) for number in range(5)))
    with database.unit_of_work().writing() as work:
        for event in events:
            work.journal.append(event, "r", ())
    rows = EvidenceRows(database.read, b"")
    assert rows.passed(1, 4) == [
        (event.seq, hashlib.sha256(event.payload).hexdigest()) for event in events[1:3]
    ]
    assert rows.passed(4, 5) == []


def test_the_closest_head_at_or_after_the_place_is_found(database: Database) -> None:
    queue = database.send_queue()
    for seq in (2, 5, 9, 12):
        queue.mark_delivered(seq, head(seq))
    rows = EvidenceRows(database.read, b"k" * 32)
    assert rows.central_key() == b"k" * 32
    for wanted, found in ((1, 2), (2, 2), (3, 5), (9, 9), (10, 12)):
        [receipt] = rows.receipts("nobody", wanted)
        assert msgspec.json.decode(receipt.body)["head"] == found
    assert rows.receipts("nobody", 13) == []


def test_many_heads_are_read_page_by_page(database: Database) -> None:
    queue = database.send_queue()
    for seq in range(1, 451):
        queue.mark_delivered(seq, head(seq, seq // 256))
    [receipt] = EvidenceRows(database.read, b"").receipts("nobody", 3)
    assert msgspec.json.decode(receipt.body)["head"] == 3


def test_only_the_records_own_completions_are_given(database: Database) -> None:
    database.send_queue().add_receipts([completion(1, "one"), completion(2, "two")])
    found = EvidenceRows(database.read, b"").receipts("two", 1)
    assert [receipt.number for receipt in found] == [2]
