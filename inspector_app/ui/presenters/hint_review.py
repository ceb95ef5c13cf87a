"""Going through suggestions one by one: each is seen with its picture before a key takes it.

Free of Qt. The editor shows the field under review; nothing is entered but by a key for that very
field, and a person's own typing always wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.services.label_suggestions import (
    BATCH_FIELDS,
    BatchField,
    FieldHint,
    Suggestion,
)

State: TypeAlias = Literal["open", "taken", "passed_over", "by_hand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A person took a suggestion for a field."""

    field: BatchField
    suggestion: Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """The keys were meant for the field itself: ``digits`` were pressed so far. ``undo`` empties
    the field first, for the first of them looked like a choice."""

    field: BatchField
    digits: str
    undo: bool = False


class HintReview:
    """Which suggestions are open, and what each key means."""

    def __init__(self) -> None:
        self._hints: dict[BatchField, FieldHint] = {}
        self._states: dict[BatchField, State] = {}
        self._current: BatchField | None = None
        self._picked: tuple[BatchField, str] | None = None

    # -- what there is

    def begin(self) -> None:
        """Another batch is edited: forget everything."""
        self._hints, self._states = {}, {}
        self._current, self._picked = None, None

    def offer(self, hints: Iterable[FieldHint], filled: Iterable[BatchField]) -> bool:
        """Suggestions as they are now; ``filled`` fields hold something of the person's own.

        What was decided stays decided. True when something changed.
        """
        now = {hint.field: hint for hint in hints}
        before = (dict(self._hints), dict(self._states), self._current)
        self._hints = {name: now[name] for name in BATCH_FIELDS if name in now}
        for name in filled:
            if self._states.get(name, "open") == "open":
                self._states[name] = "by_hand"
        if self._current is None or self._current not in self._hints:
            self._current = self._next(None)
        return before != (self._hints, self._states, self._current)

    @property
    def current(self) -> FieldHint | None:
        """The suggestion whose picture is shown."""
        return self._hints.get(self._current) if self._current is not None else None

    def state(self, name: BatchField) -> State:
        """How the person decided on a field."""
        return self._states.get(name, "open")

    @property
    def open_fields(self) -> tuple[BatchField, ...]:
        """Fields with a suggestion nobody decided on."""
        return tuple(name for name in self._hints if self.state(name) == "open")

    @property
    def unconfirmed(self) -> tuple[BatchField, ...]:
        """Open fields that look filled, for their suggestion is shown in them."""
        return tuple(name for name in self.open_fields if self._hints[name].agreed)

    def hint(self, name: BatchField) -> FieldHint | None:
        """The suggestion for a field."""
        return self._hints.get(name)

    @property
    def place(self) -> tuple[int, int]:
        """The number of the current suggestion, and how many there are."""
        names = list(self._hints)
        at = names.index(self._current) + 1 if self._current in names else 0
        return at, len(names)

    # -- keys

    def confirm(self) -> Taken | None:
        """Enter: takes what both passes agree on; what must be chosen is passed over."""
        hint = self.current
        self._picked = None
        if hint is None or self._current is None:
            return None
        if self.state(hint.field) != "open":
            self._current = self._next(hint.field)
            return None
        taken = None
        if hint.proposed is not None:
            taken = Taken(field=hint.field, suggestion=hint.proposed)
        self._decide(hint.field, "taken" if taken else "passed_over")
        return taken

    def pick(self, number: int) -> Taken | None:
        """A chip, or its digit: takes that choice, also in place of one taken before."""
        hint = self.current
        if hint is None or hint.agreed or not 1 <= number <= len(hint.choices):
            return None
        self._picked = (hint.field, str(number))
        self._decide(hint.field, "taken")
        return Taken(field=hint.field, suggestion=hint.choices[number - 1])

    def digit(self, digit: str) -> Taken | Typing | None:
        """A digit while the suggestions have the keyboard.

        It chooses where it names a choice. One that names none begins to type; when it follows a
        choice at once, both were the beginning of a date somebody types from the goods.
        """
        picked, self._picked = self._picked, None
        taken = self.pick(int(digit))
        if taken is not None:
            return taken
        if picked is not None:
            name, first = picked
            self.by_hand(name)
            return Typing(field=name, digits=first + digit, undo=True)
        hint = self.current
        if hint is None:
            return None
        self.by_hand(hint.field)
        return Typing(field=hint.field, digits=digit)

    def pass_over(self) -> BatchField | None:
        """This suggestion is not wanted; the field that becomes empty."""
        hint = self.current
        self._picked = None
        if hint is None:
            return None
        self._decide(hint.field, "passed_over")
        return hint.field

    def by_hand(self, name: BatchField) -> None:
        """The person types into a field: its suggestion is over."""
        self._picked = None
        if name in self._hints:
            self._states[name] = "by_hand"
            self._current = name

    def look_at(self, name: BatchField) -> None:
        """Show a field's picture; nothing is decided."""
        self._picked = None
        if name in self._hints:
            self._current = name

    def _decide(self, name: BatchField, state: State) -> None:
        self._states[name] = state
        self._current = self._next(name) or name

    def _next(self, after: BatchField | None) -> BatchField | None:
        """The next open field, from the beginning again at the end."""
        names = list(self._hints)
        start = names.index(after) + 1 if after in names else 0
        for name in (*names[start:], *names[:start]):
            if self.state(name) == "open":
                return name
        return None
