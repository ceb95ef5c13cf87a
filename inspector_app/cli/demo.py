"""``inspector-app demo --out DIR``: the whole main job, headless, on shipped input."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.i18n import Translator


def register(commands: Commands) -> None:
    """``demo --out DIR``."""
    parser = commands.add_parser("demo", help="the whole main job, headless, on shipped input")
    parser.add_argument("--out", metavar="DIR", default="demo", help="where the results go")
    output.add_station_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Act the demo out; print each step and what was made."""
    from inspector_app.bootstrap.demo import run_demo
    from inspector_app.bootstrap.journal_log import route_structlog

    route_structlog()  # what the embedded central system logs is no part of the answer
    out = Path(arguments.out).absolute()
    speak = output.translator(arguments)
    steps: list[dict[str, Any]] = []

    def tell(step: str, facts: dict[str, object]) -> None:
        steps.append({"step": step, **facts})
        if not arguments.json:
            output.say([_sentence(speak, step, facts)])

    result = run_demo(out, tell)
    if arguments.json:
        documents = {name: str(path) for name, path in result.documents.items()}
        output.emit({"out": str(out), "steps": steps, "documents": documents})
    else:
        output.say([speak("demo.done", out=str(out), count=len(result.documents))])
    return 0


def _sentence(speak: Translator, step: str, facts: dict[str, object]) -> str:
    words = {name: _word(speak, name, value) for name, value in facts.items()}
    return speak(f"demo.step.{step}", **words, count=len(facts))


def _word(speak: Translator, name: str, value: object) -> str | int:
    if isinstance(value, dict):
        return ", ".join(f"{key} {count}" for key, count in value.items())
    if isinstance(value, list):
        if name == "reasons":
            return ", ".join(_reason(speak, code) for code in value)
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return speak("demo.yes" if value else "demo.no")
    if name in ("verdict", "tag", "class", "disposition", "role"):
        return speak(f"demo.{name}.{value}")
    return value if isinstance(value, int) else str(value)


def _reason(speak: Translator, code: object) -> str:
    key = f"demo.reason.{code}"
    return speak(key if speak.has(key) else "demo.reason.other")
