"""Results and rulings that switching is derived from, and what the central system derived

Both are derived: the events from the station's own journal, the states from a feed. They may be
made again at any time, so no trigger guards them.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE severity_events (
            place INTEGER PRIMARY KEY, supplier_id TEXT NOT NULL, product_id TEXT NOT NULL,
            record_id TEXT NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX ix_severity_events_record ON severity_events (record_id)")
    op.execute("CREATE INDEX ix_severity_events_goods ON severity_events (supplier_id, product_id)")
    op.execute(
        """
        CREATE TABLE sampling_states (
            item TEXT NOT NULL PRIMARY KEY, supplier_id TEXT NOT NULL, product_id TEXT NOT NULL,
            body BLOB NOT NULL
        ) WITHOUT ROWID
        """
    )
    op.execute("CREATE INDEX ix_sampling_states_goods ON sampling_states (supplier_id, product_id)")
