"""Results and rulings that switching is derived from, as rows; and the central system's states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.sampling.severity_history import HistoryEvent, HistoryLot, Ruling
from inspector_app.services.ports import SealedEvent
from inspector_app.store.journal_rows import EVENT, Chains
from inspector_app.store.tables import journal, sampling_states, severity_events
from inspector_app.wire.severity import SamplingState

_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    "lot": msgspec.json.Decoder(HistoryLot),
    "ruling": msgspec.json.Decoder(Ruling),
}
_STATE: Final = msgspec.json.Decoder(SamplingState)
_E: Final = severity_events.c
_S: Final = sampling_states.c


class SeverityRows:
    """What was read of the journal for switching; derived, and made again when it is lost."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unread(self, after: int, kinds: Sequence[str], limit: int) -> Sequence[SealedEvent]:
        """Journal entries of these kinds beyond ``after``, by ``seq``."""
        wanted = EVENT.where(journal.c.seq > after, journal.c.kind.in_(kinds))
        rows = self._connection.execute(wanted.order_by(journal.c.seq).limit(limit))
        chains = Chains(self._connection)
        return [chains.event_of(row) for row in rows]

    def put(self, supplier_id: str, product_id: str, record_id: str, event: HistoryEvent) -> None:
        """Keep an event, in place of an earlier one of the same record."""
        row = {
            "supplier_id": supplier_id, "product_id": product_id, "record_id": record_id,
            "kind": "ruling" if isinstance(event, Ruling) else "lot",
            "body": msgspec.json.encode(event),
        }  # fmt: skip
        statement = insert(severity_events).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["record_id"], set_=row)
        )

    def remove(self, record_id: str) -> None:
        """The record no longer counts."""
        self._connection.execute(delete(severity_events).where(_E.record_id == record_id))

    def event(self, record_id: str) -> HistoryEvent | None:
        """The event of one record."""
        wanted = select(_E.kind, _E.body).where(_E.record_id == record_id)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else self._event(row.kind, row.body)

    def events(self, supplier_id: str, product_id: str) -> Sequence[HistoryEvent]:
        """All events of a supplier's product."""
        wanted = select(_E.kind, _E.body).where(
            _E.supplier_id == supplier_id, _E.product_id == product_id
        )
        rows = self._connection.execute(wanted.order_by(_E.place))
        return [self._event(row.kind, row.body) for row in rows]

    def goods(self) -> Sequence[tuple[str, str]]:
        """(supplier, product) of everything known here or centrally, in order."""
        here = select(_E.supplier_id, _E.product_id).distinct()
        wanted = here.union(select(_S.supplier_id, _S.product_id))
        return sorted((row[0], row[1]) for row in self._connection.execute(wanted))

    def central(self, supplier_id: str, product_id: str) -> SamplingState | None:
        """What the central system derived last."""
        wanted = select(_S.body).where(_S.supplier_id == supplier_id, _S.product_id == product_id)
        body = self._connection.execute(wanted.limit(1)).scalar()
        return None if body is None else _STATE.decode(body)

    def _event(self, kind: str, body: bytes) -> HistoryEvent:
        event: HistoryEvent = _DECODERS[kind].decode(body)
        return event
