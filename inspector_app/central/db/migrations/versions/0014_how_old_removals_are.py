"""How far each feed was at which time: removals that are old enough are forgotten"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector_app.central.db import tenants_apart

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_marks",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("feed", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "feed", "at", name=op.f("pk_feed_marks")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenants_apart.policies(["feed_marks"]):
            op.execute(statement)
