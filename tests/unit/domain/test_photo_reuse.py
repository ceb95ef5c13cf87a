"""Two photos may be the very same file, or only look it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from inspector_app.domain.photo_reuse import REASONS, FlaggedPhoto, Outcome, PhotoLikeness

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ALIKE = PhotoLikeness(
    record_id="i-2", sha256="b" * 64, earlier_record_id="i-1", earlier_sha256="a" * 64,
    earlier_at=AT, earlier_by="U-1", distance=0, turn="as_taken", found_at=AT,
)  # fmt: skip


def test_only_equal_bytes_are_the_same_file_whatever_the_distance() -> None:
    assert not ALIKE.same_file
    assert replace(ALIKE, earlier_sha256=ALIKE.sha256).same_file


def test_a_flag_waits_for_a_person_and_every_outcome_has_reasons_of_its_own() -> None:
    flag = FlaggedPhoto(record_id="i-2", sha256="b" * 64, likenesses=(ALIKE,))
    assert flag.review is None
    assert set(REASONS) == set(get_args(Outcome))
    told = [reason for reasons in REASONS.values() for reason in reasons]
    assert len(set(told)) == len(told)
