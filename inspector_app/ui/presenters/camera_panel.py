"""What the camera panel shows and which code it takes. Free of Qt.

A single code is taken by itself once it may be believed. Of several in view the only one of what
is in hand is taken, else a person chooses; so too with a still picture that lay there before one
looked: nobody has just shown it. What nobody knows and only one frame showed is never taken
unless a person compared it with the print.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.scan import RawScan
from inspector_app.domain.trust import ANYTHING, InHand
from inspector_app.services.ports import Frame
from inspector_app.ui.tools import CameraFacts, LiveCodes, Stoppable, Tools

CodeState: TypeAlias = Literal["seen", "choice", "taken", "unproved"]
Word: TypeAlias = Literal["off", "aim", "look", "choose", "tap", "taken", "unproved"]

STILLS = ("pictures", "demo")
"""Kinds of source where a picture lies there until one turns to another."""
STAYS_MS = 700
"""So long a code counts as in view after the last frame that showed it: reads flicker."""
UNPROVED_MS = 1_200
"""So long an unknown code may be in view before a person is told how to prove it."""
AGAIN_MS = 1_000
MOST_CODES = 4
SHOWN = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInView:
    """One code as drawn: ``corners`` are shares of the picture, ``number`` counts from 1."""

    key: str
    number: int
    text: str
    corners: tuple[tuple[float, float], ...]
    state: CodeState


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPanelState:
    """``word`` names the sentence; ``taken`` is the text of the last code taken."""

    facts: CameraFacts
    open: bool = False
    codes: tuple[CodeInView, ...] = ()
    word: Word = "aim"
    taken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A code to be compared with the print; ``corners`` are shares of the picture.

    ``same_picture``: a still taken now is the very picture it was read from, so that it can prove
    nothing by agreeing.
    """

    scan: RawScan
    corners: tuple[tuple[float, float], ...]
    same_picture: bool


@dataclass(slots=True)
class _Sight:
    scan: RawScan
    corners: tuple[tuple[float, float], ...]
    first_ms: int
    last_ms: int
    lay_there: bool = False


