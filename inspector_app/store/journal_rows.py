"""The evidence chain as rows, with what the sender has to do for each entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_new

from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services.ports import ChainHead, SealedEvent
from inspector_app.store.tables import journal, journal_photos, outbox, photo_sends, photos

_PHOTO: Final = msgspec.json.Decoder(PhotoTaken)
_J: Final = journal.c
EVENT: Final = select(_J.seq, _J.kind, _J.previous, _J.link, _J.signature, _J.payload)


def event_of(row: Row[*tuple[Any, ...]]) -> SealedEvent:
    """One entry exactly as stored, from a row of ``EVENT``."""
    return SealedEvent(
        seq=row.seq, kind=row.kind, previous=row.previous, link=row.link,
        signature=row.signature, payload=row.payload,
    )  # fmt: skip


def head_of(connection: Connection) -> ChainHead:
    """The last entry; ``seq`` 0 when there is none."""
    wanted = select(_J.seq, _J.link).order_by(_J.seq.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return ChainHead() if row is None else ChainHead(seq=row.seq, link=row.link)


class JournalRows:
    """Entries are added, never changed or deleted; triggers refuse it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> ChainHead:
        """The last entry."""
        return head_of(self._connection)

    def append(self, event: SealedEvent, record_id: str, photos: Sequence[str]) -> None:
        """Add the next link, its outbox row and what photos are to be sent with it.

        EvidenceError ``chain_broken`` when it is not the next, ``photo_not_on_record`` for a
        photo that no row knows.
        """
        head = self.head()
        if event.seq != head.seq + 1 or event.previous != head.link:
            raise EvidenceError("chain_broken", seq=event.seq, expected=head.seq + 1)
        row = {
            "seq": event.seq, "kind": event.kind, "previous": event.previous, "link": event.link,
            "signature": event.signature, "record_id": record_id, "payload": event.payload,
        }  # fmt: skip
        self._connection.execute(insert(journal), row)
        self._connection.execute(insert(outbox), {"seq": event.seq, "state": "pending", "why": ""})
        for sha256 in dict.fromkeys(photos):
            self._send_photo(event.seq, sha256)

    def event(self, seq: int) -> SealedEvent | None:
        """One entry."""
        row = self._connection.execute(EVENT.where(_J.seq == seq)).one_or_none()
        return None if row is None else event_of(row)

    def of_record(self, record_id: str) -> Sequence[SealedEvent]:
        """Entries about one inspection, by ``seq``."""
        wanted = EVENT.where(_J.record_id == record_id).order_by(_J.seq)
        return [event_of(row) for row in self._connection.execute(wanted)]

    def _send_photo(self, seq: int, sha256: str) -> None:
        wanted = select(photos.c.body).where(photos.c.sha256 == sha256).limit(1)
        body = self._connection.execute(wanted).scalar()
        if body is None:
            raise EvidenceError("photo_not_on_record", sha256=sha256[:12])
        photo = _PHOTO.decode(body)
        self._connection.execute(insert(journal_photos), {"seq": seq, "sha256": sha256})
        row = {
            "sha256": sha256, "first_seq": seq, "size": photo.size, "suffix": photo.suffix,
            "state": "pending", "reason": "", "refusals": 0,
        }  # fmt: skip
        self._connection.execute(insert_new(photo_sends).on_conflict_do_nothing(), row)
