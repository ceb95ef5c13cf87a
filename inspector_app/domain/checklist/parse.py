"""From the document of an inspection standard to a ``Standard``, refusing whatever is unsound."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from decimal import Decimal
from typing import Any

from inspector_app.domain.checklist.document import Node, attempt, doubled, unique
from inspector_app.domain.checklist.sampling_document import (
    check_special_level,
    read_sampling,
    read_stage_sample,
)
from inspector_app.domain.checklist.soundness import (
    DATE_FACTS,
    check_item,
    condition_faults,
    stage_faults,
)
from inspector_app.domain.checklist.standard import (
    MAX_READINGS,
    Choice,
    Condition,
    Item,
    ItemKind,
    JudgedBy,
    Limits,
    PhotoRule,
    Readings,
    Scope,
    Stage,
    StageKind,
    Standard,
)
from inspector_app.domain.defects import Defect, DefectClass, Effect, RecordedOn, Shot
from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import Category, Origin

MAX_STAGES = 30
MAX_ITEMS = 200
"""Items of one stage. A walk has at most a few hundred acts."""
MAX_ENTRIES = 500

_DEFECT_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,15}")
_PICTURE = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*\.(png|jpg|svg)")
_ELEMENT = re.compile(r"[A-Z][0-9]{2}")
_CHOICE = re.compile(r"[a-z0-9][a-z0-9_]{0,31}")

_OPTIONAL = (
    "kind", "scope", "help", "picture", "required", "photos", "shots", "defects", "limits",
    "readings", "choices", "when", "source", "note", "element",
)  # fmt: skip


def parse_standard(
    document: Mapping[str, Any], defects: Mapping[str, Any], digest: str = ""
) -> Standard:
    """The standard of ``document``, with the defects it names from the catalogue ``defects``.

    ``document`` and ``defects`` are YAML as read (``resources/standards/standard.schema.json``
    describes both). Raises the first StandardError of ``examine``.
    """
    standard, faults = examine(document, defects, digest)
    if standard is None:
        raise faults[0]
    return standard


def examine(
    document: Mapping[str, Any], defects: Mapping[str, Any], digest: str = ""
) -> tuple[Standard | None, tuple[StandardError, ...]]:
    """The standard, or every fault that keeps the document from being one.

    Faults have a ``place``: ``unknown_key``, ``missing_key``, ``wrong_type``, ``bad_value``,
    ``text_too_long``, ``value_not_allowed``, ``not_a_number``, ``not_a_date``, ``duplicate_id``,
    ``empty_list``, ``too_many``, ``unknown_defect``, ``unknown_defect_group``,
    ``limits_reversed``, ``unknown_item``, ``condition_on_later_item``, ``cyclic_condition`` and
    the codes of ``soundness``. What holds between parts is looked at once each part is sound.
    """
    faults: list[StandardError] = []
    top = Node(document).members(_TOP, _TOP_OPTIONAL, faults)
    found: dict[str, Any] = {
        name: attempt(read, top.get(name), faults) for name, read in _TOP_READERS.items()
    }
    catalogue = attempt(
        lambda node: _chosen_defects(node, parse_defects(defects)), top.get("defects"), faults
    )
    codes = None if catalogue is None else {defect.code for defect in catalogue}
    stages = _stages(top.get("stages"), codes, faults)
    if faults:
        return None, tuple(faults)
    return _whole(found, catalogue or (), stages, digest)


def _whole(
    found: Mapping[str, Any], catalogue: tuple[Defect, ...], stages: tuple[Stage, ...], digest: str
) -> tuple[Standard | None, tuple[StandardError, ...]]:
    faults = (*stage_faults(stages, found["sampling"]), *condition_faults(stages))
    if faults:
        return None, faults
    given = {name: value for name, value in found.items() if value is not None}
    return Standard(**given, stages=stages, defects=catalogue, digest=digest), ()


def _stages(
    node: Node | None, codes: Set[str] | None, faults: list[StandardError]
) -> tuple[Stage, ...]:
    nodes = attempt(lambda each: _filled(each, MAX_STAGES), node, faults) or []
    faults += doubled(nodes)
    faults += doubled([item for each in nodes for item in each.below("items")])
    stages = [_stage(each, codes, faults) for each in nodes]
    return tuple(stage for stage in stages if stage is not None)


def parse_defects(document: Mapping[str, Any]) -> dict[str, tuple[Defect, ...]]:
    """The catalogue by group, every code once; StandardError as ``parse_standard``."""
    groups: dict[str, tuple[Defect, ...]] = {}
    bearers: list[tuple[Node, str]] = []
    for name, node in Node(document, "defects.yaml").fields(("groups",))["groups"].keyed().items():
        entries = _filled(node)
        groups[name] = tuple(_defect(entry) for entry in entries)
        bearers += [(e, d.code) for e, d in zip(entries, groups[name], strict=True)]
    unique(bearers)
    return groups


def _chosen_defects(node: Node, groups: Mapping[str, tuple[Defect, ...]]) -> tuple[Defect, ...]:
    """Groups of the catalogue, without some, with other classes, and the standard's own."""
    fields = node.fields(("groups",), ("without", "classes", "own"))
    chosen: list[Defect] = []
    for entry in _filled(fields["groups"]):
        name = entry.text()
        if name not in groups:
            raise entry.refuse("unknown_defect_group", group=name)
        chosen += [defect for defect in groups[name] if defect not in chosen]
    codes = {defect.code for defect in chosen}
    without = _known(fields["without"], codes) if "without" in fields else ()
    classes = _classes(fields["classes"], codes) if "classes" in fields else {}
    own = _own_defects(fields["own"], codes) if "own" in fields else ()
    kept = (defect for defect in chosen if defect.code not in without)
    return (*(replace(d, cls=classes.get(d.code, d.cls)) for d in kept), *own)


