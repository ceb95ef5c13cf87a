"""The table of rights, written down a second time role by role."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Role
from inspector_app.domain.rights import RIGHTS, Right, may, require
from tests.fakes.goods import INSPECTOR

BENCH = {
    "receive", "inspect", "close", "park", "replace_carton", "record_document", "reinspect",
    "print",
}  # fmt: skip
EXPECTED: dict[str, set[str]] = {
    "inspector": BENCH,
    "supervisor": BENCH
    | {
        "dispose", "waive", "release_hold", "release_urgently", "amend", "void", "review_photos",
        "confirm_date", "reference", "standards", "severity", "life_rules", "see_holds",
        "load_master", "settings",
    },
    "administrator": {"print", "see_holds", "load_master", "enrol", "settings"},
}  # fmt: skip


def test_every_right_has_its_roles() -> None:
    assert set(RIGHTS) == set(get_args(Right))
    assert set(EXPECTED) == set(get_args(Role))


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("right", get_args(Right))
def test_each_role_may_what_the_table_says(role: Role, right: Right) -> None:
    who = replace(INSPECTOR, role=role)
    allowed = right in EXPECTED[role]
    assert may(who, right) == allowed
    if allowed:
        require(who, right)
    else:
        with pytest.raises(AccessError) as refused:
            require(who, right)
        assert refused.value.code == "not_allowed"
        assert refused.value.params == {"right": right, "role": role}


@pytest.mark.parametrize("right", get_args(Right))
def test_who_left_may_nothing(right: Right) -> None:
    assert not any(may(replace(INSPECTOR, role=role, active=False), right) for role in EXPECTED)  # type: ignore[arg-type]  # the three roles
