"""Where histories of severity stood, when the queue of conclusions tries again, and its order"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "underived", sa.Column("again_at", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_index(
        op.f("ix_underived_tenant_received_at_station_seq"), "underived",
        ["tenant", "received_at", "station", "seq"],
    )  # fmt: skip
    op.add_column("severity_events", sa.Column("moment", sa.BigInteger(), nullable=True))
    op.drop_index(op.f("ix_severity_events_tenant_supplier_product"), "severity_events")
    op.create_index(
        op.f("ix_severity_events_tenant_supplier_product_moment"), "severity_events",
        ["tenant", "supplier", "product", "moment"],
    )  # fmt: skip
    op.add_column("sampling_goods", sa.Column("mark", sa.LargeBinary(), nullable=True))
    op.create_table(
        "severity_marks",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("supplier", sa.String(length=80), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("events", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant", "supplier", "product", "events", name=op.f("pk_severity_marks")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenants_apart.policies(["severity_marks"]):
            op.execute(statement)
