"""``inspector-app standards check|list|export|import``: inspection standards as files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder
from inspector_app.domain.errors import AccessError, StandardError, StorageError
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.services.standard_files import Checked, Problem
    from inspector_app.services.standards import VersionLine

MOST_BYTES = 8_000_000
"""Nothing larger is read into memory; the readers' own limits are lower."""


def register(commands: Commands) -> None:
    """Four acts over standards; ``check`` needs no station."""
    parser = commands.add_parser("standards", help="inspection standards: check, list, export …")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    check = acts.add_parser("check", help="whether YAML or XLSX files are sound; every problem")
    check.add_argument("files", nargs="+", metavar="FILE")
    output.add_output_options(check)
    check.set_defaults(run=run_check)
    listing = acts.add_parser("list", help="versions of a station, or the shipped ones")
    output.add_station_options(listing)
    listing.set_defaults(run=run_list)
    export = acts.add_parser("export", help="write a version as .yaml or .xlsx")
    export.add_argument("id", metavar="ID")
    export.add_argument("--version", type=int, metavar="N", help="the one in force by default")
    export.add_argument("--out", metavar="FILE", required=True)
    output.add_station_options(export)
    export.set_defaults(run=run_export)
    taken = acts.add_parser("import", help="keep a file as a draft, or publish it")
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--person", metavar="ID", required=True, help="supervisor who signs")
    taken.add_argument("--publish", action="store_true", help="publish it as the next version")
    output.add_station_options(taken)
    taken.set_defaults(run=run_import)


def run_check(arguments: argparse.Namespace) -> int:
    """One answer for each file; exit 1 when any is not sound."""
    from inspector_app.bootstrap.standards_files import StandardDocuments

    speak, documents = output.translator(arguments), StandardDocuments()
    catalogue, unsound = documents.catalogue(), False
    for name in arguments.files:
        checked = documents.read(_bytes(name), catalogue)
        unsound = unsound or checked.standard is None
        if arguments.json:
            output.emit(answer(name, checked, speak))
        else:
            output.say(_told(name, checked, speak))
    return int(unsound)


