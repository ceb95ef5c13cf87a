"""A station over a real store in a temporary folder, with steered time and small master data."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from inspector_app.bootstrap.folders import make_private, make_private_file
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation, open_station
from inspector_app.domain.master import InboundOrder, OrderLine, Person, Supplier
from inspector_app.services.intake import LotRequest
from inspector_app.services.records import UnitOfWork
from inspector_app.settings import DataFolder
from inspector_app.store.database import Database
from tests.fakes.clock import FakeClock, FakeIds, PlainPins
from tests.fakes.goods import COLLEAGUE, INSPECTOR, PRODUCT, SUPERVISOR

PIN = "1234"


def people() -> tuple[Person, ...]:
    """Inspector, colleague and supervisor, all with the PIN 1234."""
    return tuple(
        replace(person, pin_verifier=PlainPins().hash(PIN))
        for person in (INSPECTOR, COLLEAGUE, SUPERVISOR)
    )


ORDER = InboundOrder(
    id="O-1", number="ASN20261122001", supplier_id="S-1",
    due_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    lines=(
        OrderLine(
            id="O-1/1", product_id="P-1", units=3000, cartons=125, lot_number="H2601",
            produced=date(2026, 6, 1),
        ),
        OrderLine(id="O-1/2", product_id="P-2", units=96, cartons=4),
    ),
    priority="urgent",
)  # fmt: skip

REQUEST = LotRequest(order_id="O-1", line_id="O-1/1", size=3000, cartons=125, units_per_carton=24)
"""The whole first line as one lot."""

SECOND = replace(
    PRODUCT, id="P-2", sku="CS-1002", names={"zh": "烟酰胺面霜", "en": "Niacinamide cream"},
    codes=(replace(PRODUCT.codes[0], code="06901234567908"),),
)  # fmt: skip


def make_station(folder: Path, clock: FakeClock | None = None) -> OpenStation:
    """Open (again) the station of ``folder``; the first time its tables hold the master data."""
    place = DataFolder(folder)
    if not place.database.exists():
        make_private(folder)
        make_private_file(place.database)
        place.database.write_bytes(_filled_tables())
    opened = open_station(
        place, clock=clock or FakeClock(), ids=FakeIds(str(folder)), pins=PlainPins()
    )
    fill(opened)
    return opened


@cache
def _filled_tables() -> bytes:
    """Tables with the master data and no station yet: hundreds of tests need them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "station.sqlite3"
        database = Database.open(path)
        try:
            _fill(database.unit_of_work())
        finally:
            database.close()
        return path.read_bytes()


def fill(opened: OpenStation) -> None:
    """Put the master data in, unless it is there."""
    _fill(opened.station.records)


def _fill(records: UnitOfWork) -> None:
    with records.writing() as work:
        if work.master.person(INSPECTOR.id) is None:
            work.master.put_suppliers([Supplier(id="S-1", names={"zh": "供方"}, code="S1")])
            work.master.put_products([PRODUCT, SECOND])
            work.master.put_orders([ORDER])
            work.master.put_people(people())
            work.master.put_standards(shipped_documents())


def picture(colour: tuple[int, int, int] = (120, 90, 60), side: int = 64) -> bytes:
    """A small JPEG; other colours are other bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(buffer, "JPEG")
    return buffer.getvalue()
