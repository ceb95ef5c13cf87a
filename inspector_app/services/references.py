"""Reference pictures of products: made by a supervisor, sealed, and held against goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.domain.errors import IntakeError, WalkError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import Compared, PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person, Product
from inspector_app.domain.reference import (
    RETIRE_REASONS,
    Claims,
    PictureRole,
    Reference,
    ReferenceKind,
    ReferencePicture,
    ReferenceVersion,
    Retirement,
    RetireReason,
    check_claims,
    check_pictures,
    in_force,
)
from inspector_app.domain.rights import require
from inspector_app.services.closing import seal
from inspector_app.services.inspections import MAX_ACTS, record
from inspector_app.services.records import PhotoRow, Work
from inspector_app.services.station import Station
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.reference import ReferenceRecord, encode_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPicture:
    """Bytes of a picture file and what they show."""

    role: PictureRole
    data: bytes


def versions(station: Station, product_id: str) -> Sequence[ReferenceVersion]:
    """All versions of a product, the newest first."""
    with station.records.reading() as work:
        return tuple(work.references.of_product(product_id))


def current(station: Station, product_id: str) -> Reference | None:
    """The newest version in force; None when there is none."""
    return in_force(versions(station, product_id))


def add_reference(
    station: Station,
    who: Person,
    product_id: str,
    pictures: Sequence[NewPicture],
    *,
    kind: ReferenceKind = "imported",
    claims: Claims | None = None,
    note: str = "",
) -> Reference:
    """A new version from picture files; it supersedes the earlier ones.

    Guard, then the files (fsynced), then one commit with rows and the sealed event. Raises
    AccessError ``not_allowed``, ``clock_doubtful``, IntakeError ``reference_…`` or
    ``product_unknown``, PhotoError for what the guard refuses, StorageError ``disk_full`` ….
    """
    require(who, "reference")
    kept = tuple(_keep(station, picture) for picture in pictures)
    check_pictures(kept)
    with station.records.writing() as work:
        product = _product(work, product_id)
        return _add(
            station, work, who, product, kind=kind, pictures=kept, claims=claims or Claims(),
            note=note,
        )  # fmt: skip


def from_lot(
    station: Station,
    who: Person,
    inspection_id: str,
    chosen: Mapping[str, PictureRole],
    *,
    claims: Claims | None = None,
    note: str = "",
) -> Reference:
    """A new version from photos (by digest, with their roles) of an accepted lot.

    Raises as ``add_reference``, and WalkError ``inspection_unknown``, IntakeError
    ``reference_lot_not_accepted`` or ``reference_photo_of_another_lot``.
    """
    require(who, "reference")
    with station.records.writing() as work:
        inspection = work.inspections.load(inspection_id)
        if inspection is None:
            raise WalkError("inspection_unknown")
        summary = work.inspections.summary(inspection_id)
        if summary is None or summary.state != "closed" or summary.tag != "passed":
            raise IntakeError("reference_lot_not_accepted", lot=inspection.state.lot.lot_number)
        taken = {photo.sha256: photo for photo in inspection.state.photos}
        if not set(chosen) <= set(taken):
            raise IntakeError("reference_photo_of_another_lot")
        pictures = tuple(_of_photo(taken[sha256], role) for sha256, role in chosen.items())
        check_pictures(pictures)
        lot = inspection.state.lot
        return _add(
            station, work, who, lot.product, kind="first_lot", pictures=pictures,
            claims=claims or claims_of(lot.product), note=note, lot_number=lot.lot_number,
            inspection_id=inspection_id,
        )  # fmt: skip


def retire(
    station: Station, who: Person, product_id: str, version: int, reason: RetireReason
) -> Retirement:
    """Take a version out of use; it stays on record. AccessError ``not_allowed``, IntakeError
    ``reference_unknown``, ``reference_retired`` or ``reference_reason_needed``."""
    require(who, "reference")
    if reason not in RETIRE_REASONS:
        raise IntakeError("reference_reason_needed")
    with station.records.writing() as work:
        found = next(
            (
                each
                for each in work.references.of_product(product_id)
                if each.reference.version == version
            ),
            None,
        )
        if found is None:
            raise IntakeError("reference_unknown", version=version)
        if found.retired is not None:
            raise IntakeError("reference_retired", version=version)
        message = _message(station, _product(work, product_id), found.reference, who, reason)
        event = seal(station, work, "reference_added", message, _record_id(product_id), ())
        retirement = Retirement(
            product_id=product_id, version=found.reference.own_version, reason=reason,
            person_id=who.id, at=station.clock.now(), seq=event.seq,
            station=found.reference.station,
        )  # fmt: skip
        work.references.retire(retirement)
    station.wake()
    return retirement


def record_comparison(
    station: Station, who: Person, inspection: Inspection, compared: Compared
) -> Inspection:
    """Put on record what was held against which reference picture. Raises WalkError when the walk
    is closed or parked, ``photo_not_of_walk`` or ``walk_too_long``."""
    require(who, "inspect")
    rules.check_open(inspection.state)
    if inspection.revision >= MAX_ACTS:
        raise WalkError("walk_too_long", limit=MAX_ACTS)
    if all(photo.sha256 != compared.sha256 for photo in inspection.state.photos):
        raise WalkError("photo_not_of_walk")
    return record(station, who, inspection, compared)


def claims_of(product: Product) -> Claims:
    """What the master data claims, as a start."""
    return Claims(net_content=product.net_content, version=product.spec)


def _keep(station: Station, picture: NewPicture) -> ReferencePicture:
    facts = station.guard.inspect(picture.data)
    digest = station.files.put(picture.data, facts.suffix)
    return ReferencePicture(
        role=picture.role, sha256=digest, suffix=facts.suffix, media_type=facts.media_type,
        size=facts.size, width=facts.width, height=facts.height,
    )  # fmt: skip


def _of_photo(photo: PhotoTaken, role: PictureRole) -> ReferencePicture:
    return ReferencePicture(
        role=role, sha256=photo.sha256, suffix=photo.suffix, media_type=photo.media_type,
        size=photo.size, width=photo.width, height=photo.height,
    )  # fmt: skip


def _product(work: Work, product_id: str) -> Product:
    product = work.master.product(product_id)
    if product is None:
        raise IntakeError("product_unknown", product=product_id)
    return product


def _record_id(product_id: str) -> str:
    """Under what a product's references stand in the journal and among photos."""
    return f"reference:{product_id}"


