"""The first tables

Times are microseconds since 1970 UTC; ``body`` is the JSON of the domain's own value, the other
columns are what queries need of it.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MASTER = (
    """
    CREATE TABLE products (
        id TEXT NOT NULL PRIMARY KEY, active INTEGER NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE product_codes (
        code TEXT NOT NULL, product_id TEXT NOT NULL, PRIMARY KEY (code, product_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_product_codes_product ON product_codes (product_id)",
    """
    CREATE TABLE suppliers (id TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID
    """,
    """
    CREATE TABLE orders (
        id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL, calm INTEGER NOT NULL,
        due_at INTEGER NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_orders_number ON orders (number)",
    "CREATE INDEX ix_orders_pressing ON orders (calm, due_at)",
    """
    CREATE TABLE order_lines (
        order_id TEXT NOT NULL, line_id TEXT NOT NULL, product_id TEXT NOT NULL,
        PRIMARY KEY (order_id, line_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_order_lines_product ON order_lines (product_id)",
    """
    CREATE TABLE order_pallets (
        sscc TEXT NOT NULL, order_id TEXT NOT NULL, line_id TEXT NOT NULL,
        PRIMARY KEY (sscc, order_id, line_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_order_pallets_order ON order_pallets (order_id)",
    """
    CREATE TABLE people (
        id TEXT NOT NULL PRIMARY KEY, badge TEXT NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_people_badge ON people (badge)",
    """
    CREATE TABLE documents (
        feed TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, item TEXT NOT NULL,
        body BLOB NOT NULL, PRIMARY KEY (feed, id, version)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_documents_item ON documents (feed, item)",
    """
    CREATE TABLE order_progress (
        item TEXT NOT NULL PRIMARY KEY, order_id TEXT NOT NULL, line_id TEXT NOT NULL,
        body BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_order_progress_line ON order_progress (order_id, line_id)",
    """
    CREATE TABLE feeds (
        feed TEXT NOT NULL PRIMARY KEY, epoch TEXT NOT NULL, after INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
)

RECORDS = (
    """
    CREATE TABLE deliveries (
        id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL,
        received_at INTEGER NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_deliveries_order ON deliveries (order_id, received_at)",
    """
    CREATE TABLE inspections (
        place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, lot_number TEXT NOT NULL UNIQUE,
        line_id TEXT NOT NULL, product_id TEXT NOT NULL, standard_id TEXT NOT NULL,
        standard_version INTEGER NOT NULL, state TEXT NOT NULL, overall TEXT NOT NULL,
        undecided INTEGER NOT NULL, opened_at INTEGER NOT NULL, body BLOB NOT NULL
    )
    """,
    "CREATE INDEX ix_inspections_opened ON inspections (opened_at, id)",
    "CREATE INDEX ix_inspections_state ON inspections (state, opened_at, id)",
    "CREATE INDEX ix_inspections_overall ON inspections (overall, state, opened_at, id)",
    """
    CREATE INDEX ix_inspections_product
        ON inspections (product_id, opened_at, id, state, overall)
    """,
    "CREATE INDEX ix_inspections_line ON inspections (line_id, opened_at)",
    "CREATE INDEX ix_inspections_undecided ON inspections (opened_at) WHERE undecided = 1",
    """
    CREATE INDEX ix_inspections_standard ON inspections (standard_id, standard_version)
    """,
    """
    CREATE TABLE inspection_batches (
        product_id TEXT NOT NULL, batch_number TEXT NOT NULL, inspection_id TEXT NOT NULL,
        PRIMARY KEY (product_id, batch_number, inspection_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_inspection_batches_inspection ON inspection_batches (inspection_id)",
    """
    CREATE VIRTUAL TABLE inspection_words
        USING fts5 (names, tails, facets, columnsize = 0, tokenize = 'unicode61')
    """,
    """
    CREATE TABLE acts (
        inspection_id TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL,
        monotonic_ns INTEGER NOT NULL, person_id TEXT NOT NULL, kind TEXT NOT NULL,
        body BLOB NOT NULL, PRIMARY KEY (inspection_id, n)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE photos (
        place INTEGER PRIMARY KEY, record_id TEXT NOT NULL, sha256 TEXT NOT NULL,
        taken_at INTEGER NOT NULL, person_id TEXT NOT NULL, body BLOB NOT NULL
    )
    """,
    "CREATE INDEX ix_photos_record ON photos (record_id)",
    "CREATE INDEX ix_photos_sha256 ON photos (sha256)",
    """
    CREATE TABLE decisions (
        place INTEGER PRIMARY KEY, inspection_id TEXT NOT NULL, at INTEGER NOT NULL,
        body BLOB NOT NULL
    )
    """,
    "CREATE INDEX ix_decisions_inspection ON decisions (inspection_id)",
    """
    CREATE TABLE sign_ins (
        person_id TEXT NOT NULL PRIMARY KEY, failures INTEGER NOT NULL, failed_at INTEGER,
        succeeded_at INTEGER
    ) WITHOUT ROWID
    """,
    "CREATE TABLE notes (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

SENDING = (
    """
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, previous BLOB NOT NULL, link BLOB NOT NULL,
        signature BLOB NOT NULL, record_id TEXT NOT NULL, payload BLOB NOT NULL
    )
    """,
    "CREATE INDEX ix_journal_record ON journal (record_id)",
    """
    CREATE TABLE journal_photos (
        seq INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (seq, sha256)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_journal_photos_sha256 ON journal_photos (sha256)",
    """
    CREATE TABLE outbox (seq INTEGER PRIMARY KEY, state TEXT NOT NULL, why TEXT NOT NULL)
    """,
    """
    CREATE TABLE photo_sends (
        sha256 TEXT NOT NULL PRIMARY KEY, first_seq INTEGER NOT NULL, size INTEGER NOT NULL,
        suffix TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
        refusals INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_photo_sends_state ON photo_sends (state, first_seq)",
    """
    CREATE TABLE receipts (
        place INTEGER PRIMARY KEY, number INTEGER NOT NULL, kind TEXT NOT NULL,
        body BLOB NOT NULL, signature BLOB NOT NULL UNIQUE
    )
    """,
    """
    CREATE UNIQUE INDEX ix_receipts_number ON receipts (number)
        WHERE kind = 'completion_receipt'
    """,
    "CREATE TABLE sending (name TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID",
)

EVIDENCE = ("acts", "photos", "decisions", "journal", "journal_photos", "receipts", "deliveries")


def upgrade() -> None:
    for statement in (*MASTER, *RECORDS, *SENDING):
        op.execute(statement)
    for table in EVIDENCE:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END"
            )
