"""Which code the camera panel takes by itself, and when a person chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from inspector_app.domain.scan import RawScan
from inspector_app.domain.trust import InHand
from inspector_app.ui.presenters.camera_panel import (
    STAYS_MS,
    UNPROVED_MS,
    Asked,
    CameraPanelPresenter,
    CameraPanelState,
)
from inspector_app.ui.tools import CameraFacts, LiveCodes
from tests.fakes.tools import Ended, FakeCameraDesk

LIVE = CameraFacts(kind="camera", name="USB", condition="live")
TEA, RICE = "6901234567892", "6923456000117"


@dataclass
class Eye:
    """A presenter with a camera, a clock of its own, and all it took."""

    desk: FakeCameraDesk = field(default_factory=FakeCameraDesk)
    taken: list[str] = field(default_factory=list)
    states: list[CameraPanelState] = field(default_factory=list)
    readers: list[Callable[[LiveCodes], None]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    ms: int = 10_000
    frame: int = 0

    def __post_init__(self) -> None:
        tools: Any = SimpleNamespace(camera_desk=self.desk, live_codes=self._read)
        self.presenter = CameraPanelPresenter(tools)
        self.presenter.on_scan = lambda scan: self.taken.append(scan.text)
        self.presenter.on_change = self.states.append
        self.presenter.on_ask = self.asked.append
        self.desk.now = LIVE

    def _read(self, on_codes: Callable[[LiveCodes], None], in_hand: InHand) -> Ended:
        self.readers.append(on_codes)
        return Ended(lambda: self.readers.remove(on_codes))

    def open(self) -> None:
        self.presenter.open(lambda frame: None, lambda codes: None)

    def see(
        self,
        *texts: str,
        news: tuple[str, ...] = (),
        still: bool = False,
        again: bool = False,
        wanted: tuple[str, ...] = (),
    ) -> None:
        """One frame, 50 ms after the one before; ``again``: the same frame, read better."""
        self.ms += 50
        self.frame += not again
        scans = tuple(code(text, at) for at, text in enumerate(texts))
        fresh = tuple(scan for scan in scans if scan.text in news)
        self.presenter.show_codes(
            LiveCodes(
                seen=scans, news=fresh, width=1000, height=500, at_ms=self.ms, still=still,
                frame=self.frame,
                wanted=tuple(scan for scan in scans if scan.text in wanted),
            )
        )  # fmt: skip

    def wait(self, ms: int) -> None:
        self.ms += ms

    @property
    def states_shown(self) -> list[str]:
        return [each.state for each in self.presenter.state.codes]


def code(text: str, at: int = 0) -> RawScan:
    left = 100.0 + 300 * at
    corners = ((left, 50.0), (left + 200, 50.0), (left + 200, 150.0), (left, 150.0))
    return RawScan(data=text.encode(), source="camera", position=corners)


@pytest.fixture
def eye() -> Eye:
    made = Eye()
    made.open()
    return made


def test_a_believed_code_alone_in_view_is_taken_once(eye: Eye) -> None:
    eye.see(TEA)
    assert eye.taken == []
    eye.see(TEA, news=(TEA,))
    for _ in range(40):
        eye.see(TEA)
    assert eye.taken == [TEA]
    assert (eye.presenter.state.word, eye.presenter.state.taken) == ("taken", TEA)
    assert eye.presenter.state.codes[0].corners[0] == (0.1, 0.1)


def test_it_is_taken_again_only_when_it_was_away_long_enough_to_be_news(eye: Eye) -> None:
    eye.see(TEA, news=(TEA,))
    eye.wait(STAYS_MS)
    eye.see()
    eye.see(TEA)  # it flickered or was covered for a moment: no news
    assert eye.taken == [TEA]
    assert eye.states_shown == ["taken"]
    eye.wait(3_000)
    eye.see(TEA, news=(TEA,))
    assert eye.taken == [TEA, TEA]


def test_of_several_codes_a_person_chooses(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(TEA, RICE))
    assert eye.taken == []
    assert eye.presenter.state.word == "choose"
    assert [each.number for each in eye.presenter.state.codes] == [1, 2]
    eye.presenter.choose(eye.presenter.state.codes[1].key)
    eye.presenter.choose(eye.presenter.state.codes[1].key)  # the same finger
    assert eye.taken == [RICE]
    assert eye.states_shown == ["choice", "taken"]


def test_the_one_passed_over_is_not_taken_when_it_stays_last(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(TEA, RICE))
    eye.presenter.choose(RICE.encode().hex())
    eye.wait(STAYS_MS)
    eye.see(TEA)
    assert eye.taken == [RICE]


def test_going_closer_to_one_of_several_takes_it(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(TEA, RICE))
    eye.wait(STAYS_MS)
    eye.see(TEA)
    assert eye.taken == [TEA]


def test_turning_away_from_several_takes_none(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(TEA, RICE))
    eye.see(TEA)
    eye.wait(STAYS_MS - 70)
    eye.see()  # the first is forgotten by now, the second not yet
    assert len(eye.presenter.state.codes) == 1
    assert eye.taken == []


def test_an_unknown_code_asks_for_another_look(eye: Eye) -> None:
    eye.see(TEA)
    assert eye.presenter.state.word == "aim"
    for _ in range(UNPROVED_MS // 50 + 1):
        eye.see(TEA)
    assert eye.presenter.state.word == "unproved"
    assert eye.taken == []


def test_a_picture_that_lay_there_waits_for_a_tap_and_the_next_does_not() -> None:
    eye = Eye()
    eye.desk.now = replace(LIVE, kind="demo", place=1, count=3)
    eye.open()
    eye.see(still=True)  # looked at quickly, then thoroughly
    eye.see(TEA, news=(TEA,), still=True, again=True)
    assert (eye.taken, eye.presenter.state.word) == ([], "tap")
    eye.see(RICE, news=(RICE,), still=True)
    assert eye.taken == [RICE]
    eye.see(still=True)
    assert (eye.states_shown, eye.presenter.state.word) == ([], "look")
    eye.presenter.step(-1)
    assert eye.desk.steps == [-1]


def test_a_lone_picture_is_told_unproved_at_once(eye: Eye) -> None:
    eye.see(TEA, still=True)
    assert eye.presenter.state.word == "unproved"


def test_a_picture_after_one_without_a_code_is_taken(eye: Eye) -> None:
    eye.see(still=True)
    eye.see(TEA, news=(TEA,), still=True)
    assert eye.taken == [TEA]


@pytest.mark.parametrize("condition", ["off", "lost", "busy"])
def test_what_is_wrong_with_the_camera_is_told_and_its_return_seen(
    eye: Eye, condition: Any
) -> None:
    eye.desk.now = replace(LIVE, condition=condition)
    eye.presenter.look_again()
    assert (eye.presenter.state.word, eye.presenter.state.facts.condition) == ("off", condition)
    eye.desk.now = LIVE
    eye.presenter.look_again()
    assert eye.presenter.state.word == "aim"


def test_closing_gives_the_camera_back_and_late_frames_mean_nothing(eye: Eye) -> None:
    assert (len(eye.desk.looking), len(eye.readers)) == (1, 1)
    eye.presenter.close()
    assert (eye.desk.looking, eye.readers) == ([], [])
    eye.see(TEA, news=(TEA,))
    assert eye.taken == []
    assert not eye.states[-1].open


def test_a_scan_that_closes_the_panel_is_told_once(eye: Eye) -> None:
    eye.presenter.on_scan = lambda scan: eye.presenter.close()
    eye.see(TEA, news=(TEA,))
    assert not eye.presenter.state.open
    assert not eye.states[-1].open


def test_of_several_the_only_one_of_the_order_is_taken(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(RICE,), wanted=(RICE,))
    assert eye.taken == [RICE]
    assert eye.presenter.state.word == "taken"
    for _ in range(30):
        eye.see(TEA, RICE, wanted=(RICE,))
    assert eye.taken == [RICE]


def test_of_two_of_the_order_a_person_chooses(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(TEA, RICE), wanted=(TEA, RICE))
    assert eye.taken == []
    assert eye.states_shown == ["choice", "choice"]


def test_the_one_of_the_order_waits_until_it_may_be_believed(eye: Eye) -> None:
    eye.see(TEA, RICE, wanted=(RICE,))
    assert eye.taken == []
    eye.see(TEA, RICE, news=(TEA, RICE), wanted=(RICE,))
    assert eye.taken == [RICE]


def test_who_chose_another_one_keeps_it(eye: Eye) -> None:
    eye.see(TEA, RICE, news=(TEA, RICE))
    eye.presenter.choose(TEA.encode().hex())
    eye.see(TEA, RICE, wanted=(RICE,))
    assert eye.taken == [TEA]


def test_an_unknown_code_that_is_tapped_is_asked_about_and_not_taken(eye: Eye) -> None:
    eye.see(TEA)
    eye.presenter.choose(TEA.encode().hex())
    assert eye.taken == []
    assert [(each.scan.text, each.same_picture) for each in eye.asked] == [(TEA, False)]
    assert eye.asked[0].corners == eye.presenter.state.codes[0].corners


def test_a_turned_picture_cannot_prove_itself(eye: Eye) -> None:
    eye.desk.now = CameraFacts(kind="pictures", name="x", condition="live", place=1, count=3)
    eye.presenter.look_again()
    eye.see(TEA, still=True)
    eye.presenter.choose(TEA.encode().hex())
    assert [each.same_picture for each in eye.asked] == [True]


def test_while_a_person_looks_at_the_frozen_picture_nothing_is_taken(eye: Eye) -> None:
    eye.presenter.pause()
    eye.see(TEA, news=(TEA,))
    eye.presenter.choose(TEA.encode().hex())
    assert eye.taken == []
    eye.presenter.close()
    eye.open()
    eye.see(TEA, news=(TEA,))
    assert eye.taken == [TEA]
