"""Photos that look like earlier ones, two and two: looked at, and settled by a supervisor. Free
of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from inspector_app.domain.photo_reuse import (
    ALIKE_UP_TO,
    REASONS,
    Outcome,
    PhotoLikeness,
)
from inspector_app.domain.rights import may
from inspector_app.i18n import Translator
from inspector_app.services import photo_flags
from inspector_app.services.photo_flags import Earlier, PhotoFlag, PhotoOwner
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
CHOICES: tuple[tuple[Outcome, str], ...] = tuple(
    (outcome, reason) for outcome in OUTCOMES for reason in REASONS[outcome]
)
"""What a supervisor can say, in the order of the digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsState:
    """``record_id`` empty: all of the station. ``reason`` is the chosen one of ``CHOICES``."""

    record_id: str = ""
    flags: tuple[PhotoFlag, ...] = ()
    loaded: bool = False
    at: int = 0
    earlier_at: int = 0
    reason: str = ""
    saving: bool = False
    supervisor: bool = False

    @property
    def flag(self) -> PhotoFlag | None:
        """The one in hand."""
        return self.flags[self.at] if self.at < len(self.flags) else None

    @property
    def earlier(self) -> Earlier | None:
        """The earlier photo beside it."""
        flag = self.flag
        return flag.earlier[self.earlier_at % len(flag.earlier)] if flag else None

    @property
    def may_settle(self) -> bool:
        """Whether this person may say something of the one in hand."""
        flag = self.flag
        return self.supervisor and flag is not None and not flag.own and flag.review is None

    @property
    def open_count(self) -> int:
        """How many nobody has settled."""
        return sum(flag.review is None for flag in self.flags)


class FlagsPresenter:
    """``on_change(state)``; ``on_refused(error)``; ``on_settled()``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self._session, self._tasks = session, tasks
        self.state = FlagsState()
        self.on_change: Callable[[FlagsState], None] = lambda state: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_settled: Callable[[], None] = lambda: None

    def load(self, record_id: str = "", sha256: str = "") -> None:
        """The flags of a record, at that photo; without a record those nobody has settled."""
        self._change(FlagsState(record_id=record_id))
        self._read(sha256)

    def _read(self, sha256: str = "") -> None:
        station, who, record_id = self.tools.station, self._session.person, self.state.record_id

        def found() -> Sequence[PhotoFlag]:
            if record_id:
                return photo_flags.flags_of(station, who, record_id)
            return photo_flags.unreviewed(station, who)

        def show(flags: Sequence[PhotoFlag]) -> None:
            if self.state.record_id != record_id:
                return
            at = next((at for at, each in enumerate(flags) if each.sha256 == sha256), None)
            if at is None:
                at = next((at for at, each in enumerate(flags) if each.review is None), 0)
            self._change(
                FlagsState(
                    record_id=record_id, flags=tuple(flags), loaded=True, at=at,
                    supervisor=may(who, "review_photos"),
                )
            )  # fmt: skip

        self._tasks.read(found, show, lambda problem: self.on_refused(problem))

    def turn(self, by: int) -> None:
        """The next flagged photo, or the one before."""
        at = self.state.at + by
        if 0 <= at < len(self.state.flags):
            self._change(replace(self.state, at=at, earlier_at=0, reason=""))

    def turn_earlier(self) -> None:
        """Another earlier photo that shows the same."""
        flag = self.state.flag
        if flag is not None:
            at = (self.state.earlier_at + 1) % len(flag.earlier)
            self._change(replace(self.state, earlier_at=at))

    def choose(self, reason: str) -> None:
        """What it is; ``settle`` puts it on record."""
        if self.state.may_settle:
            self._change(replace(self.state, reason=reason))

    def settle(self) -> None:
        """The chosen reason goes on record, then the next flag is shown."""
        state, flag = self.state, self.state.flag
        outcome = next((each for each, reason in CHOICES if reason == state.reason), None)
        if flag is None or outcome is None or not state.may_settle or state.saving:
            return
        self._change(replace(state, saving=True))
        station, who = self.tools.station, self._session.person
        record_id, sha256, reason = flag.owner.record_id, flag.sha256, state.reason
        self._tasks.write(
            lambda: photo_flags.settle(station, who, record_id, sha256, outcome, reason),
            lambda review: self._settled(),
            self._fail,
        )

    def _settled(self) -> None:
        self.on_settled()
        self._read()

    def _fail(self, problem: Exception) -> None:
        self.on_refused(problem)
        self._read()

    def _change(self, state: FlagsState) -> None:
        self.state = state
        self.on_change(state)


def likeness_words(speak: Translator, likeness: PhotoLikeness) -> str:
    """How alike two photos are, and how one lies to the other."""
    if likeness.same_file:
        return speak("photo_flags.alike.same_file")
    near = "almost" if likeness.distance <= ALIKE_UP_TO else "very"
    words = speak(f"photo_flags.alike.{near}")
    if likeness.turn != "as_taken":
        words += speak("photo_flags.joint") + speak(f"photo_flags.turn.{likeness.turn}")
    return words


def owner_words(speak: Translator, owner: PhotoOwner) -> str:
    """Whose photo it is."""
    goods = speak.pick(owner.goods) if owner.goods else ""
    return speak(f"photo_flags.owner.{owner.kind}", number=owner.number, goods=goods)


def notice_words(speak: Translator, flag: PhotoFlag) -> str:
    """One sentence for the person who took it."""
    nearest = flag.earlier[0]
    return speak(
        "photo_flags.notice", day=at_words(nearest.likeness.earlier_at),
        owner=owner_words(speak, nearest.owner), alike=likeness_words(speak, nearest.likeness),
    )  # fmt: skip
