"""Signing in and unlocking: who, which PIN, how long to wait. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person

if TYPE_CHECKING:
    from inspector_app.domain.gs1 import ScanResult
    from inspector_app.services.ports import TaskRunner


class SignInDoor(Protocol):
    """What signing in needs of the services."""

    def people(self) -> Sequence[Person]:
        """Everybody who may sign in here."""

    def sign_in(self, person_id: str, pin: str) -> Person:
        """AccessError ``wrong_pin`` or ``too_many_tries``, both with ``seconds``."""

    def sign_in_badge(self, token: str) -> Person:
        """AccessError ``unknown_badge``."""

    def load_demo(self) -> None:
        """Put the demo warehouse into a station that knows nobody yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInState:
    """What the view shows. ``known`` once it was read who
    works here; ``wait`` are seconds until the next try; ``problem`` is an error."""

    people: tuple[Person, ...] = ()
    chosen: Person | None = None
    locked_by: Person | None = None
    checking: bool = False
    known: bool = False
    wait: int = 0
    problem: Exception | None = None
    tries: int = 0


class SignInPresenter:
    """``on_change(state)`` after every change; ``on_signed_in(person)`` once it worked.

    ``wrong_code`` is called when something other than a badge was scanned.
    """

    def __init__(self, door: SignInDoor, tasks: TaskRunner) -> None:
        self._door = door
        self._tasks = tasks
        self._state = SignInState()
        self.on_change: Callable[[SignInState], None] = lambda state: None
        self.on_signed_in: Callable[[Person], None] = lambda person: None

    @property
    def state(self) -> SignInState:
        return self._state

    def begin(self, locked_by: Person | None = None) -> None:
        """Show the people; when the station is locked, begin with who locked it."""
        self._change(SignInState(people=self._state.people, locked_by=locked_by, chosen=locked_by))
        self._tasks.read(self._door.people, self._show_people, self._fail)

    def load_demo(self) -> None:
        """Somebody wants to try the program on the demo warehouse."""
        if self._state.people or self._state.checking:
            return
        self._change(replace(self._state, checking=True, problem=None))
        self._tasks.write(self._door.load_demo, lambda _: self.begin(), self._fail)

    def choose(self, person_id: str) -> None:
        """A tile was pressed."""
        for person in self._state.people:
            if person.id == person_id:
                self._change(replace(self._state, chosen=person, problem=None, wait=0))

    def choose_again(self) -> None:
        """Back to the tiles."""
        self._change(replace(self._state, chosen=None, problem=None, wait=0))

    def enter_pin(self, pin: str) -> None:
        """Try a PIN for the chosen person; ignored while waiting or checking."""
        state = self._state
        chosen = state.chosen
        if chosen is None or state.checking or state.wait or not pin:
            return
        self._change(replace(state, checking=True, problem=None))
        self._tasks.write(lambda: self._door.sign_in(chosen.id, pin), self._succeed, self._fail)

    def scan(self, result: ScanResult) -> bool:
        """Take a badge; anything else says that a badge is wanted. Always taken."""
        code = result.station_code
        if code is None or code.kind != "badge":
            self._change(replace(self._state, problem=AccessError("badge_expected")))
            return True
        if not self._state.checking:
            self._change(replace(self._state, checking=True, problem=None))
            self._tasks.write(
                lambda: self._door.sign_in_badge(code.value), self._succeed, self._fail
            )
        return True

    def tick(self) -> None:
        """A second has passed."""
        if self._state.wait:
            left = self._state.wait - 1
            problem = self._state.problem if left else None
            self._change(replace(self._state, wait=left, problem=problem))

    def _show_people(self, people: Sequence[Person]) -> None:
        self._change(replace(self._state, people=tuple(people), known=True))

    def _succeed(self, person: Person) -> None:
        self._change(SignInState(people=self._state.people))
        self.on_signed_in(person)

    def _fail(self, error: Exception) -> None:
        seconds = error.params.get("seconds", 0) if isinstance(error, AccessError) else 0
        self._change(
            replace(
                self._state,
                checking=False,
                problem=error,
                wait=int(seconds),
                tries=self._state.tries + 1,
            )
        )

    def _change(self, state: SignInState) -> None:
        self._state = state
        self.on_change(state)
