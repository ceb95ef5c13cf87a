"""``inspector-app central replay``: judge again what could not be judged on arrival."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from inspector_app.cli.command import Commands
from inspector_app.cli.output import add_output_options, emit, say, translator

Folder = Callable[[argparse.Namespace], Path]


def register(acts: Commands, folder: Folder) -> None:
    """Add the act; ``folder`` reads ``--data`` of a command."""
    replay = acts.add_parser("replay", help="judge set-aside records again / 重新识别")
    replay.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    add_output_options(replay)
    replay.set_defaults(run=partial(run_replay, folder=folder))


def run_replay(arguments: argparse.Namespace, folder: Folder) -> int:
    """After an upgrade, or once missing master data have come; safe beside a running server."""
    from inspector_app.bootstrap.central_replay import replay

    done = replay(folder(arguments))
    if arguments.json:
        emit({"seen": done.seen, "accepted": done.accepted})
        return 0
    speak = translator(arguments)
    say([speak("ways_back.cli.replayed", seen=done.seen, accepted=done.accepted)])
    return 0