def _add(
    station: Station,
    work: Work,
    who: Person,
    product: Product,
    *,
    kind: ReferenceKind,
    pictures: tuple[ReferencePicture, ...],
    claims: Claims,
    note: str,
    lot_number: str = "",
    inspection_id: str = "",
) -> Reference:
    check_claims(claims)
    head = work.journal.head()
    reference = Reference(
        product_id=product.id, version=work.references.next_version(product.id), kind=kind,
        pictures=pictures, claims=claims, person_id=who.id, at=station.clock.now(),
        seq=head.seq + 1, lot_number=lot_number, inspection_id=inspection_id, note=note,
    )  # fmt: skip
    for picture in pictures:
        if not work.photos.known(picture.sha256):
            work.photos.add(_row(picture, reference))
    payload = _message(station, product, reference, who, "")
    digests = tuple(each.sha256 for each in pictures)
    seal(station, work, "reference_added", payload, _record_id(product.id), digests)
    work.references.add(reference)
    station.wake()
    kept = [each.reference for each in work.references.of_product(product.id)]
    return next(each for each in kept if each.seq == reference.seq and not each.station)


def _row(picture: ReferencePicture, reference: Reference) -> PhotoRow:
    photo = PhotoTaken(
        sha256=picture.sha256, suffix=picture.suffix, media_type=picture.media_type,
        size=picture.size, width=picture.width, height=picture.height, shot="reference",
    )  # fmt: skip
    return PhotoRow(
        photo=photo, record_id=_record_id(reference.product_id), taken_at=reference.at,
        person_id=reference.person_id,
    )  # fmt: skip


def _message(
    station: Station, product: Product, reference: Reference, who: Person, reason: str
) -> bytes:
    """The sealed payload; with a ``reason`` it tells that the version is retired."""
    return encode_reference(
        ReferenceRecord(
            state="retired" if reason else "in_force", product_id=product.id, sku=product.sku,
            version=reference.own_version, kind=reference.kind, pictures=reference.pictures,
            claims=reference.claims, at=station.clock.now(), station_id=station.station_id,
            person=PersonPart(person_id=who.id, names=dict(who.names), role=who.role),
            lot_number=reference.lot_number, inspection_id=reference.inspection_id,
            note=reference.note, reason=reason, made_at=reference.station,
        )
    )  # fmt: skip
