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
    """The standard and why: ``standard_by_product`` or ``standard_by_category``, whose sentence
    stands under ``standard.reason.<reason>``."""

    standard: Standard
    reason: str
    params: Params


def choose_standard(
    standards: Iterable[Standard], product: Product, channel: str = ""
) -> StandardChoice:
    """The product's own standard, else the one for its category and origin.

    The highest version of a standard counts; among several that fit, the narrower one (fewer
    categories, then fewer origins, then the id) wins, so that exactly one does. ``channel`` is
    kept in the reason; shipped standards do not differ by channel. Raises StandardError
    ``no_standard``, or ``standard_missing`` when the product's own is not there.
    """
    latest: dict[str, Standard] = {}
    for standard in standards:
        if standard.id not in latest or latest[standard.id].version < standard.version:
            latest[standard.id] = standard
    if product.standard:
        own = latest.get(product.standard)
        if own is None:
            raise StandardError("standard_missing", standard=product.standard, sku=product.sku)
        return _choice(own, "standard_by_product", product, channel)
    fitting = [
        standard
        for standard in latest.values()
        if product.category in standard.categories and product.origin in standard.origins
    ]
    if not fitting:
        raise StandardError(
            "no_standard", sku=product.sku, category=product.category, origin=product.origin
        )
    best = min(fitting, key=lambda s: (len(s.categories), len(s.origins), s.id))
    return _choice(best, "standard_by_category", product, channel)


def _choice(standard: Standard, reason: str, product: Product, channel: str) -> StandardChoice:
    params: Params = {
        "standard": standard.id,
        "version": standard.version,
        "sku": product.sku,
        "category": product.category,
        "origin": product.origin,
        "channel": channel,
    }
    return StandardChoice(standard=standard, reason=reason, params=params)
