"""Since when a station signs with its present key, and the keys it signed with before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "stations",
        sa.Column("key_since", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.create_table(
        "station_keys",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=36), nullable=False),
        sa.Column("until_seq", sa.BigInteger(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "station", "until_seq", name=op.f("pk_station_keys")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenants_apart.policies(("station_keys",)):
            op.execute(statement)
