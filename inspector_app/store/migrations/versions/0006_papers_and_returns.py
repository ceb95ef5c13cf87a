"""Papers kept on file, pallets of lots, and what other stations judged

Papers on file are evidence: triggers refuse to change them. Pallets are derived from the first
act of a lot; verdicts of elsewhere come from a feed and may be taken again.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE papers (
            place INTEGER PRIMARY KEY, document TEXT NOT NULL, owner TEXT NOT NULL,
            body BLOB NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX ix_papers_owner ON papers (owner, document)")
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER papers_no_{act.lower()} BEFORE {act} ON papers "
            "BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END"
        )
    op.execute(
        """
        CREATE TABLE inspection_pallets (
            sscc TEXT NOT NULL, inspection_id TEXT NOT NULL, PRIMARY KEY (sscc, inspection_id)
        ) WITHOUT ROWID
        """
    )
    op.execute(
        """
        CREATE TABLE verdicts_elsewhere (
            item TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL
        ) WITHOUT ROWID
        """
    )
    op.execute(
        """
        CREATE TABLE verdict_marks (
            mark TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (mark, item)
        ) WITHOUT ROWID
        """
    )
    op.execute("CREATE INDEX ix_verdict_marks_item ON verdict_marks (item)")
