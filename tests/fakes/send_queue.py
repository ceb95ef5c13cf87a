"""The sender's side of a station in memory, and a small station around it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import (
    ChainHead,
    Enrolment,
    EventState,
    FeedChange,
    FeedCursor,
    FeedName,
    PendingPhoto,
    PhotoState,
    Receipt,
    RetryState,
    SealedEvent,
    StopReason,
)
from inspector_app.wire.link import link
from inspector_app.wire.receipts import CompletionReceipt

STATION_ID = "0192f3a0-7b1c-7def-8a01-23456789abcd"


class FakeKeys:
    """A key store with a key of its own."""

    def __init__(self, seed: bytes = bytes(range(32))) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()


@dataclass
class PhotoRecord:
    size: int
    seq: int
    state: PhotoState = "pending"
    reason: str = ""
    refusals: int = 0


_OURS_IS_BAD = {("corrupt", "photo_damaged"), ("corrupt", "photo_too_large")}


@dataclass
class MemorySendQueue:
    """The ``SendQueue`` port over plain lists."""

    events: list[SealedEvent] = field(default_factory=list)
    states: dict[int, tuple[EventState, str]] = field(default_factory=dict)
    photos: dict[str, PhotoRecord] = field(default_factory=dict)
    receipts: dict[int, Receipt] = field(default_factory=dict)
    earlier_receipts: list[Receipt] = field(default_factory=list)
    cursor: int = 0
    head_receipt: Receipt | None = None
    known_as: Enrolment | None = None
    delivered_seq: int = 0
    state: RetryState = field(default_factory=RetryState)
    reason: StopReason | None = None
    lease: tuple[str, datetime] | None = None
    earlier: list[str] = field(default_factory=list)

    def enrolment(self) -> Enrolment | None:
        return self.known_as

    def save_enrolment(self, enrolment: Enrolment) -> None:
        if self.events:
            first = self.events[0]
            station = uuid.UUID(enrolment.station_id).bytes
            if link(station, 1, bytes(32), first.payload) != first.link:
                raise StorageError("journal_of_another_station", station=enrolment.station_id)
        self.known_as = enrolment

    def head(self) -> ChainHead:
        return self._head(len(self.events))

    def delivered(self) -> ChainHead:
        return self._head(self.delivered_seq)

    def _head(self, seq: int) -> ChainHead:
        return ChainHead(seq=seq, link=self.events[seq - 1].link) if seq else ChainHead()

    def link_at(self, seq: int) -> bytes | None:
        if seq == 0:
            return bytes(32)
        return self.events[seq - 1].link if seq <= len(self.events) else None

    def unsent_events(self, limit: int) -> Sequence[SealedEvent]:
        return self.events[self.delivered_seq : self.delivered_seq + limit]

    def mark_delivered(self, up_to_seq: int, receipt: Receipt | None) -> None:
        self.delivered_seq = max(self.delivered_seq, min(up_to_seq, len(self.events)))
        self.head_receipt = receipt or self.head_receipt

    def mark_event(self, seq: int, state: EventState, why: str = "") -> None:
        self.states[seq] = (state, why)

    def undecided_events(self, limit: int) -> Sequence[SealedEvent]:
        delivered = self.events[: self.delivered_seq]
        return [event for event in delivered if event.seq not in self.states][:limit]

    def rewind(self, to_seq: int) -> None:
        self.cursor = 0
        self.delivered_seq = min(self.delivered_seq, to_seq)
        self.states = {seq: kept for seq, kept in self.states.items() if seq <= to_seq}
        for record in self.photos.values():
            if record.seq > to_seq:
                record.state, record.reason, record.refusals = "pending", "", 0

    def recheck(self) -> None:
        self.cursor = 0
        for record in self.photos.values():
            if record.state in ("sent", "verified"):
                record.state, record.reason, record.refusals = "pending", "", 0

    def earlier_stations(self) -> Sequence[str]:
        return self.earlier

    def send_again(self, digests: Sequence[str]) -> None:
        for sha256 in digests:
            record = self.photos.get(sha256)
            if record is not None and record.state in ("sent", "verified"):
                record.state, record.reason, record.refusals = "pending", "", 0

    def pending_photos(self, limit: int) -> Sequence[PendingPhoto]:
        waiting = [
            (record.seq, sha256, record)
            for sha256, record in self.photos.items()
            if record.state == "pending" and record.seq <= self.delivered_seq
        ]
        return [
            PendingPhoto(sha256=sha256, size=record.size, suffix="jpg", refusals=record.refusals)
            for _, sha256, record in sorted(waiting, key=lambda row: row[:2])[:limit]
        ]

    def mark_photo(self, sha256: str, state: PhotoState, reason: str = "") -> None:
        record = self.photos[sha256]
        record.state, record.reason = state, reason
        record.refusals += 1 if state == "pending" and reason else 0

    def receipts_cursor(self) -> int:
        return self.cursor

    def add_receipts(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            new = receipt not in (*self.receipts.values(), *self.earlier_receipts)
            before = self.receipts.get(receipt.number, receipt)
            if before != receipt:
                self.earlier_receipts.append(before)
            self.receipts[receipt.number] = receipt
            self.cursor = receipt.number
            for sha256 in msgspec.json.decode(receipt.body, type=CompletionReceipt).photos:
                record = self.photos.get(sha256)
                if record is None or (record.state == "corrupt" and not new):
                    continue
                if (record.state, record.reason) not in _OURS_IS_BAD:
                    record.state, record.reason = "verified", ""

    def retry(self) -> RetryState:
        return self.state

    def save_retry(self, state: RetryState) -> None:
        self.state = state

    def stopped(self) -> StopReason | None:
        return self.reason

    def park(self, reason: StopReason) -> None:
        self.reason = reason

    def resume(self) -> None:
        self.reason = None

    def acquire_lease(self, owner: str, now: datetime, seconds: int) -> bool:
        length = timedelta(seconds=seconds)
        held = self.lease
        if held and held[0] != owner and now < held[1] <= now + 2 * length:
            return False
        self.lease = (owner, now + length)
        return True

    def release_lease(self, owner: str) -> None:
        if self.lease is not None and self.lease[0] == owner:
            self.lease = None


@dataclass
class MemoryMasterSink:
    """The ``MasterSink`` port over dictionaries."""

    items: dict[str, dict[str, bytes]] = field(default_factory=dict)
    cursors: dict[str, FeedCursor] = field(default_factory=dict)

    def cursor(self, feed: FeedName) -> FeedCursor | None:
        return self.cursors.get(feed)

    def apply(self, feed: FeedName, changes: Sequence[FeedChange], cursor: FeedCursor) -> None:
        present = self.items.setdefault(feed, {})
        for change in changes:
            if change.body is None:
                present.pop(change.id, None)
            else:
                present[change.id] = change.body
        self.cursors[feed] = cursor

    def replace(self, feed: FeedName, items: Sequence[FeedChange], cursor: FeedCursor) -> None:
        self.items[feed] = {item.id: item.body for item in items if item.body is not None}
        self.cursors[feed] = cursor

    def put(self, feed: FeedName, items: Sequence[FeedChange]) -> None:
        present = self.items.setdefault(feed, {})
        present.update({item.id: item.body for item in items if item.body is not None})

    def keep_only(self, feed: FeedName, ids: Set[str], cursor: FeedCursor) -> None:
        kept = self.items.get(feed, {})
        self.items[feed] = {item: body for item, body in kept.items() if item in ids}
        self.cursors[feed] = cursor


class FolderFiles:
    """The ``DurableFiles`` port without the durability."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes, suffix: str) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        (self._folder / f"{sha256}.{suffix}").write_bytes(data)
        return sha256

    def path(self, sha256: str) -> Path:
        found = list(self._folder.glob(f"{sha256}.*"))
        if not found:
            raise StorageError("photo_missing", sha256=sha256)
        return found[0]

    def has(self, sha256: str) -> bool:
        return bool(list(self._folder.glob(f"{sha256}.*")))


