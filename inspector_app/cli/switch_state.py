"""``inspector-app switch-state``: which severity a history of lots leads to."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.domain.errors import PlanError
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.domain.sampling import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lot:
    accepted: bool
    ac: int
    accepted_one_step_tighter: bool | None = None
    original: bool = True
    steady: bool = True
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    lots: tuple[_Lot, ...]
    authorised: bool = False
    start: str = "normal"


def register(commands: Commands) -> None:
    """``switch-state FILE``; ``-`` reads stdin."""
    parser = commands.add_parser("switch-state", help="severity after a history of lots")
    parser.add_argument(
        "file",
        metavar="FILE",
        help='{"authorised": true, "lots": [{"accepted", "ac", "accepted_one_step_tighter"}]}; '
        "a lot may also say original, steady, resumed; - reads stdin",
    )
    output.add_output_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one step for each lot."""
    from inspector_app.domain.sampling import LotOutcome, SwitchState, steps
    from inspector_app.domain.sampling.switching import known_switch_severity

    history = _read(arguments.file)
    lots = [
        LotOutcome(
            accepted=lot.accepted,
            ac=lot.ac,
            accepted_one_step_tighter=bool(lot.accepted_one_step_tighter),
            original=lot.original,
            steady=lot.steady,
            resumed=lot.resumed,
        )
        for lot in history.lots
    ]
    start = SwitchState(severity=known_switch_severity(history.start))
    told = steps(lots, authorised=history.authorised, start=start)
    if arguments.json:
        output.emit({"steps": [_document(step) for step in told]})
    else:
        output.say(_lines(told, output.translator(arguments)))
    return 0


def _read(name: str) -> _History:
    import msgspec

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_History)
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise PlanError("history_unreadable", file=name, detail=detail) from problem
    except msgspec.MsgspecError as problem:
        raise PlanError("history_unreadable", file=name, detail=str(problem)) from problem


def _document(step: Step) -> dict[str, Any]:
    return {"used": step.used, "score": step.score, "next": step.next}


def _lines(told: tuple[Step, ...], speak: Translator) -> list[str]:
    if not told:
        return [speak("plan.switch.none")]
    lines = []
    for number, step in enumerate(told, 1):
        used, after = (speak(f"plan.severity.{each}") for each in (step.used, step.next))
        if step.score is None:
            lines.append(speak("plan.switch.step_no_score", number=number, used=used, next=after))
        else:
            lines.append(
                speak("plan.switch.step", number=number, used=used, score=step.score, next=after)
            )
    return lines
