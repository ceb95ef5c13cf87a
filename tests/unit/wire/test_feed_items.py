from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from inspector_app.domain.errors import SyncError
from inspector_app.domain.master import (
    InboundOrder,
    OrderLine,
    Person,
    Product,
    ProductCode,
    Supplier,
)
from inspector_app.wire.feeds import PublishedDocument, decode_item, encode_item

NAMES = {"zh": "洁面乳", "en": "Cleanser"}
PRODUCT = Product(
    id="P-1",
    sku="S-1",
    names=NAMES,
    brand="B",
    category="cosmetics",
    origin="domestic",
    supplier_id="V-1",
    codes=(ProductCode(code="06901234567892"),),
    spec="100 g",
    net_content="100 g",
    units_per_carton=24,
    shelf_life="36M",
)
ORDER = InboundOrder(
    id="O-1",
    number="ASN-1",
    supplier_id="V-1",
    due_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
    lines=(OrderLine(id="L-1", product_id="P-1", units=10, cartons=1, expires=date(2029, 1, 1)),),
)


@pytest.mark.parametrize(
    ("feed", "item"),
    [
        ("products", PRODUCT),
        ("orders", ORDER),
        ("suppliers", Supplier(id="V-1", names=NAMES, code="V1")),
        ("users", Person(id="U-1", names=NAMES, role="inspector", badge="x", pin_verifier="y")),
        ("standards", PublishedDocument(id="S", version=1, digest="0" * 64, text="a: 1")),
    ],
)
def test_items_survive_the_trip_in_the_same_bytes(feed: str, item: Any) -> None:
    body = encode_item(item)
    assert decode_item(feed, body) == item
    assert encode_item(decode_item(feed, body)) == body


@pytest.mark.parametrize(("feed", "body"), [("products", b"{}"), ("nothing", b"{}")])
def test_items_that_cannot_be_read_name_their_feed(feed: str, body: bytes) -> None:
    with pytest.raises(SyncError) as caught:
        decode_item(feed, body)
    assert caught.value.params == {"feed": feed}
