"""What of a picture is taken by itself, what a person is asked about, and what is read harder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import PhotoError
from inspector_app.domain.scan import RawScan, Region
from inspector_app.domain.trust import ANYTHING, InHand
from inspector_app.ui.presenters.camera_panel import Asked
from inspector_app.ui.presenters.code_crop import CodeCropPresenter, CodeCropState, Request, Sight
from tests.fakes.codes import as_jpeg
from tests.fakes.tools import make_tools

KNOWN, UNKNOWN, OTHER = "6923456000117", "6901234567892", "6909876543210"
WIDTH, HEIGHT = 1000, 500


class Later:
    """Tasks that wait until a test lets them run."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def read(self, work: Callable[[], Any], done: Any = None, failed: Any = None) -> None:
        def run() -> None:
            try:
                value = work()
            except Exception as problem:
                failed(problem)
            else:
                done(value)

        self.waiting.append(run)

    write = read

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@dataclass
class Pointing:
    """A presenter over a real station, with a decoder that answers what a test says."""

    opened: OpenStation
    folder: Path
    whole: Sequence[RawScan] = ()
    part: Sequence[RawScan] = ()
    regions: list[Region] = field(default_factory=list)
    taken: list[RawScan] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)
    refused: list[Exception] = field(default_factory=list)
    tasks: Later = field(default_factory=Later)

    def __post_init__(self) -> None:
        tools, _ = make_tools(
            self.opened, self.folder, decode_picture=lambda data: self.whole,
            decode_region=self._read_part,
        )  # fmt: skip
        self.presenter = CodeCropPresenter(tools, self.tasks)
        self.presenter.on_take = self.taken.append
        self.presenter.on_closed = self.closed.append
        self.presenter.on_refused = self.refused.append

    def _read_part(self, data: bytes, region: Region) -> Sequence[RawScan]:
        self.regions.append(region)
        return self.part

    def open(
        self, *texts: str, shade: int = 0, in_hand: InHand = ANYTHING, asked: Asked | None = None,
        choose: bool = False,
    ) -> None:  # fmt: skip
        self.whole = tuple(code(text, at) for at, text in enumerate(texts))
        data = picture(shade)
        self.presenter.open(
            Request(
                read=lambda: data, look=lambda _: Sight(picture="p", width=WIDTH, height=HEIGHT),
                in_hand=in_hand, asked=asked, choose=choose,
            )
        )  # fmt: skip
        self.tasks.run()

    @property
    def state(self) -> CodeCropState:
        return self.presenter.state

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.state.codes]


def code(text: str, at: int = 0, source: Any = "picture") -> RawScan:
    left = 100.0 + 300 * at
    corners = ((left, 50.0), (left + 200, 50.0), (left + 200, 150.0), (left, 150.0))
    return RawScan(data=text.encode(), source=source, symbology_id="]E0", position=corners)


def picture(shade: int) -> bytes:
    return as_jpeg(np.full((50, 100), 90 + shade, np.uint8))


@pytest.fixture
def pointing(bench: Any, tmp_path: Path) -> Pointing:
    return Pointing(bench.opened, tmp_path)


def test_a_single_known_code_is_taken_at_once(pointing: Pointing) -> None:
    pointing.open(KNOWN)
    assert [scan.text for scan in pointing.taken] == [KNOWN]
    assert pointing.closed == [True]
    assert not pointing.state.open


def test_who_wants_to_see_is_shown_first(pointing: Pointing) -> None:
    pointing.open(KNOWN, choose=True)
    assert pointing.taken == []
    assert (pointing.state.word, pointing.state.chosen) == ("one", pointing.state.codes[0])
    assert pointing.state.codes[0].corners[0] == (0.1, 0.1)
    pointing.presenter.take()
    assert [scan.text for scan in pointing.taken] == [KNOWN]


