"""Inspections as rows of acts, and one summary row each for every list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, cast

import msgspec
from sqlalchemy import (
    Connection,
    Select,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import Entry, LotOpened
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.numbering import numbered_on
from inspector_app.services.records import PageKey, Summary, SummaryFilter
from inspector_app.store.inspection_pages import find_page
from inspector_app.store.search_words import words_of
from inspector_app.store.tables import (
    acts,
    inspection_batches,
    inspection_pallets,
    inspection_words,
    inspections,
    to_micros,
    to_moment,
)
from inspector_app.wire.acts import decode_act, encode_act

_SUMMARY: Final = msgspec.json.Decoder(Summary)
_I: Final = inspections.c
# The two statements of every tap are given to the driver as they are: Core would spend as long on
# them as SQLite does. One statement checks that the act before is there and writes the next: a
# stale writer, one of an unknown inspection and a gap all write nothing.
_BODY_BY_ID: Final = "SELECT body FROM inspections WHERE id = ?"
_APPEND: Final = (
    "INSERT INTO acts (inspection_id, n, at, monotonic_ns, person_id, kind, body) "
    "SELECT inspection_id, ?, ?, ?, ?, ?, ? FROM acts WHERE inspection_id = ? AND n = ?"
)


class InspectionRows:
    """Inspections of this station."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, inspection_id: str, first: Entry, summary: Summary) -> None:
        """A new inspection with its first act, which says by which standard."""
        lot = cast(LotOpened, first.act)
        standard = {"standard_id": lot.standard_id, "standard_version": lot.standard_version}
        made = self._connection.execute(insert(inspections), {**_columns(summary), **standard})
        place = made.lastrowid
        words = words_of(summary)
        row = {"rowid": place, "names": words.names, "tails": words.tails, "facets": words.facets}
        self._connection.execute(insert(inspection_words), row)
        self._save_batches(summary)
        self._save_pallets(inspection_id, lot.pallets)
        self._connection.execute(
            insert(acts),
            {
                "inspection_id": inspection_id, "n": first.n, "at": to_micros(first.at),
                "monotonic_ns": first.monotonic_ns, "person_id": first.person_id,
                "kind": first.act.kind, "body": encode_act(first.act),
            },
        )  # fmt: skip

    def append(self, inspection_id: str, entry: Entry) -> None:
        """One more act; WalkError ``changed_elsewhere`` when its number is not the next."""
        row = (
            entry.n, to_micros(entry.at), entry.monotonic_ns, entry.person_id, entry.act.kind,
            encode_act(entry.act), inspection_id, entry.n - 1,
        )  # fmt: skip
        try:
            done = self._connection.exec_driver_sql(_APPEND, row)
        except IntegrityError as problem:
            raise WalkError("changed_elsewhere") from problem
        if done.rowcount != 1:
            raise WalkError("changed_elsewhere")

    def save_summary(self, summary: Summary) -> None:
        """Keep the row of lists true; the index only where something findable changed."""
        wanted = select(_I.place, _I.body).where(_I.id == summary.id)
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise WalkError("inspection_unknown")
        before = _SUMMARY.decode(row.body)
        values = _columns(summary)
        self._connection.execute(update(inspections).where(_I.place == row.place), values)
        words = words_of(summary)
        if words != words_of(before):
            self._connection.execute(
                update(inspection_words)
                .where(inspection_words.c.rowid == row.place)
                .values(names=words.names, tails=words.tails, facets=words.facets)
            )
        if summary.batch_numbers != before.batch_numbers:
            self._save_batches(summary)

    def load(self, inspection_id: str) -> Inspection | None:
        """The inspection folded from its acts."""
        a = acts.c
        wanted = (
            select(a.n, a.at, a.monotonic_ns, a.person_id, a.kind, a.body)
            .where(a.inspection_id == inspection_id)
            .order_by(a.n)
        )
        entries = [
            Entry(
                n=row.n, at=to_moment(row.at), monotonic_ns=row.monotonic_ns,
                person_id=row.person_id, act=decode_act(row.kind, row.body),
            )
            for row in self._connection.execute(wanted)
        ]  # fmt: skip
        return Inspection.replay(inspection_id, entries) if entries else None

    def summary(self, inspection_id: str) -> Summary | None:
        """The row of that inspection."""
        body = self._connection.exec_driver_sql(_BODY_BY_ID, (inspection_id,)).scalar()
        return None if body is None else _SUMMARY.decode(body)

    def by_lot_number(self, lot_number: str) -> Summary | None:
        """The row of that lot."""
        found = self._summaries(select(_I.body).where(_I.lot_number == lot_number))
        return found[0] if found else None

    def working(self) -> Sequence[Summary]:
        """All that is not closed, oldest first."""
        wanted = select(_I.body).where(_I.state.in_(("open", "parked", "held")))
        return self._summaries(wanted.order_by(_I.opened_at, _I.id))

    def of_line(self, line_id: str) -> Sequence[Summary]:
        """Lots of an order line, oldest first."""
        wanted = select(_I.body).where(_I.line_id == line_id)
        return self._summaries(wanted.order_by(_I.opened_at, _I.id))

    def page(self, wanted: SummaryFilter, after: PageKey | None, limit: int) -> Sequence[Summary]:
        """One page, newest first."""
        return [_SUMMARY.decode(b) for b in find_page(self._connection, wanted, after, limit)]

    def undecided(self) -> Sequence[Summary]:
        """Closed lots on hold or rejected without a disposition, oldest first."""
        # A bound parameter would keep SQLite from using the partial index.
        wanted = select(_I.body).where(literal_column("undecided = 1"))
        found = self._summaries(wanted.order_by(_I.opened_at))
        return sorted(found, key=lambda row: (row.closed_at or row.updated_at, row.id))

    def lots_on(self, day: date) -> int:
        """How many lots have a number of that day."""
        first, beyond = numbered_on("L", day)
        wanted = select(func.count()).where(_I.lot_number >= first, _I.lot_number < beyond)
        return int(self._connection.execute(wanted).scalar_one())

    def earlier(self, product_id: str, batch_number: str) -> Sequence[Summary]:
        """Closed inspections of the same product and batch, newest first."""
        b = inspection_batches.c
        wanted = (
            select(_I.body)
            .join_from(inspection_batches, inspections, b.inspection_id == _I.id)
            .where(b.product_id == product_id, b.batch_number == batch_number, _I.state == "closed")
        )
        return self._summaries(wanted.order_by(_I.opened_at.desc(), _I.id.desc()))

    def by_pallets(self, pallets: Sequence[str]) -> Sequence[Summary]:
        """Closed inspections of lots announced on any of these pallets, newest first."""
        p = inspection_pallets.c
        wanted = (
            select(_I.body)
            .where(
                _I.id.in_(select(p.inspection_id).where(p.sscc.in_(pallets))), _I.state == "closed"
            )
            .order_by(_I.opened_at.desc(), _I.id.desc())
        )
        return self._summaries(wanted) if pallets else []

    def _save_pallets(self, inspection_id: str, pallets: Sequence[str]) -> None:
        rows = [{"sscc": sscc, "inspection_id": inspection_id} for sscc in dict.fromkeys(pallets)]
        if rows:
            self._connection.execute(insert(inspection_pallets), rows)

    def _summaries(self, wanted: Select[bytes]) -> list[Summary]:
        return [_SUMMARY.decode(body) for body in self._connection.execute(wanted).scalars()]

    def _save_batches(self, summary: Summary) -> None:
        b = inspection_batches.c
        self._connection.execute(delete(inspection_batches).where(b.inspection_id == summary.id))
        numbers = {number for number in summary.batch_numbers.split("、") if number}
        rows = [
            {"product_id": summary.product_id, "batch_number": number, "inspection_id": summary.id}
            for number in sorted(numbers)
        ]
        if rows:
            self._connection.execute(insert(inspection_batches), rows)


def _columns(summary: Summary) -> dict[str, Any]:
    judged = summary.state == "closed" and not summary.voided
    waits = judged and summary.overall in ("hold", "reject")
    return {
        "id": summary.id, "lot_number": summary.lot_number, "line_id": summary.line_id,
        "product_id": summary.product_id, "state": summary.state, "overall": summary.overall,
        "undecided": int(waits and not summary.disposition),
        "opened_at": to_micros(summary.opened_at), "body": msgspec.json.encode(summary),
    }  # fmt: skip
