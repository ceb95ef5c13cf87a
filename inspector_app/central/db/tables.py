"""Tables of the central system.

Every key but the directory's leads with ``tenant`` so that rows can be spread and secured by it.
Events carry no foreign keys and no number of the database's own: their identity is the station's.
Dates a station claims are kept as it said them; ``received_at`` is ours and partitions by month.
Times are UTC, in milliseconds since 1970, the same on every database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)

tenants = Table(
    "tenants",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

directory = Table(
    "directory",
    metadata,
    Column("entry", String(80), primary_key=True),
    Column("tenant", String(40), nullable=False),
)

stations = Table(
    "stations",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("state", String(10), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("head_link", LargeBinary(32), nullable=False),
    Column("receipts", BigInteger, nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("key_since", BigInteger, nullable=False, server_default="0"),
)

station_keys = Table(
    "station_keys",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("until_seq", BigInteger, primary_key=True),
    Column("public_key", LargeBinary(32), nullable=False),
)
"""Keys a station signed with before its present one, up to which event."""

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("label", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_by", String(36)),
)

events = Table(
    "events",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("link", LargeBinary(32), nullable=False),
    Column("prev", LargeBinary(32), nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("payload", LargeBinary, nullable=False),  # zstd
    Column("payload_sha256", String(64), nullable=False),
    Column("payload_size", Integer, nullable=False),
    Column("schema", String(80), nullable=False),
    Column("state", String(12), nullable=False),
    Column("why", String(80), nullable=False),
)
Index(
    None,
    events.c.tenant,
    events.c.received_at,
    sqlite_where=text("state = 'quarantined'"),
    postgresql_where=text("state = 'quarantined'"),
)

underived = Table(
    "underived",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("again_at", BigInteger, nullable=False, server_default="0"),  # not tried before
)
Index(
    None, underived.c.tenant, underived.c.received_at, underived.c.station, underived.c.seq
)  # fmt: skip

inspections = Table(
    "inspections",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("inspection", String(64), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("payload_sha256", String(64), primary_key=True),
    Column("station", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("sealed_at", String(40), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("verdict", String(40), nullable=False),
    Column("lot_number", Text, nullable=False),
    Column("lot_size", BigInteger, nullable=False),
    Column("product_id", String(80), nullable=False),
    Column("product_zh", Text, nullable=False),
    Column("product_en", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("supplier_zh", Text, nullable=False),
    Column("supplier_en", Text, nullable=False),
    Column("signer_zh", Text, nullable=False),
    Column("signer_en", Text, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("photos_verified", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("conflict", Boolean, nullable=False),
    Column("why", String(80), nullable=False),
    Column("search", Text, nullable=False),
)
Index(None, inspections.c.tenant, inspections.c.received_at, inspections.c.inspection)
Index(None, inspections.c.tenant, inspections.c.verdict, inspections.c.received_at)
Index(
    None,
    inspections.c.tenant,
    inspections.c.received_at,
    sqlite_where=text("state = 'received'"),
    postgresql_where=text("state = 'received'"),
)

inspection_photos = Table(
    "inspection_photos",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("inspection", String(64), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("payload_sha256", String(64), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("media_type", String(20), nullable=False),
    Column("caption", Text, nullable=False),
)
Index(None, inspection_photos.c.tenant, inspection_photos.c.sha256)

dispositions = Table(
    "dispositions",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("inspection", String(64), nullable=False),
    Column("disposition", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("person_zh", Text, nullable=False),
    Column("person_en", Text, nullable=False),
    Column("decided_at", String(40), nullable=False),
)
Index(None, dispositions.c.tenant, dispositions.c.inspection)

severity_events = Table(
    "severity_events",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("record", String(120), primary_key=True),
    Column("station", String(36), nullable=False),
    Column("source", BigInteger, nullable=False),  # the journal entry it was read from
    Column("supplier", String(80), nullable=False),
    Column("product", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("body", LargeBinary),  # null: the record does not count any more
    Column("stale", Text, nullable=False),  # classes planned from a state not due, with what was
    Column("moment", BigInteger),  # µs since 1970 when it was sealed, as its station claims
)
Index(
    None, severity_events.c.tenant, severity_events.c.supplier, severity_events.c.product,
    severity_events.c.moment,
)  # fmt: skip

severity_marks = Table(
    "severity_marks",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("supplier", String(80), primary_key=True),
    Column("product", String(80), primary_key=True),
    Column("events", BigInteger, primary_key=True, autoincrement=False),
    Column("moment", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Where a history stood after so many events, so that one that comes late is not the reason to
read everything; can be made again at any time."""

