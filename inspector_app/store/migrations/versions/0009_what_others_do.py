"""What other stations do, and blocks of badge numbers

``shared_items`` come from feeds and may be taken again; ``shared_marks`` are what they are found
by. Which numbers of the badge were spent is evidence: triggers refuse to change it, and the next
number of a block only grows.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE shared_items (
            feed TEXT NOT NULL, item TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (feed, item)
        ) WITHOUT ROWID
        """
    )
    op.execute(
        """
        CREATE TABLE shared_marks (
            feed TEXT NOT NULL, mark TEXT NOT NULL, item TEXT NOT NULL,
            PRIMARY KEY (feed, mark, item)
        ) WITHOUT ROWID
        """
    )
    op.execute("CREATE INDEX ix_shared_marks_item ON shared_marks (feed, item)")
    op.execute("CREATE INDEX IF NOT EXISTS ix_order_progress_order ON order_progress (order_id)")
    op.execute(
        """
        CREATE TABLE badge_blocks (
            place INTEGER PRIMARY KEY, block TEXT NOT NULL UNIQUE, station TEXT NOT NULL,
            size INTEGER NOT NULL, next INTEGER NOT NULL, state TEXT NOT NULL
        )
        """
    )
    op.execute(
        "CREATE TRIGGER badge_blocks_only_grow BEFORE UPDATE OF next ON badge_blocks "
        "WHEN new.next < old.next BEGIN SELECT RAISE(ABORT, 'a badge number is given once'); END"
    )
    op.execute(
        """
        CREATE TABLE badge_spends (
            place INTEGER PRIMARY KEY, record_id TEXT NOT NULL, block TEXT NOT NULL,
            first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL,
            person_id TEXT NOT NULL, UNIQUE (block, first)
        )
        """
    )
    op.execute("CREATE INDEX ix_badge_spends_record ON badge_spends (record_id)")
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER badge_spends_no_{act.lower()} BEFORE {act} ON badge_spends "
            "BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END"
        )