def _classes(node: Node, codes: Set[str]) -> dict[str, DefectClass]:
    found = node.keyed()
    for code, inner in found.items():
        if code not in codes:
            raise inner.refuse("unknown_defect", defect=code)
    return {code: inner.one_of(DefectClass) for code, inner in found.items()}


def _own_defects(node: Node, codes: Set[str]) -> tuple[Defect, ...]:
    entries = _filled(node)
    own = tuple(_defect(entry) for entry in entries)
    for entry, defect in zip(entries, own, strict=True):
        if defect.code in codes:
            raise entry.refuse("duplicate_id", id=defect.code)
    unique((entry, defect.code) for entry, defect in zip(entries, own, strict=True))
    return own


def _defect(node: Node) -> Defect:
    fields = node.fields(
        ("code", "area", "names", "recorded_on", "class", "effect"), ("shots", "note")
    )
    return Defect(
        code=fields["code"].matching(_DEFECT_CODE),
        area=fields["area"].names(),
        names=fields["names"].names(),
        recorded_on=fields["recorded_on"].one_of(RecordedOn),
        cls=fields["class"].one_of(DefectClass),
        effect=fields["effect"].one_of(Effect),
        shots=fields["shots"].several_of(Shot) if "shots" in fields else (),
        note=fields["note"].names() if "note" in fields else None,
    )


def _stage(node: Node, codes: Set[str] | None, faults: list[StandardError]) -> Stage | None:
    before = len(faults)
    optional = ("gate", "sample", "aql", "opens")
    fields = node.members(("id", "kind", "names", "items"), optional, faults)
    items = attempt(lambda each: _filled(each, MAX_ITEMS), fields.get("items"), faults) or []
    found = [_item(item, codes, faults) for item in items]
    given = _given(fields, _STAGE_READERS, faults)
    if len(faults) > before:
        return None
    sampled = attempt(lambda each: read_stage_sample(each, fields), node, faults) or {}
    stage = Stage(items=tuple(item for item in found if item is not None), **given, **sampled)
    attempt(lambda each: check_special_level(stage, each), node, faults)
    return stage


def _given(
    fields: Mapping[str, Node],
    readers: Mapping[str, Callable[[Node], Any]],
    faults: list[StandardError],
) -> dict[str, Any]:
    return {
        name: attempt(read, fields[name], faults)
        for name, read in readers.items()
        if name in fields
    }


def _item(node: Node, codes: Set[str] | None, faults: list[StandardError]) -> Item | None:
    before = len(faults)
    fields = node.members(("id", "names"), _OPTIONAL, faults)
    given = _given(fields, {**_ITEM_READERS, "defects": lambda n: _known(n, codes)}, faults)
    if len(faults) > before:
        return None
    item = Item(**given)
    attempt(lambda each: check_item(item, each), node, faults)
    return item


def _known(node: Node, codes: Set[str] | None) -> tuple[str, ...]:
    """Defect codes; without a sound catalogue none can be called unknown."""
    named = node.texts()
    for code in named:
        if codes is not None and code not in codes:
            raise node.refuse("unknown_defect", defect=code)
    return named


def _limits(node: Node) -> Limits:
    fields = node.fields((), ("low", "high", "unit"))
    low, high = _bounds(node, fields)
    return Limits(low=low, high=high, unit=fields["unit"].text() if "unit" in fields else "")


