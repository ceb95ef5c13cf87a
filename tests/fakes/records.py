"""Values the station keeps, made up for tests: orders, deliveries, lots, photos, sealed events."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from inspector_app.domain.delivery import Delivery, LineCount
from inspector_app.domain.inspection.acts import Act, Entry, PhotoTaken
from inspector_app.domain.master import InboundOrder, OrderLine
from inspector_app.domain.photo_reuse import PhotoLikeness, ReuseReview
from inspector_app.services.ports import ChainHead, SealedEvent
from inspector_app.services.records import Decision, PhotoRow, Summary
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.link import link
from tests.fakes.goods import lot

MORNING = datetime(2026, 11, 22, 1, 30, 0, 123456, tzinfo=UTC)
STATION = UUID("0192f3c4-5d6e-7f80-9a1b-2c3d4e5f6071")


def order(number: int, **changes: Any) -> InboundOrder:
    """An order of one line for product ``P-1``, due ``number`` hours after the morning."""
    line = OrderLine(
        id=f"O-{number}/1", product_id="P-1", units=3000, cartons=125,
        sscc=(f"00{number:018d}"[:20],),
    )  # fmt: skip
    values: dict[str, Any] = {
        "id": f"O-{number}", "number": f"ASN-20261122-{number:03d}", "supplier_id": "S-1",
        "due_at": MORNING + timedelta(hours=number), "lines": (line,),
    }  # fmt: skip
    return InboundOrder(**{**values, **changes})


def delivery(number: int, order_id: str = "O-1", **changes: Any) -> Delivery:
    count = LineCount(line_id="O-1/1", product_id="P-1", expected=125, received=120, damaged=2)
    values: dict[str, Any] = {
        "id": f"d-{number}", "number": f"D261122-A1-{number:03d}", "order_id": order_id,
        "received_at": MORNING + timedelta(minutes=number), "received_by": "U-1",
        "vehicle": "浙A·12345", "counts": (count,),
    }  # fmt: skip
    return Delivery(**{**values, **changes})


def document(version: int, document_id: str = "test", text: str = "") -> PublishedDocument:
    text = text or f"id: {document_id}\nversion: {version}\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PublishedDocument(id=document_id, version=version, digest=digest, text=text)


def entry(n: int, act: Act, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "n": n, "at": MORNING + timedelta(seconds=n), "monotonic_ns": n * 1_000_000_000,
        "person_id": "U-1", "act": act,
    }  # fmt: skip
    return Entry(**{**values, **changes})


def opened(number: int, **changes: Any) -> Entry:
    """The first act of lot ``number``."""
    lot_number = f"L261122-A1-{number:03d}"
    return entry(1, lot(lot_id=f"lot-{number}", lot_number=lot_number), **changes)


def summary(number: int, **changes: Any) -> Summary:
    """The row of lot ``number``, opened that many minutes after the morning."""
    moment = MORNING + timedelta(minutes=number)
    values: dict[str, Any] = {
        "id": f"i-{number}", "lot_id": f"lot-{number}", "lot_number": f"L261122-A1-{number:03d}",
        "order_id": "O-1", "order_number": "ASN-20261122-001", "line_id": "O-1/1",
        "delivery_id": "", "product_id": "P-1", "product_zh": "烟酰胺亮肤精华液",
        "product_en": "Niacinamide serum", "sku": "CS-1001",
        "supplier_zh": "杭州澄光化妆品有限公司",
        "supplier_en": "Hangzhou Chengguang Cosmetics", "size": 3000, "cartons": 125,
        "state": "open", "stage_id": "identity", "opened_at": moment, "opened_by": "U-1",
        "updated_at": moment,
    }  # fmt: skip
    return Summary(**{**values, **changes})


def closed(number: int, overall: str = "accept", **changes: Any) -> Summary:
    """The row of a lot signed an hour after it was opened."""
    moment = MORNING + timedelta(minutes=number + 60)
    values: dict[str, Any] = {
        "state": "closed", "overall": overall, "closed_at": moment, "closed_by": "U-1",
        "updated_at": moment, "seq": number,
    }  # fmt: skip
    return summary(number, **{**values, **changes})


def photo(data: bytes, record_id: str = "i-1", shot: str = "carton_mark") -> PhotoRow:
    taken = PhotoTaken(
        sha256=hashlib.sha256(data).hexdigest(), suffix="jpg", media_type="image/jpeg",
        size=len(data), width=4000, height=3000, shot=shot,
    )  # fmt: skip
    return PhotoRow(photo=taken, record_id=record_id, taken_at=MORNING, person_id="U-1")


def sealed(head: ChainHead, payload: bytes, kind: str = "created") -> SealedEvent:
    """The next event after ``head`` of station ``STATION``."""
    seq = head.seq + 1
    digest = link(STATION.bytes, seq, head.link, payload)
    return SealedEvent(
        seq=seq, kind=kind, previous=head.link, link=digest, signature=digest * 2, payload=payload
    )


def chain(*payloads: bytes) -> Sequence[SealedEvent]:
    """Events one after the other from an empty journal."""
    events: list[SealedEvent] = []
    head = ChainHead()
    for payload in payloads:
        events.append(sealed(head, payload))
        head = ChainHead(seq=events[-1].seq, link=events[-1].link)
    return events


def decision(inspection_id: str = "i-1", seq: int = 2) -> Decision:
    return Decision(
        inspection_id=inspection_id, disposition="concession", reason="minor_only", note="",
        person_id="U-9", at=MORNING + timedelta(hours=3), quantity=3000, seq=seq,
    )  # fmt: skip


def likeness(record_id: str = "i-2", sha256: str = "a" * 64, **changes: Any) -> PhotoLikeness:
    """A photo of that lot that looks like an earlier one of the first."""
    values: dict[str, Any] = {
        "record_id": record_id, "sha256": sha256, "earlier_record_id": "i-1",
        "earlier_sha256": "b" * 64, "earlier_at": MORNING, "earlier_by": "U-1", "distance": 4,
        "turn": "mirrored", "found_at": MORNING + timedelta(hours=1), **changes,
    }  # fmt: skip
    return PhotoLikeness(**values)


def review(record_id: str = "i-2", sha256: str = "a" * 64) -> ReuseReview:
    """A supervisor does not believe it."""
    return ReuseReview(
        record_id=record_id, sha256=sha256, outcome="reused", reason="old_picture",
        person_id="U-5", at=MORNING + timedelta(hours=2),
    )  # fmt: skip
