"""Draw 12-megapixel photos of one small code each, by symbology and damage, from a seed.

    python3 packaging/dev.py exec python packaging/make_code_photos.py --out FOLDER [--seed N]
        [--kind ean13 …] [--damage blur …] [--rounds N]

Writes ``KIND_DAMAGE_SEED.jpg`` and ``truth.json``: for each file the bytes a reader must give (as
hexadecimal and as text) and the corners of the label in pixels. The same words give the same
pictures.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.fakes.code_photos import DAMAGES, KINDS, CodePhoto, code_photo, code_photos  # noqa: E402


def told(photo: CodePhoto) -> dict[str, object]:
    """What ``truth.json`` says of one photo."""
    return {
        "file": f"{photo.name}.jpg",
        "kind": photo.kind,
        "damage": photo.damage,
        "seed": photo.seed,
        "hex": photo.wanted.hex(),
        "text": photo.wanted.decode("gb18030"),
        "corners": [[round(x, 1), round(y, 1)] for x, y in photo.corners],
    }


def main() -> int:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description="Draw photos of damaged codes.")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--rounds", type=int, default=1, help="each round has the next seed")
    parser.add_argument("--kind", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--damage", nargs="+", choices=DAMAGES, default=list(DAMAGES))
    parser.add_argument("--quality", type=int, default=90, help="of the JPEG")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    truth = []
    for kind, damage, seed in code_photos(wanted.seed, rounds=wanted.rounds):
        if kind not in wanted.kind or damage not in wanted.damage:
            continue
        photo = code_photo(kind, damage, seed)
        (wanted.out / f"{photo.name}.jpg").write_bytes(photo.jpeg(wanted.quality))
        truth.append(told(photo))
        print(f"{photo.name}.jpg  seed {seed}", flush=True)
    text = json.dumps({"photos": truth}, ensure_ascii=False, indent=1) + "\n"
    (wanted.out / "truth.json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
