"""Hashes of photos, photos that look like earlier ones, and what was said of them

Hashes are derived and may be made again; what was found and what a person said of it is never
changed or deleted: triggers refuse it.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EVIDENCE = ("photo_likenesses", "photo_reviews")


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE photo_hashes (
            place INTEGER PRIMARY KEY, record_id TEXT NOT NULL, sha256 TEXT NOT NULL,
            taken_at INTEGER NOT NULL, person_id TEXT NOT NULL, hash BLOB NOT NULL
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX ix_photo_hashes_photo ON photo_hashes (record_id, sha256)")
    op.execute("CREATE INDEX ix_photo_hashes_sha256 ON photo_hashes (sha256)")
    op.execute(
        """
        CREATE TABLE photo_likenesses (
            record_id TEXT NOT NULL, sha256 TEXT NOT NULL, earlier_record_id TEXT NOT NULL,
            earlier_sha256 TEXT NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (record_id, sha256, earlier_record_id, earlier_sha256)
        ) WITHOUT ROWID
        """
    )
    op.execute(
        """
        CREATE TABLE photo_reviews (
            record_id TEXT NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (record_id, sha256)
        ) WITHOUT ROWID
        """
    )
    for table in EVIDENCE:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END"
            )