def _bounds(node: Node, fields: Mapping[str, Node]) -> tuple[str | None, str | None]:
    low = fields["low"].decimal_text() if "low" in fields else None
    high = fields["high"].decimal_text() if "high" in fields else None
    if low is None and high is None:
        raise node.refuse("missing_key", key="low")
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        raise node.refuse("limits_reversed", low=low, high=high)
    return low, high


def _readings(node: Node) -> Readings:
    fields = node.fields(("count",), ("judge", "mean"))
    count = fields["count"].integer(2)
    if count > MAX_READINGS:
        raise fields["count"].refuse("too_many", found=count, limit=MAX_READINGS)
    judge: JudgedBy = fields["judge"].one_of(JudgedBy) if "judge" in fields else "each"
    mean = None
    if "mean" in fields:
        low, high = _bounds(fields["mean"], fields["mean"].fields((), ("low", "high")))
        mean = Limits(low=low, high=high)
        if judge == "mean":
            raise fields["mean"].refuse("mean_limited_twice")
    return Readings(count=count, judge=judge, mean=mean)


def _choices(node: Node) -> tuple[Choice, ...]:
    entries = _filled(node)
    choices = []
    for entry in entries:
        fields = entry.fields(("value", "names"), ("fails",))
        choices.append(
            Choice(
                value=fields["value"].matching(_CHOICE),
                names=fields["names"].names(),
                fails=fields["fails"].truth() if "fails" in fields else False,
            )
        )
    unique((entry, choice.value) for entry, choice in zip(entries, choices, strict=True))
    return tuple(choices)


def _condition(node: Node) -> Condition:
    fields = node.fields(("item",), ("values", "since", "before"))
    item = fields["item"].text()
    if item in DATE_FACTS:
        return _date_condition(node, item, fields)
    for name in ("since", "before"):
        if name in fields:
            raise node.refuse("unknown_key", key=name)
    if "values" not in fields:
        raise node.refuse("missing_key", key="values")
    if not (values := fields["values"].texts()):
        raise fields["values"].refuse("empty_list")
    return Condition(item=item, values=values)


def _date_condition(node: Node, item: str, fields: Mapping[str, Node]) -> Condition:
    if "values" in fields:
        raise node.refuse("unknown_key", key="values")
    since = fields["since"].day() if "since" in fields else None
    before = fields["before"].day() if "before" in fields else None
    if since is None and before is None:
        raise node.refuse("missing_key", key="since")
    if since is not None and before is not None and since >= before:
        raise node.refuse("limits_reversed", low=since.isoformat(), high=before.isoformat())
    return Condition(item=item, since=since, before=before)


def _filled(node: Node, limit: int = MAX_ENTRIES) -> list[Node]:
    """Between one and ``limit`` elements; ``empty_list``, ``too_many``."""
    if not (entries := node.entries()):
        raise node.refuse("empty_list")
    if len(entries) > limit:
        raise node.refuse("too_many", found=len(entries), limit=limit)
    return entries


def _nonempty(node: Node, kind: Any) -> tuple[Any, ...]:
    _filled(node)
    return node.several_of(kind)


_TOP = ("id", "version", "names", "categories", "origins", "sampling", "defects", "stages")
_TOP_OPTIONAL = ("note", "channels", "children")
_TOP_READERS: Mapping[str, Callable[[Node], Any]] = {
    "id": Node.identifier,
    "version": lambda n: n.integer(1),
    "names": Node.names,
    "categories": lambda n: _nonempty(n, Category),
    "origins": lambda n: _nonempty(n, Origin),
    "sampling": read_sampling,
    "note": Node.names,
    "channels": lambda n: n.texts_matching(_CHOICE),
    "children": Node.truth,
}
_STAGE_READERS: Mapping[str, Callable[[Node], Any]] = {
    "id": Node.identifier,
    "kind": lambda n: n.one_of(StageKind),
    "names": Node.names,
    "gate": Node.truth,
}
_ITEM_READERS: Mapping[str, Callable[[Node], Any]] = {
    "id": Node.identifier,
    "names": Node.names,
    "kind": lambda n: n.one_of(ItemKind),
    "scope": lambda n: n.one_of(Scope),
    "help": Node.names,
    "picture": lambda n: n.matching(_PICTURE),
    "required": Node.truth,
    "photos": lambda n: n.one_of(PhotoRule),
    "shots": lambda n: n.several_of(Shot),
    "limits": _limits,
    "readings": _readings,
    "choices": _choices,
    "when": lambda n: tuple(_condition(inner) for inner in _filled(n)),
    "source": Node.text,
    "note": Node.names,
    "element": lambda n: n.texts_matching(_ELEMENT),
}
