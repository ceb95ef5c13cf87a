"""``backup FILE``, ``restore FILE`` and ``re-enrol CODE``: a station's data, and its way back."""

from __future__ import annotations

import argparse
from pathlib import Path

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder, log_command


def register(commands: Commands) -> None:
    """Three commands; only ``backup`` works beside a window."""
    backup = commands.add_parser("backup", help="write the station's data into one file")
    backup.add_argument("file", metavar="FILE", type=Path)
    output.add_station_options(backup)
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="make the folder what a backup holds")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument(
        "--replace", action="store_true", help="move a station that is there aside"
    )
    output.add_station_options(restore)
    restore.set_defaults(run=run_restore)
    anew = commands.add_parser(
        "re-enrol", help="go on as a new station, with what was not delivered"
    )
    anew.add_argument("code", metavar="CODE", help="a one-time code of the central system")
    anew.add_argument("--url", default="", help="its address, when the code does not carry it")
    anew.add_argument("--plain", action="store_true", help="without TLS to another machine")
    output.add_station_options(anew)
    anew.set_defaults(run=run_anew)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write it and read it back."""
    from inspector_app.bootstrap.station_backup import back_up

    speak = output.translator(arguments)
    done = back_up(existing_folder(arguments), arguments.file)
    if arguments.json:
        output.emit(
            {
                "file": str(done.path), "entries": done.place, "photos": done.photos,
                "missing": done.missing,
            }
        )  # fmt: skip
        return 0
    output.say(
        [speak("ways_back.cli.backed_up", file=str(done.path), entries=done.place,
               photos=done.photos)]
    )  # fmt: skip
    if done.missing:
        output.say([speak("ways_back.cli.missing", count=done.missing)])
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """With the window's lock held, so that nobody works in the folder meanwhile."""
    from inspector_app.bootstrap.folders import make_private
    from inspector_app.bootstrap.station_backup import restore
    from inspector_app.settings import data_folder
    from inspector_app.ui.window_lock import window_lock

    speak = output.translator(arguments)
    folder = data_folder(arguments.data)
    make_private(folder.root)
    with window_lock(folder.window_lock):
        done = restore(arguments.file, folder, replace=arguments.replace)
    log_command(folder.logs)
    if arguments.json:
        output.emit(
            {
                "folder": str(folder.root), "made_at": done.made_at.isoformat(),
                "entries": done.place, "photos": done.photos, "carried": done.carried,
                "missing": done.missing, "station": done.station_id,
                "replaced": str(done.replaced) if done.replaced else "",
            }
        )  # fmt: skip
        return 0
    lines = [
        speak("ways_back.cli.restored", entries=done.place, photos=done.photos,
              made_at=f"{done.made_at:%Y-%m-%d %H:%M} UTC"),
        speak("ways_back.cli.next", carried=done.carried),
    ]  # fmt: skip
    if done.replaced:
        lines.insert(1, speak("ways_back.cli.replaced", folder=str(done.replaced)))
    output.say(lines)
    return 0


def run_anew(arguments: argparse.Namespace) -> int:
    """Alone with the folder: a window would go on sealing under the old identity."""
    from inspector_app.bootstrap.identities import enrol_anew
    from inspector_app.bootstrap.station import open_station
    from inspector_app.ui.window_lock import window_lock

    speak = output.translator(arguments)
    folder = existing_folder(arguments)
    with window_lock(folder.window_lock), open_station(folder) as opened:
        done = enrol_anew(opened, arguments.url, arguments.code, plain=arguments.plain)
    if arguments.json:
        output.emit({"station": done.station_id, "carried": done.carried})
    else:
        output.say([speak("ways_back.cli.anew", carried=done.carried)])
    return 0
