"""What a person is shown of the outbox: counts, and the reasons of what stands still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from inspector_app.services.ports import SealedEvent
from inspector_app.store.journal_rows import EVENT, Chains
from inspector_app.store.photo_ledger import cleared_of
from inspector_app.store.tables import journal, outbox, photo_sends
from inspector_app.wire.adoption import KIND as CARRIES

_P: Final = photo_sends.c


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoLine:
    """One photo that is not verified centrally; ``reason`` says why it was refused, if it was, or
    that its original was cleared here and lost centrally afterwards."""

    sha256: str
    state: str
    reason: str


class SendOverview:
    """Reads only; never in the sender's way."""

    def __init__(self, read: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._read = read

    def photo_counts(self) -> dict[str, int]:
        """Photos by state."""
        counted = select(_P.state, func.count()).group_by(_P.state)
        with self._read() as connection:
            return {state: count for state, count in connection.execute(counted)}

    def digests(self) -> Sequence[str]:
        """Everything that is or was to be sent, by digest."""
        with self._read() as connection:
            return list(connection.execute(select(_P.sha256).order_by(_P.sha256)).scalars())

    def photos(self, limit: int) -> Sequence[PhotoLine]:
        """Photos that are not verified, corrupt ones first."""
        wanted = (
            select(_P.sha256, _P.state, _P.reason)
            .where(_P.state != "verified")
            .order_by((_P.state == "corrupt").desc(), _P.sha256)
            .limit(limit)
        )
        with self._read() as connection:
            rows = connection.execute(wanted).all()
            lost = cleared_of(connection, [row.sha256 for row in rows if row.state == "corrupt"])
            return [
                PhotoLine(
                    sha256=row.sha256, state=row.state,
                    reason="photo_lost_centrally" if row.sha256 in lost else row.reason,
                )
                for row in rows
            ]  # fmt: skip

    def quarantined(self) -> Sequence[tuple[SealedEvent, str]]:
        """Events that the central system keeps but does not understand, with its reason."""
        why = outbox.c.why
        wanted = (
            EVENT.add_columns(why)
            .join(outbox, outbox.c.seq == journal.c.seq)
            .where(outbox.c.state == "quarantined", journal.c.kind != CARRIES)
            .order_by(journal.c.seq)
        )
        with self._read() as connection:
            chains = Chains(connection)
            return [(chains.event_of(row), row.why) for row in connection.execute(wanted)]
