"""One value seen in one pass, before passes are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.label_text.reading import FieldName
from inspector_app.domain.scan import Position
from inspector_app.domain.shelf_life import LabelDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """``value`` is normal form; ``rank`` orders the readings of one place (0 the likeliest);
    ``date`` the same as a date, where it is one; ``guessed_word`` when the trigger word was not
    read as it is written; ``broken`` when the digits are no day and ``value`` is what they may
    have been."""

    name: FieldName
    value: str
    text: str
    box: Position
    source: str
    doubt: str = ""
    exclusive: bool = False
    pattern: str = ""
    rank: int = 0
    date: LabelDate | None = None
    guessed_word: bool = False
    broken: bool = False

    def doubtful(self, doubt: str) -> Seen:
        """The same with this doubt, unless it has one."""
        return self if self.doubt else replace(self, doubt=doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The label says that the value stands elsewhere (见瓶底)."""

    name: FieldName
    place: str
    text: str
    box: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDay:
    """Digits in a date's place that are no day of the calendar."""

    name: FieldName
    text: str
    box: Position
    source: str


@dataclass(frozen=True, slots=True)
class PassSeen:
    """Everything one pass gave."""

    seen: list[Seen]
    elsewhere: list[Elsewhere]
    no_days: list[NoDay]
