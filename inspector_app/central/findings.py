"""What ``central doctor`` says of one thing it looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``check`` names what was looked at; ``code`` and ``params`` make the sentence."""

    check: str
    code: str
    level: Level = "good"
    params: dict[str, str | int] = field(default_factory=dict)


def worst(found: Iterable[Finding]) -> Level:
    """``bad`` if anything is, else ``warning`` if anything is."""
    levels = {one.level for one in found}
    if "bad" in levels:
        return "bad"
    return "warning" if "warning" in levels else "good"


def judge(
    check: str, good: str, problem: str, wrong: bool, level: Level = "bad", **params: str | int
) -> Finding:
    """The one finding or the other."""
    if wrong:
        return Finding(check=check, code=problem, level=level, params=params)
    return Finding(check=check, code=good, params=params)
