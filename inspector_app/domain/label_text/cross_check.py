"""What the label says beside what barcode, order and master data say; each difference is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.label_text.reading import FieldName, LabelReading
from inspector_app.domain.label_text.timeline import life_fits
from inspector_app.domain.master import Product
from inspector_app.domain.shelf_life import (
    Claim,
    LabelDate,
    Life,
    Source,
    compare_claims,
    parse_label_date,
    parse_life,
)

Against: TypeAlias = Literal["label", "barcode", "order", "product"]
LabelValues: TypeAlias = Mapping[FieldName, str]
"""Normal forms as in ``FieldReading.value``: what was agreed, or what a person confirmed."""

DIFFERENCES = (
    "life_and_expiry_differ", "produced_differs", "expires_differs", "lot_differs",
    "shelf_life_differs", "net_content_differs", "licence_differs", "filing_differs",
    "standard_number_differs",
)  # fmt: skip
"""Every code ``Difference.code`` can hold."""

_AMOUNT = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[^\d×X*]+)(?:[×X*](?P<count>\d+)[^\d]*)?\Z", re.IGNORECASE
)
_UNITS: dict[str, tuple[str, int]] = {
    "mg": ("g", 1), "毫克": ("g", 1), "g": ("g", 1_000), "克": ("g", 1_000), "kg": ("g", 1_000_000),
    "千克": ("g", 1_000_000), "公斤": ("g", 1_000_000), "ml": ("ml", 1), "毫升": ("ml", 1),
    "cl": ("ml", 10), "l": ("ml", 1_000), "升": ("ml", 1_000),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The label's ``printed`` value and the ``other`` one it does not agree with.

    For ``life_and_expiry_differ`` ``other`` is the last day that production and life give.
    """

    code: str
    field: FieldName
    against: Against
    printed: str
    other: str


def agreed_values(reading: LabelReading) -> dict[FieldName, str]:
    """What both passes read without doubt."""
    return {field.name: field.value for field in reading.fields if field.value is not None}


def cross_check(
    label: LabelReading | LabelValues,
    *,
    barcode: Claim | None = None,
    order: Claim | None = None,
    product: Product | None = None,
) -> tuple[Difference, ...]:
    """Every difference between the label and the other sources, and within the label itself.

    Of a reading only agreed values count, and dates that contradict each other. A source that
    is silent differs from nothing; a month agrees with any day of it.
    """
    values = agreed_values(label) if isinstance(label, LabelReading) else dict(label)
    found = list(_within(_dated(label, values)))
    others: tuple[tuple[Source, Claim | None], ...] = (("barcode", barcode), ("order", order))
    for source, claim in others:
        if claim is not None:
            found += _against(values, source, claim)
    if product is not None:
        found += _master(values, product)
    return tuple(found)


def _dated(label: LabelReading | LabelValues, values: dict[FieldName, str]) -> LabelValues:
    """The dates to hold against each other: contradicting ones are no longer agreed."""
    if isinstance(label, LabelReading):
        for problem in label.problems:
            if problem.code == "dates_disagree":
                told = dict(problem.params)
                names: tuple[FieldName, ...] = ("produced", "expires", "shelf_life")
                return {**values, **{name: told[name] for name in names if name in told}}
    return values


def _within(values: LabelValues) -> list[Difference]:
    """Production plus life against the printed last day."""
    produced, expires = _date(values.get("produced")), _date(values.get("expires"))
    life = _life(values.get("shelf_life"))
    if produced is None or expires is None:
        return []
    if life is None or life_fits(produced, expires, life):
        if expires.last > produced.first:
            return []
        computed = str(produced)
    else:
        computed = life.after(produced.first).isoformat()
    return [
        Difference(
            code="life_and_expiry_differ",
            field="expires",
            against="label",
            printed=str(expires),
            other=computed,
        )
    ]


def _against(values: LabelValues, source: Source, claim: Claim) -> list[Difference]:
    printed = Claim(
        produced=_date(values.get("produced")),
        expires=_date(values.get("expires")),
        lot_number=values.get("lot", ""),
    )
    codes: dict[str, tuple[str, FieldName]] = {
        "produced": ("produced_differs", "produced"),
        "expires": ("expires_differs", "expires"),
        "lot_number": ("lot_differs", "lot"),
    }
    found = []
    for one in compare_claims({"printed": printed, source: claim}):
        code, field = codes[one.field]
        mine_first = one.first == "printed"
        found.append(
            Difference(
                code=code,
                field=field,
                against="barcode" if source == "barcode" else "order",
                printed=one.first_value if mine_first else one.second_value,
                other=one.second_value if mine_first else one.first_value,
            )
        )
    return found


def _master(values: LabelValues, product: Product) -> list[Difference]:
    known: tuple[tuple[FieldName, str], ...] = (
        ("shelf_life", product.shelf_life or ""),
        ("net_content", product.net_content),
        ("licence", product.licence),
        ("filing", product.filing),
        ("standard_number", product.standard_number),
    )
    return [
        Difference(
            code=f"{name}_differs", field=name, against="product", printed=values[name], other=other
        )
        for name, other in known
        if values.get(name) and other and not same_value(name, values[name], other)
    ]


def same_value(name: FieldName, one: str, other: str) -> bool:
    """Whether two ways of writing a field mean the same: 3Y and 36M, 1 kg and 1000g, a standard
    with and without its year."""
    if name == "shelf_life":
        return _months_or_days(one) == _months_or_days(other)
    if name == "net_content":
        return _amount(one) == _amount(other)
    left, right = _tight(one), _tight(other)
    if name == "standard_number":
        years = [re.search(r"-(?:19|20)\d{2}\Z", text) for text in (left, right)]
        if not all(years):
            left, right = (re.sub(r"-(?:19|20)\d{2}\Z", "", text) for text in (left, right))
    return left == right


def _tight(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def _months_or_days(text: str) -> tuple[int, str] | str:
    life = _life(text)
    if life is None:
        return _tight(text)
    return (life.amount * 12, "M") if life.unit == "Y" else (life.amount, life.unit)


def _amount(text: str) -> tuple[Fraction, str, int] | str:
    """Quantity in the smallest unit, its kind, and how many of it."""
    tight = _tight(text).lower().rstrip("e℮")
    match = _AMOUNT.match(tight)
    if match is None or match["unit"] not in _UNITS:
        return tight
    kind, factor = _UNITS[match["unit"]]
    return Fraction(match["number"]) * factor, kind, int(match["count"] or 1)


def _date(text: str | None) -> LabelDate | None:
    if not text:
        return None
    try:
        return parse_label_date(text)
    except DateError:
        return None


def _life(text: str | None) -> Life | None:
    if not text:
        return None
    try:
        return parse_life(text)
    except DateError:
        return None
