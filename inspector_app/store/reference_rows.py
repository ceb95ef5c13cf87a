"""Reference pictures of products as rows; the originals lie in ``photo_files``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, and_, func, select

from inspector_app.domain.reference import Reference, ReferenceVersion, Retirement
from inspector_app.store.tables import product_references, reference_retirements

_REFERENCE: Final = msgspec.json.Decoder(Reference)
_RETIREMENT: Final = msgspec.json.Decoder(Retirement)


class ReferenceRows:
    """Versions by product; none is ever changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reference: Reference) -> None:
        """Keep a version; its number must be the next one of the product."""
        row = {
            "product_id": reference.product_id, "version": reference.version,
            "body": msgspec.json.encode(reference),
        }  # fmt: skip
        self._connection.execute(product_references.insert(), row)

    def retire(self, retirement: Retirement) -> None:
        """Keep that a version no longer counts."""
        row = {
            "product_id": retirement.product_id, "version": retirement.version,
            "body": msgspec.json.encode(retirement),
        }  # fmt: skip
        self._connection.execute(reference_retirements.insert(), row)

    def of_product(self, product_id: str) -> Sequence[ReferenceVersion]:
        """All versions of a product, the newest first."""
        r, gone = product_references.c, reference_retirements.c
        wanted = (
            select(r.body, gone.body.label("retired"))
            .join_from(
                product_references,
                reference_retirements,
                and_(r.product_id == gone.product_id, r.version == gone.version),
                isouter=True,
            )
            .where(r.product_id == product_id)
            .order_by(r.version.desc())
        )
        return [
            ReferenceVersion(
                reference=_REFERENCE.decode(row.body),
                retired=None if row.retired is None else _RETIREMENT.decode(row.retired),
            )
            for row in self._connection.execute(wanted)
        ]

    def next_version(self, product_id: str) -> int:
        """1 for a product without any."""
        r = product_references.c
        wanted = select(func.max(r.version)).where(r.product_id == product_id)
        return int(self._connection.execute(wanted).scalar() or 0) + 1