class MemoryStation:
    """Seals payloads and photos the way a station does, into memory."""

    def __init__(self, folder: Path, station_id: str = STATION_ID, seed: bytes = bytes(32)) -> None:
        self.station_id = station_id
        self.keys = FakeKeys(seed)
        self.queue = MemorySendQueue()
        self.sink = MemoryMasterSink()
        self.files = FolderFiles(folder)

    def seal(
        self, payload: bytes, photos: Sequence[bytes] = (), kind: str = "created"
    ) -> SealedEvent:
        """Append to the journal; photos are stored first and pend from then on."""
        for data in photos:
            record = PhotoRecord(size=len(data), seq=len(self.queue.events) + 1)
            self.queue.photos.setdefault(self.files.put(data, "jpg"), record)
        head = self.queue.head()
        bound = link(uuid.UUID(self.station_id).bytes, head.seq + 1, head.link, payload)
        event = SealedEvent(
            seq=head.seq + 1,
            kind=kind,
            previous=head.link,
            link=bound,
            signature=self.keys.sign(bound),
            payload=payload,
        )
        self.queue.events.append(event)
        return event

    def copy(self) -> MemoryStation:
        """The same device once more, as a disk image or an old backup would give it."""
        twin = object.__new__(MemoryStation)
        twin.station_id, twin.keys, twin.files = self.station_id, self.keys, self.files
        twin.sink = MemoryMasterSink()
        twin.queue = replace(
            self.queue,
            events=list(self.queue.events),
            states=dict(self.queue.states),
            photos={sha256: replace(one) for sha256, one in self.queue.photos.items()},
            receipts=dict(self.queue.receipts),
            lease=None,
        )
        return twin
