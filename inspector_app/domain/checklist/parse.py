"""From the document of an inspection standard to a ``Standard``, refusing whatever is unsound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inspector_app.domain.checklist.document import Node, unique
from inspector_app.domain.checklist.sampling_document import (
    check_special_level,
    read_sampling,
    read_stage_sample,
)
from inspector_app.domain.checklist.soundness import check_conditions, check_item
from inspector_app.domain.checklist.standard import (
    Choice,
    Condition,
    Item,
    ItemKind,
    Limits,
    PhotoRule,
    Scope,
    Stage,
    StageKind,
    Standard,
)
from inspector_app.domain.defects import Defect, DefectClass, Effect, RecordedOn, Shot
from inspector_app.domain.master import Category, Origin

_DEFECT_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,15}")
_PICTURE = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*\.(png|jpg|svg)")
_ELEMENT = re.compile(r"[A-Z][0-9]{2}")
_CHOICE = re.compile(r"[a-z0-9][a-z0-9_]{0,31}")

_OPTIONAL = (
    "kind", "scope", "help", "picture", "required", "photos", "shots", "defects", "limits",
    "choices", "when", "source", "note", "element",
)  # fmt: skip


def parse_standard(
    document: Mapping[str, Any], defects: Mapping[str, Any], digest: str = ""
) -> Standard:
    """The standard of ``document``, with the defects it names from the catalogue ``defects``.

    ``document`` and ``defects`` are YAML as read (``resources/standards/standard.schema.json``
    describes both). Raises StandardError with ``place``: ``unknown_key``, ``missing_key``,
    ``wrong_type``, ``bad_value``, ``value_not_allowed``, ``not_a_number``, ``duplicate_id``,
    ``unknown_defect``, ``unknown_defect_group``, ``limits_reversed``, ``unknown_item``,
    ``condition_on_later_item``, ``cyclic_condition`` and the codes of ``soundness.check_item``.
    """
    top = Node(document).fields(
        ("id", "version", "names", "categories", "origins", "sampling", "defects", "stages"),
        ("note",),
    )
    catalogue = _chosen_defects(top["defects"], parse_defects(defects))
    codes = {defect.code for defect in catalogue}
    stage_nodes = _filled(top["stages"])
    stages = tuple(_stage(node, codes) for node in stage_nodes)
    unique((node, stage.id) for node, stage in zip(stage_nodes, stages, strict=True))
    check_conditions(stages)
    return Standard(
        id=top["id"].identifier(),
        version=top["version"].integer(1),
        names=top["names"].names(),
        categories=_nonempty(top["categories"], Category),
        origins=_nonempty(top["origins"], Origin),
        sampling=read_sampling(top["sampling"]),
        stages=stages,
        defects=catalogue,
        digest=digest,
        note=top["note"].names() if "note" in top else None,
    )


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
    fields = node.fields(("groups",), ("without",))
    chosen: list[Defect] = []
    for entry in _filled(fields["groups"]):
        name = entry.text()
        if name not in groups:
            raise entry.refuse("unknown_defect_group", group=name)
        chosen += groups[name]
    without: tuple[str, ...] = ()
    if "without" in fields:
        without = fields["without"].texts()
        for code in without:
            if all(defect.code != code for defect in chosen):
                raise fields["without"].refuse("unknown_defect", defect=code)
    return tuple(defect for defect in chosen if defect.code not in without)


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


def _stage(node: Node, codes: set[str]) -> Stage:
    fields = node.fields(("id", "kind", "names", "items"), ("gate", "sample", "aql", "opens"))
    item_nodes = _filled(fields["items"])
    stage = Stage(
        id=fields["id"].identifier(),
        kind=fields["kind"].one_of(StageKind),
        names=fields["names"].names(),
        items=tuple(_item(item, codes) for item in item_nodes),
        gate=fields["gate"].truth() if "gate" in fields else False,
        **read_stage_sample(node, fields),
    )
    check_special_level(stage, node)
    return stage


def _item(node: Node, codes: set[str]) -> Item:
    fields = node.fields(("id", "names"), _OPTIONAL)
    readers: dict[str, Any] = {
        "kind": lambda n: n.one_of(ItemKind),
        "scope": lambda n: n.one_of(Scope),
        "help": Node.names,
        "picture": lambda n: n.matching(_PICTURE),
        "required": Node.truth,
        "photos": lambda n: n.one_of(PhotoRule),
        "shots": lambda n: n.several_of(Shot),
        "defects": lambda n: _known(n, codes),
        "limits": _limits,
        "choices": _choices,
        "when": lambda n: tuple(_condition(inner) for inner in _filled(n)),
        "source": Node.text,
        "note": Node.names,
        "element": lambda n: n.texts_matching(_ELEMENT),
    }
    given = {name: readers[name](fields[name]) for name in _OPTIONAL if name in fields}
    item = Item(id=fields["id"].identifier(), names=fields["names"].names(), **given)
    check_item(item, node)
    return item


def _known(node: Node, codes: set[str]) -> tuple[str, ...]:
    named = node.texts()
    for code in named:
        if code not in codes:
            raise node.refuse("unknown_defect", defect=code)
    return named


def _limits(node: Node) -> Limits:
    fields = node.fields((), ("low", "high", "unit"))
    low = fields["low"].decimal_text() if "low" in fields else None
    high = fields["high"].decimal_text() if "high" in fields else None
    if low is None and high is None:
        raise node.refuse("missing_key", key="low")
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        raise node.refuse("limits_reversed", low=low, high=high)
    return Limits(low=low, high=high, unit=fields["unit"].text() if "unit" in fields else "")


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
    fields = node.fields(("item", "values"))
    if not (values := fields["values"].texts()):
        raise fields["values"].refuse("empty_list")
    return Condition(item=fields["item"].text(), values=values)


def _filled(node: Node) -> list[Node]:
    if not (entries := node.entries()):
        raise node.refuse("empty_list")
    return entries


def _nonempty(node: Node, kind: Any) -> tuple[Any, ...]:
    _filled(node)
    return node.several_of(kind)
