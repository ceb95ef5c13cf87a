"""Many tenants on a server"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_EVENTS = (
    """
CREATE TABLE events (
    tenant VARCHAR(40) NOT NULL,
    station VARCHAR(36) NOT NULL,
    seq BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    link BYTEA NOT NULL,
    prev BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    payload BYTEA NOT NULL,
    payload_sha256 VARCHAR(64) NOT NULL,
    payload_size INTEGER NOT NULL,
    schema VARCHAR(80) NOT NULL,
    state VARCHAR(12) NOT NULL,
    why VARCHAR(80) NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (tenant, station, seq, received_at)
) PARTITION BY RANGE (received_at)
""",
    "CREATE INDEX ix_events_tenant_received_at ON events (tenant, received_at) "
    "WHERE state = 'quarantined'",
    "ALTER TABLE events ALTER COLUMN payload SET STORAGE EXTERNAL",
    "CREATE TABLE events_rest PARTITION OF events DEFAULT",
)
# Payloads are compressed by us (EXTERNAL): PostgreSQL need not try again.
_TABLES = (
    "blobs", "directory", "dispositions", "enrolment_codes", "events", "feed_items", "feeds",
    "inspection_photos", "inspections", "receipts", "sampling_goods", "sessions",
    "severity_events", "stations", "tenants", "users", "voidings",
)  # fmt: skip


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
        for statement in (*_EVENTS, *tenants_apart.policies(_TABLES)):
            op.execute(statement)
