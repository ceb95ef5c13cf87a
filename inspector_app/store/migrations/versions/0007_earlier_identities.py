"""Earlier identities of a station, what it carried over, and acts done centrally

Places in the journal go on when a station gets a new identity; ``base`` tells how many lie before
it. Identities and what was carried are evidence: triggers refuse to change them.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE chains (
            base INTEGER NOT NULL, station TEXT NOT NULL PRIMARY KEY, why TEXT NOT NULL,
            began_at INTEGER NOT NULL, public_key BLOB NOT NULL
        ) WITHOUT ROWID
        """
    )
    op.execute(
        "CREATE TABLE carried (seq INTEGER NOT NULL PRIMARY KEY, of_seq INTEGER NOT NULL)"
        " WITHOUT ROWID"
    )
    op.execute(
        """
        CREATE TABLE central_acts (
            seq INTEGER NOT NULL PRIMARY KEY, taken INTEGER NOT NULL, item TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL, record_id TEXT NOT NULL, body BLOB NOT NULL
        ) WITHOUT ROWID
        """
    )
    op.execute("CREATE INDEX ix_central_acts_record ON central_acts (record_id, seq)")
    op.execute("CREATE INDEX ix_central_acts_taken ON central_acts (seq) WHERE taken = 0")
    for table in ("chains", "carried"):
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END"
            )
