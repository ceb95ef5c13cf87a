"""The evidence chain as rows, with what the sender has to do for each entry."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_new

from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services.ports import ChainHead, SealedEvent
from inspector_app.store.sending_facts import base_of
from inspector_app.store.tables import (
    chains,
    journal,
    journal_photos,
    outbox,
    photo_sends,
    photos,
)
from inspector_app.wire.adoption import KIND as CARRIES

_PHOTO: Final = msgspec.json.Decoder(PhotoTaken)
_J: Final = journal.c
EVENT: Final = select(_J.seq, _J.kind, _J.previous, _J.link, _J.signature, _J.payload)


class Chains:
    """Whose chain each place of the journal belongs to."""

    def __init__(self, connection: Connection) -> None:
        wanted = select(chains.c.base, chains.c.station).order_by(chains.c.base, chains.c.began_at)
        self._begun = [(row.base, row.station) for row in connection.execute(wanted)]

    @property
    def present(self) -> str:
        """The station's present id; empty before the first was noted."""
        return self._begun[-1][1] if self._begun else ""

    def event_of(self, row: Row[*tuple[Any, ...]]) -> SealedEvent:
        """One entry exactly as stored, from a row of ``EVENT``."""
        before = [each for each in self._begun if each[0] < row.seq]
        base, station = before[-1] if before else (0, "")
        return SealedEvent(
            seq=row.seq - base, kind=row.kind, previous=row.previous, link=row.link,
            signature=row.signature, payload=row.payload, base=base, station=station,
        )  # fmt: skip


def head_of(connection: Connection) -> ChainHead:
    """The last entry of the present chain; ``seq`` 0 when there is none."""
    base = base_of(connection)
    wanted = select(_J.seq, _J.link).where(_J.seq > base).order_by(_J.seq.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return ChainHead(base=base)
    return ChainHead(seq=row.seq - base, link=row.link, base=base)


class JournalRows:
    """Entries are added, never changed or deleted; triggers refuse it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def _chains(self) -> Chains:
        return Chains(self._connection)

    def head(self) -> ChainHead:
        """The last entry."""
        return head_of(self._connection)

    def append(self, event: SealedEvent, record_id: str, photos: Sequence[str]) -> None:
        """Add the next link, its outbox row and what photos are to be sent with it.

        EvidenceError ``chain_broken`` when it is not the next, ``identity_changed`` when it was
        sealed under another identity than the present one, ``photo_not_on_record`` for a
        photo that no row knows.
        """
        head = self.head()
        if (event.base, event.seq, event.previous) != (head.base, head.seq + 1, head.link):
            raise EvidenceError("chain_broken", seq=event.seq, expected=head.seq + 1)
        row = {
            "seq": event.place, "kind": event.kind, "previous": event.previous, "link": event.link,
            "signature": event.signature, "record_id": record_id, "payload": event.payload,
        }  # fmt: skip
        if event.station and event.station != (self._chains.present or event.station):
            raise EvidenceError("identity_changed")
        self._connection.execute(insert(journal), row)
        waits = {"seq": event.place, "state": "pending", "why": ""}
        self._connection.execute(insert(outbox), waits)
        for sha256 in dict.fromkeys(photos):
            self._send_photo(event.place, sha256)

    def event(self, place: int) -> SealedEvent | None:
        """One entry by its place over all identities."""
        row = self._connection.execute(EVENT.where(_J.seq == place)).one_or_none()
        return None if row is None else self._chains.event_of(row)

    def of_record(self, record_id: str) -> Sequence[SealedEvent]:
        """Entries about one inspection, by place; not those that only carry one."""
        wanted = EVENT.where(_J.record_id == record_id, _J.kind != CARRIES).order_by(_J.seq)
        return [self._chains.event_of(row) for row in self._connection.execute(wanted)]

    def _send_photo(self, place: int, sha256: str) -> None:
        wanted = select(photos.c.body).where(photos.c.sha256 == sha256).limit(1)
        body = self._connection.execute(wanted).scalar()
        if body is None:
            raise EvidenceError("photo_not_on_record", sha256=sha256[:12])
        photo = _PHOTO.decode(body)
        self._connection.execute(insert(journal_photos), {"seq": place, "sha256": sha256})
        row = {
            "sha256": sha256, "first_seq": place, "size": photo.size, "suffix": photo.suffix,
            "state": "pending", "reason": "", "refusals": 0,
        }  # fmt: skip
        self._connection.execute(insert_new(photo_sends).on_conflict_do_nothing(), row)
