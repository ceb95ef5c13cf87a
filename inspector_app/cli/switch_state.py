"""``inspector-app switch-state``: which severity a history of lots leads to."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.given import json_of, text_of, unknown
from inspector_app.domain.errors import PlanError
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.domain.sampling import LotOutcome, Step, SwitchState


_WORDS = ("authorised", "start", "lots")
_FLAGS = ("accepted", "accepted_one_step_tighter", "original", "steady", "resumed")


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    lots: tuple[LotOutcome, ...]
    authorised: bool
    start: str
    ignored: tuple[str, ...]


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
    from inspector_app.domain.sampling import SwitchState, steps
    from inspector_app.domain.sampling.switching import known_switch_severity

    history = _history(_read(arguments.file), arguments.file)
    start = SwitchState(severity=known_switch_severity(history.start))
    told = steps(history.lots, authorised=history.authorised, start=start)
    unread = list(history.ignored)
    if arguments.json:
        steps_told = [_document(step) for step in told]
        output.emit({"steps": steps_told} | ({"ignored": unread} if unread else {}))
    else:
        speak = output.translator(arguments)
        output.say(_lines(told, start, speak))
        if unread:
            output.say([speak("plan.switch.ignored", names=", ".join(unread))])
    return 0


def _read(name: str) -> Mapping[str, Any]:
    """The JSON object of a file; PlanError ``history_unreadable``."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        found = json_of(text_of(data))
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise PlanError("history_unreadable", file=name, detail=detail) from problem
    except ValueError as problem:
        raise PlanError("history_unreadable", file=name, detail=str(problem)) from problem
    if not isinstance(found, dict):
        raise PlanError("history_unreadable", file=name, detail=type(found).__name__)
    return found


def _history(words: Mapping[str, Any], name: str) -> _History:
    """The lots in order. PlanError ``history_unreadable`` or, with lot and field,
    ``history_corrupt``."""
    lots, authorised = words.get("lots"), words.get("authorised", False)
    start = words.get("start")
    if not isinstance(lots, list):
        raise PlanError("history_unreadable", file=name, detail=_shown("lots", lots))
    if not isinstance(authorised, bool):
        raise PlanError("history_unreadable", file=name, detail=_shown("authorised", authorised))
    return _History(
        lots=tuple(_lot(number, lot) for number, lot in enumerate(lots, 1)),
        authorised=authorised,
        start="normal" if start is None else str(start),
        ignored=(*unknown(words, _WORDS), *_unread(lots)),
    )


def _shown(word: str, found: object) -> str:
    return f"{word}: {json.dumps(found, ensure_ascii=False)[:80]}"


def _unread(lots: list[dict[str, Any]]) -> list[str]:
    """Words of lots that nobody reads, each with the first lot that has it."""
    found: dict[str, str] = {}
    for number, lot in enumerate(lots, 1):
        for word in unknown(lot, ("ac", *_FLAGS)):
            found.setdefault(word, f"lots.{number}.{word}")
    return list(found.values())


def _lot(number: int, words: object) -> LotOutcome:
    from inspector_app.domain.sampling import LotOutcome

    if not isinstance(words, dict):
        raise _corrupt(number, "lots", words)
    flags = {name: words[name] for name in _FLAGS if words.get(name) is not None}
    for name, value in flags.items():
        if not isinstance(value, bool):
            raise _corrupt(number, name, value)
    if "accepted" not in flags:
        raise _corrupt(number, "accepted", None)
    ac = words.get("ac")
    if not isinstance(ac, int) or isinstance(ac, bool) or ac < 0:
        raise _corrupt(number, "ac", ac)
    return LotOutcome(ac=ac, **flags)


def _corrupt(number: int, field: str, found: object) -> PlanError:
    detail = json.dumps(found, ensure_ascii=False)[:80]
    return PlanError("history_corrupt", lot=number, field=field, detail=detail)


def _document(step: Step) -> dict[str, Any]:
    return {"used": step.used, "score": step.score, "next": step.next}


def _lines(told: tuple[Step, ...], start: SwitchState, speak: Translator) -> list[str]:
    if not told:
        return [speak("plan.switch.none", next=speak(f"plan.severity.{start.severity}"))]
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
