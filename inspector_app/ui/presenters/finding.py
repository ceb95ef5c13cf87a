"""Where a scan leads: one place for every page, so that a code means the same anywhere.

Free of Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from inspector_app.domain.errors import IntakeError, Param, ScanError, WalkError
from inspector_app.domain.gs1 import Problem, ScanResult
from inspector_app.domain.master import Product
from inspector_app.domain.scan import RawScan
from inspector_app.domain.trust import InHand
from inspector_app.services import history, inspections, intake
from inspector_app.services.intake import Found, LineChoice
from inspector_app.services.picture_codes import judged, meant
from inspector_app.services.ports import TaskRunner
from inspector_app.services.records import Summary
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools

SaidTone: TypeAlias = Literal["attention", "wrong"]
# A picture may be misread; what nobody knows is then asked for once more, not called wrong.
_PICTURES = ("picture", "camera")
_DOUBTS = ("picture_with_several_codes", "code_unproved", "picture_code_flawed")
_OWN_CODES = {"badge": "badge_not_here", "command": "command_outside_walk"}


class Scanned(Protocol):
    """What of a ``ScanEvent`` counts here."""

    @property
    def raw(self) -> RawScan: ...
    @property
    def result(self) -> ScanResult: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Show this page."""

    page: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Tell why it leads nowhere: the sentence ``errors.<code>`` and those of the code itself."""

    tone: SaidTone
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Go on with a lot that is already open; ``problems`` are those of the code that led to it."""

    lot: Summary
    problems: tuple[Problem, ...] = ()


Outcome: TypeAlias = Go | Say | Resume


def lead(found: Found, order_id: str = "") -> Outcome:
    """What a find means for the screen; badges and lot tags are not found here."""
    if found.kind == "order" and found.order is not None:
        return Go(page="order", arguments={"order_id": found.order.id})
    if found.kind == "lot" and found.lot is not None:
        return Resume(lot=found.lot, problems=_errors(found))
    if found.kind == "line":
        return _line(found.choices[0], found.scan)
    if found.kind in ("choose_line", "choose_product") or found.scan.candidates:
        return Go(page="choose", arguments={"found": found, "order_id": order_id})
    return _refusal(found)


def _line(choice: LineChoice, scan: ScanResult) -> Go:
    # What was just read goes along: the page need not ask for it again before it is painted.
    place = {"order_id": choice.order.id, "line_id": choice.line.id}
    return Go(page="lot", arguments={**place, "scan": scan, "choice": choice})


def _errors(found: Found) -> tuple[Problem, ...]:
    return tuple(each for each in found.problems if each.severity == "error")


def _refusal(found: Found) -> Say:
    raw = found.scan.raw
    doubtful = raw.source in _PICTURES and not raw.confirmed
    if doubtful and found.scan.by_number() is not None:
        # Compared by a person, its number can be used.
        return Say(tone="attention", code="picture_code_flawed", problems=_errors(found))
    if found.kind == "unknown" and doubtful and found.hint == "code_unknown":
        return Say(tone="attention", code="code_unproved", params=found.params)
    tone: SaidTone = "attention" if found.kind == "bad_code" else "wrong"
    problems = tuple(each for each in found.problems if each.severity != "warning")
    return Say(
        tone=tone, code=found.hint or "scan_unusable", params=found.params, problems=problems
    )


