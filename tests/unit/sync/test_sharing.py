"""What a station tells of its open lots always fits the message it is told in."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from inspector_app.central.body_limits import body_limit
from inspector_app.sync.sharing import fitting
from inspector_app.wire.elsewhere import MAX_CLAIMS, MAX_CLAIMS_MESSAGE, LotClaim


def claims(count: int, batches: int, letter: str, length: int) -> list[LotClaim]:
    text = letter * length
    return [
        LotClaim(
            inspection=f"0192f3a0-7b1c-7def-8a01-{number:012d}", lot_number=text, order_id=text,
            line_id=text, product_id=text, size=2**53, opened_at=datetime(2026, 11, 22, tzinfo=UTC),
            person={"zh": text, "en": text}, batches=(text,) * batches,
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("batches", "letter", "length", "kept", "lots"),
    [
        (2, "L", 12, 2, 100),  # an ordinary day
        (50, "L", 12, 20, 100),
        (50, "批", 12, 3, 100),
        (50, "批", 120, 0, 25),
        (50, "\x01", 120, 0, 13),  # each takes six bytes
        (0, "", 0, 0, 100),
    ],
)
def test_what_is_too_much_is_left_out_from_the_end(
    batches: int, letter: str, length: int, kept: int, lots: int
) -> None:
    told = claims(MAX_CLAIMS, batches, letter, length)
    found = fitting(told)
    assert len(msgspec.json.encode(found)) <= MAX_CLAIMS_MESSAGE
    assert len(found.lots) == lots
    assert {len(each.batches) for each in found.lots} == {kept}
    assert [each.inspection for each in found.lots] == [each.inspection for each in told[:lots]]


def test_as_many_lots_as_fit_are_told() -> None:
    told = claims(30, 0, "L", 100)
    whole = len(msgspec.json.encode(fitting(told, 10**6)))
    assert len(fitting(told, whole).lots) == 30
    assert len(fitting(told, whole - 1).lots) == 29
    assert fitting([]).lots == ()


def test_a_central_system_takes_such_a_message() -> None:
    limit, _ = body_limit("POST", "/v1/stations/0192f3a0-7b1c-7def-8a01-000000000001/claims")
    assert limit >= MAX_CLAIMS_MESSAGE
