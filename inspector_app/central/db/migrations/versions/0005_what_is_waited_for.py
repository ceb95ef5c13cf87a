"""What is waited for can be counted without reading everything"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting = sa.text("state = 'received'")
    op.create_index(
        op.f("ix_inspections_tenant_received_at"), "inspections", ["tenant", "received_at"],
        sqlite_where=waiting, postgresql_where=waiting,
    )  # fmt: skip
    missing = sa.text("verified_at = 0")
    op.create_index(
        op.f("ix_blobs_tenant"), "blobs", ["tenant"],
        sqlite_where=missing, postgresql_where=missing,
    )  # fmt: skip
