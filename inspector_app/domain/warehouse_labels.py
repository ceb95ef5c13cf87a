"""What a warehouse label of goods without a code says: ``INS:W:<product>.<order line>``.

The label carries the ids themselves, so that every station with the same master data finds the
goods offline; nothing is kept beside it. Characters that a label's token cannot carry are written
as ``_`` and two hexadecimal digits for each byte of UTF-8. When the two together are too long for
a token, the order line is left out: the goods are still known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from inspector_app.domain.errors import ScanError
from inspector_app.domain.station_codes import (
    StationCode,
    parse_station_code,
    warehouse_label_code,
)

MAX_TOKEN: Final = 64
_PLAIN: Final = re.compile(r"[A-Za-z0-9-]")
_WRITTEN: Final = re.compile(r"(?:[A-Za-z0-9-]|_[0-9a-f]{2})+\Z")
_HEX: Final = re.compile(r"_([0-9a-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledGoods:
    """Ids of master data; ``line_id`` is ``""`` where the label names the product alone."""

    product_id: str
    line_id: str = ""


def label_for(goods: LabelledGoods) -> StationCode:
    """The label's code; ScanError ``label_id_too_long`` when no token can carry the product."""
    product = _written(goods.product_id)
    whole = f"{product}.{_written(goods.line_id)}" if goods.line_id else product
    token = whole if len(whole) <= MAX_TOKEN else product
    if not product or len(token) > MAX_TOKEN:
        raise ScanError("label_id_too_long", product=goods.product_id, limit=MAX_TOKEN)
    return warehouse_label_code(token)


def goods_of(code: StationCode | None) -> LabelledGoods | None:
    """What the label names; None for other codes, and for labels of another kind of token."""
    if code is None or code.kind != "warehouse_label":
        return None
    product, dot, line = code.value.partition(".")
    if not _WRITTEN.match(product) or (dot and not _WRITTEN.match(line)):
        return None
    try:
        return LabelledGoods(product_id=_read(product), line_id=_read(line))
    except UnicodeDecodeError:
        return None


def is_label_of(text: str, product_id: str) -> bool:
    """Whether ``text`` is a warehouse label of this product."""
    try:
        goods = goods_of(parse_station_code(text))
    except ScanError:
        return False
    return goods is not None and goods.product_id == product_id


def _written(text: str) -> str:
    return "".join(
        char if _PLAIN.match(char) else "".join(f"_{byte:02x}" for byte in char.encode())
        for char in text
    )


def _read(written: str) -> str:
    raw = _HEX.sub(lambda found: chr(int(found[1], 16)), written)
    return raw.encode("latin-1").decode("utf-8")
