"""Flagged photos as people see them: of a lot, of the whole station, and settled for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from inspector_app.domain.errors import AccessError, WalkError
from inspector_app.domain.inspection.acts import PhotoFlagged
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Names, Person
from inspector_app.domain.photo_reuse import (
    REASONS,
    FlaggedPhoto,
    Outcome,
    PhotoLikeness,
    ReuseReview,
)
from inspector_app.domain.rights import require
from inspector_app.services.photo_reuse import REFERENCE
from inspector_app.services.records import Work
from inspector_app.services.station import Station

Owner: TypeAlias = Literal["lot", "delivery", "reference", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoOwner:
    """What a photo belongs to: ``number`` of the lot or delivery, ``goods`` where it has some."""

    kind: Owner
    record_id: str
    number: str = ""
    goods: Names | None = None
    order_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier photo that shows the same."""

    likeness: PhotoLikeness
    owner: PhotoOwner
    taken_by: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFlag:
    """One flagged photo with all it takes to judge it. ``own`` bars the asking person: who
    worked on the lot does not settle its flags."""

    sha256: str
    owner: PhotoOwner
    taken_at: datetime
    taken_by: Names
    earlier: tuple[Earlier, ...]
    review: ReuseReview | None = None
    reviewed_by: Names | None = None
    own: bool = False


def flags_of(station: Station, who: Person, record_id: str) -> Sequence[PhotoFlag]:
    """The flagged photos of an inspection or delivery that still stand, oldest find first."""
    with station.records.reading() as work:
        found = work.photo_hashes.flagged(record_id)
        return tuple(flag for each in found if (flag := _flag(work, who, each)) is not None)


def unreviewed(station: Station, who: Person) -> Sequence[PhotoFlag]:
    """All flags of the station nobody has settled; AccessError unless one may see holds."""
    require(who, "see_holds")
    with station.records.reading() as work:
        found = work.photo_hashes.unreviewed()
        return tuple(flag for each in found if (flag := _flag(work, who, each)) is not None)


def settle(
    station: Station, who: Person, record_id: str, sha256: str, outcome: Outcome, reason: str
) -> ReuseReview:
    """A supervisor has compared the pictures. What is settled stays so.

    Raises AccessError ``not_allowed``, ``own_walk``; WalkError ``photo_not_flagged``,
    ``reason_needed``, ``photo_already_reviewed``.
    """
    require(who, "review_photos")
    if reason not in REASONS[outcome]:
        raise WalkError("reason_needed", item=outcome)
    with station.records.writing() as work:
        found = [each for each in work.photo_hashes.flagged(record_id) if each.sha256 == sha256]
        if not found:
            raise WalkError("photo_not_flagged")
        if who.id in _people(work, record_id):
            raise AccessError("own_walk")
        review = ReuseReview(
            record_id=record_id, sha256=sha256, outcome=outcome, reason=reason,
            person_id=who.id, at=station.clock.now(),
        )  # fmt: skip
        work.photo_hashes.review(review)
    return review


def acts_for(work: Work, inspection: Inspection) -> tuple[PhotoFlagged, ...]:
    """The flags of a lot about to be sealed that its record does not hold yet."""
    on_record = {(act.sha256, act.earlier_sha256) for act in inspection.state.flagged}
    standing = {photo.sha256 for photo in inspection.state.photos}
    return tuple(
        PhotoFlagged(
            sha256=each.sha256, earlier_sha256=each.earlier_sha256,
            earlier_record_id=each.earlier_record_id,
            earlier_number=_owner(work, each.earlier_record_id).number,
            earlier_at=each.earlier_at, distance=each.distance, turn=each.turn,
        )
        for flag in work.photo_hashes.flagged(inspection.id)
        for each in flag.likenesses[:1]
        if each.sha256 in standing and (each.sha256, each.earlier_sha256) not in on_record
    )  # fmt: skip


def _flag(work: Work, who: Person, found: FlaggedPhoto) -> PhotoFlag | None:
    """None where the photo was taken back: it proves nothing any more."""
    places = [
        place
        for place in work.photo_hashes.places(found.sha256)
        if place.record_id == found.record_id
    ]
    inspection = work.inspections.load(found.record_id)
    taken_back = inspection is not None and all(
        photo.sha256 != found.sha256 for photo in inspection.state.photos
    )
    if taken_back or not places:
        return None
    review = found.review
    return PhotoFlag(
        sha256=found.sha256, owner=_owner(work, found.record_id), taken_at=places[0].taken_at,
        taken_by=_names(work, places[0].person_id),
        earlier=tuple(
            Earlier(
                likeness=each, owner=_owner(work, each.earlier_record_id),
                taken_by=_names(work, each.earlier_by),
            )
            for each in found.likenesses
        ),
        review=review, reviewed_by=_names(work, review.person_id) if review else None,
        own=who.id in _people(work, found.record_id),
    )  # fmt: skip


def _people(work: Work, record_id: str) -> frozenset[str]:
    """Who made a record."""
    inspection = work.inspections.load(record_id)
    if inspection is not None:
        return frozenset(inspection.state.people)
    delivery = work.deliveries.get(record_id)
    return frozenset() if delivery is None else frozenset({delivery.received_by})


def _owner(work: Work, record_id: str) -> PhotoOwner:
    lot = work.inspections.summary(record_id)
    if lot is not None:
        return PhotoOwner(
            kind="lot", record_id=record_id, number=lot.lot_number,
            goods={"zh": lot.product_zh, "en": lot.product_en},
        )  # fmt: skip
    delivery = work.deliveries.get(record_id)
    if delivery is not None:
        return PhotoOwner(
            kind="delivery", record_id=record_id, number=delivery.number,
            order_id=delivery.order_id,
        )  # fmt: skip
    if record_id.startswith(REFERENCE):
        product = work.master.product(record_id.removeprefix(REFERENCE))
        return PhotoOwner(
            kind="reference", record_id=record_id, number=product.sku if product else "",
            goods=product.names if product else None,
        )  # fmt: skip
    return PhotoOwner(kind="gone", record_id=record_id)


def _names(work: Work, person_id: str) -> Names:
    person = work.master.person(person_id)
    return person.names if person is not None else {"zh": person_id}
