"""Master data: products, suppliers, inbound orders and people, as the central system gives them.

Names are ``{"zh": …, "en": …}``. All values are frozen; ids are stable strings of the central
system (``P-0001``), never row numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Names: TypeAlias = Mapping[str, str]
Category: TypeAlias = Literal["cosmetics", "personal_care", "food", "household"]
Origin: TypeAlias = Literal["domestic", "imported", "cross_border"]
PackLevel: TypeAlias = Literal["unit", "inner", "carton", "pallet"]
Role: TypeAlias = Literal["inspector", "supervisor", "administrator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCode:
    """One code that means this product: a GTIN (14 digits, zero-padded), or an alias.

    ``quantity`` is how many sale units the coded pack holds.
    """

    code: str
    kind: Literal["gtin", "alias"] = "gtin"
    level: PackLevel = "unit"
    quantity: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """An item of the assortment.

    ``shelf_life`` is the nominal life as printed (``36M``, ``180D``, ``3Y``) or None when exempt.
    ``picture`` names a file of the product-picture store; ``standard`` overrides the choice of
    inspection standard.
    """

    id: str
    sku: str
    names: Names
    brand: str
    category: Category
    origin: Origin
    supplier_id: str
    codes: tuple[ProductCode, ...]
    spec: str
    net_content: str
    units_per_carton: int
    shelf_life: str | None
    maker: str = ""
    picture: str = ""
    picture_sha256: str = ""
    standard: str | None = None
    licence: str = ""
    filing: str = ""
    standard_number: str = ""
    storage: str = ""
    children: bool = False
    channel: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who delivers."""

    id: str
    names: Names
    code: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One product of an inbound order; ``lot_number`` … ``expires`` are the order's own claims."""

    id: str
    product_id: str
    units: int
    cartons: int
    lot_number: str = ""
    produced: date | None = None
    expires: date | None = None
    sscc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundOrder:
    """An advance shipping notice (ASN, 预约入库单). ``due_at`` is UTC."""

    id: str
    number: str
    supplier_id: str
    due_at: datetime
    lines: tuple[OrderLine, ...]
    priority: Literal["normal", "urgent"] = "normal"
    channel: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in. ``badge`` is the token in its code (``INS:B:<token>``).

    ``pin_verifier`` is an argon2id hash string; the PIN itself is never stored.
    """

    id: str
    names: Names
    role: Role
    badge: str
    pin_verifier: str = field(repr=False)
    active: bool = True
