"""``inspector-app check``: whether the station's data are whole."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder

if TYPE_CHECKING:
    from inspector_app.bootstrap.station import OpenStation


def register(commands: Commands) -> None:
    """``check``; exit 1 when anything is not whole."""
    parser = commands.add_parser("check", help="database, evidence chain and photos of the station")
    output.add_station_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Each check by name, with what was found."""
    from inspector_app.bootstrap.key_change import place_of
    from inspector_app.bootstrap.station import open_station
    from inspector_app.services.checking import CheckLine, check

    speak = output.translator(arguments)
    with open_station(existing_folder(arguments)) as opened:
        problems = opened.database.problems()
        database = CheckLine(name="database", ok=not problems, detail="; ".join(problems[:10]))
        lines = (database, *check(opened.station, _central_key(opened)))
        place, public = place_of(opened.folder)
    whole = all(line.ok for line in lines)
    readers = _readers()
    if arguments.json:
        checks = [{"name": x.name, "ok": x.ok, "detail": x.detail} for x in lines]
        result = "whole" if whole else "damaged"
        output.emit({"result": result, "checks": checks, "optional": readers, "key": place})
    else:
        for line in lines:
            word = speak("records.check.ok" if line.ok else "records.check.bad")
            output.say([f"{speak(f'records.check.{line.name}')}: {word} {line.detail}".rstrip()])
        output.say([speak(f"station_key.{place}", key=public.hex())])
        for name, present in readers.items():
            found = speak("decode.check.present" if present else "decode.check.missing")
            output.say([f"{speak(f'decode.check.{name}')}: {found}"])
    return 0 if whole else 1


def _central_key(opened: OpenStation) -> bytes:
    enrolment = opened.database.send_queue().enrolment()
    return enrolment.server_key if enrolment else b""


def _readers() -> dict[str, bool]:
    """Parts of the code reader the station can work without, and whether they are installed."""
    from inspector_app.bootstrap.decoding import decoder

    return {"zbar": "pyzbar" not in decoder().missing()}
