"""Codes read from pictures and camera frames: how far each may be believed, and which is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.scan import RawScan
from inspector_app.domain.trust import InHand, Trust, trust_of
from inspector_app.services.intake import Found, find_line
from inspector_app.services.station import Station

_KNOWN: Final = frozenset(
    {"station_code", "line", "choose_line", "choose_product", "order", "lot", "no_order"}
)
_ON_ORDER: Final = frozenset({"line", "choose_line", "choose_product", "lot"})
_OURS: Final = ("lot", "carton")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``known``: the records know the code. ``wanted``: it is of what is in hand."""

    known: bool
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCode:
    """One code of a picture. Only ``unproved`` ones need a person's eye."""

    scan: RawScan
    trust: Trust
    wanted: bool

    @property
    def proved(self) -> bool:
        return self.trust != "unproved"


def standing(station: Station, scan: RawScan, in_hand: InHand) -> Standing:
    """What the records say of a code; one that cannot be looked up is unknown."""
    try:
        found = find_line(station, scan, order_id=in_hand.order_id)
    except InspectorError:  # what is wrong is told when the scan is taken
        return Standing(known=False, wanted=False)
    # Wrong data may be a misreading: such a code is no witness of itself.
    known = found.kind in _KNOWN and not found.flawed
    return Standing(known=known, wanted=known and _is_wanted(found, in_hand))


def _is_wanted(found: Found, in_hand: InHand) -> bool:
    code = found.station_code
    if code is not None and code.kind != "warehouse_label":
        return code.kind in _OURS
    if in_hand.product_id:
        products = {choice.product.id for choice in found.choices}
        products |= {product.id for product in found.products}
        return in_hand.product_id in products
    if found.kind not in _ON_ORDER:
        return False
    orders = {choice.order.id for choice in found.choices}
    return not in_hand.order_id or not orders or in_hand.order_id in orders


def judged(
    station: Station,
    scans: Sequence[RawScan],
    *,
    in_hand: InHand,
    others: Sequence[RawScan] = (),
) -> tuple[PictureCode, ...]:
    """The codes of one picture; ``others`` are reads of *other* pictures of the same goods."""
    codes: list[PictureCode] = []
    for scan in scans:
        stands = standing(station, scan, in_hand)
        trust = trust_of(scan, others=others, is_known=partial(_said, stands.known))
        codes.append(PictureCode(scan=scan, trust=trust, wanted=stands.wanted))
    return tuple(codes)


def _said(known: bool, _: RawScan) -> bool:
    return known


def meant(codes: Sequence[PictureCode]) -> PictureCode | None:
    """The one a picture was surely taken for: the only one of what is in hand, or the only one at
    all. None: a person chooses. The same number printed twice is one code."""
    distinct = {code.scan.data: code for code in codes}
    wanted = [code for code in distinct.values() if code.wanted]
    if len(wanted) == 1:
        return wanted[0]
    return next(iter(distinct.values())) if len(distinct) == 1 else None
