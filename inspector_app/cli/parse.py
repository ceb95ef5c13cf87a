"""``inspector-app parse CODE``: what a code says, and what is wrong with it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from inspector_app.cli.command import Commands
from inspector_app.cli.output import add_language_option
from inspector_app.domain.scan import RawScan
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.domain.gs1.result import Problem, ScanResult


def register(commands: Commands) -> None:
    """Add ``parse``."""
    parser = commands.add_parser("parse", help="解析条码内容 · tell what a code says")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("code", nargs="?", metavar="CODE")
    source.add_argument("--stdin", action="store_true", help="one code a line, JSON Lines out")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="the day that counts as today"
    )
    parser.add_argument("--separator", metavar="TEXT", help="what stands for GS in the code")
    parser.add_argument("--symbology", default="", metavar="ID", help="AIM identifier, as ]C1")
    parser.add_argument(
        "--item", action="store_true", help="all codes stand on one item: judge them together too"
    )
    parser.add_argument("--json", action="store_true", help="JSON instead of text")
    add_language_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Tell what the codes say; bad data is an answer with problems, not a refusal."""
    from inspector_app.bootstrap.clock import SystemClock
    from inspector_app.bootstrap.resources import catalogue
    from inspector_app.bootstrap.tables import gs_tables
    from inspector_app.domain.gs1 import judge_item, parse_scan

    say = catalogue().speak(arguments.lang or "zh")
    today = arguments.on or SystemClock().today()
    as_lines = arguments.json or arguments.stdin
    read: list[ScanResult] = []
    for data in _codes(arguments):
        raw = RawScan(data=data, source="typed", symbology_id=arguments.symbology)
        result = parse_scan(raw, today, gs_tables(), separator=arguments.separator)
        if arguments.item:
            read.append(result)
        _write(as_json(result, say) if as_lines else _lines(result, say))
    if arguments.item:
        problems = judge_item(read, gs_tables())
        _write(_item(problems, say) if as_lines else _problem_lines(problems, say))
    return 0


def _write(answer: dict[str, object] | Iterable[str]) -> None:
    text = json.dumps(answer, ensure_ascii=False) if isinstance(answer, dict) else "\n".join(answer)
    sys.stdout.write(text + "\n" if text else "")


def _item(problems: Iterable[Problem], say: Translator) -> dict[str, object]:
    """What all codes of the item say together, after the line of the last code."""
    told = [_problem(problem, say) for problem in problems]
    return {"kind": "item", "usable": not told, "problems": told}


def _codes(arguments: argparse.Namespace) -> Iterable[bytes]:
    if not arguments.stdin:
        return (_bytes_of(arguments.code),)
    # Bytes, because codes hold control characters and any encoding; a line ends at LF alone.
    buffer = getattr(sys.stdin, "buffer", None)
    lines = buffer if buffer is not None else map(_bytes_of, sys.stdin)
    return (line.rstrip(b"\r\n") for line in lines)


def _bytes_of(text: str) -> bytes:
    """What was typed, bytes that are no UTF-8 included (the shell passes them as surrogates)."""
    return text.encode("utf-8", "surrogateescape" if os.name != "nt" else "replace")


def as_json(result: ScanResult, say: Translator) -> dict[str, object]:
    """The result as JSON; candidates have the same shape."""
    dates: dict[str, str | None] = {found.role: found.value.isoformat() for found in result.dates}
    if result.last_good_day is not None:
        dates["last_good_day"] = result.last_good_day.isoformat()
    return {
        "kind": result.kind,
        "text": result.text,
        "gtin": result.gtin,
        "content_gtin": result.content_gtin,
        "lot": result.lot,
        "serial": result.serial,
        "sscc": result.sscc,
        "count": result.count,
        "station_code": result.station_code.text if result.station_code else None,
        "elements": [
            {"ai": element.ai, "value": element.value, "title": element.title}
            for element in result.elements
        ],
        "dates": dates,
        "usable": result.usable,
        "problems": [_problem(problem, say) for problem in result.problems],
        "candidates": [as_json(candidate, say) for candidate in result.candidates],
    }


def _problem(problem: Problem, say: Translator) -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "params": dict(problem.params),
        "message": sentence(problem, say),
    }


def sentence(problem: Problem, say: Translator) -> str:
    """The problem as a sentence that says what to do."""
    key = f"gs1.problem.{problem.code}"
    if not say.has(key):
        key = f"errors.{problem.code}"
    return say(key, **problem.params)


def _lines(result: ScanResult, say: Translator) -> Iterable[str]:
    yield say("gs1.cli.kind", kind=say(f"gs1.kind.{result.kind}"))
    named = {
        "gtin": result.gtin,
        "content_gtin": result.content_gtin,
        "lot": result.lot,
        "serial": result.serial,
        "sscc": result.sscc,
        "count": result.count,
    }
    for name, value in named.items():
        if value is not None:
            yield say("gs1.cli.field", name=say(f"gs1.field.{name}"), value=value)
    for found in result.dates:
        name = say(f"gs1.date.{found.role}")
        yield say("gs1.cli.field", name=name, value=found.value.isoformat())
    yield from _problem_lines(result.problems, say)
    for number, candidate in enumerate(result.candidates, start=1):
        read = "  ".join(f"({one.ai}){one.value}" for one in candidate.elements)
        yield say("gs1.cli.candidate", number=number, read=read)


def _problem_lines(problems: Iterable[Problem], say: Translator) -> Iterable[str]:
    for problem in problems:
        severity = say(f"gs1.severity.{problem.severity}")
        yield say("gs1.cli.problem", severity=severity, sentence=sentence(problem, say))
