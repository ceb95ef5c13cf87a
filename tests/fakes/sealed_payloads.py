"""Payloads as stations seal them, reduced to what the central system reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from inspector_app.domain.master import Product

PRODUCTS = ("P-0001", "P-0002", "P-0003")
NAMES = {
    "P-0001": {"zh": "氨基酸洁面乳 100 g", "en": "Amino acid cleanser 100 g"},
    "P-0002": {"zh": "婴幼儿米粉 225 g", "en": "Infant rice cereal 225 g"},
    "P-0003": {"zh": "厨房油污清洁剂 500 ml", "en": "Kitchen degreaser 500 ml"},
}


def record_id(number: int) -> str:
    """The id of inspection ``number``."""
    return f"0192f3a0-0000-7000-8000-{number:012d}"


def inspection(number: int, photos: Sequence[bytes] = (), **changes: Any) -> bytes:
    """The payload of inspection ``number``; ``changes`` replace whole parts."""
    product = PRODUCTS[number % len(PRODUCTS)]
    payload: dict[str, Any] = {
        "schema": "inspection/1",
        "record": {
            "id": record_id(number),
            "revision": 1,
            "kind": "created",
            "sealed_at": "2026-11-22T04:00:00.000000Z",
            "business_date": "2026-11-22",
        },
        "lot": {"id": f"L-{number}", "number": f"J261122-{number:03d}", "size": 1200},
        "product": {"id": product, "sku": f"SKU-{product}", "names": NAMES[product]},
        "order": {"id": "O-1", "number": f"ASN-2611-{number % 7:02d}"},
        "supplier": {"id": "V-1", "names": {"zh": "广州美妍日化有限公司", "en": "Meiyan Care Ltd"}},
        "standard": {"id": "food", "version": 1, "digest": "0" * 64},
        "verdict": {"overall": ("accept", "accept", "reject", "hold")[number % 4]},
        "photos": [
            {
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
                "suffix": "jpg",
                "media_type": "image/jpeg",
                "shot": "carton_mark",
            }
            for data in photos
        ],
        "signer": {"person_id": "U-1", "names": {"zh": "李敏", "en": "Li Min"}},
    }
    payload.update(changes)
    return json.dumps(payload, ensure_ascii=False).encode()


def disposition(number: int, **changes: Any) -> bytes:
    """A supervisor's decision on inspection ``number``."""
    payload: dict[str, Any] = {
        "schema": "disposition/1",
        "record_id": record_id(number),
        "target_seq": number,
        "lot_number": f"J261122-{number:03d}",
        "disposition": "concession",
        "reason": "minor_only",
        "note": "仅外箱轻微压痕，内包装完好。",
        "quantity": 1200,
        "decided_at": "2026-11-22T05:30:00.000000Z",
        "person": {
            "person_id": "U-9",
            "names": {"zh": "王主管", "en": "Wang"},
            "role": "supervisor",
        },
    }
    payload.update(changes)
    return json.dumps(payload, ensure_ascii=False).encode()


def products() -> list[Product]:
    """The products the payloads name."""
    return [
        Product(
            id=product,
            sku=f"SKU-{product}",
            names=NAMES[product],
            brand="",
            category="household",
            origin="domestic",
            supplier_id="V-1",
            codes=(),
            spec="",
            net_content="",
            units_per_carton=12,
            shelf_life=None,
        )
        for product in PRODUCTS
    ]