def run_list(arguments: argparse.Namespace) -> int:
    """Versions with their state, the newest first; the shipped ones where there is no station."""
    speak = output.translator(arguments)
    for line in _versions(arguments):
        shown = {
            "id": line.id, "version": line.version, "state": line.state,
            "names": dict(line.names), "published_by": line.published_by,
            "published_at": line.published_at.isoformat() if line.published_at else "",
        }  # fmt: skip
        if line.problem is not None:
            shown["problem"] = _problem(line.problem, speak)
        if arguments.json:
            output.emit(shown)
            continue
        state = speak(f"standards_command.state.{line.state}")
        name = line.names.get(speak.language, "")
        output.say([f"{line.id}  {line.version}  {state}  {name}".rstrip()])
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write one version; StandardError ``standard_missing``, ``export_suffix``."""
    out = Path(arguments.out).absolute()
    if out.suffix.lower() not in (".yaml", ".yml", ".xlsx"):
        raise StandardError("export_suffix", suffix=out.suffix)
    checked, catalogue = _version(arguments)
    data = checked.text.encode()
    if out.suffix.lower() == ".xlsx":
        from inspector_app.bootstrap.standards_files import StandardDocuments

        data = StandardDocuments().workbook_of(checked.document or {}, catalogue)
    try:
        out.write_bytes(data)
    except OSError as problem:
        raise StorageError("standard_file_not_written", path=str(out)) from problem
    if arguments.json:
        output.emit({"out": str(out), "bytes": len(data)})
    else:
        output.say([output.translator(arguments)("standards_command.exported", out=str(out))])
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """A draft, or with ``--publish`` the next version; the PIN is read from stdin."""
    from inspector_app.bootstrap.station import open_station
    from inspector_app.services import standards
    from inspector_app.services.people import sign_in_pin

    speak, data = output.translator(arguments), _bytes(arguments.file)
    folder, pin = existing_folder(arguments), _pin(speak)
    with open_station(folder) as opened:
        station = opened.station
        who = sign_in_pin(station, arguments.person, pin)
        if arguments.publish:
            standard = standards.publish(station, who, data, pin=pin)
            answered: dict[str, Any] = {"id": standard.id, "version": standard.version}
            told = speak(
                "standards_command.published", standard=standard.id, version=standard.version
            )
        else:
            checked = standards.check_document(station, data)
            if not checked.text:
                raise checked.problems[0].error
            draft = standards.save_draft(station, who, checked.text)
            answered = {"draft": draft.id, "problems": len(checked.problems)}
            told = speak("standards_command.drafted", count=len(checked.problems))
    if arguments.json:
        output.emit(answered)
    else:
        output.say([told])
    return 0


def answer(name: str, checked: Checked, speak: Translator) -> Mapping[str, Any]:
    """What ``check --json`` says of a file."""
    standard = checked.standard
    about = None
    if standard is not None:
        about = {
            "id": standard.id, "version": standard.version, "digest": standard.digest,
            "stages": len(standard.stages), "items": sum(1 for _ in standard.walk()),
        }  # fmt: skip
    return {
        "file": name, "sound": standard is not None, "standard": about,
        "problems": [_problem(problem, speak) for problem in checked.problems],
    }  # fmt: skip


def _problem(problem: Problem, speak: Translator) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": problem.code, "message": speak.error(problem.error)}
    places = (
        ("place", problem.place), ("line", problem.line), ("sheet", problem.sheet),
        ("row", problem.row), ("column", problem.column),
    )  # fmt: skip
    return shown | {key: value for key, value in places if value}


def _told(name: str, checked: Checked, speak: Translator) -> Sequence[str]:
    if checked.standard is not None:
        standard = checked.standard
        sound = speak("standards_command.sound", standard=standard.id, version=standard.version)
        return [f"{name}: {sound}"]
    return [
        f"{name}:{_where(problem)} {problem.code}: {speak.error(problem.error)}"
        for problem in checked.problems
    ]


def _where(problem: Problem) -> str:
    if problem.sheet:
        return f"{problem.sheet}:{problem.row}:{problem.column}:"
    return f"{problem.line}:{problem.column}:" if problem.line else ""


def _bytes(name: str) -> bytes:
    path = Path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise StandardError("standard_too_large", limit=MOST_BYTES)
        return path.read_bytes()
    except OSError as problem:
        raise StorageError("standard_file_not_read", path=name) from problem


def _pin(speak: Translator) -> str:
    """Asked for without an echo at a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(speak("standards_command.pin"))
    pin = sys.stdin.readline().strip()
    if not pin:
        raise AccessError("signature_missing_pin")
    return pin


def _has_station(arguments: argparse.Namespace) -> bool:
    from inspector_app.settings import data_folder

    return arguments.data is not None or data_folder(None).database.exists()


def _versions(arguments: argparse.Namespace) -> Sequence[VersionLine]:
    from inspector_app.bootstrap.standards import shipped_standards
    from inspector_app.bootstrap.station import open_station
    from inspector_app.services.standards import VersionLine, versions

    if _has_station(arguments):
        with open_station(existing_folder(arguments)) as opened:
            return versions(opened.station)
    return [
        VersionLine(id=s.id, version=s.version, state="in_force", names=s.names, standard=s)
        for s in sorted(shipped_standards(), key=lambda standard: standard.id)
    ]


def _version(arguments: argparse.Namespace) -> tuple[Checked, str]:
    """The version as written and its catalogue."""
    from inspector_app.bootstrap.standards_files import StandardDocuments
    from inspector_app.bootstrap.standards_library import DEFECTS_PART, shipped_documents
    from inspector_app.bootstrap.station import open_station

    documents = list(shipped_documents())
    if _has_station(arguments):
        folder = existing_folder(arguments)
        with open_station(folder) as opened, opened.station.records.reading() as work:
            documents = list(work.master.standards())
    wanted = [each for each in documents if each.id == arguments.id]
    if arguments.version is None:
        wanted = [each for each in wanted if each.state == "in_force"][-1:]
    else:
        wanted = [each for each in wanted if each.version == arguments.version]
    if not wanted:
        raise StandardError("standard_unknown", standard=arguments.id)
    catalogue = wanted[0].parts[DEFECTS_PART]
    return StandardDocuments().read(wanted[0].text.encode(), catalogue), catalogue
