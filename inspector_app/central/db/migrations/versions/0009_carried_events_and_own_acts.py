"""Events carried over from earlier identities, and the central system's own journal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adopted_payloads",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "payload_sha256", name=op.f("pk_adopted_payloads")),
    )
    op.create_table(
        "adoptions",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("old_station", sa.String(length=36), nullable=False),
        sa.Column("old_seq", sa.BigInteger(), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "station", "seq", name=op.f("pk_adoptions")),
    )
    op.create_index(
        op.f("ix_adoptions_tenant_payload_sha256"), "adoptions", ["tenant", "payload_sha256"]
    )
    op.create_table(
        "central_heads",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("head_link", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_central_heads")),
    )
    op.create_table(
        "central_acts",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("prev", sa.LargeBinary(length=32), nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "seq", name=op.f("pk_central_acts")),
    )
    op.create_index(op.f("ix_central_acts_tenant_record"), "central_acts", ["tenant", "record"])
    if op.get_bind().dialect.name == "postgresql":
        tables = ("adopted_payloads", "adoptions", "central_heads", "central_acts")
        for statement in tenants_apart.policies(tables):
            op.execute(statement)