class Finder:
    """Answers scans from anywhere. ``on_go(page, arguments)`` and ``on_say(Say)`` are the shell's;
    only the newest scan leads anywhere, earlier ones that are still looked up are dropped.

    ``on_doubt(read)`` lets a person point at the code of a picture in which none was read, several
    might be meant, or the only one is not known."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._tools = tools
        self._session = session
        self._tasks = tasks
        self._newest = 0
        self.on_go: Callable[[str, Mapping[str, Any]], None] = lambda page, arguments: None
        self.on_say: Callable[[Say], None] = lambda said: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None
        self.on_doubt: Callable[[Callable[[], bytes]], None] | None = None

    def find_anywhere(self, event: Scanned) -> bool:
        """The window's default for every scan no page took; always taken."""
        self.find(event.result)
        return True

    def find(self, scan: ScanResult, order_id: str = "") -> None:
        """Look up a scan; ``order_id`` is the order in hand."""
        code = scan.station_code
        if code is not None and code.kind in _OWN_CODES:
            self.on_say(Say(tone="attention", code=_OWN_CODES[code.kind]))
            return
        if code is not None and code.kind in ("lot", "carton"):
            lot_number = code.value
            self._read(lambda: Resume(lot=history.by_number(self._tools.station, lot_number)))
            return
        station = self._tools.station
        self._read(lambda: lead(intake.find_read(station, scan, order_id=order_id), order_id))

    def find_typed(self, text: str, order_id: str = "") -> None:
        """Look up what a person typed from a damaged code."""
        if text.strip():
            raw = RawScan(data=text.strip().encode(), source="typed")
            self.find(intake.read_scan(self._tools.station, raw), order_id)

    def find_picture(self, read_file: Callable[[], bytes], order_id: str = "") -> None:
        """Look up the code of a picture: the only one of what is in hand, or the only one."""
        self._newest += 1
        turn = self._newest
        self._tasks.read(
            lambda: self._from_picture(read_file(), order_id),
            lambda outcome: self._shown(turn, outcome, read_file),
            lambda problem: self._not_shown(turn, problem, read_file),
        )

    def _not_shown(self, turn: int, problem: Exception, read_file: Callable[[], bytes]) -> None:
        without = isinstance(problem, ScanError) and problem.code == "picture_without_code"
        if turn == self._newest and without and self.on_doubt is not None:
            self.on_doubt(read_file)
        else:
            self._refuse(problem)

    def _shown(self, turn: int, outcome: Outcome, read_file: Callable[[], bytes]) -> None:
        if turn != self._newest:
            return
        if self.on_doubt is not None and isinstance(outcome, Say) and outcome.code in _DOUBTS:
            self.on_doubt(read_file)
        else:
            self._follow(outcome)

    def choose_product(self, product: Product, scan: ScanResult, order_id: str = "") -> None:
        """One of several products of a code was chosen by its picture."""
        station = self._tools.station

        def look() -> Outcome:
            choices = tuple(intake.line_choices(station, product.id, order_id=order_id))
            return lead(_found_lines(choices, scan, product.sku), order_id)

        self._read(look)

    def choose_line(self, choice: LineChoice, scan: ScanResult) -> None:
        """One of several orders was chosen."""
        open_lots = [lot for lot in choice.lots if lot.state != "closed"]
        self._follow(Resume(lot=open_lots[0]) if len(open_lots) == 1 else _line(choice, scan))

    def resume(self, lot: Summary) -> None:
        """Go on with a lot; a parked walk is taken up again first."""
        self._follow(Resume(lot=lot))

    def _from_picture(self, data: bytes, order_id: str) -> Outcome:
        station = self._tools.station
        station.guard.inspect(data)
        in_hand = InHand(order_id=order_id)
        codes = judged(station, self._tools.decode_picture(data), in_hand=in_hand)
        if not codes:
            raise ScanError("picture_without_code")
        code = meant(codes)
        if code is None:
            params = {"count": len(codes)}
            return Say(tone="attention", code="picture_with_several_codes", params=params)
        return lead(intake.find_line(station, code.scan, order_id=order_id), order_id)

    def _read(self, look: Callable[[], Outcome]) -> None:
        self._newest += 1
        turn = self._newest
        self._tasks.read(
            look,
            lambda outcome: self._follow(outcome) if turn == self._newest else None,
            lambda problem: self._refuse(problem),
        )

    def _refuse(self, problem: Exception) -> None:
        if isinstance(problem, WalkError) and problem.code == "inspection_unknown":
            problem = IntakeError("lot_tag_unknown")
        self.on_refused(problem)

    def _follow(self, outcome: Outcome) -> None:
        if isinstance(outcome, Say):
            self.on_say(outcome)
        elif isinstance(outcome, Go):
            self.on_go(outcome.page, outcome.arguments)
        else:
            self._resume(outcome.lot)
            if outcome.problems:
                said = Say(tone="attention", code="found_by_number", problems=outcome.problems)
                self.on_say(said)

    def _resume(self, lot: Summary) -> None:
        there = {"inspection_id": lot.id}
        if lot.state == "closed":
            self.on_go("dossier", there)
        elif lot.state == "parked":
            self._tasks.write(
                lambda: self._unpark(lot.id), lambda _: self.on_go("walk", there), self._refuse
            )
        else:
            self.on_go("walk", there)

    def _unpark(self, inspection_id: str) -> None:
        station, person = self._tools.station, self._session.person
        inspection = inspections.load(station, inspection_id)
        if inspection.state.parked is not None:  # a colleague may have been quicker
            inspections.resume(station, person, inspection)


def _found_lines(choices: Sequence[LineChoice], scan: ScanResult, sku: str) -> Found:
    kind: Literal["line", "choose_line", "no_order"] = "no_order"
    if choices:
        kind = "line" if len(choices) == 1 else "choose_line"
    hint = "product_on_no_order" if not choices else ""
    return Found(kind=kind, scan=scan, choices=tuple(choices), hint=hint, params={"sku": sku})
