"""What the walk tells beside its page: a key with parameters, put into words by the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from inspector_app.domain.gs1 import Problem
from inspector_app.domain.master import Names

Tone: TypeAlias = Literal["info", "accepted", "attention", "wrong"]
Told: TypeAlias = str | int | Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A notice. Parameters that are names are picked in the page's language; those that are codes
    of a family (``reason``, ``undone``) are spoken by the view. ``action`` is a key, ``act`` what
    it does; ``fleeting`` goes by itself; ``problems`` of a code are told below it."""

    tone: Tone
    key: str
    params: Mapping[str, Told] = field(default_factory=dict)
    action: str = ""
    act: Callable[[], None] | None = None
    fleeting: bool = False
    problems: tuple[Problem, ...] = ()
