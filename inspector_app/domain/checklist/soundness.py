"""What must hold between the parts of a standard, beyond the shape of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from inspector_app.domain.checklist.document import Node
from inspector_app.domain.checklist.sampling_rule import SamplingRule
from inspector_app.domain.checklist.standard import (
    SPECIAL_LEVELS,
    UNIT_SCOPES,
    Condition,
    Item,
    Stage,
)
from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import Category, Origin

PRODUCT_FACTS: Mapping[str, tuple[str, ...]] = {
    "product.origin": get_args(Origin),
    "product.category": get_args(Category),
    "product.children": ("true", "false"),
}
"""What a condition may ask of the product, and the values it can have."""

FREE_FACTS = frozenset({"lot.channel"})
"""Facts whose values are the customer's own words."""

DATE_FACTS = frozenset({"batch.produced"})
"""Facts compared as days. Asked of each batch; of items of the lot, true when any batch fits."""

FACTS = frozenset(PRODUCT_FACTS) | FREE_FACTS | DATE_FACTS

WORKED_SCOPES: Mapping[str, tuple[str, ...]] = {
    "cartons": ("carton",),
    "units": ("unit", "opened"),
}
"""Stages worked carton by carton, and what their items can be about, the usual first."""

_BY_EXCEPTION = frozenset({"pass_fail", "number", "count"})
_ANSWERS: Mapping[str, tuple[str, ...]] = {"pass_fail": ("pass", "fail", "na")}


def check_item(item: Item, node: Node) -> None:
    """Refuse an item whose parts contradict its kind.

    StandardError ``choices_missing``, ``choices_not_allowed``, ``all_choices_fail``,
    ``limits_not_allowed``, ``readings_not_allowed``, ``shots_missing``, ``defects_missing``,
    ``required_photo_missing``.
    """
    if item.kind == "choice":
        if len(item.choices) < 2:
            raise node.refuse("choices_missing", item=item.id)
        if all(choice.fails for choice in item.choices):
            raise node.refuse("all_choices_fail", item=item.id)
    elif item.choices:
        raise node.refuse("choices_not_allowed", item=item.id, kind=item.kind)
    if item.limits and item.kind not in ("number", "count"):
        raise node.refuse("limits_not_allowed", item=item.id, kind=item.kind)
    if item.readings and item.kind not in ("number", "count"):
        raise node.refuse("readings_not_allowed", item=item.id, kind=item.kind)
    if item.kind == "photo" and item.photos != "always":
        raise node.refuse("required_photo_missing", item=item.id)
    if item.photos != "never" and not item.shots:
        raise node.refuse("shots_missing", item=item.id)
    if can_fail(item) and not item.defects:
        raise node.refuse("defects_missing", item=item.id)


def can_fail(item: Item) -> bool:
    """Whether an answer to the item can be a failure."""
    return (
        item.kind in ("pass_fail", "scan")
        or any(choice.fails for choice in item.choices)
        or item.limits is not None
        or (item.readings is not None and item.readings.mean is not None)
    )


def stage_faults(stages: tuple[Stage, ...], sampling: SamplingRule) -> Iterator[StandardError]:
    """Stages that cannot carry the sample.

    ``stage_kind_twice``: cartons and units are worked through once. ``units_stage_missing``: a
    sample is drawn, by some channel's rule at least, and no stage looks at its units.
    ``scope_not_here``, ``kind_not_here``, ``photos_not_here``: items that a stage worked by
    exception would never ask.
    """
    kinds: set[str] = set()
    for at, stage in enumerate(stages):
        if stage.kind in WORKED_SCOPES:
            if stage.kind in kinds:
                yield StandardError("stage_kind_twice", place=f"stages[{at}]", kind=stage.kind)
            yield from _never_asked(stage, at)
        kinds.add(stage.kind)
    modes = {sampling.mode, *(channel.rule.mode for channel in sampling.channels)}
    if "units" not in kinds and modes != {"exempt"}:
        yield StandardError("units_stage_missing", place="stages")


