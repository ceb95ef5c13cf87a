"""``inspector-app central backup | restore | doctor``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspector_app.cli.command import Commands
from inspector_app.cli.output import add_output_options, emit, say, translator

if TYPE_CHECKING:
    from inspector_app.central.findings import Finding

_SHOWN: Final = 20
Folder = Callable[[argparse.Namespace], Path]


def register(acts: Commands, folder: Folder) -> None:
    """Add the acts; ``folder`` reads ``--data`` of a command."""
    backup = acts.add_parser("backup", help="copy the running system into a new folder / 备份")
    backup.add_argument("target", metavar="BACKUP", type=Path)
    backup.add_argument(
        "--photos", nargs="?", const="", metavar="DIR",
        help="photos too: into the backup, or into DIR, which many backups share",
    )  # fmt: skip
    _with_data(backup)
    _with_passphrase(backup)
    backup.set_defaults(run=partial(run_backup, folder=folder))

    restore = acts.add_parser("restore", help="put a backup back / 恢复")
    restore.add_argument("backup", metavar="BACKUP", type=Path)
    restore.add_argument("--photos", metavar="DIR", type=Path, help="photos that backups share")
    restore.add_argument("--replace", action="store_true", help="in place of what is there")
    _with_data(restore)
    _with_passphrase(restore)
    restore.set_defaults(run=partial(run_restore, folder=folder))

    doctor = acts.add_parser("doctor", help="is everything in order? / 体检")
    doctor.add_argument("--all", action="store_true", help="every photo and journal, not a sample")
    doctor.add_argument("--sample", type=int, default=50, metavar="N", help="photos to hash (50)")
    _with_data(doctor)
    doctor.set_defaults(run=partial(run_doctor, folder=folder))


def _with_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    add_output_options(parser)


def _with_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-stdin", action="store_true",
        help="seal (open) the keys; one line (or INSPECTOR_BACKUP_PASSPHRASE)",
    )  # fmt: skip


def run_backup(arguments: argparse.Namespace, folder: Folder) -> int:
    """Copy, and say what is in the copy."""
    from inspector_app.bootstrap import central_backup

    start = time.monotonic()
    found = central_backup.make_backup(
        folder(arguments), arguments.target, with_photos=arguments.photos is not None,
        copies=Path(arguments.photos) if arguments.photos else None,
        passphrase=_passphrase(arguments, central_backup.PASSPHRASE_VARIABLE),
    )  # fmt: skip
    rows = sum(copy.rows for copy in found.tables)
    photos = found.photos
    if arguments.json:
        emit({
            "backup": str(arguments.target), "taken_at": found.taken_at.isoformat(),
            "rows": rows, "tables": {copy.name: copy.rows for copy in found.tables},
            "photos": {
                "recorded": photos.recorded, "here": photos.here, "missing": photos.missing,
                "bytes": photos.bytes, "copied": photos.copied, "damaged": list(photos.damaged),
            },
            "keys": found.keys, "seconds": round(time.monotonic() - start, 2),
        })  # fmt: skip
    else:
        speak = translator(arguments)
        say([speak("operation.backup.done", path=str(arguments.target), rows=rows)])
        word = "copied" if photos.copied else "listed"
        say([speak(f"operation.backup.photos_{word}", here=photos.here, missing=photos.missing)])
        say([speak("operation.backup.keys" if found.keys else "operation.backup.no_keys")])
    return 1 if photos.damaged else 0


def run_restore(arguments: argparse.Namespace, folder: Folder) -> int:
    """Put back; exit 1 when photos are missing, which stations may still have."""
    from inspector_app.bootstrap import central_backup

    arguments.folder = arguments.folder or _given_before(arguments)
    if arguments.folder is not None:
        arguments.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    start = time.monotonic()
    found = central_backup.put_back(
        folder(arguments), arguments.backup, replace=arguments.replace,
        copies=arguments.photos,
        passphrase=_passphrase(arguments, central_backup.PASSPHRASE_VARIABLE),
    )  # fmt: skip
    photos = found.photos
    if arguments.json:
        emit({
            "taken_at": found.taken_at.isoformat(), "rows": found.rows, "events": found.events,
            "photos": {
                "recorded": photos.recorded, "here": photos.here, "put_back": photos.put_back,
                "missing": photos.missing,
            },
            "keys_put_back": found.keys_put_back, "seconds": round(time.monotonic() - start, 2),
        })  # fmt: skip
    else:
        speak = translator(arguments)
        moment = found.taken_at.isoformat(timespec="seconds")
        say([speak("operation.restore.done", moment=moment, rows=found.rows)])
        say([speak("operation.restore.photos", here=photos.here, missing=len(photos.missing))])
        say(photos.missing[:_SHOWN])
        say([speak("operation.restore.after")])
    return 1 if photos.missing else 0


def run_doctor(arguments: argparse.Namespace, folder: Folder) -> int:
    """Every finding on a line; exit 1 when anything is bad."""
    from inspector_app.bootstrap import central_doctor

    found = central_doctor.examine(
        folder(arguments), sample=max(arguments.sample, 0), everything=arguments.all
    )
    speak = translator(arguments)
    worst = central_doctor.worst(found)

    def sentence(one: Finding) -> str:
        return speak(f"operation.doctor.{one.code}", **one.params)

    if arguments.json:
        findings = [
            {
                "check": one.check, "level": one.level, "code": one.code, "params": one.params,
                "message": sentence(one),
            }
            for one in found
        ]  # fmt: skip
        emit({"result": worst, "findings": findings})
    else:
        for one in found:
            mark = speak(f"operation.doctor.level.{one.level}")
            say([f"{mark} {speak(f'operation.doctor.check.{one.check}')}: {sentence(one)}"])
    return 1 if worst == "bad" else 0


def _given_before(arguments: argparse.Namespace) -> Path | None:
    given = arguments.data or os.environ.get("INSPECTOR_DATA")
    return Path(given) if given else None


def _passphrase(arguments: argparse.Namespace, variable: str) -> str:
    if arguments.passphrase_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return os.environ.get(variable, "")
