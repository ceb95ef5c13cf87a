"""The station's tables as queries see them; ``migrations`` creates them.

Times are microseconds since 1970 UTC. ``body`` is the JSON of the domain's own value; the other
columns are what queries need of it. A test compares these with what the migrations make.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata: Final = MetaData()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def to_moment(micros: int) -> datetime:
    """The aware UTC moment."""
    return _EPOCH + timedelta(microseconds=micros)


def _texts(*names: str, key: Iterable[str] = ()) -> list[Column[Any]]:
    return [Column(name, Text, primary_key=name in key, nullable=False) for name in names]


def _numbers(*names: str, key: Iterable[str] = ()) -> list[Column[Any]]:
    return [
        Column(name, BigInteger, primary_key=name in key, autoincrement=False, nullable=False)
        for name in names
    ]


def _bytes(*names: str) -> list[Column[Any]]:
    return [Column(name, LargeBinary, nullable=False) for name in names]


def _place() -> Column[int]:
    return Column("place", Integer, primary_key=True)


products: Final = Table(
    "products", metadata, *_texts("id", key=["id"]), *_numbers("active"), *_bytes("body")
)
product_codes: Final = Table(
    "product_codes", metadata, *_texts("code", "product_id", key=["code", "product_id"])
)
suppliers: Final = Table("suppliers", metadata, *_texts("id", key=["id"]), *_bytes("body"))
orders: Final = Table(
    "orders", metadata, *_texts("id", "number", key=["id"]), *_numbers("calm", "due_at"),
    *_bytes("body"),
)  # fmt: skip
"""``calm`` is 0 for an urgent order: ascending order puts the most pressing first."""
order_lines: Final = Table(
    "order_lines", metadata,
    *_texts("order_id", "line_id", "product_id", key=["order_id", "line_id"]),
)  # fmt: skip
order_pallets: Final = Table(
    "order_pallets", metadata,
    *_texts("sscc", "order_id", "line_id", key=["sscc", "order_id", "line_id"]),
)  # fmt: skip
people: Final = Table("people", metadata, *_texts("id", "badge", key=["id"]), *_bytes("body"))
documents: Final = Table(
    "documents", metadata, *_texts("feed", "id", key=["feed", "id"]),
    *_numbers("version", key=["version"]), *_texts("item"), *_bytes("body"),
)  # fmt: skip
"""Published versions; ``item`` is the feed's own id of one."""
order_progress: Final = Table(
    "order_progress", metadata, *_texts("item", "order_id", "line_id", key=["item"]),
    *_bytes("body"),
)  # fmt: skip
feeds: Final = Table("feeds", metadata, *_texts("feed", "epoch", key=["feed"]), *_numbers("after"))

