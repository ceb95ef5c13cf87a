"""Make the shipped fonts: static Noto Sans SC, cut down to GBK, Latin, Greek, Cyrillic and signs.

Build-time only: needs fonttools, and a folder with the full static fonts
(``NotoSansSC_400Regular.ttf``, ``NotoSansSC_700Bold.ttf``), for instance the unpacked npm package
``@expo-google-fonts/noto-sans-sc``.

    python packaging/make_fonts.py FOLDER resources/fonts
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

RANGES = (
    (0x20, 0x7F), (0xA0, 0x180), (0x370, 0x460), (0x2000, 0x20D0), (0x2100, 0x2300),
    (0x2460, 0x2600), (0x25A0, 0x27C0), (0x3000, 0x3100), (0xFF00, 0xFFF0),
)  # fmt: skip

ALIASES = {0x2714: 0x2713, 0x2717: 0x00D7, 0x2718: 0x00D7, 0x2610: 0x25A1}
"""Signs the font lacks, drawn by a look-alike: ReportLab has no fallback font."""


def wanted() -> set[int]:
    """Every character of GBK and of the ranges above."""
    found = {code for low, high in RANGES for code in range(low, high)}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.update(map(ord, bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return found


def cut(source: Path, target: Path) -> None:
    """Write the subset of one font; the PostScript name stays the source's own."""
    options = subset.Options()
    options.layout_features = ["kern", "liga", "vert", "palt", "halt", "locl"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    font = subset.load_font(str(source), options)
    font.recalcTimestamp = False
    for table in font["cmap"].tables:
        if table.isUnicode():
            for sign, likeness in ALIASES.items():
                if likeness in table.cmap:
                    table.cmap.setdefault(sign, table.cmap[likeness])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    font.save(target)


def main(source: str, target: str) -> None:
    """Both weights; the file names in the source folder may lie anywhere below it."""
    for weight, name in (("Regular", "400Regular"), ("Bold", "700Bold")):
        (found,) = Path(source).rglob(f"NotoSansSC_{name}.ttf")
        cut(found, Path(target) / f"NotoSansSC-{weight}.ttf")


if __name__ == "__main__":
    main(*sys.argv[1:])
