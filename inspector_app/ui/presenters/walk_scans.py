"""What a scan means within a walk. Pure; free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.gs1.gtin import contained_gtin
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.batch_code import code_expires, code_produced, with_code
from inspector_app.domain.inspection.state import State
from inspector_app.domain.master import Product
from inspector_app.domain.warehouse_labels import is_label_of

MeaningKind: TypeAlias = Literal[
    "command",  # the command sheet
    "badge",  # a person
    "carton",  # a carton tag of this lot
    "this_lot",  # this lot's own tag
    "other_lot",  # the tag of another lot
    "goods",  # a code of these goods
    "flawed",  # these goods by its number, but other data of the code is wrong
    "look_up",  # something only the records can tell
    "broken",  # the code itself is wrong
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """``text`` is the code as told to a person; ``number`` a carton or a count."""

    kind: MeaningKind
    text: str = ""
    argument: str = ""
    number: int | None = None


def meaning(result: ScanResult, state: State) -> Meaning:
    """Interpret a scan for this lot without asking the records."""
    own = _station_code(result, state)
    if own is not None:
        return own
    if is_of(result, state.lot.product):
        return Meaning(kind="goods", text=plain(result))
    if result.errors:
        return Meaning(kind=_by_number(result, state), text=plain(result))
    return Meaning(kind="look_up", text=plain(result))


def _by_number(result: ScanResult, state: State) -> MeaningKind:
    """What a code with wrong data means by its number, which may be sound."""
    number = result.by_number()
    if number is None:
        return "broken"
    return "flawed" if is_of(number, state.lot.product) else "look_up"


def _station_code(result: ScanResult, state: State) -> Meaning | None:
    code = result.station_code
    if code is None or code.kind == "warehouse_label":
        return None
    if code.kind == "command":
        return Meaning(kind="command", text=code.value, argument=code.argument, number=code.number)
    if code.kind == "badge":
        return Meaning(kind="badge", text=code.value)
    if code.value != state.lot.lot_number:
        return Meaning(kind="other_lot", text=code.value, number=code.number)
    if code.kind == "carton":
        return Meaning(kind="carton", text=result.text, number=code.number)
    return Meaning(kind="this_lot", text=code.value)


def is_of(result: ScanResult, product: Product) -> bool:
    """Whether the code is one of the product's: its own, its carton's, or an alias."""
    return bool(own_code(result, product))


def own_code(result: ScanResult, product: Product) -> str:
    """Which of the product's codes was read; ``""`` when it is another's, or wrong."""
    if result.errors:
        return ""
    known = {code.code for code in product.codes}
    inner = contained_gtin(result.gtin) if result.gtin else None
    for said in (result.gtin, result.content_gtin, inner, result.text):
        if said and said in known:
            return said
    return result.text if is_label_of(result.text, product.id) else ""


def plain(result: ScanResult) -> str:
    """The code for a person: separators visible, cut to a readable length."""
    return result.text.replace("\x1d", "␝")[:60]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNews:
    """What a code of these goods adds about its batch: the batch with the barcode's date
    (``known``), a batch nobody recorded yet (``new``), or dates that differ (``differs``)."""

    kind: Literal["known", "new", "differs"]
    batch: Batch


def batch_news(result: ScanResult, state: State) -> BatchNews | None:
    """None when the code names no batch, or nothing new of it."""
    if not result.lot or not result.usable:
        return None
    day = code_expires(result)
    for batch in state.batches:
        if _same(batch.number, result.lot):
            if day is None or batch.barcode_expires == day:
                return None
            kind: Literal["known", "differs"] = (
                "known" if batch.barcode_expires is None else "differs"
            )
            return BatchNews(kind=kind, batch=with_code(batch, result))
    blank = next((batch for batch in state.batches if not batch.number), Batch(id=""))
    found = with_code(blank, result)
    return BatchNews(kind="new", batch=_replace_number(found, result.lot, result))


def _same(one: str, other: str) -> bool:
    return bool(one) and "".join(one.split()).upper() == "".join(other.split()).upper()


def _replace_number(batch: Batch, number: str, result: ScanResult) -> Batch:
    return replace(batch, number=number, produced=batch.produced or code_produced(result))