def test_codes_are_numbered_as_a_page_is_read(pointing: Pointing) -> None:
    right, left = code(UNKNOWN, 2), code(OTHER, 0)
    low = tuple((x, y + 300.0) for x, y in left.position)
    lower = replace(left, data=b"6901111111119", position=low)
    pointing.whole = (lower, replace(right, position=_nudged(right, -20.0)), left)
    data = picture(9)
    pointing.presenter.open(
        Request(read=lambda: data, look=lambda _: Sight(picture="p", width=WIDTH, height=HEIGHT))
    )
    pointing.tasks.run()
    assert pointing.texts == [OTHER, UNKNOWN, "6901111111119"]


def _nudged(scan: RawScan, by: float) -> tuple[tuple[float, float], ...]:
    return tuple((x, y + by) for x, y in scan.position)


def test_an_unknown_code_is_asked_about_and_recorded_as_confirmed(pointing: Pointing) -> None:
    pointing.open(UNKNOWN)
    assert pointing.taken == []
    assert (pointing.state.word, pointing.state.asking) == ("asking", pointing.state.codes[0])
    pointing.presenter.confirm()
    assert [(scan.text, scan.confirmed, scan.source) for scan in pointing.taken] == [
        (UNKNOWN, True, "picture")
    ]


def test_a_denied_code_is_gone_and_nothing_is_taken(pointing: Pointing) -> None:
    pointing.open(UNKNOWN)
    pointing.presenter.deny()
    assert pointing.state.open
    assert (pointing.texts, pointing.state.word) == ([], "nothing_here")
    pointing.presenter.close()
    assert (pointing.taken, pointing.closed) == ([], [False])


def test_what_is_printed_can_be_typed(pointing: Pointing) -> None:
    pointing.open(UNKNOWN)
    pointing.presenter.type_instead("  ")
    assert pointing.state.open
    pointing.presenter.type_instead(f" {OTHER} ")
    assert [(scan.text, scan.source) for scan in pointing.taken] == [(OTHER, "typed")]


def test_a_second_photo_that_shows_the_same_proves_it(pointing: Pointing) -> None:
    pointing.open(UNKNOWN)
    pointing.presenter.close()
    pointing.open(UNKNOWN)
    assert pointing.state.asking is not None, "the same photo proves nothing"
    pointing.presenter.close()
    pointing.open(UNKNOWN, shade=9)
    assert [scan.text for scan in pointing.taken] == [UNKNOWN]
    assert not pointing.taken[0].confirmed


def test_photos_of_other_goods_prove_nothing(pointing: Pointing) -> None:
    pointing.open(UNKNOWN, in_hand=InHand(order_id="O-0001"))
    pointing.presenter.close()
    pointing.open(UNKNOWN, shade=9, in_hand=InHand(order_id="O-0002"))
    assert pointing.taken == []


def test_of_several_the_one_on_the_order_is_taken(pointing: Pointing) -> None:
    pointing.open(UNKNOWN, KNOWN)
    assert [scan.text for scan in pointing.taken] == [KNOWN]


def test_of_several_without_an_order_a_person_chooses(pointing: Pointing) -> None:
    pointing.open(UNKNOWN, OTHER)
    assert (pointing.state.word, pointing.state.chosen) == ("several", None)
    assert [each.number for each in pointing.state.codes] == [1, 2]
    pointing.presenter.take()
    pointing.presenter.choose(7)
    assert pointing.state.chosen is None
    pointing.presenter.choose(2)
    pointing.presenter.take()
    assert pointing.state.asking is not None
    assert pointing.state.asking.text == OTHER
    pointing.presenter.confirm()
    assert [scan.text for scan in pointing.taken] == [OTHER]


