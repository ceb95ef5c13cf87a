"""``inspector-app decode IMAGE...``: the codes of picture files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from inspector_app.cli.command import Commands
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.scan import RawScan


def register(commands: Commands) -> None:
    """Add ``decode``."""
    parser = commands.add_parser("decode", help="读取照片里的条码 · read the codes of pictures")
    parser.add_argument("images", nargs="+", metavar="IMAGE", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON document a picture")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read each picture; one that is refused does not keep the others from being read."""
    from inspector_app.bootstrap.decoding import decoder, photo_guard

    refused = 0
    for path in arguments.images:
        try:
            codes = decoder().decode_path(path, photo_guard(), find_all=True)
        except InspectorError as refusal:
            refused += 1
            _report_refusal(path, refusal, arguments)
        else:
            _report(path, codes, arguments)
    return 1 if refused else 0


def _report(path: Path, codes: Sequence[RawScan], arguments: argparse.Namespace) -> None:
    if arguments.json:
        _write({"file": str(path), "codes": [_as_json(code) for code in codes]})
        return
    from inspector_app.bootstrap.resources import catalogue

    say = catalogue().speak(arguments.lang or "zh")
    if not codes:
        sys.stdout.write(say("gs1.cli.no_code", file=str(path)) + "\n")
    for code in codes:
        shown = code.text.replace("\x1d", "␝")
        line = say("gs1.cli.code", file=str(path), text=shown, format=code.format)
        sys.stdout.write(line + "\n")


def _report_refusal(path: Path, refusal: InspectorError, arguments: argparse.Namespace) -> None:
    from inspector_app.bootstrap.resources import catalogue

    message = catalogue().speak(arguments.lang or "zh").error(refusal)
    if arguments.json:
        error = {"code": refusal.code, "params": refusal.params, "message": message}
        _write({"file": str(path), "codes": [], "error": error})
    sys.stderr.write(f"{path}: {message}\n")


def _as_json(code: RawScan) -> dict[str, object]:
    return {
        "text": code.text,
        "format": code.format,
        "symbology_id": code.symbology_id,
        "stage": code.stage,
        "position": [list(point) for point in code.position],
    }


def _write(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