class CameraPanelPresenter:
    """``on_change(state)``; ``on_scan(RawScan)`` is the way of every scan; ``on_ask(Asked)`` shall
    let a person compare a code with the print. For the GUI thread."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._state = CameraPanelState(facts=CameraFacts(kind="camera", name="", condition="off"))
        self._sights: dict[bytes, _Sight] = {}
        self._under_way: list[Stoppable] = []
        self._chosen: tuple[bytes, int] = (b"", 0)
        self._first = -1  # the frame that lay there when one began to look
        self._now = 0
        self._believed: set[bytes] = set()
        self._taken: set[bytes] = set()
        self._passed: set[bytes] = set()  # a person chose the one beside it
        self._wanted: set[bytes] = set()
        self._paused = False
        self.on_change: Callable[[CameraPanelState], None] = lambda state: None
        self.on_scan: Callable[[RawScan], None] = lambda scan: None
        self.on_ask: Callable[[Asked], None] = lambda asked: None

    @property
    def state(self) -> CameraPanelState:
        return self._state

    def open(
        self,
        on_frame: Callable[[Frame], None],
        on_codes: Callable[[LiveCodes], None],
        in_hand: InHand = ANYTHING,
    ) -> None:
        """Look and read; both callbacks come on worker threads, and lead back to ``show_codes``
        on the GUI thread."""
        if self._state.open:
            return
        desk = self._tools.camera_desk
        self._sights, self._first = {}, -1
        for known in (self._believed, self._taken, self._passed, self._wanted):
            known.clear()
        self._under_way = [desk.look(on_frame), self._tools.live_codes(on_codes, in_hand)]
        self._state = CameraPanelState(facts=desk.facts(), open=True)
        self._tell(force=True)

    def close(self) -> None:
        """Give the camera back."""
        if not self._state.open:
            return
        for each in self._under_way:
            each.stop()
        self._under_way, self._sights, self._paused = [], {}, False
        self._state = CameraPanelState(facts=self._tools.camera_desk.facts())
        self.on_change(self._state)

    def look_again(self) -> None:
        """See how the camera stands; call it a few times a second while open."""
        if self._state.open:
            self._state = replace(self._state, facts=self._tools.camera_desk.facts())
            self._tell(force=True)

    def step(self, by: int) -> None:
        """Another picture, where pictures stand for the camera."""
        self._tools.camera_desk.step(by)

    def show_codes(self, codes: LiveCodes) -> None:
        """The codes of one frame."""
        if not self._state.open or self._paused:
            return
        self._now = codes.at_ms
        self._see(codes)
        meant = self._meant()
        if meant is not None and self._may_take(meant):
            self._take(meant)
        self._tell()

    def _meant(self) -> _Sight | None:
        """The only code in view, or the only one of what is in hand."""
        if len(self._sights) == 1:
            return next(iter(self._sights.values()))
        wanted = [sight for data, sight in self._sights.items() if data in self._wanted]
        return wanted[0] if len(wanted) == 1 else None

    def choose(self, key: str) -> None:
        """A person wants this code of those in view."""
        data = bytes.fromhex(key)
        sight = self._sights.get(data)
        if sight is None or self._paused:
            return
        if not self._is_believed(sight):
            self._ask(sight)
            return
        before, at = self._chosen
        if before == data and self._now - at < AGAIN_MS and data in self._taken:
            return  # two taps of one finger
        self._chosen = (data, self._now)
        self._passed |= self._sights.keys() - {data}
        self._take(sight)
        self._tell()

    def pause(self) -> None:
        """Take nothing more until closed: a person looks at a picture of it."""
        self._paused = True

    def _ask(self, sight: _Sight) -> None:
        """A misread can carry a valid check digit: it is not taken like that."""
        still = self._state.facts.kind in STILLS
        self.on_ask(Asked(scan=sight.scan, corners=sight.corners, same_picture=still))

    def _see(self, codes: LiveCodes) -> None:
        news = {scan.data for scan in codes.news}
        self._believed |= news
        self._taken -= news  # it was away, and is shown anew
        self._passed -= news
        self._wanted |= {scan.data for scan in codes.wanted}
        now = codes.at_ms
        if self._first < 0:
            self._first = codes.frame
        for scan in sorted(codes.seen, key=lambda each: min(each.position, default=(0.0, 0.0))):
            corners = _shares(scan, codes.width, codes.height)
            sight = self._sights.setdefault(scan.data, _Sight(scan, corners, now, now))
            sight.scan, sight.corners, sight.last_ms = scan, corners, now
            sight.lay_there = codes.still and codes.frame == self._first
        oldest = now if codes.still else now - STAYS_MS
        self._sights = {
            data: sight for data, sight in self._sights.items() if sight.last_ms >= oldest
        }
        if codes.still:  # a picture gets no second look by itself
            for sight in self._sights.values():
                sight.first_ms = now - UNPROVED_MS

    def _take(self, sight: _Sight) -> None:
        self._taken.add(sight.scan.data)
        self._state = replace(self._state, taken=plain(sight.scan))
        self.on_scan(sight.scan)

    def _tell(self, *, force: bool = False) -> None:
        if not self._state.open:  # a scan may have led away and closed the panel
            return
        codes = tuple(
            CodeInView(
                key=data.hex(), number=number, text=plain(each.scan), corners=each.corners,
                state=self._state_of(each),
            )
            for number, (data, each) in enumerate(list(self._sights.items())[:MOST_CODES], 1)
        )  # fmt: skip
        state = replace(self._state, codes=codes)
        state = replace(state, word=self._word(state))
        if force or state != self._state:
            self._state = state
            self.on_change(state)

    def _may_take(self, sight: _Sight) -> bool:
        """Alone in the newest frame, believable, and nobody passed it over."""
        data = sight.scan.data
        here = sight.last_ms == self._now and data not in self._passed | self._taken
        return here and not sight.lay_there and self._is_believed(sight)

    def _is_believed(self, sight: _Sight) -> bool:
        return sight.scan.data in self._believed

    def _state_of(self, sight: _Sight) -> CodeState:
        if sight.scan.data in self._taken:
            return "taken"
        beside = len(self._sights) > 1 and self._meant() is not sight
        if beside or (sight.lay_there and self._is_believed(sight)):
            return "choice"
        if not self._is_believed(sight) and self._now - sight.first_ms >= UNPROVED_MS:
            return "unproved"
        return "seen"

    def _word(self, state: CameraPanelState) -> Word:
        if not state.facts.there:
            return "off"
        states = {code.state for code in state.codes}
        if "taken" in states and self._meant() is not None:
            return "taken"
        if "choice" in states:
            return "choose" if len(state.codes) > 1 else "tap"
        if "taken" in states:
            return "taken"
        if "unproved" in states:
            return "unproved"
        return "aim" if state.facts.count == 0 else "look"


def plain(scan: RawScan) -> str:
    """The code for a person: separators visible, cut to a readable length."""
    text = scan.text.replace("\x1d", "␝")
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _shares(scan: RawScan, width: int, height: int) -> tuple[tuple[float, float], ...]:
    if width <= 0 or height <= 0:
        return ()
    return tuple((x / width, y / height) for x, y in scan.position)
