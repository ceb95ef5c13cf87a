"""Reference versions as the house knows them, from the feed, and whose pictures still lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.reference import Retirement
from inspector_app.store.tables import references_elsewhere
from inspector_app.wire.reference import PublishedReference

_E: Final = references_elsewhere.c
_DECODER: Final = msgspec.json.Decoder(PublishedReference)


def put_references(connection: Connection, items: Mapping[str, PublishedReference]) -> None:
    """Keep versions; pictures that were fetched for one are not fetched again."""
    for item, each in items.items():
        values = {
            "product_id": each.product_id,
            "body": msgspec.json.encode(each, order="deterministic"),
        }
        statement = insert(references_elsewhere).values(item=item, fetched=0, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["item"], set_=values))


def of_product(connection: Connection, product_id: str) -> Sequence[PublishedReference]:
    """All versions of a product the house knows, by number."""
    wanted = select(_E.body).where(_E.product_id == product_id)
    found = [_DECODER.decode(body) for body in connection.execute(wanted).scalars()]
    return sorted(found, key=lambda each: each.number)


def retire(connection: Connection, retirement: Retirement) -> None:
    """Another station's version is retired here; the central system will say so as well."""
    wanted = select(_E.item, _E.body).where(_E.product_id == retirement.product_id)
    for row in connection.execute(wanted).all():
        found = _DECODER.decode(row.body)
        if (found.station, found.version) == (retirement.station, retirement.version):
            gone = msgspec.structs.replace(
                found, retired=retirement.reason, retired_at=retirement.at,
                retired_by=retirement.person_id,
            )  # fmt: skip
            put_references(connection, {row.item: gone})


class ReferenceShelf:
    """What the fetching of pictures works through; each method is one transaction."""

    def __init__(
        self,
        write: Callable[[], AbstractContextManager[Connection]],
        read: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._write = write
        self._read = read

    def lacking(self, limit: int) -> Sequence[tuple[str, PublishedReference]]:
        """Versions whose pictures were never all here, by item."""
        wanted = select(_E.item, _E.body).where(_E.fetched == 0).order_by(_E.item).limit(limit)
        with self._read() as connection:
            return [(row.item, _DECODER.decode(row.body)) for row in connection.execute(wanted)]

    def complete(self, item: str) -> None:
        """All pictures of a version are here, or it is not to be used any more."""
        with self._write() as connection:
            connection.execute(
                update(references_elsewhere).where(_E.item == item).values(fetched=1)
            )
