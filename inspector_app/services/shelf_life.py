"""Shelf life of an inspection's batches, judged by the rules the lot was opened under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from inspector_app.domain.errors import DateError
from inspector_app.domain.inspection.acts import Batch, InnerUnit, LotOpened
from inspector_app.domain.inspection.progress import has_dates
from inspector_app.domain.inspection.state import State
from inspector_app.domain.master import Product
from inspector_app.domain.shelf_life import (
    Assessment,
    KitPart,
    ShelfLifeRules,
    Stated,
    assess,
    assess_kit,
    parse_life,
)
from inspector_app.domain.shelf_life.dates import label_date
from inspector_app.domain.shelf_life.last_day import check_order
from inspector_app.services.station import Station

LONGEST_NAME = 60
MOST_INNER = 40


def rules_of(station: Station, state: State) -> ShelfLifeRules:
    """The rules that judge a lot: those in force when it was opened.

    DateError ``rules_missing`` when that version is not on this station.
    """
    lot = state.lot
    if not lot.life_rules_id:
        return station.shelf_life
    return station.life_rules.get(lot.life_rules_id, lot.life_rules_version, lot.life_rules_digest)


def under_rules_in_force(station: Station, opened: LotOpened) -> LotOpened:
    """A lot's first act, naming the rules that judge it to its end."""
    rules_id, version, digest = station.life_rules.versions()[0].key
    return replace(
        opened, life_rules_id=rules_id, life_rules_version=version, life_rules_digest=digest
    )


def check_dates(batch: Batch, today: date) -> None:
    """Refuse dates that cannot be, of the pack and of what lies in it.

    Raises DateError ``date_out_of_range``, ``produced_in_future``, ``expires_before_produced``,
    ``life_unreadable`` and its kin, ``inner_unit_unnamed``, ``inner_unit_without_dates``,
    ``too_many_inner_units``.
    """
    for stated in (batch.barcode_produced, batch.barcode_expires):
        if stated is not None:
            label_date(stated)
    _check(batch.produced, batch.expires, batch.life, today)
    if len(batch.inner) > MOST_INNER:
        raise DateError("too_many_inner_units", limit=MOST_INNER)
    for unit in batch.inner:
        if not unit.name.strip() or len(unit.name) > LONGEST_NAME:
            raise DateError("inner_unit_unnamed", limit=LONGEST_NAME)
        _check(unit.produced, unit.expires, unit.life, today)
        if unit.expires is None and not (unit.produced and unit.life):
            raise DateError("inner_unit_without_dates", name=unit.name)


def _check(produced: Stated | None, expires: Stated | None, life: str, today: date) -> None:
    made = None if produced is None else label_date(produced)
    printed = None if expires is None else label_date(expires)
    check_order(made, printed, today)
    if life:
        parse_life(life)


def assess_batch(batch: Batch, state: State, rules: ShelfLifeRules, on: date) -> Assessment | None:
    """The batch on the day ``on``; None while its dates are not known."""
    if not has_dates(batch, state):
        return None
    return assess_goods(batch, state.lot.product, state.lot.channel, rules, on)


def assess_goods(
    batch: Batch, product: Product, channel: str, rules: ShelfLifeRules, on: date
) -> Assessment | None:
    """As ``assess_batch``, before there is a lot. In a kit the earliest inner unit governs.

    Raises DateError as ``assess``.
    """
    own = _own(batch, product, channel, rules, on)
    if not batch.inner:
        return own
    parts = [
        KitPart(name=unit.name, assessment=_inner(unit, product, channel, rules, on))
        for unit in batch.inner
    ]
    return assess_kit(own, parts)


def _own(
    batch: Batch, product: Product, channel: str, rules: ShelfLifeRules, on: date
) -> Assessment | None:
    """By the dates of the pack itself; None where it shows too few."""
    exempt = product.shelf_life is None and not batch.life
    life = batch.life or product.shelf_life
    if batch.expires is None and not exempt and (batch.produced is None or not batch.life):
        return None
    return assess(
        batch.produced, life, batch.expires, on, product.category, product.origin, rules,
        wording=batch.wording, channel=channel or "any", exempt=exempt,
    )  # fmt: skip


def _inner(
    unit: InnerUnit, product: Product, channel: str, rules: ShelfLifeRules, on: date
) -> Assessment:
    return assess(
        unit.produced, unit.life or None, unit.expires, on, product.category, product.origin,
        rules, wording=unit.wording, channel=channel or "any",
    )  # fmt: skip


def assess_batches(state: State, rules: ShelfLifeRules, on: date) -> Mapping[str, Assessment]:
    """Every batch that can be judged, by id, in the order found.

    A batch whose dates contradict today's (a clock set back since they were read) is left out:
    the verdict then holds the lot for it, and the lot can still be closed.
    """
    found = {}
    for batch in state.batches:
        try:
            judged = assess_batch(batch, state, rules, on)
        except DateError:
            continue
        if judged is not None:
            found[batch.id] = judged
    return found
