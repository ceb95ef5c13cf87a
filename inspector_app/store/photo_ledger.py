"""The account of originals: which may be cleared, which were, and what lies where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from inspector_app.services.photo_life import Clearable, PhotoAccount
from inspector_app.store.tables import (
    completions,
    deliveries,
    inspections,
    journal_photos,
    outbox,
    photo_purges,
    photo_sends,
    photos,
    to_micros,
)

_P: Final = photo_sends.c
_G: Final = photo_purges.c
_PART: Final = 500
_WORKING: Final = ("open", "parked", "held")


class _Lot(msgspec.Struct):
    delivery_id: str = ""


_LOT: Final = msgspec.json.Decoder(_Lot)


class StationPhotoLedger:
    """The ``PhotoLedger`` port over SQLite; each method is one transaction."""

    def __init__(
        self,
        write: Callable[[], AbstractContextManager[Connection]],
        read: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._write = write
        self._read = read

    def clearable(
        self, cutoff: datetime, now: datetime, after: Clearable | None, limit: int
    ) -> Sequence[Clearable]:
        """Originals nothing here rests on any more, oldest entry first, beyond ``after``."""
        with self._read() as connection:
            wanted = _free(connection, cutoff, now).order_by(_P.first_seq, _P.sha256).limit(limit)
            if after is not None:
                wanted = wanted.where(
                    tuple_(_P.first_seq, _P.sha256)
                    > tuple_(literal(after.place), literal(after.sha256))
                )
            return [
                Clearable(sha256=row.sha256, size=row.size, place=row.first_seq)
                for row in connection.execute(wanted)
            ]

    def leave(self, sha256: str, cutoff: datetime, now: datetime) -> bool:
        """Look at the rule once more and put the decision on account; False when it changed."""
        with self._write() as connection:
            wanted = _free(connection, cutoff, now).where(_P.sha256 == sha256)
            row = connection.execute(wanted).one_or_none()
            if row is None:
                return False
            values = {"size": row.size, "at": to_micros(now), "state": "leaving", "back_until": 0}
            statement = insert(photo_purges).values(sha256=sha256, **values)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["sha256"], set_=values)
            )
            return True

    def left(self, sha256: str) -> None:
        """The file is gone."""
        self._set(sha256, state="gone")

    def stay(self, sha256: str) -> None:
        """The decision is taken back: the file is still here."""
        with self._write() as connection:
            connection.execute(delete(photo_purges).where(_G.sha256 == sha256))

    def leaving(self) -> Sequence[str]:
        """Decisions that a kill or a full stop left open."""
        with self._read() as connection:
            wanted = select(_G.sha256).where(_G.state == "leaving")
            return list(connection.execute(wanted).scalars())

    def back(self, sha256: str, until: datetime) -> None:
        """The original is here again."""
        self._set(sha256, state="back", back_until=to_micros(until))

    def cleared(self, digests: Collection[str]) -> frozenset[str]:
        """Which of these originals were cleared."""
        with self._read() as connection:
            return cleared_of(connection, digests)

    def account(self, cutoff: datetime, now: datetime) -> PhotoAccount:
        """How much lies where."""
        sums = (func.count(), func.coalesce(func.sum(_P.size), 0))
        gone = _G.state == "gone"
        with self._read() as connection:
            all_sent = connection.execute(select(*sums)).one()
            cleared = connection.execute(
                select(func.count(), func.coalesce(func.sum(_G.size), 0)).where(gone)
            ).one()
            free = _free(connection, cutoff, now).subquery()
            may_go = connection.execute(
                select(func.count(), func.coalesce(func.sum(free.c.size), 0))
            ).one()
        return PhotoAccount(
            here=all_sent[0] - cleared[0], here_bytes=all_sent[1] - cleared[1],
            cleared=cleared[0], cleared_bytes=cleared[1],
            clearable=may_go[0], clearable_bytes=may_go[1],
        )  # fmt: skip

    def _set(self, sha256: str, **values: Any) -> None:
        with self._write() as connection:
            connection.execute(update(photo_purges).where(_G.sha256 == sha256).values(**values))


def cleared_of(connection: Connection, digests: Collection[str]) -> frozenset[str]:
    """Which of these originals were cleared and have not been fetched back."""
    named, found = sorted(set(digests)), set[str]()
    for start in range(0, len(named), _PART):
        part = named[start : start + _PART]
        wanted = select(_G.sha256).where(_G.state != "back", _G.sha256.in_(part))
        found.update(connection.execute(wanted).scalars())
    return frozenset(found)


def _free(connection: Connection, cutoff: datetime, now: datetime) -> Select[Any]:
    """Digest, size and first entry of what ``photo_life`` lets go."""
    return select(_P.sha256, _P.size, _P.first_seq).where(
        _P.state == "verified",
        ~_settled(now),
        ~_unproved(cutoff),
        ~_in_use(_busy_deliveries(connection)),
    )


def _settled(now: datetime) -> ColumnElement[bool]:
    """Cleared already, or fetched back and to stay for some days."""
    return exists().where(
        _G.sha256 == _P.sha256, or_(_G.state != "back", _G.back_until > to_micros(now))
    )


def _unproved(cutoff: datetime) -> ColumnElement[bool]:
    """An entry names it that no receipt old enough covers, or that was not accepted."""
    j, c, o = journal_photos.c, completions.c, outbox.c
    entries = journal_photos.outerjoin(completions, c.seq == j.seq).outerjoin(
        outbox, o.seq == j.seq
    )
    return (
        select(j.seq)
        .select_from(entries)
        .where(
            j.sha256 == _P.sha256,
            or_(c.seq.is_(None), c.at > to_micros(cutoff), o.state.is_distinct_from("accepted")),
        )
        .correlate(photo_sends)
        .exists()
    )


def _in_use(busy: Sequence[str]) -> ColumnElement[bool]:
    """A lot that is not closed and decided has it, a delivery whose lots are worked on, or
    something that is neither lot nor delivery: a reference."""
    f, i, d = photos.c, inspections.c, deliveries.c
    places = photos.outerjoin(inspections, i.id == f.record_id).outerjoin(
        deliveries, d.id == f.record_id
    )
    return (
        select(f.place)
        .select_from(places)
        .where(
            f.sha256 == _P.sha256,
            or_(
                and_(i.id.is_(None), d.id.is_(None)),
                i.state != "closed",
                i.undecided == 1,
                f.record_id.in_(busy),
            ),
        )
        .correlate(photo_sends)
        .exists()
    )


def _busy_deliveries(connection: Connection) -> list[str]:
    """Deliveries with lots that are not closed; those are few."""
    i = inspections.c
    bodies = connection.execute(select(i.body).where(i.state.in_(_WORKING))).scalars()
    return sorted({_LOT.decode(body).delivery_id for body in bodies} - {""})
