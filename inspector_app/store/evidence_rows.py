"""What surrounds a record in the journal and in the post, for its evidence bundle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, LargeBinary, func, literal, select

from inspector_app.services.ports import Receipt
from inspector_app.store.tables import journal, receipts
from inspector_app.wire.receipts import stated_head, stated_station

_J: Final = journal.c
_R: Final = receipts.c
_PAGE: Final = 200


class EvidenceRows:
    """Reads only; the journal and the receipts are never changed, so each read stands alone."""

    def __init__(
        self, read: Callable[[], AbstractContextManager[Connection]], central_key: bytes
    ) -> None:
        self._read = read
        self._central_key = central_key

    def central_key(self) -> bytes:
        """The enrolled central system's public key; empty without one."""
        return self._central_key

    def passed(self, after: int, before: int) -> Sequence[tuple[int, str]]:
        """Places between the two, both excluded, with the SHA-256 of their payload."""
        wanted = select(_J.seq, _J.payload).where(_J.seq > after, _J.seq < before).order_by(_J.seq)
        with self._read() as connection:
            rows = connection.execute(wanted)
            return [(row.seq, sha256(row.payload).hexdigest()) for row in rows]

    def receipts(self, record_id: str, seq: int, station: str = "") -> Sequence[Receipt]:
        """Completion receipts naming the record, and the first head receipt at or after ``seq``;
        with ``station`` only those given to that identity."""
        named = func.instr(_R.body, literal(record_id.encode(), LargeBinary)) > 0
        wanted = select(_R.number, _R.kind, _R.body, _R.signature)
        completion = wanted.where(_R.kind == "completion_receipt", named).order_by(_R.place)
        with self._read() as connection:
            found = [
                Receipt(**row._mapping)
                for row in connection.execute(completion)
                if _is_for(row.body, station)
            ]
            head = self._head(connection, seq, station)
        return found if head is None else [*found, head]

    def _head(self, connection: Connection, seq: int, station: str) -> Receipt | None:
        """The head receipt closest to ``seq``: they grow with their place but after a restore of
        the central system, so the newest are read first, and reading ends below ``seq``."""
        wanted = select(_R.number, _R.kind, _R.body, _R.signature, _R.place).where(
            _R.kind == "head_receipt"
        )
        best: Receipt | None = None
        place: int | None = None
        while True:
            page = wanted if place is None else wanted.where(_R.place < place)
            rows = connection.execute(page.order_by(_R.place.desc()).limit(_PAGE)).all()
            for row in rows:
                if not _is_for(row.body, station):
                    continue
                head = stated_head(row.body)
                if head < seq:
                    return best
                if best is None or head <= stated_head(best.body):
                    best = Receipt(
                        number=row.number, kind=row.kind, body=row.body, signature=row.signature
                    )
            if len(rows) < _PAGE:
                return best
            place = rows[-1].place


def _is_for(body: bytes, station: str) -> bool:
    return not station or stated_station(body) in ("", station)
