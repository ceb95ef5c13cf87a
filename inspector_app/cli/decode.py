"""``inspector-app decode IMAGE...``: the codes of picture files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector_app.cli.command import Commands
from inspector_app.cli.output import add_language_option
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.scan import RawScan, Region
from inspector_app.i18n.catalogue import Translator

_PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def register(commands: Commands) -> None:
    """Add ``decode``."""
    parser = commands.add_parser(
        "decode",
        help="读取照片里的条码 · read the codes of pictures",
        description="Reads all codes of each picture. Exit 0 also when a picture shows none; "
        "1 when a file was refused, after reading the others.",
    )
    parser.add_argument(
        "images", nargs="+", metavar="IMAGE", type=Path,
        help="a JPEG, PNG or WebP file, or a folder of them",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON document a picture")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_true", help="all codes of a picture (the default)")
    how.add_argument(
        "--first", action="store_true", help="stop at the first code beyond doubt: faster"
    )
    parser.add_argument(
        "--region", type=_region, metavar="X0,Y0,X1,Y1",
        help="only this part, in pixels of the upright picture; it is read harder",
    )  # fmt: skip
    add_language_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read each picture; one that is refused does not keep the others from being read."""
    from inspector_app.bootstrap.decoding import decoder, photo_guard

    refused = 0
    for path in _files(arguments):
        try:
            codes = decoder().decode_path(
                path, photo_guard(), find_all=not arguments.first, region=arguments.region
            )
        except InspectorError as refusal:
            refused += 1
            _report_refusal(path, refusal, arguments)
        else:
            _report(path, codes, arguments)
    return 1 if refused else 0


def _region(text: str) -> Region:
    """Four numbers; ValueError, which argparse tells as wrong use, for anything else."""
    left, upper, right, lower = (float(part) for part in text.split(","))
    return (left, upper, right, lower)


def _files(arguments: argparse.Namespace) -> Iterator[Path]:
    for path in arguments.images:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in _PICTURES)
        if not inside:
            say = _speaker(arguments)
            sys.stderr.write(say("decode.cli.empty_folder", file=str(path)) + "\n")
        yield from inside


def _speaker(arguments: argparse.Namespace) -> Translator:
    from inspector_app.bootstrap.resources import catalogue

    return catalogue().speak(arguments.lang or "zh")


def _report(path: Path, codes: Sequence[RawScan], arguments: argparse.Namespace) -> None:
    if arguments.json:
        _write({"file": str(path), "codes": [_as_json(code) for code in codes]})
        return
    say = _speaker(arguments)
    if not codes:
        sys.stdout.write(say("gs1.cli.no_code", file=str(path)) + "\n")
    for code in codes:
        shown = code.text.replace("\x1d", "␝")
        key = "gs1.cli.code" if code.proved else "decode.cli.unproved"
        sys.stdout.write(say(key, file=str(path), text=shown, format=code.format) + "\n")


def _report_refusal(path: Path, refusal: InspectorError, arguments: argparse.Namespace) -> None:
    message = _speaker(arguments).error(refusal)
    if arguments.json:
        error = {"code": refusal.code, "params": refusal.params, "message": message}
        _write({"file": str(path), "codes": [], "error": error})
    sys.stderr.write(f"{path}: {message}\n")


def _as_json(code: RawScan) -> dict[str, object]:
    document: dict[str, object] = {
        "text": code.text,
        "format": code.format,
        "symbology_id": code.symbology_id,
        "stage": code.stage,
        "position": [list(point) for point in code.position],
    }
    return document if code.proved else {**document, "proved": False}


def _write(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
