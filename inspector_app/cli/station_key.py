"""``inspector-app key``: where the station's signing key is kept, moving and changing it."""

from __future__ import annotations

import argparse
import sys

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder, log_command


def register(commands: Commands) -> None:
    """Without an option it only tells."""
    key = commands.add_parser("key", help="the station's signing key")
    act = key.add_mutually_exclusive_group()
    act.add_argument("--to-ring", action="store_true", help="move it into the system's key ring")
    act.add_argument("--to-file", action="store_true", help="move it back into the file")
    act.add_argument("--change", metavar="PERSON", help="sign with a new key; PIN on stdin")
    key.add_argument("--reason", default="", help="why it is changed")
    output.add_station_options(key)
    key.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """``{"place": "ring" | "file", "public_key", "changed_at"}``."""
    from inspector_app.bootstrap import key_change
    from inspector_app.bootstrap.station import open_station

    folder = existing_folder(arguments)
    log_command(folder.logs)
    changed_at = None
    with open_station(folder) as opened:
        if arguments.change:
            pin = sys.stdin.readline().strip()
            changed_at = key_change.change_key_as(
                opened.folder, opened.database, opened.station, arguments.change, pin,
                arguments.reason,
            )  # fmt: skip
        elif arguments.to_ring:
            key_change.require_ring(opened.folder)
        elif arguments.to_file:
            key_change.into_file(opened.folder)
        place, public = key_change.place_of(opened.folder)
    if arguments.json:
        output.emit({"place": place, "public_key": public.hex(), "changed_at": changed_at})
        return 0
    speak = output.translator(arguments)
    lines = [speak(f"station_key.{place}", key=public.hex())]
    if changed_at is not None:
        lines.append(speak("station_key.changed", seq=changed_at))
    output.say(lines)
    return 0
