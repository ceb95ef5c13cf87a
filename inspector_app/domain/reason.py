"""Why the domain decided as it did: a code with parameters, put into words by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

ReasonValue: TypeAlias = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a decision.

    ``params`` are name and value pairs, a tuple rather than a mapping so that the value stays
    hashable and keeps its order when it is encoded. ``values()`` fills a translation.
    """

    code: str
    params: tuple[tuple[str, ReasonValue], ...] = ()

    def values(self) -> dict[str, ReasonValue]:
        """The parameters by name."""
        return dict(self.params)


def reason(code: str, **params: ReasonValue) -> Reason:
    """A ``Reason`` from keyword arguments."""
    return Reason(code=code, params=tuple(params.items()))
