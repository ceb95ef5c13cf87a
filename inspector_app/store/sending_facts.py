"""Small facts of the sender under a name, kept beside the journal."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.store.tables import chains, sending

_T = TypeVar("_T")
EARLIER_IN_DOUBT: Final = "earlier_in_doubt"
"""The central system forgot something: perhaps also what an earlier identity had sent."""


def get_fact(connection: Connection, name: str, type_: type[_T]) -> _T | None:
    """The fact of that name."""
    body = connection.execute(select(sending.c.body).where(sending.c.name == name)).scalar()
    return None if body is None else msgspec.json.decode(body, type=type_)


def put_fact(connection: Connection, name: str, value: object) -> None:
    """Keep a fact, in place of an earlier one."""
    body = msgspec.json.encode(value)
    statement = insert(sending).values(name=name, body=body)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"body": body})
    )


def forget_fact(connection: Connection, name: str) -> None:
    """As if it had never been kept."""
    connection.execute(delete(sending).where(sending.c.name == name))


def base_of(connection: Connection) -> int:
    """How many entries of the journal lie before the chain of the present identity."""
    return connection.execute(select(func.max(chains.c.base))).scalar() or 0
