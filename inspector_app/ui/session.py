"""Who works at the station now. Free of Qt."""

from __future__ import annotations

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person


class Session:
    """The signed-in person; presenters ask it at every act, so that a hand-over takes effect."""

    def __init__(self) -> None:
        self._person: Person | None = None

    @property
    def person(self) -> Person:
        """Who is signed in; AccessError ``not_signed_in`` while nobody is."""
        if self._person is None:
            raise AccessError("not_signed_in")
        return self._person

    @property
    def signed_in(self) -> bool:
        return self._person is not None

    def begin(self, person: Person) -> None:
        """``person`` works from now on."""
        self._person = person

    def end(self) -> None:
        """The station is locked."""
        self._person = None
