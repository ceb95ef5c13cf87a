"""The ``sampling`` part of a standard's document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from inspector_app.domain.checklist.document import Node
from inspector_app.domain.checklist.sampling_rule import (
    ChannelRule,
    FixedNumbers,
    OpeningHow,
    OpeningRule,
    SamplingMode,
    SamplingRule,
)
from inspector_app.domain.checklist.standard import SPECIAL_LEVELS, UNIT_SCOPES, Sample, Stage

Level: TypeAlias = Literal["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_AQLS = ("aql_major", "aql_minor", "carton_aql", "check_aql")
_CHANGES = ("level", *_AQLS, "opening", "fixed", "names")
ITEM_AQLS = tuple(
    Decimal(aql)
    for aql in (
        "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65",
        "1.0", "1.5", "2.5", "4.0", "6.5", "10",
    )
)  # fmt: skip
"""AQLs a standard may name (GB/T 2828.1-2012 clause 6.5): higher ones are for nonconformities per
100 units, and a walk counts units."""
MOST_FIXED = 999_999


def read_sampling(node: Node) -> SamplingRule:
    """The sampling rule.

    Raises StandardError: as ``parse_standard``, and ``fixed_numbers_missing``,
    ``fixed_numbers_not_used``, ``channel_twice``.
    """
    fields = node.fields(("mode",), (*_CHANGES, "channels"))
    rule = _changed(SamplingRule(mode=fields["mode"].one_of(SamplingMode)), fields)
    _check(rule, node)
    if "channels" not in fields:
        return rule
    return replace(rule, channels=_channels(fields["channels"], rule))


def read_stage_sample(node: Node, fields: Mapping[str, Node]) -> dict[str, Any]:
    """``sample``, ``aql`` and ``opens`` of a stage.

    StandardError ``special_level_not_here`` for a special level on a stage worked carton by
    carton, ``aql_not_used`` and ``opens_not_used`` for words that only a special level knows.
    """
    given: dict[str, Any] = {}
    if "sample" in fields:
        given["sample"] = fields["sample"].one_of(Sample)
    if "aql" in fields:
        given["aql"] = _aql(fields["aql"])
    if "opens" in fields:
        given["opens"] = fields["opens"].truth()
    special = given.get("sample") in SPECIAL_LEVELS
    if special and fields["kind"].text() != "checklist":
        raise node.refuse("special_level_not_here", kind=fields["kind"].text())
    for name in ("aql", "opens"):
        if given.get(name) and not special:
            raise fields[name].refuse(f"{name}_not_used")
    return given


def check_special_level(stage: Stage, node: Node) -> None:
    """Refuse a special level that asks nothing of its units: ``unit_items_missing``."""
    if stage.sample in SPECIAL_LEVELS and not any(
        item.scope in UNIT_SCOPES for item in stage.items
    ):
        raise node.refuse("unit_items_missing", sample=stage.sample)


def _changed(rule: SamplingRule, fields: dict[str, Node]) -> SamplingRule:
    given: dict[str, Any] = {name: _aql(fields[name]) for name in _AQLS if name in fields}
    if "level" in fields:
        given["level"] = fields["level"].one_of(Level)
    if "opening" in fields:
        given["opening"] = _opening(fields["opening"])
    if "fixed" in fields:
        given["fixed"] = _fixed(fields["fixed"])
    if "names" in fields:
        given["names"] = fields["names"].names()
    return replace(rule, **given)


def _check(rule: SamplingRule, node: Node) -> None:
    if rule.mode == "fixed" and rule.fixed is None:
        raise node.refuse("fixed_numbers_missing")
    if rule.mode != "fixed" and rule.fixed is not None:
        raise node.refuse("fixed_numbers_not_used", mode=rule.mode)


def _channels(node: Node, ordinary: SamplingRule) -> tuple[ChannelRule, ...]:
    found: list[ChannelRule] = []
    taken: set[str] = set()
    for entry in node.entries():
        fields = entry.fields(("channels", "names"), ("mode", *_CHANGES))
        names = fields["channels"].texts_matching(_CHANNEL)
        if not names:
            raise fields["channels"].refuse("empty_list")
        for name in names:
            if name in taken:
                raise fields["channels"].refuse("channel_twice", channel=name)
            taken.add(name)
        start = ordinary
        if "mode" in fields:
            mode = fields["mode"].one_of(SamplingMode)
            start = replace(ordinary, mode=mode, fixed=ordinary.fixed if mode == "fixed" else None)
        rule = _changed(start, fields)
        _check(rule, entry)
        found.append(ChannelRule(channels=names, rule=rule))
    return tuple(found)


def _opening(node: Node) -> OpeningRule:
    fields = node.fields(("how",), ("least",))
    how = fields["how"].one_of(OpeningHow)
    if how == "fixed" and "least" not in fields:
        raise node.refuse("missing_key", key="least")
    least = fields["least"].integer(1) if "least" in fields else OpeningRule().least
    return OpeningRule(how=how, least=least)


def _fixed(node: Node) -> FixedNumbers:
    fields = node.fields(("n",), ("ac_major", "ac_minor"))
    numbers = {name: fields[name].integer(0) for name in ("ac_major", "ac_minor") if name in fields}
    n = fields["n"].integer(1)
    if n > MOST_FIXED:
        raise fields["n"].refuse("bad_value", value=str(n))
    for name, ac in numbers.items():
        if ac >= n:
            raise fields[name].refuse("bad_value", value=str(ac))
    return FixedNumbers(n=n, **numbers)


def _aql(node: Node) -> str:
    """An AQL of the tables for nonconforming items; ``not_a_number``, ``bad_value`` (none above
    0), ``value_not_allowed``."""
    text = node.decimal_text()
    if Decimal(text) <= 0:
        raise node.refuse("bad_value", value=text)
    if Decimal(text) not in ITEM_AQLS:
        allowed = ", ".join(str(aql) for aql in ITEM_AQLS)
        raise node.refuse("value_not_allowed", value=text, allowed=allowed)
    return text
