"""Reference pictures of products

Versions are added and retired, never changed or deleted: triggers refuse it.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("product_references", "reference_retirements")


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE product_references (
            product_id TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (product_id, version)
        ) WITHOUT ROWID
        """
    )
    op.execute(
        """
        CREATE TABLE reference_retirements (
            product_id TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (product_id, version)
        ) WITHOUT ROWID
        """
    )
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
            )
