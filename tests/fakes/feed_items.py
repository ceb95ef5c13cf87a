"""One item of every feed, as the central system sends them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from inspector_app.domain.master import Supplier
from inspector_app.domain.order_shares import LineShare, LineShares
from inspector_app.domain.reference import Claims, ReferencePicture
from inspector_app.domain.sampling import SwitchState
from inspector_app.domain.sampling.severity_history import Standing
from inspector_app.services.ports import FeedName
from inspector_app.wire.central_act import ActBody, CentralAct, encode_act_body
from inspector_app.wire.elsewhere import (
    Complaint,
    Dispute,
    OpenLot,
    OrderProgress,
    Party,
    SupplierHistory,
)
from inspector_app.wire.feeds import EarlierVerdict
from inspector_app.wire.reference import PublishedReference
from inspector_app.wire.severity import SamplingState
from tests.fakes.goods import INSPECTOR, PRODUCT
from tests.fakes.records import document, order

SUPPLIER = Supplier(id="S-1", names={"zh": "供方", "en": "Supplier"}, code="S1")
PROGRESS = OrderProgress(order_id="O-1", line_id="O-1/1", opened=10, accepted=8)

VERDICT = EarlierVerdict(
    inspection="i-1", station="s-2", station_name="2", lot_number="L-9", product_id="P-1",
    supplier_id="S-1", overall="reject", closed_at=datetime(2026, 11, 1, tzinfo=UTC),
    batches=("B1", "B2"), pallets=("106141411234567897",),
)  # fmt: skip
STATE = SamplingState(
    supplier_id="S-1", product_id="P-1", seen={"st": 4},
    standings=(Standing(cls="major", state=SwitchState(severity="tightened")),),
)  # fmt: skip

SHARES = LineShares(order_id="O-1", line_id="O-1/1", shares=(LineShare(station="s-2"),))
OPEN_LOT = OpenLot(
    inspection="i-7", lot_number="L-7", station="s-2", station_name="2", order_id="O-1",
    line_id="O-1/1", product_id="P-1", size=120, opened_at=datetime(2026, 11, 1, tzinfo=UTC),
    expires_at=datetime(2026, 11, 2, tzinfo=UTC), person={"zh": "李"},
)  # fmt: skip
HISTORY = SupplierHistory(
    supplier_id="S-1", names={"zh": "供方"}, lots=3, accepted=2, rejected=1, held=0
)
COMPLAINT = Complaint(
    id="c-1", product_id="P-1", text="漏液", received_on=date(2026, 10, 30), entered_by="王",
    entered_at=datetime(2026, 11, 1, tzinfo=UTC),
)  # fmt: skip
DISPUTE = Dispute(
    id="d-1", kind="double_opening", raised_at=datetime(2026, 11, 1, tzinfo=UTC), order_id="O-1",
    line_id="O-1/1",
    parties=(
        Party(
            choice="i-1", inspection="i-1", station="s-1", station_name="1", lot_number="L-1",
            overall="accept", size=10, at=datetime(2026, 11, 1, tzinfo=UTC),
        ),
    ),
)  # fmt: skip

REFERENCE = PublishedReference(
    product_id="P-1", number=1, station="s-2", station_name="2", version=1, kind="imported",
    pictures=(
        ReferencePicture(
            role="front", sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=9, width=8,
            height=7,
        ),
    ),
    claims=Claims(), at=datetime(2026, 11, 1, tzinfo=UTC), person_id="U-9", names={"zh": "王"},
)  # fmt: skip

ACT = CentralAct(
    seq=1, previous="0" * 64, link="1" * 64, signature=bytes(64),
    payload=encode_act_body(
        ActBody(
            kind="revoked", at=datetime(2026, 11, 1, tzinfo=UTC), tenant="t", record_id="",
            person="boss", names={"zh": "王"}, params={},
        )
    ),
)  # fmt: skip

ITEMS: dict[FeedName, tuple[str, Any]] = {
    "products": ("P-1", PRODUCT), "suppliers": ("S-1", SUPPLIER), "orders": ("O-1", order(1)),
    "standards": ("test@1", document(1)), "users": ("U-1", INSPECTOR),
    "shelf_life_rules": ("rules@1", document(1, "rules")), "order_progress": ("O-1/1", PROGRESS),
    "sampling_states": ("s1", STATE), "earlier_verdicts": ("i-1", VERDICT),
    "line_shares": ("O-1|O-1/1", SHARES), "open_lots": ("i-7", OPEN_LOT),
    "supplier_history": ("S-1", HISTORY), "complaints": ("c-1", COMPLAINT),
    "disputes": ("d-1", DISPUTE), "references": ("P-1|1", REFERENCE),
    "acts": (f"{1:019d}", ACT),
}  # fmt: skip
