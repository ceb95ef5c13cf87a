"""``inspector-app``: which words lead to which command. Each command imports its weight late."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence

from inspector_app import __version__
from inspector_app.cli import registry
from inspector_app.cli.command import Runner
from inspector_app.cli.output import speak_utf8
from inspector_app.domain.errors import InspectorError

_log = logging.getLogger(__name__)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inspector-app", description="无忧质检 · inspection station"
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--data", metavar="DIR", help="data folder (or INSPECTOR_DATA)")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of messages")
    parser.add_argument(
        "--demo", action="store_true", help="load the demo warehouse into an empty data folder"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in registry.COMMANDS:
        command.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit 0 on success, 1 on a refused act, 2 on wrong use."""
    speak_utf8()
    arguments = build_parser().parse_args(argv)
    runner: Runner | None = getattr(arguments, "run", None)
    if runner is None:
        from inspector_app.cli import desktop

        runner = desktop.run
    try:
        code = runner(arguments)
        if sys.stdout is not None:  # none at all in a windowed program
            sys.stdout.flush()
    except InspectorError as problem:
        return refuse(problem, arguments)
    except BrokenPipeError:
        # Whoever reads us has enough (``| head``); Python would flush once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    else:
        return code
    finally:
        from inspector_app.bootstrap.journal_log import end_logs

        end_logs()


def refuse(problem: InspectorError, arguments: argparse.Namespace) -> int:
    """Report a refusal: JSON with the code on stdout under ``--json``, a sentence on stderr, the
    code in the log."""
    from inspector_app.bootstrap.resources import catalogue
    from inspector_app.services.refusals import note_refusal

    note_refusal(_log, problem)
    sentence = catalogue().speak(getattr(arguments, "lang", None) or "zh").error(problem)
    if getattr(arguments, "json", False):
        error = {"code": problem.code, "params": problem.params, "message": sentence}
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{sentence}\n")
    return 1
