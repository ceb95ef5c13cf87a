"""Deliveries as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from inspector_app.domain.delivery import Delivery
from inspector_app.domain.numbering import numbered_on
from inspector_app.store.tables import deliveries, to_micros

_DECODER: Final = msgspec.json.Decoder(Delivery)


class DeliveryRows:
    """What the dock received."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, delivery: Delivery) -> None:
        """Keep a delivery; it is never changed afterwards."""
        row = {
            "id": delivery.id, "number": delivery.number, "order_id": delivery.order_id,
            "received_at": to_micros(delivery.received_at), "body": msgspec.json.encode(delivery),
        }  # fmt: skip
        self._connection.execute(deliveries.insert(), row)

    def get(self, delivery_id: str) -> Delivery | None:
        """The delivery of that id."""
        wanted = select(deliveries.c.body).where(deliveries.c.id == delivery_id)
        body = self._connection.execute(wanted).scalar()
        return None if body is None else _DECODER.decode(body)

    def of_order(self, order_id: str) -> Sequence[Delivery]:
        """Deliveries of an order, oldest first."""
        d = deliveries.c
        wanted = select(d.body).where(d.order_id == order_id).order_by(d.received_at, d.number)
        return [_DECODER.decode(body) for body in self._connection.execute(wanted).scalars()]

    def count_on(self, day: date) -> int:
        """How many deliveries have a number of that day."""
        first, beyond = numbered_on("D", day)
        number = deliveries.c.number
        wanted = select(func.count()).where(number >= first, number < beyond)
        return int(self._connection.execute(wanted).scalar_one())
