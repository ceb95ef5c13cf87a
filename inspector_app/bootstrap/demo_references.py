"""The demo's reference pictures, made through the same door as a person's."""

from __future__ import annotations

from msgspec import Struct

from inspector_app.bootstrap.demo_data import demo_entries, demo_path
from inspector_app.domain.reference import Claims, PictureRole, Reference, ReferenceKind
from inspector_app.services import references
from inspector_app.services.references import NewPicture
from inspector_app.services.station import Station


class _Picture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    role: PictureRole
    file: str


class _Reference(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    product_id: str
    supervisor_id: str
    kind: ReferenceKind
    pictures: tuple[_Picture, ...]
    net_content: str = ""
    shade: str = ""
    version: str = ""
    listing: str = ""


def make_references(station: Station) -> tuple[Reference, ...]:
    """Every reference of the demo; the refusals of the door come through."""
    made = []
    for entry in demo_entries("references", _Reference):
        with station.records.reading() as work:
            who = work.master.person(entry.supervisor_id)
        assert who is not None, entry.supervisor_id
        pictures = [
            NewPicture(role=each.role, data=demo_path(each.file).read_bytes())
            for each in entry.pictures
        ]
        claims = Claims(
            net_content=entry.net_content, shade=entry.shade, version=entry.version,
            listing=entry.listing,
        )  # fmt: skip
        made.append(
            references.add_reference(
                station, who, entry.product_id, pictures, kind=entry.kind, claims=claims
            )
        )
    return tuple(made)
