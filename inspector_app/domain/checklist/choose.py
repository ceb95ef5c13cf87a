"""Which standard a product is inspected by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import Param, StandardError
from inspector_app.domain.master import Product

Params: TypeAlias = Mapping[str, Param]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardChoice:
    """The standard and why, as a sentence under ``standard.reason.<reason>``.

    ``standard_by_product``: the product names it; ``standard_by_channel``: it is made for the
    channel; ``standard_by_children``: for goods for children; ``standard_by_origin``: for goods of
    this origin only; ``standard_by_category``: for the category. ``passed_over`` are ids of wider
    standards that would have fitted too.
    """

    standard: Standard
    reason: str
    params: Params
    passed_over: tuple[str, ...] = ()


def choose_standard(
    standards: Iterable[Standard], product: Product, channel: str = ""
) -> StandardChoice:
    """The product's own standard, else the narrowest that fits its goods.

    The highest version of a standard counts. Among several that fit, the one made for the channel
    wins, then the one made for children's goods, then fewer origins, fewer categories, and the id,
    so that exactly one does. ``channel`` is the order's, else the product's. Raises StandardError
    ``no_standard``, or ``standard_missing`` when the product's own is not there.
    """
    channel = channel or product.channel
    latest: dict[str, Standard] = {}
    for standard in standards:
        if standard.id not in latest or latest[standard.id].version < standard.version:
            latest[standard.id] = standard
    if product.standard:
        own = latest.get(product.standard)
        if own is None:
            raise StandardError("standard_missing", standard=product.standard, sku=product.sku)
        return _choice(own, "standard_by_product", product, channel)
    fitting = sorted((s for s in latest.values() if _fits(s, product, channel)), key=_narrowness)
    if not fitting:
        raise StandardError(
            "no_standard", sku=product.sku, category=product.category, origin=product.origin
        )
    passed_over = tuple(standard.id for standard in fitting[1:])
    return _choice(fitting[0], _reason(fitting[0]), product, channel, passed_over)


def _fits(standard: Standard, product: Product, channel: str) -> bool:
    return (
        product.category in standard.categories
        and product.origin in standard.origins
        and (not standard.channels or channel in standard.channels)
        and standard.children in (None, product.children)
    )


def _narrowness(standard: Standard) -> tuple[int, int, int, int, str]:
    return (
        len(standard.channels) or 1_000,
        0 if standard.children else 1,
        len(standard.origins),
        len(standard.categories),
        standard.id,
    )


def _reason(standard: Standard) -> str:
    if standard.channels:
        return "standard_by_channel"
    if standard.children:
        return "standard_by_children"
    if len(standard.origins) == 1:
        return "standard_by_origin"
    return "standard_by_category"


def _choice(
    standard: Standard,
    reason: str,
    product: Product,
    channel: str,
    passed_over: tuple[str, ...] = (),
) -> StandardChoice:
    params: Params = {
        "standard": standard.id,
        "version": standard.version,
        "sku": product.sku,
        "category": product.category,
        "origin": product.origin,
        "channel": channel,
    }
    return StandardChoice(standard=standard, reason=reason, params=params, passed_over=passed_over)