deliveries: Final = Table(
    "deliveries", metadata, *_texts("id", "number", "order_id", key=["id"]),
    *_numbers("received_at"), *_bytes("body"),
)  # fmt: skip
inspections: Final = Table(
    "inspections", metadata, _place(),
    *_texts("id", "lot_number", "line_id", "product_id", "standard_id"),
    *_numbers("standard_version"), *_texts("state", "overall"),
    *_numbers("undecided", "opened_at"), *_bytes("body"),
)  # fmt: skip
"""``place`` ties a row to its line in ``inspection_words``; ``undecided`` is 1 for a closed lot
that waits for a supervisor."""
inspection_batches: Final = Table(
    "inspection_batches", metadata,
    *_texts(
        "product_id", "batch_number", "inspection_id",
        key=["product_id", "batch_number", "inspection_id"],
    ),
)  # fmt: skip
inspection_words: Final = Table(
    "inspection_words", metadata, Column("rowid", Integer, primary_key=True),
    *_texts("names", "tails", "facets"),
)  # fmt: skip
acts: Final = Table(
    "acts", metadata, *_texts("inspection_id", key=["inspection_id"]),
    *_numbers("n", "at", "monotonic_ns", key=["n"]), *_texts("person_id", "kind"),
    *_bytes("body"),
)  # fmt: skip
photos: Final = Table(
    "photos", metadata, _place(), *_texts("record_id", "sha256"), *_numbers("taken_at"),
    *_texts("person_id"), *_bytes("body"),
)  # fmt: skip
decisions: Final = Table(
    "decisions", metadata, _place(), *_texts("inspection_id"), *_numbers("at"), *_bytes("body")
)
product_references: Final = Table(
    "product_references", metadata, *_texts("product_id", key=["product_id"]),
    *_numbers("version", key=["version"]), *_bytes("body"),
)  # fmt: skip
reference_retirements: Final = Table(
    "reference_retirements", metadata, *_texts("product_id", key=["product_id"]),
    *_numbers("version", key=["version"]), *_bytes("body"),
)  # fmt: skip
photo_hashes: Final = Table(
    "photo_hashes", metadata, _place(), *_texts("record_id", "sha256"), *_numbers("taken_at"),
    *_texts("person_id"), *_bytes("hash"),
)  # fmt: skip
"""``hash`` is 32 bytes, or none where a picture shows nothing to know it by."""
photo_likenesses: Final = Table(
    "photo_likenesses", metadata,
    *_texts(
        "record_id", "sha256", "earlier_record_id", "earlier_sha256",
        key=["record_id", "sha256", "earlier_record_id", "earlier_sha256"],
    ),
    *_bytes("body"),
)  # fmt: skip
photo_reviews: Final = Table(
    "photo_reviews", metadata, *_texts("record_id", "sha256", key=["record_id", "sha256"]),
    *_bytes("body"),
)  # fmt: skip
severity_events: Final = Table(
    "severity_events", metadata, _place(),
    *_texts("supplier_id", "product_id", "record_id", "kind"), *_bytes("body"),
)  # fmt: skip
"""Derived from the journal: results of lots and rulings that switching counts."""
sampling_states: Final = Table(
    "sampling_states", metadata, *_texts("item", "supplier_id", "product_id", key=["item"]),
    *_bytes("body"),
)  # fmt: skip
papers: Final = Table("papers", metadata, _place(), *_texts("document", "owner"), *_bytes("body"))
"""Papers on file; ``owner`` is the batch, product, producer or delivery they belong to."""
inspection_pallets: Final = Table(
    "inspection_pallets", metadata,
    *_texts("sscc", "inspection_id", key=["sscc", "inspection_id"]),
)  # fmt: skip
verdicts_elsewhere: Final = Table(
    "verdicts_elsewhere", metadata, *_texts("item", key=["item"]), *_bytes("body")
)
verdict_marks: Final = Table(
    "verdict_marks", metadata, *_texts("mark", "item", key=["mark", "item"])
)
"""By what goods judged elsewhere are known again: ``batch:<product>|<number>``, ``sscc:<sscc>``."""
shared_items: Final = Table(
    "shared_items", metadata, *_texts("feed", "item", key=["feed", "item"]), *_bytes("body")
)
"""What the central system tells of other stations, by feed; ``shared_marks`` find it."""
shared_marks: Final = Table(
    "shared_marks", metadata, *_texts("feed", "mark", "item", key=["feed", "mark", "item"])
)
badge_blocks: Final = Table(
    "badge_blocks", metadata, _place(), *_texts("block", "station"), *_numbers("size", "next"),
    *_texts("state"),
)  # fmt: skip
badge_spends: Final = Table(
    "badge_spends", metadata, _place(), *_texts("record_id", "block"),
    *_numbers("first", "last", "at"), *_texts("person_id"),
)  # fmt: skip
sign_ins: Final = Table(
    "sign_ins", metadata, *_texts("person_id", key=["person_id"]), *_numbers("failures"),
    Column("failed_at", BigInteger), Column("succeeded_at", BigInteger),
)  # fmt: skip
notes: Final = Table("notes", metadata, *_texts("name", "value", key=["name"]))

journal: Final = Table(
    "journal", metadata, *_numbers("seq", key=["seq"]), *_texts("kind"),
    *_bytes("previous", "link", "signature"), *_texts("record_id"), *_bytes("payload"),
)  # fmt: skip
journal_photos: Final = Table(
    "journal_photos", metadata, *_numbers("seq", key=["seq"]), *_texts("sha256", key=["sha256"])
)
outbox: Final = Table("outbox", metadata, *_numbers("seq", key=["seq"]), *_texts("state", "why"))
photo_sends: Final = Table(
    "photo_sends", metadata, *_texts("sha256", key=["sha256"]), *_numbers("first_seq", "size"),
    *_texts("suffix", "state", "reason"), *_numbers("refusals"),
)  # fmt: skip
receipts: Final = Table(
    "receipts", metadata, _place(), *_numbers("number"), *_texts("kind"),
    *_bytes("body", "signature"),
)  # fmt: skip
completions: Final = Table(
    "completions", metadata, *_numbers("seq", key=["seq"]), *_numbers("at", "receipt")
)
"""Journal entries whose every photo a completion receipt names; ``receipt`` is its place."""
photo_purges: Final = Table(
    "photo_purges", metadata, *_texts("sha256", key=["sha256"]), *_numbers("size", "at"),
    *_texts("state"), *_numbers("back_until"),
)  # fmt: skip
"""Originals cleared after their receipt. ``leaving``: decided, perhaps not deleted yet; ``gone``;
``back``: fetched again, to stay at least until ``back_until``."""
references_elsewhere: Final = Table(
    "references_elsewhere", metadata, *_texts("item", "product_id", key=["item"]),
    *_numbers("fetched"), *_bytes("body"),
)  # fmt: skip
sending: Final = Table("sending", metadata, *_texts("name", key=["name"]), *_bytes("body"))
"""Small facts of the sender under a name: enrolment, delivered, retry, stopped, lease."""
chains: Final = Table(
    "chains", metadata, *_numbers("base"), *_texts("station", "why", key=["station"]),
    *_numbers("began_at"), *_bytes("public_key"),
)  # fmt: skip
"""The station's identities, the present one last; the journal's places after ``base`` are its."""
carried: Final = Table("carried", metadata, *_numbers("seq", "of_seq", key=["seq"]))
"""Which entry carries which unacknowledged one of an earlier identity."""
central_acts: Final = Table(
    "central_acts", metadata, *_numbers("seq", "taken", key=["seq"]),
    *_texts("item", "kind", "record_id"), *_bytes("body"),
)  # fmt: skip
"""Acts of the central journal, from the feed; ``taken``: what they change here was changed."""
