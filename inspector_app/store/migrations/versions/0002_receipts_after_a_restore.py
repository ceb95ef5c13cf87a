"""Receipts after a restore of the central system

A restored central system gives numbers of receipts a second time, for other receipts: the
signature alone tells them apart. Events are found by how they were judged.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX ix_receipts_number")
    op.execute("CREATE INDEX ix_receipts_number ON receipts (kind, number)")
    op.execute("CREATE INDEX ix_outbox_state ON outbox (state, seq)")
