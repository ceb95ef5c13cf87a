"""How a standard plans its samples: the rule, and what changes for certain channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.domain.master import Names

SamplingMode: TypeAlias = Literal["sampling", "full", "exempt", "fixed"]
OpeningHow: TypeAlias = Literal["root", "fixed", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRule:
    """How many cartons are opened (practice, editable).

    ``root``: the square root of their number rounded up, at least ``least``; ``fixed``: ``least``
    of them; ``all``. Never fewer than can hold the sample.
    """

    how: OpeningHow = "root"
    least: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedNumbers:
    """A plan agreed as plain numbers (固定数抽样): ``n`` units, and how many may be bad."""

    n: int
    ac_major: int = 0
    ac_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRule:
    """How the unit sample is planned: level and AQL per class; critical is always Ac = 0.

    ``check_aql`` is the AQL of checks with a special level that name none. ``fixed`` are the
    numbers of mode ``fixed``. ``names`` is what the plan is called where it is not the ordinary
    one (奖品加严方案). ``channels`` are the rules that replace this one for goods of a channel.
    """

    mode: SamplingMode = "sampling"
    level: str = "II"
    aql_major: str = "2.5"
    aql_minor: str = "4.0"
    carton_aql: str | None = None
    check_aql: str = "2.5"
    opening: OpeningRule = OpeningRule()
    fixed: FixedNumbers | None = None
    names: Names | None = None
    channels: tuple[ChannelRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """``rule`` is complete: what its document leaves out was taken from the ordinary rule."""

    channels: tuple[str, ...]
    rule: SamplingRule


def rule_for(rule: SamplingRule, *channels: str) -> tuple[SamplingRule, str]:
    """The rule for goods of these channels and the channel that chose it.

    The order's channel is asked before the product's; the ordinary rule and ``""`` where none of
    them has a rule of its own.
    """
    for channel in channels:
        for own in rule.channels:
            if channel and channel in own.channels:
                return own.rule, channel
    return rule, ""
