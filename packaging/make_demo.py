"""Make the demo warehouse's pictures, the sounds and the app icon from the YAML of resources/demo.

    python packaging/make_demo.py [--out FOLDER] [--only WORD]

Deterministic: the same sources and library versions give the same bytes. ``--only`` draws the
files whose name contains a word; without it ``pictures.yaml``, the manifest, is written too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo.canvas import jpeg
from demo.codes import read_as
from demo.icon import icons
from demo.plan import Picture, Stock, all_pictures
from demo.sounds import sounds

ROOT = Path(__file__).resolve().parents[1]


def manifest(pictures: list[Picture]) -> str:
    """``pictures.yaml``: file, kind, what it shows, and what a reader finds."""
    out = [
        "# Written by packaging/make_demo.py. `text` are the bytes a reader gives; GS is \\u001d.",
        "pictures:",
    ]
    for one in pictures:
        head = [f"file: {one.file}", f"kind: {one.kind}"]
        head += [
            f"{key}: {value}"
            for key, value in (
                ("product_id", one.product),
                ("line_id", one.line),
                ("shot", one.shot),
            )
            if value
        ]
        out.append("  - {" + ", ".join(head) + ",")
        out.append(f'     names: {{zh: "{one.zh}", en: "{one.en}"}}' + ("," if one.codes else "}"))
        if one.codes:
            codes = ", ".join(
                f'{{format: {_format(kind)}, text: "{_escaped(read_as(text, kind))}"}}'
                for text, kind in one.codes
            )
            out.append(f"     codes: [{codes}]}}")
    return "\n".join(out) + "\n"


def _format(kind: str) -> str:
    return {"GS1-128": "Code128", "GS1-DataMatrix": "DataMatrix", "ITF14": "ITF"}.get(kind, kind)


def _escaped(text: str) -> str:
    return text.replace("\x1d", "\\u001d")


def save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(path.as_posix(), len(data))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=ROOT / "resources")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    stock = Stock(ROOT / "resources/demo")
    pictures = all_pictures(stock)
    for picture in pictures:
        if given.only in picture.file:
            quality = 84 if picture.kind == "pack" else 80
            save(given.out / "demo" / picture.file, jpeg(picture.draw(), quality))
    for folder, files in (("sounds", sounds()), ("icons/app", icons())):
        for name, data in files.items():
            if given.only in f"{folder}/{name}":
                save(given.out / folder / name, data)
    if not given.only:
        save(given.out / "demo/pictures.yaml", manifest(pictures).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
