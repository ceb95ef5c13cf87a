"""Reference pictures of products as rows; the originals lie in ``photo_files``.

Own versions stand in the journal and are never changed. What the house knows of them and of other
stations' versions comes from a feed: the house's numbers, and retirements made elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, get_args

import msgspec
from sqlalchemy import Connection, and_, func, select

from inspector_app.domain.reference import Reference, ReferenceVersion, Retirement, RetireReason
from inspector_app.store import house_references
from inspector_app.store.tables import chains, notes, product_references, reference_retirements
from inspector_app.wire.reference import PublishedReference

_REFERENCE: Final = msgspec.json.Decoder(Reference)
_RETIREMENT: Final = msgspec.json.Decoder(Retirement)
_REASONS: Final[tuple[RetireReason, ...]] = get_args(RetireReason)


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
        if retirement.station:
            house_references.retire(self._connection, retirement)
            return
        row = {
            "product_id": retirement.product_id, "version": retirement.version,
            "body": msgspec.json.encode(retirement),
        }  # fmt: skip
        self._connection.execute(reference_retirements.insert(), row)

    def of_product(self, product_id: str) -> Sequence[ReferenceVersion]:
        """All versions of a product, the newest first: by the house's numbers, and those it has
        not numbered yet after them."""
        house = house_references.of_product(self._connection, product_id)
        own_ids = self._own_ids()
        numbered = {each.version: each for each in house if each.station in own_ids}
        own = list(self._own(product_id))
        found = [_foreign(each) for each in house if not _is_own(each, own_ids, own)]
        last = max((each.number for each in house), default=0)
        for each in own:
            known = numbered.get(each.reference.version)
            last += known is None
            found.append(_numbered(each, last if known is None else known.number, known))
        return sorted(found, key=lambda each: -each.reference.version)

    def next_version(self, product_id: str) -> int:
        """1 for a product without any made here."""
        r = product_references.c
        wanted = select(func.max(r.version)).where(r.product_id == product_id)
        return int(self._connection.execute(wanted).scalar() or 0) + 1

    def _own(self, product_id: str) -> Iterator[ReferenceVersion]:
        """Versions made here, the oldest first."""
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
            .order_by(r.version)
        )
        for row in self._connection.execute(wanted):
            yield ReferenceVersion(
                reference=_REFERENCE.decode(row.body),
                retired=None if row.retired is None else _RETIREMENT.decode(row.retired),
            )

    def _own_ids(self) -> frozenset[str]:
        """Every identity this station has had."""
        ids = set(self._connection.execute(select(chains.c.station)).scalars())
        present = select(notes.c.value).where(notes.c.name == "station_id")
        return frozenset(ids | set(self._connection.execute(present).scalars()))


def _is_own(
    each: PublishedReference, own_ids: frozenset[str], own: Sequence[ReferenceVersion]
) -> bool:
    """A version of this station that a restored backup lacks is taken from the house."""
    return each.station in own_ids and any(kept.reference.version == each.version for kept in own)


def _numbered(
    own: ReferenceVersion, number: int, known: PublishedReference | None
) -> ReferenceVersion:
    reference = own.reference
    if number != reference.version:
        reference = replace(reference, version=number, sealed_version=reference.version)
    retired = own.retired or (_retirement(known) if known is not None else None)
    return ReferenceVersion(reference=reference, retired=retired)


def _foreign(each: PublishedReference) -> ReferenceVersion:
    reference = Reference(
        product_id=each.product_id, version=each.number, kind=each.kind, pictures=each.pictures,
        claims=each.claims, person_id=each.person_id, at=each.at, seq=0,
        lot_number=each.lot_number, inspection_id=each.inspection_id, note=each.note,
        sealed_version=each.version, station=each.station, station_name=each.station_name,
    )  # fmt: skip
    return ReferenceVersion(reference=reference, retired=_retirement(each))


def _retirement(each: PublishedReference) -> Retirement | None:
    if not each.retired:
        return None
    reason: RetireReason = "withdrawn"  # also for a reason of a later program
    reason = next((known for known in _REASONS if known == each.retired), reason)
    return Retirement(
        product_id=each.product_id, version=each.version, reason=reason,
        person_id=each.retired_by, at=each.retired_at or each.at, seq=0, station=each.station,
    )  # fmt: skip
