"""A folder of before: what the receipts it kept prove is known after the upgrade."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, insert

from inspector_app.store import schema
from inspector_app.store.database import Database
from inspector_app.store.tables import journal, journal_photos, receipts
from inspector_app.wire.receipts import CompletionReceipt
from tests.fakes.records import MORNING, STATION, chain

EVENTS = chain(b"{1}", b"{2}", b"{3}")
PHOTOS = ("a" * 64, "b" * 64, "c" * 64)


def receipt(place: int, *, payload: bytes, photos: tuple[str, ...]) -> bytes:
    return msgspec.json.encode(
        CompletionReceipt(
            tenant="t", station=str(STATION), inspection=f"i-{place}", revision=1,
            payload_sha256=sha256(payload).hexdigest(), photos=photos, time=MORNING,
        )
    )  # fmt: skip


def fill(connection: Connection) -> None:
    """Three sealed lots of one photo each, three receipts: right, short, of other bytes."""
    said = (
        receipt(1, payload=b"{1}", photos=PHOTOS[:1]),
        receipt(2, payload=b"{2}", photos=()),
        receipt(3, payload=b"{other}", photos=PHOTOS[2:]),
    )
    for event, photo, body in zip(EVENTS, PHOTOS, said, strict=True):
        connection.execute(
            insert(journal).values(
                seq=event.seq, kind=event.kind, previous=event.previous, link=event.link,
                signature=event.signature, record_id=f"i-{event.seq}", payload=event.payload,
            )
        )  # fmt: skip
        connection.execute(insert(journal_photos).values(seq=event.seq, sha256=photo))
        connection.execute(
            insert(receipts).values(
                number=event.seq,
                kind="completion_receipt",
                body=body,
                signature=bytes([event.seq]) * 64,
            )
        )


def test_receipts_kept_before_prove_what_they_name(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        fill(connection)
    engine.dispose()
    database = Database.open(path)
    try:
        with database.read() as connection:
            found = connection.exec_driver_sql("SELECT seq, at, receipt FROM completions").all()
    finally:
        database.close()
    assert [tuple(row) for row in found] == [(1, int(MORNING.timestamp() * 1_000_000), 1)]
