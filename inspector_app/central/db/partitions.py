"""The journals' table by month of arrival, on PostgreSQL.

The month is that of our own ``received_at``, never a date a station claims. Months are made ahead
by ``central maintain``; what arrives in a month nobody made goes to the rest and is moved when its
month is made. PostgreSQL wants the month's column in every unique key: that a place in a journal
is taken once is kept by the station's locked row, which knows its head.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms

_MONTH: Final = re.compile(r"events_(\d{4})_(\d{2})")


def month_name(year: int, month: int) -> str:
    """The partition of a month."""
    return f"events_{year:04d}_{month:02d}"


def months_from(moment: datetime, count: int) -> list[tuple[int, int]]:
    """``count`` months (year, month) in UTC, the one of ``moment`` first."""
    first = moment.year * 12 + moment.month - 1
    return [divmod_month(first + number) for number in range(count)]


def divmod_month(number: int) -> tuple[int, int]:
    """Year and month of a count of months."""
    year, month = divmod(number, 12)
    return year, month + 1


async def present(tx: Transaction) -> list[tuple[int, int]]:
    """The months that have a partition, in order."""
    found = await tx.execute(
        text(
            "SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON inhrelid = child.oid "
            "WHERE inhparent = 'events'::regclass"
        )
    )
    matches = (_MONTH.fullmatch(name) for (name,) in found)
    return sorted((int(match[1]), int(match[2])) for match in matches if match is not None)


async def in_the_rest(tx: Transaction) -> int:
    """How many events arrived in a month nobody had made."""
    return int((await tx.execute(text("SELECT count(*) FROM events_rest"))).scalar_one())


async def make(tx: Transaction, year: int, month: int) -> int:
    """Make a month and move into it what waits in the rest; how many were moved.

    Run by the owner of the tables: nobody else may write while it lasts.
    """
    name = month_name(year, month)
    start = to_ms(datetime(year, month, 1, tzinfo=UTC))
    next_year, next_month = divmod_month(year * 12 + month)
    end = to_ms(datetime(next_year, next_month, 1, tzinfo=UTC))
    await tx.execute(text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))
    await tx.execute(
        text(f"CREATE TABLE {name} (LIKE events_rest INCLUDING DEFAULTS INCLUDING STORAGE)")
    )
    moved = await tx.execute(
        text(
            f"WITH gone AS (DELETE FROM events_rest "  # noqa: S608  # our own names and numbers
            f"WHERE received_at >= {start} AND received_at < {end} RETURNING *) "
            f"INSERT INTO {name} SELECT * FROM gone"
        )
    )
    await tx.execute(
        text(f"ALTER TABLE events ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({end})")
    )
    return moved.rowcount
