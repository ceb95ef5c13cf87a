"""Which reference pictures count, and which cannot become a reference."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inspector_app.domain.errors import IntakeError
from inspector_app.domain.reference import (
    MAX_CLAIM,
    MAX_PICTURES,
    ROLES,
    Claims,
    PictureRole,
    Reference,
    ReferencePicture,
    ReferenceVersion,
    Retirement,
    check_claims,
    check_pictures,
    in_force,
)

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def picture(number: int, role: PictureRole = "front") -> ReferencePicture:
    return ReferencePicture(
        role=role, sha256=f"{number:064x}", suffix="jpg", media_type="image/jpeg", size=1,
        width=1, height=1,
    )  # fmt: skip


def reference(version: int, *pictures: ReferencePicture) -> Reference:
    return Reference(
        product_id="P-1", version=version, kind="imported", pictures=pictures or (picture(1),),
        claims=Claims(), person_id="U-9", at=AT, seq=version,
    )  # fmt: skip


def retired(version: int) -> ReferenceVersion:
    end = Retirement(
        product_id="P-1", version=version, reason="bad_picture", person_id="U-9", at=AT, seq=90
    )
    return ReferenceVersion(reference=reference(version), retired=end)


def test_the_newest_version_that_is_not_retired_counts() -> None:
    versions = [ReferenceVersion(reference=reference(number)) for number in (2, 1)]
    assert in_force([*versions, retired(3)]) == reference(2)
    assert in_force([retired(1)]) is None
    assert in_force([]) is None


def test_the_first_picture_of_a_role_is_shown() -> None:
    shown = reference(1, picture(1), picture(2, "label"), picture(3, "label"))
    assert shown.picture("label") == picture(2, "label")
    assert shown.picture("inside") is None
    assert set(ROLES) >= {"front", "label", "inside"}


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([], "reference_without_picture"),
        (range(MAX_PICTURES + 1), "reference_too_many_pictures"),
        ([1, 2, 1], "reference_picture_twice"),
    ],
)
def test_pictures_that_make_no_reference_are_refused(numbers: list[int], code: str) -> None:
    with pytest.raises(IntakeError) as refused:
        check_pictures([picture(number) for number in numbers])
    assert refused.value.code == code


def test_as_many_pictures_as_allowed_are_taken() -> None:
    pictures = [picture(number) for number in range(MAX_PICTURES)]
    check_pictures(pictures)
    assert reference(1, *pictures).picture("front") == pictures[0]


FIELDS = ("net_content", "shade", "version", "listing")


@pytest.mark.parametrize("field", FIELDS)
def test_a_claim_is_told_and_may_be_no_page(field: str) -> None:
    told = replace(Claims(), **{field: "字" * MAX_CLAIM})
    check_claims(told)
    assert told.told()
    with pytest.raises(IntakeError, match="reference_claim_long"):
        check_claims(replace(told, **{field: "字" * (MAX_CLAIM + 1)}))


def test_nothing_claimed_is_nothing_told() -> None:
    assert not Claims().told()


def test_a_version_numbered_by_the_house_keeps_the_number_it_was_sealed_under() -> None:
    own = reference(2)
    assert own.own_version == 2
    assert replace(own, version=5, sealed_version=2).own_version == 2
