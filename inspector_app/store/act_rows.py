"""Acts of the central journal as the feed told them, and what they change here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select, update

from inspector_app.services.ports import EventState
from inspector_app.store.tables import carried, central_acts, chains, outbox
from inspector_app.wire.central_act import CentralAct
from inspector_app.wire.feeds import encode_item

_A: Final = central_acts.c
_ACT: Final = msgspec.json.Decoder(CentralAct)


def put_acts(connection: Connection, items: Mapping[str, CentralAct]) -> None:
    """Keep acts; one that is here already keeps what it changed."""
    for item, act in items.items():
        body = act.body()
        row: dict[str, Any] = {
            "seq": act.seq, "taken": 0, "item": item, "kind": body.kind,
            "record_id": body.record_id, "body": encode_item(act),
        }  # fmt: skip
        kept = connection.execute(select(_A.body).where(_A.seq == act.seq)).scalar()
        if kept != row["body"]:
            connection.execute(insert(central_acts).prefix_with("OR REPLACE"), row)


class ActRows:
    """Acts in the order of the central journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def untaken(self, limit: int) -> Sequence[CentralAct]:
        """Acts whose changes have not been made here."""
        # A bound parameter would keep SQLite from using the partial index.
        wanted = select(_A.body).where(_A.taken == 0).order_by(_A.seq).limit(limit)
        return [_ACT.decode(body) for body in self._connection.execute(wanted).scalars()]

    def taken(self, act: CentralAct) -> None:
        """Its changes were made."""
        self._connection.execute(update(central_acts).where(_A.seq == act.seq).values(taken=1))

    def of_record(self, record_id: str) -> Sequence[CentralAct]:
        """Acts about one inspection, oldest first."""
        wanted = select(_A.body).where(_A.record_id == record_id).order_by(_A.seq)
        return [_ACT.decode(body) for body in self._connection.execute(wanted).scalars()]

    def newest(self, limit: int) -> Sequence[CentralAct]:
        """The latest acts, the newest first."""
        wanted = select(_A.body).order_by(_A.seq.desc()).limit(limit)
        return [_ACT.decode(body) for body in self._connection.execute(wanted).scalars()]

    def judged_again(self, station_id: str, seq: int, state: EventState, why: str) -> None:
        """An entry sealed under one of this station's identities is judged otherwise now; so is
        what it carries."""
        base = self._connection.execute(
            select(chains.c.base).where(chains.c.station == station_id)
        ).scalar()
        if base is None:
            return
        place = base + seq
        of = select(carried.c.of_seq).where(carried.c.seq == place).scalar_subquery()
        self._connection.execute(
            update(outbox)
            .where((outbox.c.seq == place) | (outbox.c.seq == of))
            .values(state=state, why=why)
        )
