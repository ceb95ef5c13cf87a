"""Results and rulings that switching is derived from, and where each supplier's product stands"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "severity_events",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=120), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("supplier", sa.String(length=80), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("stale", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "record", name=op.f("pk_severity_events")),
    )
    op.create_index(
        op.f("ix_severity_events_tenant_supplier_product"),
        "severity_events",
        ["tenant", "supplier", "product"],
    )
    op.create_table(
        "sampling_goods",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("supplier", sa.String(length=80), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("product_zh", sa.Text(), nullable=False),
        sa.Column("product_en", sa.Text(), nullable=False),
        sa.Column("supplier_zh", sa.Text(), nullable=False),
        sa.Column("supplier_en", sa.Text(), nullable=False),
        sa.Column("strictness", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "supplier", "product", name=op.f("pk_sampling_goods")),
    )