def test_a_part_is_read_in_the_pictures_pixels(pointing: Pointing) -> None:
    pointing.open()
    assert pointing.state.word == "nothing"
    pointing.part = (code(KNOWN),)
    pointing.presenter.read_box((0.6, 0.8, 0.2, 0.4))
    assert pointing.state.word == "reading_part"
    assert pointing.state.box == (0.2, 0.4, 0.6, 0.8)
    pointing.tasks.run()
    assert pointing.regions == [(200.0, 200.0, 600.0, 400.0)]
    assert (pointing.texts, pointing.state.word) == ([KNOWN], "one")
    assert pointing.taken == [], "a person pointed and sees what was read before it is used"


def test_a_tap_reads_around_the_spot_and_a_tiny_box_is_a_tap(pointing: Pointing) -> None:
    pointing.open()
    pointing.presenter.point(0.5, 0.5)
    pointing.tasks.run()
    pointing.presenter.read_box((0.5, 0.5, 0.501, 0.502))
    pointing.tasks.run()
    (left, top, right, bottom), small = pointing.regions
    assert left < 500 < right
    assert top < 250 < bottom
    assert small == pytest.approx((left, top, right, bottom), abs=2)
    assert pointing.state.word == "nothing_here"


def test_what_a_part_adds_is_numbered_on(pointing: Pointing) -> None:
    pointing.open(UNKNOWN, OTHER)
    pointing.part = (code(OTHER), code("96385074", 1))
    pointing.presenter.point(0.5, 0.5)
    pointing.tasks.run()
    assert pointing.texts == [UNKNOWN, OTHER, "96385074"]
    assert [each.number for each in pointing.state.codes] == [1, 2, 3]


def test_two_reads_of_one_picture_do_not_agree(pointing: Pointing) -> None:
    pointing.open(UNKNOWN, OTHER)
    pointing.part = (code(UNKNOWN),)
    pointing.presenter.point(0.2, 0.2)
    pointing.tasks.run()
    assert pointing.state.chosen is not None
    assert pointing.state.chosen.trust == "unproved"


def test_a_live_code_is_proved_by_the_still_and_not_by_its_own_picture(
    pointing: Pointing,
) -> None:
    live = Asked(scan=code(UNKNOWN, source="camera"), corners=((0.1, 0.1),), same_picture=False)
    pointing.open(UNKNOWN, asked=live)
    assert [scan.text for scan in pointing.taken] == [UNKNOWN]
    lies = Asked(scan=code(OTHER, source="camera"), corners=((0.1, 0.1),), same_picture=True)
    pointing.open(OTHER, asked=lies)
    assert pointing.state.asking is not None
    assert len(pointing.taken) == 1


def test_a_live_code_the_still_does_not_show_is_asked_about(pointing: Pointing) -> None:
    live = Asked(scan=code(UNKNOWN, source="camera"), corners=((0.1, 0.1),), same_picture=False)
    pointing.open(OTHER, asked=live)
    assert pointing.state.asking is not None
    assert (pointing.state.asking.text, pointing.state.asking.corners) == (UNKNOWN, ((0.1, 0.1),))
    assert pointing.texts == [OTHER, UNKNOWN]


def test_what_comes_late_is_not_shown(pointing: Pointing) -> None:
    pointing.open()
    pointing.part = (code(KNOWN),)
    pointing.presenter.point(0.5, 0.5)
    pointing.presenter.close()
    pointing.tasks.run()
    assert not pointing.state.open
    assert pointing.taken == []


def test_a_picture_that_cannot_be_read_closes_and_is_told(pointing: Pointing) -> None:
    told: list[str] = []
    pointing.presenter.on_read = lambda: told.append("read")

    def broken() -> bytes:
        raise PhotoError("picture_unreadable", file="x.jpg")

    request = Request(read=broken, look=lambda _: Sight(picture=None, width=1, height=1))
    pointing.presenter.open(request)
    pointing.tasks.run()
    assert not pointing.state.open
    assert [getattr(each, "code", "") for each in pointing.refused] == ["picture_unreadable"]
    assert told == ["read"], "the camera may rest"
