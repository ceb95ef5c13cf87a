"""Which carton a measured carton or unit belongs to."""

from __future__ import annotations

import pytest

from inspector_app.domain.inspection.measured_goods import carton_of
from inspector_app.domain.inspection.subjects import carton_subject, unit_subject
from tests.fakes.goods import Walk


def test_a_carton_names_itself_and_a_drawn_unit_its_carton() -> None:
    state = Walk().plan().state
    assert carton_of(state, carton_subject(7)) == 7
    for drawn in state.draw.cartons:
        for position in (drawn.first_position, drawn.first_position + drawn.units - 1):
            assert carton_of(state, unit_subject(position)) == drawn.carton


@pytest.mark.parametrize("subject", ["", "batch:b1", unit_subject(126), unit_subject(1)])
def test_what_is_no_drawn_unit_lies_in_no_carton(subject: str) -> None:
    state = Walk().state if subject == unit_subject(1) else Walk().plan().state
    assert carton_of(state, subject) is None
