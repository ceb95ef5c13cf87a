"""A photo that looks the same as one of another lot or delivery: found by the station, settled by
a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

Turn: TypeAlias = Literal[
    "as_taken", "turned_90", "turned_180", "turned_270",
    "mirrored", "mirrored_90", "mirrored_180", "mirrored_270",
]  # fmt: skip
"""How the earlier picture must be turned, or mirrored and then turned, to lie like the later."""

Outcome: TypeAlias = Literal["explained", "reused"]

REASONS: Final[dict[Outcome, tuple[str, ...]]] = {
    "explained": ("same_place", "shared_evidence", "retaken_here"),
    "reused": ("old_picture", "wrong_lot"),
}
"""Why a flag is settled so; the words are the window's."""

ALIKE_UP_TO: Final = 8
"""Bits of 256 within which two pictures are called almost the same; beyond, very alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoLikeness:
    """Photo ``sha256`` of a record looks the same as the earlier one of another record.

    A record is an inspection, a delivery or ``reference:<product>``. ``distance`` counts differing
    bits of 256; 0 with equal digests is the very same file.
    """

    record_id: str
    sha256: str
    earlier_record_id: str
    earlier_sha256: str
    earlier_at: datetime
    earlier_by: str
    distance: int
    turn: Turn
    found_at: datetime

    @property
    def same_file(self) -> bool:
        """Whether the bytes are the same."""
        return self.sha256 == self.earlier_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseReview:
    """A supervisor has looked at a flagged photo: ``reused`` means that the evidence is not
    believed."""

    record_id: str
    sha256: str
    outcome: Outcome
    reason: str
    person_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedPhoto:
    """Everything known of one flagged photo of a record; ``review`` None while nobody looked."""

    record_id: str
    sha256: str
    likenesses: tuple[PhotoLikeness, ...]
    review: ReuseReview | None = None
