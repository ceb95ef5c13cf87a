"""Perceptual hashes of photos as rows, photos that look like earlier ones, and their reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.delivery import Delivery
from inspector_app.domain.errors import WalkError
from inspector_app.domain.photo_reuse import FlaggedPhoto, PhotoLikeness, ReuseReview
from inspector_app.services.records import HashedPhoto, PhotoPlace
from inspector_app.store.tables import (
    deliveries,
    photo_hashes,
    photo_likenesses,
    photo_reviews,
    photos,
    to_micros,
    to_moment,
)

_DELIVERY: Final = msgspec.json.Decoder(Delivery)
_LIKENESS: Final = msgspec.json.Decoder(PhotoLikeness)
_REVIEW: Final = msgspec.json.Decoder(ReuseReview)
_READ_AT_ONCE: Final = 5_000


class PhotoHashRows:
    """Hashes are derived; likenesses and reviews are added and never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- what is still to be hashed

    def unhashed(self, after: int, limit: int) -> Sequence[PhotoPlace]:
        """Photos of inspections and references without a hash, beyond ``after``, by place."""
        wanted = _unhashed(photos.c.place > after).order_by(photos.c.place).limit(limit)
        return [_place(row) for row in self._connection.execute(wanted)]

    def unhashed_of(self, record_id: str) -> Sequence[PhotoPlace]:
        """Those of one inspection or reference."""
        wanted = _unhashed(photos.c.record_id == record_id).order_by(photos.c.place)
        return [_place(row) for row in self._connection.execute(wanted)]

    def unhashed_at_dock(self, since: datetime, limit: int) -> Sequence[PhotoPlace]:
        """Those of deliveries received then or later, by time of receipt."""
        d = deliveries.c
        wanted = select(d.body).where(d.received_at >= to_micros(since)).order_by(d.received_at)
        found: list[PhotoPlace] = []
        for body in self._connection.execute(wanted).scalars():
            found += self._of_delivery(_DELIVERY.decode(body))
            if len(found) >= limit:
                break
        return found

    def _of_delivery(self, delivery: Delivery) -> Iterator[PhotoPlace]:
        digests = [*delivery.photos, *(each for count in delivery.counts for each in count.photos)]
        h = photo_hashes.c
        known = select(h.sha256).where(h.record_id == delivery.id)
        hashed = set(self._connection.execute(known).scalars()) if digests else set()
        for digest in dict.fromkeys(digests):
            if digest not in hashed:
                yield PhotoPlace(
                    sha256=digest, record_id=delivery.id, taken_at=delivery.received_at,
                    person_id=delivery.received_by,
                )  # fmt: skip

    # -- hashes

    def add(self, hashed: HashedPhoto) -> None:
        """Keep a hash; one that is there stays."""
        photo = hashed.photo
        row = {
            "record_id": photo.record_id, "sha256": photo.sha256,
            "taken_at": to_micros(photo.taken_at), "person_id": photo.person_id,
            "hash": hashed.hash,
        }  # fmt: skip
        self._connection.execute(insert(photo_hashes).on_conflict_do_nothing(), row)

    def places(self, sha256: str) -> Sequence[PhotoPlace]:
        """Where these bytes were used, as far as hashed, oldest first."""
        h = photo_hashes.c
        wanted = select(h.sha256, h.record_id, h.taken_at, h.person_id).where(h.sha256 == sha256)
        rows = self._connection.execute(wanted.order_by(h.taken_at, h.place))
        return [_place(row) for row in rows]

    def hashes(self) -> Iterable[tuple[str, bytes]]:
        """Digest and hash of every hashed photo, without those that show nothing."""
        h = photo_hashes.c
        rows = self._connection.execute(select(h.sha256, h.hash).order_by(h.place))
        for some in rows.partitions(_READ_AT_ONCE):
            for row in some:
                if row.hash:
                    yield row.sha256, row.hash

    # -- likenesses

    def flag(self, likeness: PhotoLikeness) -> bool:
        """Put a likeness on record, once; False when it was there."""
        row = {
            "record_id": likeness.record_id, "sha256": likeness.sha256,
            "earlier_record_id": likeness.earlier_record_id,
            "earlier_sha256": likeness.earlier_sha256, "body": msgspec.json.encode(likeness),
        }  # fmt: skip
        statement = insert(photo_likenesses).on_conflict_do_nothing()
        return self._connection.execute(statement, row).rowcount == 1

    def review(self, review: ReuseReview) -> None:
        """Settle a flagged photo; WalkError ``photo_already_reviewed``."""
        row = {
            "record_id": review.record_id, "sha256": review.sha256,
            "body": msgspec.json.encode(review),
        }  # fmt: skip
        statement = insert(photo_reviews).on_conflict_do_nothing()
        if self._connection.execute(statement, row).rowcount != 1:
            raise WalkError("photo_already_reviewed")

    def flagged(self, record_id: str) -> Sequence[FlaggedPhoto]:
        """The flagged photos of a record."""
        return self._flagged(photo_likenesses.c.record_id == record_id)

    def unreviewed(self) -> Sequence[FlaggedPhoto]:
        """All nobody has settled, oldest find first."""
        return self._flagged(photo_reviews.c.body.is_(None))

    def _flagged(self, condition: ColumnElement[bool]) -> Sequence[FlaggedPhoto]:
        found, settled = photo_likenesses.c, photo_reviews.c
        wanted = (
            select(found.body, settled.body.label("review"))
            .join_from(
                photo_likenesses,
                photo_reviews,
                and_(found.record_id == settled.record_id, found.sha256 == settled.sha256),
                isouter=True,
            )
            .where(condition)
        )
        likenesses: dict[tuple[str, str], list[PhotoLikeness]] = defaultdict(list)
        reviews: dict[tuple[str, str], ReuseReview] = {}
        for row in self._connection.execute(wanted):
            likeness = _LIKENESS.decode(row.body)
            key = likeness.record_id, likeness.sha256
            likenesses[key].append(likeness)
            if row.review is not None:
                reviews[key] = _REVIEW.decode(row.review)
        flags = [
            FlaggedPhoto(
                record_id=key[0], sha256=key[1], review=reviews.get(key),
                likenesses=tuple(sorted(found, key=lambda each: (each.distance, each.earlier_at))),
            )
            for key, found in likenesses.items()
        ]  # fmt: skip
        return sorted(flags, key=lambda flag: (flag.likenesses[0].found_at, flag.sha256))


def _unhashed(condition: ColumnElement[bool]) -> Select[Any]:
    p, h = photos.c, photo_hashes.c
    there = exists().where(h.record_id == p.record_id, h.sha256 == p.sha256)
    at_dock = exists().where(deliveries.c.id == p.record_id)
    wanted = select(p.place, p.sha256, p.record_id, p.taken_at, p.person_id)
    return wanted.where(condition, ~there, ~at_dock)


def _place(row: Any) -> PhotoPlace:
    return PhotoPlace(
        sha256=row.sha256, record_id=row.record_id, taken_at=to_moment(row.taken_at),
        person_id=row.person_id, place=getattr(row, "place", 0),
    )  # fmt: skip
