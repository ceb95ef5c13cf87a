"""``export ID --out FILE`` and ``verify FILE [--trust KEY]``: evidence out, and checked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.services.evidence.lines import Verification
    from inspector_app.wire.inspection import InspectionRecord


def register(commands: Commands) -> None:
    """Two commands; ``verify`` needs no station."""
    export = commands.add_parser("export", help="a sealed inspection with its photos, as one ZIP")
    export.add_argument("id", help="inspection id or lot number")
    export.add_argument("--out", metavar="FILE", required=True)
    output.add_station_options(export)
    export.set_defaults(run=run_export)
    verify = commands.add_parser(
        "verify", help="check a report or exported evidence; exit 1 when anything does not match"
    )
    verify.add_argument("file", metavar="FILE", help="PDF report, exported ZIP, or bundle.json")
    verify.add_argument(
        "--trust", metavar="KEY", help="the central system's public key: a file, or its hex digits"
    )
    output.add_output_options(verify)
    verify.set_defaults(run=run_verify)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the evidence; WalkError ``inspection_unknown`` or ``not_closed``, StorageError."""
    from inspector_app.bootstrap.evidence import export_bundle
    from inspector_app.bootstrap.station import open_station

    speak = output.translator(arguments)
    with open_station(existing_folder(arguments)) as opened:
        made = export_bundle(opened, arguments.id, Path(arguments.out).absolute())
    if arguments.json:
        output.emit({"evidence": str(made.path), "lot": made.lot_number, "photos": made.photos})
    else:
        output.say(
            [
                speak(
                    "evidence.cli.exported", out=str(made.path), lot=made.lot_number,
                    photos=made.photos,
                )
            ]
        )  # fmt: skip
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Each check by name; EvidenceError for what is no evidence at all."""
    from inspector_app.bootstrap.verifying import trusted_key, verify_file

    speak = output.translator(arguments)
    trust = None if arguments.trust is None else trusted_key(arguments.trust)
    found = verify_file(Path(arguments.file), trust)
    if arguments.json:
        output.emit(_document(found, speak))
    else:
        output.say(_lines(found, speak))
    return 1 if found.result == "broken" else 0


def _document(found: Verification, speak: Translator) -> dict[str, Any]:
    from inspector_app.services.evidence.words import detail

    return {
        "result": found.result,
        "checks": [
            {
                "name": line.name, "ok": line.ok, "detail": detail(speak, line),
                "code": line.code, "params": dict(line.params),
            }
            for line in found.lines
        ],
        "container": found.container,
        "originals": found.originals,
        "records": [_facts(record) for record in found.records],
    }  # fmt: skip


def _facts(record: InspectionRecord) -> dict[str, Any]:
    own = record.record
    return {
        "id": own.id, "revision": own.revision, "lot": record.lot.number,
        "station": own.station_id, "sealed_at": own.sealed_at.isoformat(),
        "overall": record.verdict.overall,
    }  # fmt: skip


def _lines(found: Verification, speak: Translator) -> list[str]:
    from inspector_app.services.evidence.words import detail

    lines = [speak(f"evidence.result.{found.result}")]
    for record in found.records:
        own = record.record
        lines.append(
            speak(
                "evidence.cli.about", lot=record.lot.number, revision=own.revision,
                at=own.sealed_at.isoformat(timespec="minutes"),
                station=own.station_mark or own.station_id,
                overall=speak(f"evidence.overall.{record.verdict.overall}"),
            )
        )  # fmt: skip
    for line in found.lines:
        word = speak("evidence.cli.holds" if line.ok else "evidence.cli.differs")
        lines.append(f"  {word}  {speak(f'evidence.check.{line.name}')}: {detail(speak, line)}")
    return lines
