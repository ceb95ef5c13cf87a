"""Lots by order line, claims, disputes, and blocks of badge numbers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _lots_and_claims()
    _disputes()
    _badges()
    if op.get_bind().dialect.name == "postgresql":
        tables = (
            "line_lots", "claims", "disputes", "dispute_marks", "badge_blocks", "badge_spends"
        )  # fmt: skip
        for statement in tenants_apart.policies(tables):
            op.execute(statement)


def _lots_and_claims() -> None:
    op.create_table(
        "line_lots",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("inspection", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=120), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "inspection", name=op.f("pk_line_lots")),
    )
    op.create_index(op.f("ix_line_lots_tenant_line"), "line_lots", ["tenant", "line"])
    op.create_index(
        op.f("ix_line_lots_tenant_supplier_received_at"),
        "line_lots",
        ["tenant", "supplier", "received_at"],
    )
    op.create_table(
        "claims",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("inspection", sa.String(length=64), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("line", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "inspection", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_tenant_station"), "claims", ["tenant", "station"])
    op.create_index(op.f("ix_claims_tenant_line"), "claims", ["tenant", "line"])


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "dispute", name=op.f("pk_disputes")),
    )
    op.create_index(
        op.f("ix_disputes_tenant_open_raised_at"), "disputes", ["tenant", "open", "raised_at"]
    )
    op.create_table(
        "dispute_marks",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=120), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "mark", "dispute", name=op.f("pk_dispute_marks")),
    )


def _badges() -> None:
    op.create_table(
        "badge_blocks",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("block", sa.String(length=8), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "block", name=op.f("pk_badge_blocks")),
    )
    op.create_index(op.f("ix_badge_blocks_tenant_station"), "badge_blocks", ["tenant", "station"])
    op.create_table(
        "badge_spends",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("block", sa.String(length=8), nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("inspection", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant", "block", "first", "station", "seq", name=op.f("pk_badge_spends")
        ),
    )
    op.create_index(
        op.f("ix_badge_spends_tenant_inspection"), "badge_spends", ["tenant", "inspection"]
    )
