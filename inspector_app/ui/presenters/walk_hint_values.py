"""What photos suggest on the walk page, as plain frozen values. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from inspector_app.domain.reason import Reason
from inspector_app.domain.shelf_life import Disagreement
from inspector_app.services.label_suggestions import ElementHint, FieldHint, Seen

Told: TypeAlias = Literal["claims", "reason", "photo", "master", "problem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOffer:
    """Fields of a batch that are still empty and stand on its photos. ``batch_id`` is ``""``
    where no batch is recorded yet; ``number`` is what is known of it."""

    batch_id: str
    number: str
    fields: tuple[FieldHint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHint:
    """What was read for a question; ``hint`` None when its element was not found although a label
    was read. ``master`` is the item master's value where it differs."""

    hint: ElementHint | None
    master: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two sources that say different things of one batch, and the defect that fits.

    ``told`` says where its words are: ``claims`` in ``claim``, ``reason`` in ``reason`` (shelf
    life), ``photo`` and ``master`` in ``reason`` (``hints.difference``), ``problem`` in ``reason``
    (``label_text.problem``): something odd on the label itself. ``defect`` is ``""``
    where nothing is to be recorded: a typing error is corrected, not recorded.
    """

    key: str
    told: Told
    batch_id: str
    number: str = ""
    claim: Disagreement | None = None
    reason: Reason | None = None
    defect: str = ""
    item_id: str = ""
    subject: str = ""
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkHints:
    """All of it for one place. ``reading`` photos are on their way; ``editor`` belongs to the
    batch panel. ``in_vain``: photos of a batch without dates were read and showed none."""

    reading: int = 0
    in_vain: bool = False
    offers: tuple[BatchOffer, ...] = ()
    differences: tuple[Difference, ...] = ()
    items: Mapping[tuple[str, str], ItemHint] = field(default_factory=dict)
    editor: tuple[FieldHint, ...] = ()


NO_HINTS = WalkHints()
