"""Marks of histories as rows: made while histories are walked, and made again when they are not
there or were made by another way of counting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
import zstandard
from msgspec import Struct
from sqlalchemy import ColumnElement, delete, select, tuple_

from inspector_app.central.db.dialect import insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_us
from inspector_app.central.db.tables import severity_marks
from inspector_app.domain.sampling.severity_marks import Mark

GoodsId: TypeAlias = tuple[str, str]
"""Supplier and product."""
EDITION: Final = 1
"""Of the way histories are counted; to be raised with it, so that no old mark is gone on from."""
_LARGEST: Final = 2**26
_M: Final = severity_marks.c


class Head(Struct, frozen=True, kw_only=True):
    """Where a history stands. ``seen`` is each station's last journal entry that counts in it."""

    edition: int
    mark: Mark
    seen: dict[str, int]


class _Passed(Struct, frozen=True, kw_only=True):
    edition: int
    mark: Mark


_HEAD: Final = msgspec.json.Decoder(Head)
_PASSED: Final = msgspec.json.Decoder(_Passed)


def pack_head(mark: Mark, seen: dict[str, int]) -> bytes:
    """The column ``mark`` of goods."""
    return _pack(Head(edition=EDITION, mark=mark, seen=seen))


def unpack_head(body: bytes | None) -> Head | None:
    """None where there is none, or of another edition."""
    if body is None:
        return None
    try:
        found = _HEAD.decode(_unpack(body))
    except msgspec.DecodeError:
        return None
    return found if found.edition == EDITION else None


async def places(
    tx: Transaction, tenant: str, goods: Iterable[GoodsId]
) -> dict[GoodsId, dict[int, int]]:
    """Of the marks of these goods, the moment (µs since 1970) by the number of events."""
    wanted = select(_M.supplier, _M.product, _M.events, _M.moment).where(
        _M.tenant == tenant, tuple_(_M.supplier, _M.product).in_(sorted(goods))
    )
    found: dict[GoodsId, dict[int, int]] = {}
    for row in await tx.execute(wanted):
        found.setdefault((row.supplier, row.product), {})[row.events] = row.moment
    return found


async def at(tx: Transaction, tenant: str, wanted: Mapping[GoodsId, int]) -> dict[GoodsId, Mark]:
    """The marks after so many events; those of another edition are left out."""
    names = [(*goods, events) for goods, events in wanted.items()]
    query = select(_M.supplier, _M.product, _M.body).where(_M.tenant == tenant, _among(names))
    found = {}
    for row in await tx.execute(query):
        mark = _unpacked(row.body)
        if mark is not None:
            found[row.supplier, row.product] = mark
    return found


async def keep(tx: Transaction, tenant: str, marks: Iterable[tuple[GoodsId, Mark]]) -> None:
    """Write marks that were passed."""
    rows = [
        {
            "tenant": tenant, "supplier": supplier, "product": product, "events": mark.events,
            "moment": to_us(mark.moment), "body": _pack(_Passed(edition=EDITION, mark=mark)),
        }
        for (supplier, product), mark in marks
    ]  # fmt: skip
    await insert_or_replace(tx, severity_marks, rows)


async def drop(tx: Transaction, tenant: str, names: Sequence[tuple[str, str, int]]) -> None:
    """Forget marks: (supplier, product, events)."""
    if names:
        await tx.execute(delete(severity_marks).where(_M.tenant == tenant, _among(names)))


def _among(names: Sequence[tuple[str, str, int]]) -> ColumnElement[bool]:
    return tuple_(_M.supplier, _M.product, _M.events).in_(names)


def _unpacked(body: bytes) -> Mark | None:
    try:
        passed = _PASSED.decode(_unpack(body))
    except msgspec.DecodeError:
        return None
    return passed.mark if passed.edition == EDITION else None


def _pack(told: Struct) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(msgspec.json.encode(told))


def _unpack(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=_LARGEST)
