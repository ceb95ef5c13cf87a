"""Decisions, sign-ins and notes as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.services.records import Decision
from inspector_app.store.tables import decisions, notes, sign_ins, to_micros, to_moment

_DECISION: Final = msgspec.json.Decoder(Decision)


class DecisionRows:
    """Dispositions; none is ever changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, decision: Decision) -> None:
        """Keep a disposition."""
        row = {
            "inspection_id": decision.inspection_id, "at": to_micros(decision.at),
            "body": msgspec.json.encode(decision),
        }  # fmt: skip
        self._connection.execute(decisions.insert(), row)

    def of(self, inspection_id: str) -> Sequence[Decision]:
        """Dispositions of an inspection, in the order made."""
        d = decisions.c
        wanted = select(d.body).where(d.inspection_id == inspection_id).order_by(d.place)
        return [_DECISION.decode(body) for body in self._connection.execute(wanted).scalars()]


class SignInRows:
    """Wrong tries, kept over restarts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def failures(self, person_id: str) -> tuple[int, datetime | None]:
        """How many wrong tries in a row, and when the last was."""
        s = sign_ins.c
        wanted = select(s.failures, s.failed_at).where(s.person_id == person_id)
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            return 0, None
        return row.failures, None if row.failed_at is None else to_moment(row.failed_at)

    def failed(self, person_id: str, at: datetime) -> None:
        """One more wrong try."""
        moment = to_micros(at)
        statement = insert(sign_ins).values(person_id=person_id, failures=1, failed_at=moment)
        changes = {"failures": sign_ins.c.failures + 1, "failed_at": moment}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["person_id"], set_=changes)
        )

    def succeeded(self, person_id: str, at: datetime) -> None:
        """The right PIN or badge: the count begins anew."""
        changes = {"failures": 0, "failed_at": None, "succeeded_at": to_micros(at)}
        statement = insert(sign_ins).values(person_id=person_id, **changes)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["person_id"], set_=changes)
        )


class NoteRows:
    """Small facts of the station under a name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """The fact of that name."""
        wanted = select(notes.c.value).where(notes.c.name == name)
        return self._connection.execute(wanted).scalar()

    def put(self, name: str, value: str) -> None:
        """Keep a fact, in place of an earlier one."""
        statement = insert(notes).values(name=name, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        )
