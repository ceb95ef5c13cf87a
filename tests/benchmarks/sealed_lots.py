"""Many sealed inspections of real size, made from one lot that was really walked."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.domain.master import Supplier
from inspector_app.services import closing
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.link import FIRST_PREVIOUS, link
from tests.fakes.desk_lots import open_lot
from tests.fakes.goods import INSPECTOR, PRODUCT
from tests.fakes.station import ORDER, PIN, make_station, people
from tests.fakes.whole_walk import walk_goods, walk_pages

GOODS = 100
"""Different goods among the lots, as in a warehouse."""


@dataclass(frozen=True)
class Walked:
    """A lot's sealed payload, with what has to differ from lot to lot."""

    payload: bytes
    inspection: bytes
    number: bytes
    sealed_at: bytes

    def another(self, station: uuid.UUID, n: int) -> bytes:
        """The same lot under an id and a number of its own."""
        changed = self.payload.replace(self.inspection, self.id_of(station, n).encode())
        changed = changed.replace(b'"P-1"', b'"P-%d"' % (n % GOODS + 1))
        line = b'"O-1/%s-%d"' % (station.hex[-4:].encode(), n)  # each lot is of a line of its own
        changed = changed.replace(b'"O-1/1"', line)
        return changed.replace(self.number, b"L261122-%s-%05d" % (station.hex[-3:].encode(), n))

    def sealed(self, station: uuid.UUID, n: int, at: datetime, supplier: str) -> bytes:
        """The same sealed at a moment of its own, from that supplier."""
        changed = self.another(station, n).replace(b'"S-1"', b'"%s"' % supplier.encode())
        told = msgspec.json.encode(at)
        return changed.replace(b'"sealed_at":' + self.sealed_at, b'"sealed_at":' + told)

    def id_of(self, station: uuid.UUID, n: int) -> str:
        """The record id ``another`` gives."""
        return str(uuid.uuid5(station, str(n)))

    def with_photo(self, station: uuid.UUID, n: int, sha256: str, size: int) -> bytes:
        """The same with one photo of its own in place of those of the walk."""
        record = msgspec.json.decode(self.another(station, n))
        record["photos"] = [{**record["photos"][0], "sha256": sha256, "size": size}]
        return msgspec.json.encode(record)


@cache
def walked() -> Walked:
    """One ordinary lot, walked page by page and signed."""
    with tempfile.TemporaryDirectory() as folder, make_station(Path(folder) / "s") as opened:
        lot = walk_goods(opened.station, walk_pages(opened.station, open_lot(opened)))
        lot = closing.close(opened.station, INSPECTOR, lot, pin=PIN)
        (event,) = opened.database.send_queue().unsent_events(1)
    sealed_at = msgspec.json.encode(msgspec.json.decode(event.payload)["record"]["sealed_at"])
    number = lot.state.lot.lot_number.encode()
    return Walked(event.payload, lot.id.encode(), number, sealed_at)


def master_data() -> MasterData:
    """The goods the lots are of."""
    supplier = Supplier(id="S-1", names={"zh": "广州美妍日化", "en": "Meiyan Care"}, code="S1")
    goods = [replace(PRODUCT, id=f"P-{n + 1}") for n in range(GOODS)]
    return MasterData(
        products=goods, suppliers=[supplier], orders=[ORDER], people=list(people()),
        standards=shipped_documents(),
    )  # fmt: skip


def chain(station: uuid.UUID, key: Ed25519PrivateKey, count: int) -> Iterator[EventLine]:
    """A journal of ``count`` sealed inspections."""
    previous = FIRST_PREVIOUS
    for seq in range(1, count + 1):
        payload = walked().another(station, seq)
        bound = link(station.bytes, seq, previous, payload)
        yield EventLine(
            seq=seq, kind="created", prev=previous.hex(), link=bound.hex(),
            signature=key.sign(bound), payload=payload,
        )  # fmt: skip
        previous = bound
