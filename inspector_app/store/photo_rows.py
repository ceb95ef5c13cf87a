"""Photos as rows; the originals lie in ``photo_files``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, func, select

from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services.ports import Receipt
from inspector_app.services.records import PhotoRow
from inspector_app.store.completions import proof_of
from inspector_app.store.photo_ledger import cleared_of
from inspector_app.store.tables import photo_sends, photos, to_micros, to_moment

_DECODER: Final = msgspec.json.Decoder(PhotoTaken)
_ROWS: Final = (
    select(
        photos.c.record_id, photos.c.taken_at, photos.c.person_id, photos.c.body,
        func.coalesce(photo_sends.c.state, "pending").label("state"),
    )
    .join_from(photos, photo_sends, photos.c.sha256 == photo_sends.c.sha256, isouter=True)
    .order_by(photos.c.place)
)  # fmt: skip


class PhotoRows:
    """Which photo belongs where, and how far it was sent."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: PhotoRow) -> None:
        """Keep where a photo belongs; the state of sending is not the caller's to give."""
        values = {
            "record_id": row.record_id, "sha256": row.photo.sha256,
            "taken_at": to_micros(row.taken_at), "person_id": row.person_id,
            "body": msgspec.json.encode(row.photo),
        }  # fmt: skip
        self._connection.execute(photos.insert(), values)

    def of_record(self, record_id: str) -> Sequence[PhotoRow]:
        """Photos of an inspection or delivery, in the order taken."""
        return self._rows(_ROWS.where(photos.c.record_id == record_id))

    def known(self, sha256: str) -> Sequence[PhotoRow]:
        """Where these bytes were used before, oldest first."""
        return self._rows(_ROWS.where(photos.c.sha256 == sha256))

    def digests(self) -> Sequence[str]:
        """Every original on record, once each."""
        wanted = select(photos.c.sha256).distinct().order_by(photos.c.sha256)
        return list(self._connection.execute(wanted).scalars())

    def cleared(self, digests: Collection[str]) -> Mapping[str, Receipt | None]:
        """Which of these originals were cleared here, with a receipt that names each."""
        gone = cleared_of(self._connection, digests)
        return {sha256: proof_of(self._connection, sha256) for sha256 in sorted(gone)}

    def _rows(self, wanted: Select[Any]) -> Sequence[PhotoRow]:
        return [
            PhotoRow(
                photo=_DECODER.decode(row.body), record_id=row.record_id,
                taken_at=to_moment(row.taken_at), person_id=row.person_id, state=row.state,
            )
            for row in self._connection.execute(wanted)
        ]  # fmt: skip
