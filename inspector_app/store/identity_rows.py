"""The station's identities: under which id and key each part of the journal was sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_new

from inspector_app.services.ports import ChainIdentity, Enrolment, RetryState, SealedEvent
from inspector_app.store.journal_rows import EVENT, Chains, JournalRows
from inspector_app.store.sending_facts import (
    EARLIER_IN_DOUBT,
    base_of,
    forget_fact,
    get_fact,
    put_fact,
)
from inspector_app.store.tables import (
    carried,
    chains,
    journal,
    journal_photos,
    notes,
    photo_sends,
    to_micros,
    to_moment,
)
from inspector_app.wire.adoption import MEDIA_SUFFIX

STATION_ID: Final = "station_id"
"""The note that tells the present id; ``chains`` holds the same from the first opening on."""
_J: Final = journal.c
_P: Final = photo_sends.c


class IdentityRows:
    """Identities are added, never changed or deleted; triggers refuse it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[ChainIdentity]:
        """The station's identities, the present one last."""
        c = chains.c
        rows = self._connection.execute(select(chains).order_by(c.base, c.began_at))
        return [
            ChainIdentity(
                station_id=row.station, base=row.base, public_key=row.public_key, why=row.why,
                began_at=to_moment(row.began_at),
            )
            for row in rows
        ]  # fmt: skip

    def begin(self, identity: ChainIdentity, enrolment: Enrolment | None) -> None:
        """Seal under this identity from now on, and begin sending anew; photos whose delivery was
        only claimed are asked about again."""
        row = {
            "station": identity.station_id, "base": identity.base, "why": identity.why,
            "public_key": identity.public_key, "began_at": to_micros(identity.began_at),
        }  # fmt: skip
        self._connection.execute(insert(chains), row)
        name = insert_new(notes).values(name=STATION_ID, value=identity.station_id)
        self._connection.execute(
            name.on_conflict_do_update(index_elements=["name"], set_={"value": identity.station_id})
        )
        if identity.why != "first":
            self._send_anew(identity, enrolment)

    def _send_anew(self, identity: ChainIdentity, enrolment: Enrolment | None) -> None:
        connection = self._connection
        before = get_fact(connection, "enrolment", Enrolment)
        if enrolment is not None:
            put_fact(connection, "enrolment", enrolment)
        elif before is not None:
            put_fact(connection, "earlier_enrolment", before)
            forget_fact(connection, "enrolment")
        retry = get_fact(connection, "retry", RetryState) or RetryState()
        put_fact(connection, "retry", RetryState(offset_seconds=retry.offset_seconds))
        put_fact(connection, "delivered", identity.base)
        put_fact(connection, "receipts_cursor", 0)
        forget_fact(connection, "stopped")
        connection.execute(
            update(photo_sends).where(_P.state == "sent").values(state="pending", reason="")
        )

    def to_carry(self) -> Sequence[SealedEvent]:
        """Entries of the present chain that were not delivered, or some photo of which is not
        verified, by place."""
        wanted = EVENT.where(*self._unfinished()).order_by(_J.seq)
        known = Chains(self._connection)
        return [known.event_of(row) for row in self._connection.execute(wanted)]

    def count_to_carry(self) -> int:
        """How many those are."""
        wanted = select(func.count()).select_from(journal).where(*self._unfinished())
        return int(self._connection.execute(wanted).scalar_one())

    def _unfinished(self) -> tuple[ColumnElement[bool], ...]:
        base = base_of(self._connection)
        delivered = max(get_fact(self._connection, "delivered", int) or 0, base)
        missing = exists().where(
            journal_photos.c.seq == _J.seq, _P.sha256 == journal_photos.c.sha256,
            _P.state != "verified",
        )  # fmt: skip
        return _J.seq > base, (_J.seq > delivered) | missing

    def carry(self, event: SealedEvent, of: SealedEvent, blob: str) -> None:
        """Append an entry that carries an earlier one; what photos follow that one follow it."""
        wanted = select(journal_photos.c.sha256).where(journal_photos.c.seq == of.place)
        photos = tuple(self._connection.execute(wanted.order_by(journal_photos.c.sha256)).scalars())
        record = select(_J.record_id).where(_J.seq == of.place)
        record_id = self._connection.execute(record).scalar_one()
        rows = JournalRows(self._connection)
        rows.append(event, record_id, ())
        for sha256 in photos:
            self._connection.execute(insert(journal_photos), {"seq": event.place, "sha256": sha256})
        if blob and blob not in photos:
            self._send_blob(event, of, blob)
        self._connection.execute(insert(carried), {"seq": event.place, "of_seq": of.place})

    def _send_blob(self, event: SealedEvent, of: SealedEvent, blob: str) -> None:
        self._connection.execute(insert(journal_photos), {"seq": event.place, "sha256": blob})
        row = {
            "sha256": blob, "first_seq": event.place, "size": len(of.payload),
            "suffix": MEDIA_SUFFIX, "state": "pending", "reason": "", "refusals": 0,
        }  # fmt: skip
        self._connection.execute(insert_new(photo_sends).on_conflict_do_nothing(), row)

    def earlier_enrolment(self) -> Enrolment | None:
        """How the station was known before it was restored from a backup."""
        return get_fact(self._connection, "earlier_enrolment", Enrolment)

    def earlier_in_doubt(self) -> bool:
        """Whether the central system came back from a backup and may lack what earlier identities
        sealed."""
        doubted = get_fact(self._connection, EARLIER_IN_DOUBT, bool)
        return bool(doubted) and base_of(self._connection) > 0

    def earlier_settled(self) -> None:
        """What it lacked is carried over."""
        forget_fact(self._connection, EARLIER_IN_DOUBT)

    def beyond(self, heads: Mapping[str, int]) -> Sequence[SealedEvent]:
        """Entries of earlier identities after these heads that the present chain does not carry
        yet, by place; of an identity that is not named, all."""
        base = base_of(self._connection)
        present = select(carried.c.of_seq).where(carried.c.seq > base)
        known = Chains(self._connection)
        found: list[SealedEvent] = []
        identities = self.all()
        for one, after in pairwise(identities):
            first = one.base + heads.get(one.station_id, 0)
            wanted = EVENT.where(_J.seq > first, _J.seq <= after.base, _J.seq.not_in(present))
            rows = self._connection.execute(wanted.order_by(_J.seq))
            found += [known.event_of(row) for row in rows]
        return found

    def carriers(self) -> Mapping[int, int]:
        """By place of a carried entry: the place of the newest that carries it."""
        rows = self._connection.execute(select(carried).order_by(carried.c.seq))
        return {row.of_seq: row.seq for row in rows}