def _never_asked(stage: Stage, at: int) -> Iterator[StandardError]:
    """Only exceptions and measurements are recorded carton by carton."""
    scopes = WORKED_SCOPES[stage.kind]
    for number, item in enumerate(stage.items):
        told = {"place": _place(at, number), "item": item.id, "stage": stage.kind}
        if item.kind not in _BY_EXCEPTION:
            yield StandardError("kind_not_here", **told, kind=item.kind)
        elif item.scope not in scopes:
            allowed = ", ".join(scopes)
            yield StandardError("scope_not_here", **told, scope=item.scope, allowed=allowed)
        elif item.kind == "pass_fail" and item.photos == "always":
            yield StandardError("photos_not_here", **told)


def _asked_once(stage: Stage, item: Item) -> bool:
    """Whether the item has one answer for the lot, which a condition can look at."""
    of_units = stage.sample in SPECIAL_LEVELS and item.scope in UNIT_SCOPES
    return stage.kind not in WORKED_SCOPES and item.scope != "batch" and not of_units


def condition_faults(stages: tuple[Stage, ...]) -> Iterator[StandardError]:
    """Conditions that cannot be decided when their item's turn comes; ids are known to differ.

    ``unknown_item``, ``cyclic_condition``, ``condition_on_later_item``,
    ``condition_on_other_scope``, ``impossible_condition``.
    """
    placed = [(item, _place(s, i)) for s, stage in enumerate(stages)
              for i, item in enumerate(stage.items)]  # fmt: skip
    order = {item.id: at for at, (item, _) in enumerate(placed)}
    items = {item.id: item for item, _ in placed}
    several = {i.id for stage in stages for i in stage.items if not _asked_once(stage, i)}
    circular = _cycles(placed, items)
    yield from circular.values()
    for item, place in placed:
        for at, condition in enumerate(item.when):
            here = f"{place}.when[{at}]"
            if condition.item not in items and condition.item not in FACTS:
                yield StandardError("unknown_item", place=here, item=condition.item)
            elif order.get(condition.item, -1) > order[item.id]:
                if not circular:
                    yield StandardError(
                        "condition_on_later_item", place=here, item=item.id, later=condition.item
                    )
            elif condition.item in several:
                yield StandardError(
                    "condition_on_other_scope", place=here, item=item.id, asked=condition.item
                )
            else:
                yield from _impossible(condition, items, here)


def _cycles(
    placed: Iterable[tuple[Item, str]], items: Mapping[str, Item]
) -> dict[str, StandardError]:
    """One fault for each circle, by the place where it is met first."""
    settled: set[str] = set()
    found: dict[str, StandardError] = {}
    for start, place in placed:
        path: list[str] = []
        waiting: list[tuple[str, bool]] = [(start.id, False)]
        while waiting:
            name, leaving = waiting.pop()
            if leaving:
                settled.add(path.pop())
            elif name in path:
                circle = " → ".join([*path[path.index(name) :], name])
                found.setdefault(
                    place, StandardError("cyclic_condition", place=place, items=circle)
                )
            elif name not in settled:
                path.append(name)
                waiting.append((name, True))
                waiting += [(c.item, False) for c in items[name].when if c.item in items]
    return found


def _impossible(
    condition: Condition, items: Mapping[str, Item], place: str
) -> Iterator[StandardError]:
    if condition.item in FREE_FACTS | DATE_FACTS:
        return
    possible = PRODUCT_FACTS.get(condition.item)
    if possible is None:
        asked = items[condition.item]
        possible = _ANSWERS.get(asked.kind) or tuple(choice.value for choice in asked.choices)
    for value in condition.values:
        if value not in possible:
            yield StandardError(
                "impossible_condition", place=place, item=condition.item, value=value,
                allowed=", ".join(possible),
            )  # fmt: skip


def _place(stage: int, item: int) -> str:
    return f"stages[{stage}].items[{item}]"
