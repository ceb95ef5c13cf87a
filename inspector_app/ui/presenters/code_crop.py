"""Pointing at the code of a picture: all codes outlined, a part read harder, doubt asked about.

Free of Qt. A code is taken only when the records know it, another picture showed the same, or a
person compared it with the print.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, TypeAlias

from inspector_app.domain.scan import CONFIRMED, RawScan, Region, region_around
from inspector_app.domain.trust import ANYTHING, InHand, Trust
from inspector_app.services.picture_codes import PictureCode, judged, meant
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.presenters.camera_panel import Asked, plain
from inspector_app.ui.tools import Tools

Box: TypeAlias = tuple[float, float, float, float]
CropWord: TypeAlias = Literal[
    "reading",  # the whole picture
    "reading_part",
    "nothing",  # in the whole picture
    "nothing_here",  # in the part
    "one",
    "several",
    "asking",
]
MOST_CODES = 9
_MOST_EARLIER = 12
_SMALLEST = 0.02  # a box smaller than this share of the picture is a tap
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CropCode:
    """One code of the picture: ``corners`` are shares of it, ``number`` counts from 1."""

    number: int
    text: str
    format: str
    corners: tuple[tuple[float, float], ...]
    trust: Trust
    wanted: bool
    scan: RawScan


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCropState:
    """``picture`` is whatever the view made of the bytes; ``chosen`` and ``asking`` are of
    ``codes``; ``box`` is the part that is or was read, in shares."""

    open: bool = False
    word: CropWord = "reading"
    picture: object = None
    codes: tuple[CropCode, ...] = ()
    chosen: CropCode | None = None
    asking: CropCode | None = None
    box: Box | None = None

    @property
    def busy(self) -> bool:
        return self.word in ("reading", "reading_part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A picture as the view needs it, and its upright size in pixels."""

    picture: object
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A picture to point at. ``read`` and ``look`` run on a worker thread; ``asked`` is a code
    read a moment ago by the camera; ``choose``: take nothing by itself, a person wants to see."""

    read: Callable[[], bytes]
    look: Callable[[bytes], Sight]
    in_hand: InHand = ANYTHING
    asked: Asked | None = None
    choose: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    data: bytes
    sight: Sight
    codes: tuple[PictureCode, ...]


class CodeCropPresenter:
    """``on_change(state)``; ``on_take(RawScan)`` is the way of every scan; ``on_closed(taken)``
    comes before it; ``on_read()`` once the picture is here or was refused."""

    def __init__(self, tools: Tools, tasks: TaskRunner) -> None:
        self._tools, self._tasks = tools, tasks
        self._state = CodeCropState()
        self._request: Request | None = None
        self._data = b""
        self._sight = Sight(picture=None, width=0, height=0)
        self._turn = 0
        self._earlier: list[tuple[str, RawScan]] = []  # reads of pictures before, by digest
        self._earlier_of = ANYTHING
        self.on_change: Callable[[CodeCropState], None] = lambda state: None
        self.on_take: Callable[[RawScan], None] = lambda scan: None
        self.on_closed: Callable[[bool], None] = lambda taken: None
        self.on_read: Callable[[], None] = lambda: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    @property
    def state(self) -> CodeCropState:
        return self._state

    # -- opening and closing

    def open(self, request: Request) -> None:
        """Read a picture and show what is in it."""
        if request.in_hand != self._earlier_of:
            self._earlier, self._earlier_of = [], request.in_hand
        self._request = request
        turn = self._next_turn()
        self._change(CodeCropState(open=True))
        self._tasks.read(
            lambda: self._read(request),
            lambda found: self._show(found) if turn == self._turn else None,
            lambda problem: self._refuse(problem) if turn == self._turn else None,
        )

    def close(self) -> None:
        """Take nothing."""
        self._close(taken=False)

    def _close(self, *, taken: bool) -> None:
        if self._state.open:
            self._next_turn()
            self._data = b""
            self._change(CodeCropState())
            self.on_closed(taken)

    def _read(self, request: Request) -> _Read:
        data = request.read()
        self._tools.station.guard.inspect(data)
        sight = request.look(data)
        scans = self._tools.decode_picture(data)
        others = list(self._others(data))
        if request.asked is not None and not request.asked.same_picture:
            others.append(request.asked.scan)
        codes = judged(self._tools.station, scans, in_hand=request.in_hand, others=others)
        return _Read(data, sight, codes)

    def _others(self, data: bytes) -> Sequence[RawScan]:
        digest = sha256(data).hexdigest()
        return [scan for other, scan in self._earlier if other != digest]

    def _refuse(self, problem: Exception) -> None:
        self.on_read()
        self.close()
        self.on_refused(problem)

    def _show(self, found: _Read) -> None:
        self.on_read()
        request = self._request
        assert request is not None
        self._data, self._sight = found.data, found.sight
        self._remember(found.codes)
        codes = self._numbered(found.codes)
        state = replace(self._state, picture=found.sight.picture, codes=codes)
        if request.asked is not None:
            self._show_asked(state, request.asked)
            return
        only = meant(found.codes)
        if only is None or request.choose:
            self._settle(state, only)
        elif only.proved:
            self._take(only.scan)
        else:
            asking = next(c for c in codes if c.scan.data == only.scan.data)
            self._change(replace(state, chosen=asking, asking=asking, word="asking"))

    def _show_asked(self, state: CodeCropState, asked: Asked) -> None:
        """The camera's code: proved by this second look, or compared by a person."""
        same = next((c for c in state.codes if c.scan.data == asked.scan.data), None)
        if same is not None and same.trust != "unproved":
            self._take(same.scan)
            return
        if same is None:
            same = CropCode(
                number=len(state.codes) + 1, text=plain(asked.scan), format=asked.scan.format,
                corners=asked.corners, trust="unproved", wanted=False, scan=asked.scan,
            )  # fmt: skip
            state = replace(state, codes=(*state.codes, same))
        self._change(replace(state, chosen=same, asking=same, word="asking"))

    def _settle(self, state: CodeCropState, only: PictureCode | None) -> None:
        """Show what was found; the one that is meant is chosen."""
        chosen = next((c for c in state.codes if only and c.scan.data == only.scan.data), None)
        word: CropWord = "nothing"
        if state.codes:
            word = "one" if chosen is not None else "several"
        self._change(replace(state, chosen=chosen, word=word))

    # -- a part of the picture

    def point(self, x: float, y: float) -> None:
        """Read the part around a spot, in shares of the picture."""
        width, height = self._sight.width, self._sight.height
        if width and height:
            self._read_part(region_around((x * width, y * height), (width, height)))

    def read_box(self, box: Box) -> None:
        """Read a part, in shares of the picture; a tiny one is a tap."""
        left, right = sorted((box[0], box[2]))
        top, bottom = sorted((box[1], box[3]))
        if right - left < _SMALLEST or bottom - top < _SMALLEST:
            self.point((left + right) / 2, (top + bottom) / 2)
            return
        width, height = self._sight.width, self._sight.height
        self._read_part((left * width, top * height, right * width, bottom * height))

    def _read_part(self, region: Region) -> None:
        request, data = self._request, self._data
        if request is None or not data or not self._state.open:
            return
        turn = self._next_turn()
        width, height = self._sight.width, self._sight.height
        box = (region[0] / width, region[1] / height, region[2] / width, region[3] / height)
        self._change(replace(self._state, word="reading_part", box=box, chosen=None, asking=None))
        station, tools = self._tools.station, self._tools

        def work() -> tuple[PictureCode, ...]:
            scans = tools.decode_region(data, region)
            return judged(station, scans, in_hand=request.in_hand, others=self._others(data))

        self._tasks.read(
            work,
            lambda codes: self._show_part(codes) if turn == self._turn else None,
            lambda problem: self._part_refused(problem) if turn == self._turn else None,
        )

    def _show_part(self, codes: tuple[PictureCode, ...]) -> None:
        self._remember(codes)
        if not codes:
            self._change(replace(self._state, word="nothing_here"))
            return
        known = {code.scan.data: code for code in self._state.codes}
        fresh = [c for c in self._numbered(codes) if c.scan.data not in known]
        merged = [replace(c, number=n) for n, c in enumerate([*known.values(), *fresh], 1)]
        state = replace(self._state, codes=tuple(merged[:MOST_CODES]))
        self._settle(state, meant(codes))

    def _part_refused(self, problem: Exception) -> None:
        self._change(replace(self._state, word="nothing_here"))
        self.on_refused(problem)

    # -- choosing, asking, taking

    def choose(self, number: int) -> None:
        """This one of those outlined."""
        found = next((c for c in self._state.codes if c.number == number), None)
        if found is not None and not self._state.busy:
            self._change(replace(self._state, chosen=found, asking=None, word="one"))

    def take(self) -> None:
        """Use the chosen code; one that is not proved is asked about first."""
        chosen = self._state.chosen
        if chosen is None or self._state.busy:
            return
        if chosen.trust == "unproved":
            self._change(replace(self._state, asking=chosen, word="asking"))
        else:
            self._take(chosen.scan)

    def confirm(self) -> None:
        """A person compared the number with the print: it is the same."""
        asking = self._state.asking
        if asking is not None:
            _log.info("code_confirmed format=%s code=%s", asking.format, asking.text)
            self._take(replace(asking.scan, stage=CONFIRMED))

    def deny(self) -> None:
        """It is not what is printed: point again, or take another picture."""
        asking = self._state.asking
        if asking is None:
            return
        _log.info("code_denied format=%s code=%s", asking.format, asking.text)
        codes = tuple(c for c in self._state.codes if c.scan.data != asking.scan.data)
        codes = tuple(replace(c, number=n) for n, c in enumerate(codes, 1))
        self._earlier = [(d, s) for d, s in self._earlier if s.data != asking.scan.data]
        word: CropWord = "several" if codes else "nothing_here"
        self._change(replace(self._state, codes=codes, chosen=None, asking=None, word=word))

    def type_instead(self, text: str) -> None:
        """A person typed what is printed."""
        if text.strip():
            self._take(RawScan(data=text.strip().encode(), source="typed"))

    def _take(self, scan: RawScan) -> None:
        self._close(taken=True)
        self.on_take(scan)

    # -- inside

    def _numbered(self, codes: Sequence[PictureCode]) -> tuple[CropCode, ...]:
        """Those of what is in hand first, then by place; each number once."""
        ordered = sorted(_as_read(codes), key=lambda code: not code.wanted)
        distinct = list({code.scan.data: code for code in ordered}.values())[:MOST_CODES]
        return tuple(
            CropCode(
                number=number, text=plain(code.scan), format=code.scan.format,
                corners=self._shares(code.scan), trust=code.trust, wanted=code.wanted,
                scan=code.scan,
            )
            for number, code in enumerate(distinct, 1)
        )  # fmt: skip

    def _shares(self, scan: RawScan) -> tuple[tuple[float, float], ...]:
        width, height = self._sight.width, self._sight.height
        if not width or not height:
            return ()
        return tuple((x / width, y / height) for x, y in scan.position)

    def _remember(self, codes: Sequence[PictureCode]) -> None:
        digest = sha256(self._data).hexdigest()
        reads = [(digest, code.scan) for code in codes]
        self._earlier = [*self._earlier, *reads][-_MOST_EARLIER:]

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _change(self, state: CodeCropState) -> None:
        self._state = state
        self.on_change(state)


def _as_read(codes: Sequence[PictureCode]) -> list[PictureCode]:
    """As a page is read: rows from the top, from the left within a row. A code whose middle lies
    within the height of the row's first one is of that row."""
    rows: list[list[PictureCode]] = []
    for code in sorted(codes, key=lambda code: _span(code.scan, 1)[0]):
        middle = sum(_span(code.scan, 1)) / 2
        if rows and middle <= _span(rows[-1][0].scan, 1)[1]:
            rows[-1].append(code)
        else:
            rows.append([code])
    return [code for row in rows for code in sorted(row, key=lambda each: _span(each.scan, 0))]


def _span(scan: RawScan, axis: int) -> tuple[float, float]:
    """From where to where a code reaches across (0) or down (1) the picture."""
    at = [corner[axis] for corner in scan.position]
    return (min(at), max(at)) if at else (0.0, 0.0)
