"""A refusal carries its code and parameters wherever it goes."""

from __future__ import annotations

import pickle

import pytest

from inspector_app.domain import errors
from inspector_app.domain.errors import InspectorError, IntakeError


def test_a_refusal_says_its_code_and_then_its_parameters() -> None:
    assert str(IntakeError("no_batch")) == "no_batch"
    assert str(IntakeError("batch_exceeds_lot", value=7, size=5)) == (
        "batch_exceeds_lot (value=7, size=5)"
    )


FAMILIES = sorted(
    (kind for kind in vars(errors).values()
     if isinstance(kind, type) and issubclass(kind, InspectorError)),
    key=lambda kind: kind.__name__,
)  # fmt: skip


@pytest.mark.parametrize("kind", FAMILIES)
def test_a_refusal_of_a_child_process_comes_home_whole(kind: type[InspectorError]) -> None:
    again = pickle.loads(pickle.dumps(kind("some_code", place="第3箱", count=2)))
    assert type(again) is kind
    assert (again.code, again.params) == ("some_code", {"place": "第3箱", "count": 2})


def test_every_family_is_drawn_in_the_tree() -> None:
    assert len(FAMILIES) == 13
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in FAMILIES)
