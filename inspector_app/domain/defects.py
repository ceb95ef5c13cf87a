"""Defects: what can be wrong, how bad it is, and what it does to the lot.

Source of the shipped catalogue: the customer-editable practice list (domain data
``outer_packaging_checklist.csv``) and the label element lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.domain.master import Names

DefectClass: TypeAlias = Literal["critical", "major", "minor", "quantity", "hold"]
Effect: TypeAlias = Literal["lot", "isolate_carton", "carton", "unit", "quantity"]
RecordedOn: TypeAlias = Literal["lot", "carton", "unit"]
Shot: TypeAlias = Literal[
    "carton_mark", "damage_in_frame", "unit", "date_closeup", "defect_with_scale", "label",
    "listing_beside", "plate", "seal", "open_door", "pallet", "delivery_note", "document",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One entry of the catalogue.

    ``effect``: ``lot`` judges the lot; ``isolate_carton`` sets that carton aside; ``carton`` and
    ``unit`` count there; ``quantity`` changes the received quantity. ``shots`` are the pictures a
    claim needs, once per defect type and lot. ``note`` says where class or wording are practice or
    still to be verified, so that a screen can show it.
    """

    code: str
    area: Names
    names: Names
    recorded_on: RecordedOn
    cls: DefectClass
    effect: Effect
    shots: tuple[Shot, ...] = ()
    note: Names | None = None
