"""Many tenants on a server"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart
from inspector_app.central.db.partitions import PARTITIONED_EVENTS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory",
        sa.Column("entry", sa.String(length=80), nullable=False),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_directory")),
    )
    op.execute(
        "INSERT INTO directory (entry, tenant) "
        "SELECT 'home', tenant FROM tenants ORDER BY created_at LIMIT 1"
    )
    op.execute(
        "INSERT INTO directory (entry, tenant) "
        "SELECT 'code:' || code_hash, tenant FROM enrolment_codes"
    )
    # A photo somebody names has a row from then on, so that two writers meet in it.
    op.execute(
        "INSERT INTO blobs (tenant, sha256, size, verified_at) "
        "SELECT DISTINCT tenant, sha256, 0, 0 FROM inspection_photos AS named WHERE NOT EXISTS "
        "(SELECT 1 FROM blobs WHERE blobs.tenant = named.tenant AND blobs.sha256 = named.sha256)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("events")  # empty: no earlier version ran on a server
        for statement in (*PARTITIONED_EVENTS, *tenants_apart.policies()):
            op.execute(statement)
