"""Make label photos with their truth, to measure label reading on pictures nobody tuned it by.

    python packaging/make_label_photos.py FOLDER [--count 42] [--seed 1] [--doubtful]
                                          [--font FILE …] [--today 2026-11-22] [--marks LIST]

Files are named ``NN_{cos|food|ink}_{print|ink}_{material}_{marks}.jpg``; ``truth.json`` lists for
each the printed lines, the dates, life (in months) and batch, and further fields. The same seed
gives the same pictures. ``--doubtful`` prints dates in ambiguous forms only: none of them may be
prefilled. Deterministic; build-time only.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import date
from pathlib import Path

from label_photos.scene import MATERIALS, Fonts, label_image, photo
from label_photos.texts import DATE_STYLES, DOUBTFUL_STYLES, LATIN_STYLES, ink_jet, printed

ROOT = Path(__file__).resolve().parents[1]
OWN_FONTS = tuple(
    str(ROOT / "resources" / "fonts" / f"NotoSansSC-{weight}.ttf") for weight in ("Bold", "Regular")
)
MARKS = (
    "plain", "persp", "persp-blur", "curved", "curved-glare", "lowc", "glare", "dark", "rot",
    "90", "180", "blur-dark", "blur", "motion", "rot-blur", "plain",
)  # fmt: skip


def make(
    folder: Path,
    count: int,
    seed: int,
    fonts: Fonts,
    today: date,
    *,
    doubtful: bool,
    all_marks: tuple[str, ...] = MARKS,
) -> None:
    """Draw ``count`` photos and ``truth.json`` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = []
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        kind = ("cos", "food", "ink", "ink")[number % 4]
        material = rng.choice(list(MATERIALS))
        marks = all_marks[(number * 5 + seed) % len(all_marks)]
        if kind == "ink":
            text = ink_jet(
                rng, today, rng.choice(DOUBTFUL_STYLES if doubtful else LATIN_STYLES[:4])
            )
            if not doubtful and rng.random() < 0.12:
                text = ink_jet(rng, today, rng.choice(LATIN_STYLES[4:]))
        else:
            text = printed(
                rng, kind, today, rng.choice(DOUBTFUL_STYLES if doubtful else DATE_STYLES)
            )
        mode = "ink" if kind == "ink" else "print"
        name = f"{number:02d}_{kind}_{mode}_{material}_{marks}.jpg"
        label = label_image(rng, text, material, fonts, "lowc" in marks)
        photo(rng, label, marks.split("-")).save(folder / name, quality=90)
        truth.append(
            {
                "f": name,
                "lines": text.lines + text.ink,
                "deg": [] if marks == "plain" else marks.split("-"),
                "mode": mode,
                "truth": text.truth,
                "fields": text.fields,
                "doubtful": doubtful,
            }
        )
    (folder / "truth.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def main() -> int:
    """Parse the command line and draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=42)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--doubtful", action="store_true")
    parser.add_argument("--marks", help="only these, such as motion,rot-blur")
    parser.add_argument("--font", action="append", default=[])
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 22))
    given = parser.parse_args()
    fonts = Fonts(printed=(*OWN_FONTS, *given.font))
    make(
        given.folder,
        given.count,
        given.seed,
        fonts,
        given.today,
        doubtful=given.doubtful,
        all_marks=tuple(given.marks.split(",")) if given.marks else MARKS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
