"""Pages of inspections, newest first, in a time that does not grow with what is stored.

Each way of filtering walks one index from its newest end (a test reads the query plans).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Final, TypeAlias, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal_column,
    select,
    text,
    tuple_,
)

from inspector_app.services.records import PageKey, SummaryFilter, WorkState
from inspector_app.store.search_words import match_text
from inspector_app.store.tables import (
    inspection_words,
    inspections,
    to_micros,
    to_moment,
)

_I: Final = inspections.c
_Walk: TypeAlias = Select[Any, Any, Any]

_ALL_STATES: Final[tuple[WorkState, ...]] = get_args(WorkState)


def find_page(
    connection: Connection, wanted: SummaryFilter, after: PageKey | None, limit: int
) -> Sequence[bytes]:
    """Bodies of summaries."""
    if wanted.text.strip():
        return _search(connection, wanted, after, limit)
    runs = [connection.execute(query).all() for query in _walks(wanted, after, limit)]
    newest_first = merge(*runs, key=lambda row: (row.opened_at, row.id), reverse=True)
    return [row.body for row in islice(newest_first, limit)]


def _walks(wanted: SummaryFilter, after: PageKey | None, limit: int) -> list[_Walk]:
    """The walks whose merged rows are the page, each along an exact index prefix."""
    walk = _walk(wanted, after, limit)
    if wanted.product_id:
        walk = walk.where(_I.product_id == wanted.product_id)
        if wanted.states:
            walk = walk.where(_compared("state").in_(wanted.states))
        return [walk.where(_compared("overall") == wanted.overall) if wanted.overall else walk]
    if wanted.overall:
        walk = walk.where(_I.overall == wanted.overall)
        return [walk.where(_I.state == state) for state in wanted.states or _ALL_STATES]
    if wanted.states:
        return [walk.where(_I.state == state) for state in dict.fromkeys(wanted.states)]
    return [walk]


def _compared(column: str) -> ColumnElement[str]:
    """With a plus before it a column is compared, but no index is sought by it: a product's lots
    are walked along the product's own index, which holds both."""
    return literal_column(f"+inspections.{column}")


def _walk(wanted: SummaryFilter, after: PageKey | None, limit: int) -> _Walk:
    walk = (
        select(_I.opened_at, _I.id, _I.body)
        .order_by(_I.opened_at.desc(), _I.id.desc())
        .limit(limit)
    )
    walk = walk.where(*_within(wanted))
    if after is not None:
        place = tuple_(_I.opened_at, _I.id)
        walk = walk.where(place.op("<")(tuple_(to_micros(after.opened_at), after.id)))
    return walk


def _within(wanted: SummaryFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        limits.append(_I.opened_at >= to_micros(wanted.since))
    if wanted.until is not None:
        limits.append(_I.opened_at <= to_micros(wanted.until))
    return limits


def _search(
    connection: Connection, wanted: SummaryFilter, after: PageKey | None, limit: int
) -> Sequence[bytes]:
    """Matches in the order lots were opened here; the index itself gives that order."""
    expression = match_text(wanted, *_ends(connection))
    if expression is None:
        return []
    place = inspection_words.c.rowid
    query = (
        select(_I.body)
        .join_from(inspection_words, inspections, place == _I.place)
        .where(text("inspection_words MATCH :expression").bindparams(expression=expression))
        .order_by(place.desc())
        .limit(limit)
    )
    if after is not None:
        before = connection.execute(select(_I.place).where(_I.id == after.id)).scalar()
        query = query.where(place < (before or 0))
    return connection.execute(query.where(*_within(wanted))).scalars().all()


def _ends(connection: Connection) -> tuple[datetime, datetime]:
    """When the oldest and the newest lot were opened; both ends are one index step away."""
    return _end(connection, func.min), _end(connection, func.max)


def _end(connection: Connection, which: Any) -> datetime:
    return to_moment(connection.execute(select(which(_I.opened_at))).scalar() or 0)
