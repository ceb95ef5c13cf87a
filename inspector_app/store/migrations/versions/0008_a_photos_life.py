"""Which originals left the station, what receipts prove, and other stations' reference pictures

A row of ``completions`` says that a completion receipt covers every photo of one journal entry;
it is derived from the receipts kept. ``photo_purges`` is the account of originals that were
cleared. References of elsewhere come from a feed and may be taken again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

import sqlalchemy
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NEEDED = {"inspection", "payload_sha256", "photos", "time"}


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE completions (
            seq INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL, receipt INTEGER NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE photo_purges (
            sha256 TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, at INTEGER NOT NULL,
            state TEXT NOT NULL, back_until INTEGER NOT NULL
        ) WITHOUT ROWID
        """
    )
    op.execute("CREATE INDEX ix_photo_purges_state ON photo_purges (state)")
    op.execute(
        """
        CREATE TABLE references_elsewhere (
            item TEXT NOT NULL PRIMARY KEY, product_id TEXT NOT NULL, fetched INTEGER NOT NULL,
            body BLOB NOT NULL
        ) WITHOUT ROWID
        """
    )
    op.execute("CREATE INDEX ix_references_elsewhere_product ON references_elsewhere (product_id)")
    op.execute(
        "CREATE INDEX ix_references_elsewhere_fetched ON references_elsewhere (item) "
        "WHERE fetched = 0"
    )
    _fill()


def _fill() -> None:
    """What the receipts that are kept already prove."""
    connection = op.get_bind()
    kept = connection.execute(
        sqlalchemy.text(
            "SELECT place, body FROM receipts WHERE kind = 'completion_receipt' ORDER BY place"
        )
    ).all()
    for place, body in kept:
        said = json.loads(body)
        if not set(said) >= _NEEDED:
            continue  # it proves nothing of any entry
        at = datetime.fromisoformat(said["time"].replace("Z", "+00:00"))
        entries = connection.execute(
            sqlalchemy.text("SELECT seq, payload FROM journal WHERE record_id = :record"),
            {"record": said["inspection"]},
        ).all()
        for seq, payload in entries:
            if hashlib.sha256(payload).hexdigest() == said["payload_sha256"]:
                _add(connection, seq, set(said["photos"]), int(at.timestamp() * 1_000_000), place)


def _add(
    connection: sqlalchemy.Connection, seq: int, proved: set[str], at: int, place: int
) -> None:
    named = connection.execute(
        sqlalchemy.text("SELECT sha256 FROM journal_photos WHERE seq = :seq"), {"seq": seq}
    ).scalars()
    if set(named) <= proved:
        connection.execute(
            sqlalchemy.text("INSERT OR REPLACE INTO completions VALUES (:seq, :at, :place)"),
            {"seq": seq, "at": at, "place": place},
        )
