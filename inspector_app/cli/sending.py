"""``sync [--once]`` and ``queue``: send and fetch now; what waits, what stands still and why."""

from __future__ import annotations

import argparse
from typing import Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder, log_command
from inspector_app.domain.errors import SyncError


def register(commands: Commands) -> None:
    """Two commands; ``sync`` respects the lease of a window that is sending."""
    sync = commands.add_parser("sync", help="send and fetch now")
    sync.add_argument("--once", action="store_true", help="one attempt (the default)")
    sync.add_argument("--enrol", metavar="CODE", help="first enrol with this one-time code")
    sync.add_argument("--plain", action="store_true", help="enrol without TLS")
    sync.add_argument("--url", metavar="URL", help="address of the central system for --enrol")
    output.add_station_options(sync)
    sync.set_defaults(run=run_sync, parser=sync)
    queue = commands.add_parser("queue", help="what waits to be sent, what is parked and why")
    output.add_station_options(queue)
    queue.set_defaults(run=run_queue)


def run_sync(arguments: argparse.Namespace) -> int:
    """One attempt. Exit 1 with the problem's code when it did not end well."""
    from inspector_app.bootstrap.sending import enrol_station, send_once
    from inspector_app.bootstrap.station import open_station
    from inspector_app.settings import data_folder

    if arguments.enrol and not arguments.url and "#" not in arguments.enrol:
        arguments.parser.error("--enrol needs --url")
    speak = output.translator(arguments)
    folder = data_folder(arguments.data) if arguments.enrol else existing_folder(arguments)
    log_command(folder.logs)
    with open_station(folder) as opened:
        if arguments.enrol:
            enrol_station(opened, arguments.url or "", arguments.enrol, plain=arguments.plain)
        report = send_once(opened, f"command {opened.station.ids.new()}")
    if report.problem is not None:
        raise report.problem
    sent = report.sent
    facts: dict[str, Any] = {
        "outcome": report.outcome, "events": sent.events, "photos": sent.photos,
        "receipts": sent.receipts, "pulled": report.pulled,
    }  # fmt: skip
    if arguments.json:
        output.emit(facts)
    else:
        output.say([speak("records.synced", events=sent.events, photos=sent.photos)])
    return 0


def run_queue(arguments: argparse.Namespace) -> int:
    """Reads beside a running window."""
    import msgspec

    from inspector_app.bootstrap.sending import Sender
    from inspector_app.bootstrap.station import open_station

    speak = output.translator(arguments)
    with open_station(existing_folder(arguments)) as opened:
        sender = Sender(opened, lambda: None)
        status, waiting = sender.status(), sender.waiting()
    if arguments.json:
        built: dict[str, Any] = msgspec.to_builtins(status)
        output.emit({**built, "waiting": msgspec.to_builtins(waiting)})
        return 0
    output.say(
        [
            speak(
                "records.queue",
                state=speak(f"records.sync.{status.state}"),
                events=status.waiting_events,
                photos=status.waiting_photos,
            )
        ]
    )
    if status.code:
        output.say([speak.error(SyncError(status.code, **(status.params or {})))])
    output.say(
        f"{item.what} {item.name} {item.detail} {item.state} {item.reason}".rstrip()
        for item in waiting
    )
    return 0
