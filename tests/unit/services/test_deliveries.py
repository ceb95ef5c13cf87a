"""The dock: counts, exceptions, signature; shortage and overage are quantities, not errors."""

from __future__ import annotations

import pytest

from inspector_app.domain.delivery import LineCount
from inspector_app.domain.errors import InspectorError
from inspector_app.services import deliveries, photos, today
from inspector_app.services.station import Station
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import picture


def count(received: int = 125, line: str = "O-1/1", **more: object) -> LineCount:
    return LineCount(
        line_id=line, product_id="P-1", expected=125, received=received, **more  # type: ignore[arg-type]
    )  # fmt: skip


def receive(station: Station, *counts: LineCount, **more: object) -> object:
    arguments = {"vehicle": "粤A12345", **more}
    return deliveries.receive(station, INSPECTOR, "O-1", counts=counts, **arguments)  # type: ignore[arg-type]


def test_a_delivery_as_announced_needs_no_signature(station: Station) -> None:
    delivery = deliveries.receive(station, INSPECTOR, "O-1", vehicle=" 粤A12345 ", counts=[count()])
    assert (delivery.number, delivery.vehicle) == ("D261122-A1-001", "粤A12345")
    assert delivery.exceptions == ()
    progress = today.order(station, "O-1")
    assert [line.received_cartons for line in progress.lines] == [125, 0]


def test_several_deliveries_fill_one_line(station: Station) -> None:
    receive(station, count(100), driver="王堃", signature=picture())
    sheet = deliveries.dock_sheet(station, "O-1")
    assert (sheet.lines[0].expected, sheet.lines[0].received_before) == (25, 100)
    second = receive(
        station, LineCount(line_id="O-1/1", product_id="P-1", expected=25, received=25)
    )
    assert second.number.endswith("002")  # type: ignore[attr-defined]


def test_damage_shortage_overage_and_refusal_are_exceptions(station: Station) -> None:
    digest = photos.keep(station, SUPERVISOR, picture())
    short = count(120, damaged=2, refused=1, photos=(digest,))
    over = LineCount(line_id="O-1/2", product_id="P-2", expected=4, received=6)
    delivery = deliveries.receive(
        station, INSPECTOR, "O-1", vehicle="x", counts=[short, over], driver="王堃",
        signature=picture(),
    )  # fmt: skip
    assert [(each.short, each.over) for each in delivery.exceptions] == [(4, 0), (0, 2)]
    assert delivery.count("O-1/2").over == 2
    assert station.files.has(delivery.signature)


def test_what_was_announced_comes_from_the_order(station: Station) -> None:
    lie = LineCount(line_id="O-1/1", product_id="P-404", expected=0, received=125)
    delivery = deliveries.receive(station, INSPECTOR, "O-1", vehicle="x", counts=[lie])
    assert (delivery.counts[0].product_id, delivery.counts[0].expected) == ("P-1", 125)


@pytest.mark.parametrize(
    ("counts", "more", "code"),
    [
        ([count()], {"vehicle": " "}, "vehicle_missing"),
        ([], {}, "delivery_empty"),
        ([count(0)], {}, "delivery_empty"),
        ([count(120)], {}, "signature_missing"),
        ([count(120)], {"signature": picture()}, "signature_missing"),
        ([count(-1)], {}, "quantity_negative"),
        ([count(1_000_000)], {}, "quantity_absurd"),
        ([count(5, damaged=6)], {}, "damaged_exceeds_received"),
        ([count(line="O-9/1")], {}, "line_not_in_order"),
        ([count(), count()], {}, "line_twice"),
        ([count(photos=("0" * 64,))], {}, "photo_missing"),
        ([count(120)], {"signature": b"no picture", "driver": "x"}, "not_a_picture"),
    ],
)
def test_impossible_deliveries_are_refused(
    station: Station, counts: list[LineCount], more: dict[str, object], code: str
) -> None:
    with pytest.raises(InspectorError, match=code):
        receive(station, *counts, **more)
    assert deliveries.dock_sheet(station, "O-1").earlier == ()


def test_an_unknown_order_is_refused(station: Station) -> None:
    with pytest.raises(InspectorError, match="order_unknown"):
        deliveries.dock_sheet(station, "O-404")