sampling_goods = Table(
    "sampling_goods",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("supplier", String(80), primary_key=True),
    Column("product", String(80), primary_key=True),
    Column("sku", Text, nullable=False),
    Column("product_zh", Text, nullable=False),
    Column("product_en", Text, nullable=False),
    Column("supplier_zh", Text, nullable=False),
    Column("supplier_en", Text, nullable=False),
    Column("strictness", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("mark", LargeBinary),  # where its history stands; null: to be walked anew
)

voidings = Table(
    "voidings",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("inspection", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("person_zh", Text, nullable=False),
    Column("person_en", Text, nullable=False),
    Column("voided_at", String(40), nullable=False),
)
Index(None, voidings.c.tenant, voidings.c.inspection)

blobs = Table(
    "blobs",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    # 0: named by a record, not here yet; -1: was here, and is lost
    Column("verified_at", BigInteger, nullable=False),
)
Index(
    None,
    blobs.c.tenant,
    sqlite_where=text("verified_at = 0"),
    postgresql_where=text("verified_at = 0"),
)
Index(
    None,
    blobs.c.tenant,
    blobs.c.sha256,
    sqlite_where=text("verified_at < 0"),
    postgresql_where=text("verified_at < 0"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(24), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("feed", String(40), primary_key=True),
    Column("epoch", String(40), nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("horizon", BigInteger, nullable=False),
)

feed_items = Table(
    "feed_items",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("feed", String(40), primary_key=True),
    Column("item", String(120), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("body", LargeBinary),  # null: a tombstone
)
Index(None, feed_items.c.tenant, feed_items.c.feed, feed_items.c.seq)

feed_marks = Table(  # how far a feed was, and when: removals before that are old
    "feed_marks",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("feed", String(40), primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("counter", BigInteger, nullable=False),
)

line_lots = Table(
    "line_lots",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("inspection", String(64), primary_key=True),
    Column("line", String(120), nullable=False),  # as in the feed order_progress
    Column("supplier", String(120), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index(None, line_lots.c.tenant, line_lots.c.line)
Index(None, line_lots.c.tenant, line_lots.c.supplier, line_lots.c.received_at)

claims = Table(
    "claims",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("inspection", String(64), primary_key=True),
    Column("station", String(36), nullable=False),
    Column("line", String(120), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index(None, claims.c.tenant, claims.c.station)
Index(None, claims.c.tenant, claims.c.line)

disputes = Table(
    "disputes",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("dispute", String(80), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index(None, disputes.c.tenant, disputes.c.open, disputes.c.raised_at)

dispute_marks = Table(
    "dispute_marks",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("mark", String(120), primary_key=True),
    Column("dispute", String(80), primary_key=True),
)

badge_blocks = Table(
    "badge_blocks",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("block", String(8), primary_key=True),
    Column("station", String(36), nullable=False),
    Column("size", Integer, nullable=False),
    Column("next", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("given_at", BigInteger, nullable=False),
)
Index(None, badge_blocks.c.tenant, badge_blocks.c.station)

badge_spends = Table(
    "badge_spends",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("block", String(8), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("station", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    Column("inspection", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("why", String(80), nullable=False),
    Column("received_at", BigInteger, nullable=False),
)
Index(None, badge_spends.c.tenant, badge_spends.c.inspection)

users = Table(
    "users",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("user", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),  # argon2id
    Column("role", String(20), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("token_hash", String(64), primary_key=True),
    Column("user", String(80), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

adopted_payloads = Table(
    "adopted_payloads",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("payload_sha256", String(64), primary_key=True),
    Column("station", String(36), nullable=False),  # where it counts: the first that carried it
    Column("seq", BigInteger, nullable=False),
)

adoptions = Table(
    "adoptions",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("station", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("old_station", String(36), nullable=False),
    Column("old_seq", BigInteger, nullable=False),
    Column("payload_sha256", String(64), nullable=False),
    Column("payload", LargeBinary),  # zstd, where the bytes came apart from the event
)
Index(None, adoptions.c.tenant, adoptions.c.payload_sha256)

central_heads = Table(
    "central_heads",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("head_link", LargeBinary(32), nullable=False),
)

central_acts = Table(
    "central_acts",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("record", String(64), nullable=False),
    Column("prev", LargeBinary(32), nullable=False),
    Column("link", LargeBinary(32), nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
Index(None, central_acts.c.tenant, central_acts.c.record)

master_imports = Table(
    "master_imports",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("counts", Text, nullable=False),  # JSON
    Column("body", LargeBinary),  # zstd, until it is published or dropped
)
Index(None, master_imports.c.tenant, master_imports.c.made_at)
