"""Reference pictures of a product: what the goods are held against (listed sample, 封样).

A version never changes. A better one is a new version; a wrong one is retired and stays on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from inspector_app.domain.errors import IntakeError

ReferenceKind: TypeAlias = Literal["first_lot", "on_air", "imported"]
"""An accepted first lot, a frozen copy of what was shown on air, or files from elsewhere."""

PictureRole: TypeAlias = Literal["front", "back", "label", "colour", "inside", "other"]
ROLES: tuple[PictureRole, ...] = get_args(PictureRole)
RetireReason: TypeAlias = Literal["wrong_product", "bad_picture", "new_version", "withdrawn"]
RETIRE_REASONS: tuple[RetireReason, ...] = get_args(RetireReason)

MAX_PICTURES = 12
MAX_CLAIM = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePicture:
    """One original, by its digest. ``size`` in bytes; width and height in pixels."""

    role: PictureRole
    sha256: str
    suffix: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What was promised, as shown: ``version`` is the pack's, ``listing`` free text."""

    net_content: str = ""
    shade: str = ""
    version: str = ""
    listing: str = ""

    def told(self) -> bool:
        """Whether anything is claimed at all."""
        return bool(self.net_content or self.shade or self.version or self.listing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One version for one product. ``at`` is aware UTC; ``seq`` its entry in the journal.

    ``lot_number`` and ``inspection_id`` name the accepted lot it came from, if it did.
    ``version`` is the house's number once the central system gave one; ``sealed_version`` is what
    its own station sealed it under (0: the same). ``station`` is the id of another station that
    made it, with its name; ``""`` for one made here.
    """

    product_id: str
    version: int
    kind: ReferenceKind
    pictures: tuple[ReferencePicture, ...]
    claims: Claims
    person_id: str
    at: datetime
    seq: int
    lot_number: str = ""
    inspection_id: str = ""
    note: str = ""
    sealed_version: int = 0
    station: str = ""
    station_name: str = ""

    @property
    def own_version(self) -> int:
        """The number its event was sealed under."""
        return self.sealed_version or self.version

    def picture(self, role: PictureRole) -> ReferencePicture | None:
        """The first picture of that role."""
        return next((each for each in self.pictures if each.role == role), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """A version that is no longer to be used; it stays on record. ``version`` is the number its
    event was sealed under, ``station`` the other station that sealed it, ``""`` for this one."""

    product_id: str
    version: int
    reason: RetireReason
    person_id: str
    at: datetime
    seq: int
    station: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceVersion:
    """A version and whether it still counts."""

    reference: Reference
    retired: Retirement | None = None


def in_force(versions: Iterable[ReferenceVersion]) -> Reference | None:
    """The newest version that is not retired."""
    usable = [each.reference for each in versions if each.retired is None]
    return max(usable, key=lambda each: each.version, default=None)


def check_pictures(pictures: Sequence[ReferencePicture]) -> None:
    """IntakeError ``reference_without_picture``, ``reference_too_many_pictures`` or
    ``reference_picture_twice``."""
    if not pictures:
        raise IntakeError("reference_without_picture")
    if len(pictures) > MAX_PICTURES:
        raise IntakeError("reference_too_many_pictures", limit=MAX_PICTURES)
    if len({each.sha256 for each in pictures}) < len(pictures):
        raise IntakeError("reference_picture_twice")


def check_claims(claims: Claims) -> None:
    """IntakeError ``reference_claim_long`` when a claim is no claim but a page."""
    longest = max(map(len, (claims.net_content, claims.shade, claims.version, claims.listing)))
    if longest > MAX_CLAIM:
        raise IntakeError("reference_claim_long", limit=MAX_CLAIM)
