"""Records that were declared void, by whom and why"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voidings",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("inspection", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_zh", sa.Text(), nullable=False),
        sa.Column("person_en", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "station", "seq", name=op.f("pk_voidings")),
    )
    op.create_index(op.f("ix_voidings_tenant_inspection"), "voidings", ["tenant", "inspection"])
