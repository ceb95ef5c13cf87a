"""What the sender works through: the journal, the photos, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, and_, func, not_, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import (
    ChainHead,
    Enrolment,
    EventState,
    PendingPhoto,
    PhotoState,
    Receipt,
    RetryState,
    SealedEvent,
    StopReason,
)
from inspector_app.store.completions import note_completion, proved_before
from inspector_app.store.identity_rows import IdentityRows
from inspector_app.store.journal_rows import EVENT, Chains, head_of
from inspector_app.store.sending_facts import (
    EARLIER_IN_DOUBT,
    base_of,
    forget_fact,
    get_fact,
    put_fact,
)
from inspector_app.store.tables import (
    carried,
    journal,
    journal_photos,
    outbox,
    photo_sends,
    receipts,
)
from inspector_app.wire.link import FIRST_PREVIOUS, link
from inspector_app.wire.receipts import CompletionReceipt

_J: Final = journal.c
_P: Final = photo_sends.c
_NOTHING_DELIVERED: Final = 0
_MOST_EARLIER: Final = 50
"""No station had more ids in its lifetime, and so many fit the address of a question."""
_PLAUSIBLE_LEASES: Final = 2
"""A lease ending more than this many lease lengths ahead was taken under another clock."""


class _Lease(Struct, frozen=True, kw_only=True):
    owner: str
    until: datetime


class StationSendQueue:
    """The ``SendQueue`` port over SQLite; each method is one transaction."""

    def __init__(
        self,
        write: Callable[[], AbstractContextManager[Connection]],
        read: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._write = write
        self._read = read

    def enrolment(self) -> Enrolment | None:
        """How the station is known centrally; None before it was enrolled."""
        with self._read() as connection:
            return get_fact(connection, "enrolment", Enrolment)

    def save_enrolment(self, enrolment: Enrolment) -> None:
        """Remember an enrolment.

        The first link of the journal proves whose it is: StorageError
        ``journal_of_another_station`` when it binds another station's id.
        """
        station = UUID(enrolment.station_id).bytes
        with self._write() as connection:
            began = select(_J.link, _J.payload).where(_J.seq == base_of(connection) + 1)
            first = connection.execute(began).one_or_none()
            if first and link(station, 1, FIRST_PREVIOUS, first.payload) != first.link:
                raise StorageError("journal_of_another_station", station=enrolment.station_id)
            put_fact(connection, "enrolment", enrolment)

    def head(self) -> ChainHead:
        """The last sealed event."""
        with self._read() as connection:
            return head_of(connection)

    def delivered(self) -> ChainHead:
        """The last event whose delivery was acknowledged."""
        with self._read() as connection:
            base, place = base_of(connection), _delivered(connection)
            found = connection.execute(select(_J.link).where(_J.seq == place)).scalar()
        if found is None or place <= base:
            return ChainHead(base=base)
        return ChainHead(seq=place - base, link=found, base=base)

    def link_at(self, seq: int) -> bytes | None:
        """The link of one event; 32 zero bytes for 0, None beyond the head."""
        if seq == 0:
            return FIRST_PREVIOUS
        with self._read() as connection:
            place = base_of(connection) + seq
            return connection.execute(select(_J.link).where(_J.seq == place)).scalar()

    def unsent_events(self, limit: int) -> Sequence[SealedEvent]:
        """The first ``limit`` events after the delivered one, by ``seq``."""
        with self._read() as connection:
            wanted = EVENT.where(_J.seq > _delivered(connection)).order_by(_J.seq).limit(limit)
            chains = Chains(connection)
            return [chains.event_of(row) for row in connection.execute(wanted)]

    def mark_delivered(self, up_to_seq: int, receipt: Receipt | None) -> None:
        """Everything up to ``up_to_seq`` is durable centrally; never moves backwards, and never
        beyond what was sealed here."""
        with self._write() as connection:
            head = head_of(connection)
            reached = min(head.base + up_to_seq, head.place)
            if reached > _delivered(connection):
                put_fact(connection, "delivered", reached)
            if receipt is not None:
                _keep_receipt(connection, receipt)

    def mark_event(self, seq: int, state: EventState, why: str = "") -> None:
        """How the central system judged one event; ``why`` is a code."""
        with self._write() as connection:
            place = base_of(connection) + seq
            # What an entry carries was judged with it.
            of = select(carried.c.of_seq).where(carried.c.seq == place).scalar_subquery()
            statement = update(outbox).where((outbox.c.seq == place) | (outbox.c.seq == of))
            connection.execute(statement.values(state=state, why=why))

    def undecided_events(self, limit: int) -> Sequence[SealedEvent]:
        """The first ``limit`` delivered events whose judgement never arrived, by ``seq``."""
        with self._read() as connection:
            wanted = (
                EVENT.join(outbox, outbox.c.seq == _J.seq)
                .where(
                    outbox.c.state == "pending",
                    outbox.c.seq > base_of(connection),
                    outbox.c.seq <= _delivered(connection),
                )
                .order_by(outbox.c.seq)
                .limit(limit)
            )
            chains = Chains(connection)
            return [chains.event_of(row) for row in connection.execute(wanted)]

    def rewind(self, to_seq: int) -> None:
        """What came after ``to_seq`` is unsent again, the photos it names are pending, and
        receipts are asked for from the first one on: their numbers may come again."""
        j = journal_photos.c
        with self._write() as connection:
            base = base_of(connection)
            place = base + max(0, to_seq)
            named = select(j.sha256).where(j.seq > place)
            put_fact(connection, "delivered", min(place, max(base, _delivered(connection))))
            connection.execute(
                update(outbox).where(outbox.c.seq > place).values(state="pending", why="")
            )
            connection.execute(
                update(photo_sends)
                .where(_P.sha256.in_(named))
                .values(state="pending", reason="", refusals=0)
            )
            put_fact(connection, "receipts_cursor", 0)
            put_fact(connection, EARLIER_IN_DOUBT, True)

    def recheck(self) -> None:
        """Ask about every photo again, and for receipts from the first one on."""
        with self._write() as connection:
            connection.execute(
                update(photo_sends)
                .where(_P.state.in_(("sent", "verified")))
                .values(state="pending", reason="", refusals=0)
            )
            put_fact(connection, "receipts_cursor", 0)
            put_fact(connection, EARLIER_IN_DOUBT, True)

    def earlier_stations(self) -> Sequence[str]:
        """Ids this station had before its present one, the latest ones, oldest first."""
        with self._read() as connection:
            all_of_them = IdentityRows(connection).all()
        return [one.station_id for one in all_of_them[:-1]][-_MOST_EARLIER:]

    def send_again(self, digests: Sequence[str]) -> None:
        """The central system lost these photos: those it was sent are pending again."""
        if not digests:
            return
        with self._write() as connection:
            connection.execute(
                update(photo_sends)
                .where(_P.sha256.in_(digests), _P.state.in_(("sent", "verified")))
                .values(state="pending", reason="", refusals=0)
            )

    def pending_photos(self, limit: int) -> Sequence[PendingPhoto]:
        """Photos in state ``pending`` whose event was delivered, oldest event first."""
        with self._read() as connection:
            wanted = (
                select(_P.sha256, _P.size, _P.suffix, _P.refusals)
                .where(_P.state == "pending", _P.first_seq <= _delivered(connection))
                .order_by(_P.first_seq, _P.sha256)
                .limit(limit)
            )
            return [PendingPhoto(**row._mapping) for row in connection.execute(wanted)]

    def mark_photo(self, sha256: str, state: PhotoState, reason: str = "") -> None:
        """New state of one photo. ``pending`` with a ``reason`` counts a refusal."""
        values: dict[str, Any] = {"state": state, "reason": reason}
        if state == "pending" and reason:
            values["refusals"] = _P.refusals + 1
        with self._write() as connection:
            if state == "sent" and proved_before(connection, sha256):
                values["state"] = "verified"
            connection.execute(update(photo_sends).where(_P.sha256 == sha256).values(**values))

    def receipts_cursor(self) -> int:
        """After which completion receipt to ask; 0 at first and after ``rewind``."""
        wanted = select(func.max(receipts.c.number)).where(receipts.c.kind == "completion_receipt")
        with self._read() as connection:
            kept = get_fact(connection, "receipts_cursor", int)
            # Folders of the first revision have no cursor of its own.
            return connection.execute(wanted).scalar() or 0 if kept is None else kept

    def add_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Keep completion receipts (once each, told apart by signature), mark the photos they name
        ``verified`` and move the cursor to the last of them."""
        with self._write() as connection:
            for receipt in receipts:
                new = _keep_receipt(connection, receipt)
                if receipt.kind == "completion_receipt":
                    content = msgspec.json.decode(receipt.body, type=CompletionReceipt)
                    note_completion(connection, receipt, content)
                    _verify_photos(connection, content.photos, new=new)
                    put_fact(connection, "receipts_cursor", receipt.number)

    def retry(self) -> RetryState:
        """The kept state of the last attempt."""
        with self._read() as connection:
            return get_fact(connection, "retry", RetryState) or RetryState()

    def save_retry(self, state: RetryState) -> None:
        """Keep the state of an attempt."""
        with self._write() as connection:
            put_fact(connection, "retry", state)

    def stopped(self) -> StopReason | None:
        """Why nothing may be sent, if so."""
        with self._read() as connection:
            return get_fact(connection, "stopped", StopReason)

    def park(self, reason: StopReason) -> None:
        """Stop sending until ``resume``; the queue keeps everything."""
        with self._write() as connection:
            put_fact(connection, "stopped", reason)

    def resume(self) -> None:
        """A person has dealt with the reason."""
        with self._write() as connection:
            forget_fact(connection, "stopped")

    def acquire_lease(self, owner: str, now: datetime, seconds: int) -> bool:
        """Become (or stay) the only sender for ``seconds``; False while another one is.

        A lease that ends implausibly far ahead of ``now`` (clock set back) counts as ended.
        """
        length = timedelta(seconds=seconds)
        with self._write() as connection:
            held = get_fact(connection, "lease", _Lease)
            others = held is not None and held.owner != owner
            if others and held and now < held.until <= now + _PLAUSIBLE_LEASES * length:
                return False
            put_fact(connection, "lease", _Lease(owner=owner, until=now + length))
            return True

    def release_lease(self, owner: str) -> None:
        """Give the lease back; nothing happens when it is another's."""
        with self._write() as connection:
            held = get_fact(connection, "lease", _Lease)
            if held is not None and held.owner == owner:
                forget_fact(connection, "lease")


def _delivered(connection: Connection) -> int:
    """The place of the last delivered entry; what earlier identities sealed counts as done."""
    kept = get_fact(connection, "delivered", int) or _NOTHING_DELIVERED
    return max(kept, base_of(connection))


def _keep_receipt(connection: Connection, receipt: Receipt) -> bool:
    """False when it was here already."""
    row = {
        "number": receipt.number, "kind": receipt.kind, "body": receipt.body,
        "signature": receipt.signature,
    }  # fmt: skip
    return connection.execute(insert(receipts).on_conflict_do_nothing(), row).rowcount > 0


def _verify_photos(connection: Connection, photos: Sequence[str], *, new: bool) -> None:
    """What a receipt names is held centrally; one that is ``new`` says so also of what we had
    cleared and were asked for in vain. An old one that is told again may be of before its loss."""
    bad = _P.state == "corrupt"
    ours_is_bad = and_(bad, _P.reason != "photo_missing") if new else bad
    for sha256 in photos:
        connection.execute(
            update(photo_sends)
            .where(_P.sha256 == sha256, not_(ours_is_bad))
            .values(state="verified", reason="")
        )
