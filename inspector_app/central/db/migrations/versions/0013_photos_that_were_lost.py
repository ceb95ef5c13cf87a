"""Photos that were here and are lost can be asked for again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lost = sa.text("verified_at < 0")
    op.create_index(
        op.f("ix_blobs_tenant_sha256"), "blobs", ["tenant", "sha256"],
        sqlite_where=lost, postgresql_where=lost,
    )  # fmt: skip
